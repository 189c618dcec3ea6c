"""What we made in a folder: the list by which a later run knows its own files from anybody else's.

`.incident-site.json` is written when all is done. Until then `.incident-site.new` says what was made in the meantime: a
run that was ended half-way leaves no file that nobody owns up to.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from json import JSONDecodeError, dumps, loads

from incident_cli.core.record import NamedTuple
from incident_cli.errors import IncidentError, Refused
from incident_cli.site.folder import Folder, parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LIST = ".incident-site.json"
MEANWHILE = ".incident-site.new"
_FORMAT = 1


class Made(NamedTuple):
    """A file of ours. hashes: of what we may have written last, one unless a run was ended half-way; size: in bytes;
    stamp: what it was made from, empty where it is made anew each time."""

    hashes: tuple[str, ...]
    size: int
    stamp: str = ""


class Manifest(NamedTuple):
    """What stands in the list. made_from: the program, the templates and the settings that made the files."""

    made_from: str = ""
    files: Mapping[str, Made] = {}


def digest(content: bytes) -> str:
    """A short name for a content."""
    return blake2b(content, digest_size=12).hexdigest()


def load(folder: Folder) -> Manifest:
    """The list of a folder; an empty one where there is none. Raises Refused for one that we did not write."""
    text, later = folder.read(LIST), folder.read(MEANWHILE)
    try:
        found = _understood(loads(text)) if text is not None else Manifest()
        files = dict(found.files)
        for row in (later or b"").decode().splitlines():
            digested, _, path = row.partition(" ")
            if path:
                before = files.get(path, Made((), -1)).hashes
                files[path] = Made((*before, digested), -1)
    except (JSONDecodeError, RecursionError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            f"{folder.path}/{LIST} is not ours, or damaged: which files are ours cannot be told; nothing was written",
            "choose another folder, or add --force",
        ) from error
    return found._replace(files={path: made for path, made in files.items() if _inside(path)})


def _understood(said: Any) -> Manifest:
    if said["format"] != _FORMAT:
        raise ValueError(said["format"])
    files = {
        str(path): Made((str(hash_),), int(size), str(stamp)) for path, (hash_, size, stamp) in said["files"].items()
    }
    return Manifest(str(said["made_from"]), files)


def _inside(path: str) -> bool:
    """Whether a file is below the folder: anybody can have written into the list."""
    try:
        parts(path)
    except IncidentError:
        return False
    return True


def save(folder: Folder, manifest: Manifest) -> None:
    """Write the list, unless it is so already."""
    rows = (
        f"{dumps(path)}:{dumps([made.hashes[-1], made.size, made.stamp], separators=(',', ':'))}"
        for path, made in sorted(manifest.files.items())
    )
    body = ",\n".join(rows)
    text = f'{{"format":{_FORMAT},"made_from":{dumps(manifest.made_from)},"files":{{\n{body}\n}}}}\n'.encode()
    if folder.read(LIST) != text:
        folder.replace(LIST, text)
    if folder.taken(MEANWHILE):
        folder.remove(MEANWHILE)
