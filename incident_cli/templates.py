"""The user's templates: plain files in a folder, named by their file names; `.md` is left away."""

from __future__ import annotations

import os

from incident_cli.errors import IncidentError, NotFound, Usage

LIMIT = 1024 * 1024
"""Bytes of a template."""
_SUFFIX = ".md"


def names(folder: str) -> list[str]:
    """The names of the templates in a folder, sorted. A folder that cannot be read has none.

    Hidden files and the copies that editors leave behind (`x~`) are none.
    """
    try:
        with os.scandir(folder) as found:
            files = [
                entry.name for entry in found if entry.name[0] != "." and entry.name[-1] != "~" and entry.is_file()
            ]
    except OSError:
        return []
    return sorted({name.removesuffix(_SUFFIX) for name in files if name != _SUFFIX})


def path(folder: str, name: str) -> str:
    """The file of a template: `NAME.md`, else `NAME`; a plain one, so that opening it waits for nobody.

    Raises Usage for what is no file name, NotFound.
    """
    if "/" in name or "\0" in name or name[:1] in ("", "."):
        raise Usage(f'"{name}" is not the name of a template: it is the name of a file alone', "incident template list")
    for file in (name + _SUFFIX, name):
        if os.path.isfile(os.path.join(folder, file)):
            return os.path.join(folder, file)
    raise NotFound(f'there is no template "{name}" in {folder}', _instead(folder, name))


def _instead(folder: str, name: str) -> str:
    from difflib import get_close_matches

    known = names(folder)
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"did you mean {', '.join(near)}?"
    return "incident template list" if known else f"write it: {os.path.join(folder, name + _SUFFIX)}"


def read(folder: str, name: str) -> str:
    """What stands in a template, its line ends as `\\n`. Raises Usage, NotFound, IncidentError."""
    return content(path(folder, name))


def content(file: str) -> str:
    """What stands in the file of a template, its line ends as `\\n`. Raises Usage, IncidentError."""
    try:
        with open(file, "rb") as stream:
            data = stream.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise IncidentError(f"{file} cannot be read: {reason}") from error
    if len(data) > LIMIT:
        raise Usage(f"{file} is longer than 1 MB: that is no template")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Usage(f"{file} is not valid UTF-8", f"iconv -t UTF-8 {file}") from None
