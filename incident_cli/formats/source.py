"""A file that is read: its bytes as text, its lines with their numbers, and how what is wrong with it is told.

A format reads in two turns. First it looks at the whole file and yields a `Piece` for each incident (`read` of the
format): by then everything about the file that would keep it from being read is known, and nothing is written yet.
Later each piece is made into a `Portable` by its `load`. So a large file is never held in memory.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from typing import BinaryIO

from incident_cli.core import when
from incident_cli.core.portable import Portable
from incident_cli.core.record import NamedTuple
from incident_cli.errors import IncidentError, Usage

LIMIT = 32 * 1024 * 1024
"""Bytes of one incident, and of a file that a format can only read whole."""
LINE = 4 * 1024 * 1024
"""Bytes of one line of text, as everywhere (`commands/text.py`)."""
HEAD = 65_536
"""Bytes at the beginning of a file from which its format is told."""


class Unreadable(Usage):
    """Something in a file that cannot be read. line: where, from 1; 0 where it is the file as a whole."""

    def __init__(self, why: str, line: int = 0, *hints: str) -> None:
        super().__init__(why, *hints)
        self.line = line


class Reading(NamedTuple):
    """What the person who imports says about times, and what the reader may do.

    zone: of times that do not name one; zone_said: somebody said so (`--tz`, INCIDENT_TZ, config.toml), it is not just
    the system's. date_order: `mdy`, `dmy` or empty: then `02/10/2014` is refused. infer: propose server states from
    the explicit phrases of a text.
    """

    now: datetime
    zone: tzinfo
    zone_said: bool = True
    date_order: str = ""
    infer: bool = False

    def time(self, words: str, line: int = 0) -> datetime:
        """The instant that words in a file mean, which may lie ahead. Raises Unreadable."""
        try:
            return when.instant(words, now=self.now, zone=self.zone, date_order=self.date_order, ahead=True)
        except Usage as error:
            raise Unreadable(error.message, line, *error.hints) from None


class Piece(NamedTuple):
    """One incident in a file. created: when its source made it, which gives the order of the numbers; line: where it
    begins, from 1; load: reads it. Raises Unreadable, and then this one alone is left out."""

    created: datetime
    line: int
    load: Callable[[], Portable]


class Source:
    """A file to read. name: as it was typed; path: where it is, which may be a copy of standard input."""

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.path = path
        self._parts: BinaryIO | None = None

    def __del__(self) -> None:
        if self._parts is not None:
            self._parts.close()

    def part(self, offset: int, length: int) -> bytes:
        """Bytes from the middle of it. The file stays open for the next part: there may be a hundred thousand."""
        if self._parts is None:
            self._parts = self.open()
        self._parts.seek(offset)
        return self._parts.read(length)

    def open(self) -> BinaryIO:
        """The bytes. Raises IncidentError for what cannot be opened, a named pipe and a device included."""
        try:
            file = open(self.path, "rb", opener=_at_once)  # noqa: SIM115 (the caller closes it)
        except OSError as error:
            raise IncidentError(f"{self.name} cannot be read: {(error.strerror or str(error)).lower()}") from error
        except ValueError as error:
            raise IncidentError(f"{self.name!r} is no name of a file") from error
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise IncidentError(f"{self.name} is no file that can be read twice", "incident import - < FILE")
        return file

    def head(self) -> str:
        """The beginning, from which its format is told. Raises Unreadable for what is no text."""
        with self.open() as file:
            data = file.read(HEAD)
        text = _decoded(data, 1, final=len(data) < HEAD)
        return text.removeprefix("\ufeff")

    def text(self) -> str:
        """All of it, without a byte order mark. Raises Unreadable for what is too long, or no text in UTF-8."""
        with self.open() as file:
            data = file.read(LIMIT + 1)
        if len(data) > LIMIT:
            raise Unreadable(f"it is longer than {LIMIT // 1024 // 1024} MB, too long to be one document")
        return _decoded(data, 1).removeprefix("\ufeff")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line with its number from 1, without its line end, one at a time. Raises Unreadable."""
        with self.open() as file:
            number = 0
            while line := file.readline(LINE + 1):
                number += 1
                if len(line) > LINE:
                    raise Unreadable(f"the line is longer than {LINE // 1024 // 1024} MB", number)
                text = _decoded(line, number)
                text = text.removeprefix("\ufeff") if number == 1 else text
                yield number, text.removesuffix("\n").removesuffix("\r")


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for the other end of a named pipe."""
    return os.open(path, flags | os.O_NONBLOCK)


def _decoded(data: bytes, line: int, *, final: bool = True) -> str:
    """Text of bytes that begin at a line. final: they end with a character, not in the middle of one."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("it is UTF-16", 0, "convert it first: iconv -f UTF-16 -t UTF-8")
    if b"\0" in data:
        raise Unreadable("it is no text: there is a NUL in it", line + data.count(b"\n", 0, data.index(b"\0")))
    try:
        return data.decode() if final else _prefix(data)
    except UnicodeDecodeError as error:
        where = line + data.count(b"\n", 0, error.start)
        raise Unreadable("it is not valid UTF-8", where, "convert it first: iconv -f LATIN1 -t UTF-8") from None


def _prefix(data: bytes) -> str:
    """The text of bytes that may end in the middle of a character."""
    from codecs import getincrementaldecoder

    return getincrementaldecoder("utf-8")().decode(data)
