"""Files -> the folder: only what changed is touched, only what we made is removed, and nobody reads half a file."""

from __future__ import annotations

from collections.abc import Iterable

from incident_cli.core.published import Published
from incident_cli.errors import Refused
from incident_cli.site import manifest
from incident_cli.site.file import File
from incident_cli.site.folder import Folder
from incident_cli.site.manifest import Made, Manifest

INDEX = "index.html"


class Writer:
    """Writes one publication into a folder that is held.

    made_from: the program, the templates and the settings; where these are others, every file is made again.
    force: write over files of others. Raises Refused where `index.html` is none of ours.
    """

    def __init__(self, folder: Folder, made_from: str = "", *, force: bool = False) -> None:
        self.folder, self.force = folder, force
        self.before = _before(folder, force=force)
        self.now: dict[str, Made] = {}
        self.made_from = made_from
        self.written = 0
        if not force and INDEX not in self.before.files and folder.taken(INDEX):
            raise self._foreign(INDEX, "nothing was written")

    def has(self, path: str, stamp: str) -> bool:
        """Whether a file is there that was made from just this; then it stays as it is."""
        made = self.before.files.get(path)
        if made is None or made.stamp != stamp or self.before.made_from != self.made_from:
            return False
        if self.folder.size(path) != made.size:
            return False
        self.now[path] = made
        return True

    def put(self, files: Iterable[File]) -> None:
        """Write files, in their order, where something else stands in them. Raises Refused, IncidentError."""
        for file in files:
            self._put(file)

    def _put(self, file: File) -> None:
        there = self.folder.read(file.path)
        digest = manifest.digest(file.content)
        if there != file.content:
            if not self.force and file.path not in self.before.files and self.folder.taken(file.path):
                raise self._foreign(file.path, "it was left as it is")
            row = f"{digest} {file.path}\n"
            self.folder.replace(file.path, file.content, lambda: self.folder.append(manifest.MEANWHILE, row))
            self.written += 1
        self.now[file.path] = Made((digest,), len(file.content), file.stamp)

    def finish(self) -> Published:
        """Remove what we made and nothing tells of any more, and write down what is ours now."""
        removed = 0
        for path, made in self.before.files.items():
            if path not in self.now:
                content = self.folder.read(path)
                if content is not None and manifest.digest(content) in made.hashes:
                    self.folder.remove(path)
                    removed += 1
        manifest.save(self.folder, Manifest(self.made_from, self.now))
        return Published(self.folder.path, self.written, len(self.now) - self.written, removed)

    def _foreign(self, path: str, then: str) -> Refused:
        return Refused(
            f"{self.folder.path}/{path} was not made by this program; {then}", "choose another folder, or add --force"
        )


def _before(folder: Folder, *, force: bool) -> Manifest:
    try:
        return manifest.load(folder)
    except Refused:
        if not force:
            raise
        return Manifest()
