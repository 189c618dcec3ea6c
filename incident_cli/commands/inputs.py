"""The files that a command is to read: names, folders, standard input; each told apart by its format."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence

from incident_cli import formats
from incident_cli.errors import IncidentError, Usage
from incident_cli.formats import Format
from incident_cli.formats.source import Source, Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

STDIN = "standard input"
CHUNK = 1024 * 1024
"""Bytes that are copied at once."""


class Input:
    """A file and its format. guessed: nobody said the format."""

    def __init__(self, source: Source, format_: Format, *, guessed: bool) -> None:
        self.source = source
        self.format = format_
        self.guessed = guessed

    def told(self, error: Unreadable) -> IncidentError:
        """What is wrong with the file, in words: where, and as what it was read if that was a guess."""
        hints = list(error.hints)
        if self.guessed:
            others = "|".join(name for name in formats.READ if name != self.format.name)
            hints.append(f"it was read as {self.format.name} ({self.format.about}); else: --format {others}")
        return Usage(f"{self.place(error.line)}: {error.message}; nothing was imported", *hints)

    def place(self, line: int) -> str:
        """`file:line`, or the file alone."""
        return f"{self.source.name}:{line}" if line else self.source.name


class Inputs:
    """`with Inputs(names, format) as inputs`: what is to be read, in order. `strangers`: the files of a folder that are
    of no format that is read; those are left out."""

    def __init__(self, names: Sequence[str], asked: Format | None) -> None:
        self.names = names
        self.asked = asked
        self.strangers: list[str] = []
        self._copies: list[str] = []

    def __enter__(self) -> list[Input]:
        try:
            return [found for name in self.names for found in self._named(name)]
        except BaseException:
            self._clear()
            raise

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        self._clear()

    def _clear(self) -> None:
        for path in self._copies:
            os.unlink(path)
        self._copies.clear()

    def _named(self, name: str) -> Iterator[Input]:
        if name == "-":
            yield self._told(Source(STDIN, self._copied()))
        elif os.path.isdir(name):
            yield from self._folder(name)
        else:
            yield self._told(Source(name, name))

    def _folder(self, name: str) -> Iterator[Input]:
        """The files of a folder and of those in it, in the order of their names; hidden ones are left out."""
        found = []
        for folder, below, files in os.walk(name):
            below[:] = sorted(each for each in below if not each.startswith("."))
            found += [os.path.join(folder, file) for file in files if not file.startswith(".")]
        known = [each for path in sorted(found) for each in self._tried(path)]
        if not known:
            raise Usage(f"{name}: no file in it is of a format that is read here", f"--format {'|'.join(formats.READ)}")
        yield from known

    def _tried(self, path: str) -> Iterator[Input]:
        source = Source(path, path)
        try:
            head = source.head()
        except IncidentError:
            self.strangers.append(path)
            return
        looks = self.asked.load().looks(head) if self.asked else True
        found = self.asked if self.asked and looks else None if self.asked else formats.detect(head)
        if found is None or (self.asked is None and found.alone):
            self.strangers.append(path)
        else:
            yield Input(source, found, guessed=self.asked is None)

    def _told(self, source: Source) -> Input:
        if self.asked is not None:
            return Input(source, self.asked, guessed=False)
        try:
            found = formats.detect(source.head())
        except Unreadable as error:
            place = f"{source.name}:{error.line}" if error.line else source.name
            raise Usage(f"{place}: {error.message}; nothing was imported", *error.hints) from None
        if found is None:
            raise Usage(
                f"{source.name}: its format cannot be told; nothing was imported", f"--format {'|'.join(formats.READ)}"
            )
        return Input(source, found, guessed=True)

    def _copied(self) -> str:
        """Standard input as a private file, since what is read is read twice."""
        if sys.stdin is None:
            raise IncidentError("standard input is closed; nothing was imported")
        stdin: Any = sys.stdin.buffer
        descriptor, path = tempfile.mkstemp(prefix="incident-import-")
        self._copies.append(path)
        try:
            with open(descriptor, "wb") as copy:
                while chunk := stdin.read1(CHUNK):  # on a terminal one Ctrl-D ends it
                    copy.write(chunk)
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            raise IncidentError(f"standard input cannot be read: {reason}; nothing was imported") from error
        return path
