"""A JSON file of any length, read value by value: a chunk at a time, and never held as a whole.

What stands at the top is told member by member, and the lists that hold the incidents element by element, each with
its place in the file, so that it can be read again alone (`again`).
"""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

from incident_cli.core.record import NamedTuple
from incident_cli.core.zones import quoted
from incident_cli.formats.source import LIMIT, Source, Unreadable

CHUNK = 1024 * 1024
"""Bytes that are read at a time; more where one value is longer."""
DEEPEST = 64
"""Levels of lists and objects in each other."""
_MEMBERS = 10_000
"""Members at the top: nobody has so many, and their names are remembered."""
_TAIL = 16
"""Characters: a mistake nearer to the end of what was read may be a number, word or escape cut in two."""
_BROKEN = "it is no valid JSON"


class Found(NamedTuple):
    """A value at the top of a file. name: of the member, or of the list that it is an element of (a list without a
    name: empty); element: whether it is one; offset, length: where it stands, in bytes; line: where it begins."""

    name: str
    element: bool
    value: Any
    offset: int
    length: int
    line: int


def scan(file: BinaryIO, lists: frozenset[str], *, limit: int = LIMIT, chunk: int = CHUNK) -> Iterator[Found]:
    """Every member of the object in a file; those of these names element by element, where they are lists.

    A list at the top is told as the elements of a list without a name, and a list without elements as a member.
    Raises Unreadable for what is no JSON in UTF-8 from beginning to end, for a value longer than `limit` bytes, and for
    an object that has a key twice.
    """
    text = _Text(file, limit, chunk)
    sign = text.peek()
    if sign == "[":
        yield from _elements(text, "")
    elif sign == "{":
        yield from _members(text, lists)
    else:
        raise Unreadable("it is no JSON object or list" if sign else "it is empty", text.line)
    if text.peek():
        raise Unreadable(f"{_BROKEN}: there is something after its end", text.line)


def again(source: Source, offset: int, length: int, line: int) -> Any:
    """The value at a place that `scan` told. Raises Unreadable where it is another one by now."""
    try:
        return json.loads(source.part(offset, length).decode().removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise Unreadable("the file was changed while it was read", line) from None


def deep(value: Any) -> bool:
    """Whether there are more than `DEEPEST` levels of lists and objects in a value."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [each for each in level if isinstance(each, (dict, list))]
        if not level:
            return False
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    return True


def kind(value: Any) -> str:
    """What a JSON value is, for a message: `a number`, `a list`, …"""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    names = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number"}
    return names[type(value)]


def _members(text: _Text, lists: frozenset[str]) -> Iterator[Found]:
    text.skip()
    seen: set[str] = set()
    if text.peek() == "}":
        text.skip()
        return
    while True:
        if text.peek() != '"':
            raise text.wrong("a name in double quotes is missing")
        line = text.line
        name = text.value("the name of a member").value
        if name in seen or len(seen) > _MEMBERS:
            raise Unreadable(_twice(name) if name in seen else "there are too many members at its top", line)
        seen.add(name)
        text.expect(":")
        if text.peek() == "[" and name in lists:
            yield from _elements(text, name)
        else:
            yield text.value(f"the value of {quoted(name)}")._replace(name=name)
        if text.expect(",}") == "}":
            return


def _elements(text: _Text, name: str) -> Iterator[Found]:
    line, offset = text.line, text.offset
    text.skip()
    if text.peek() == "]":
        text.skip()
        yield Found(name, False, [], offset, text.offset - offset, line)
        return
    while True:
        yield text.value("an incident")._replace(name=name, element=True)
        if text.expect(",]") == "]":
            return


def _twice(name: str) -> str:
    return f"{_BROKEN}: {quoted(name)} is there twice in one object"


class _Twice(Exception):
    """An object has a key twice."""


class _Text:
    """The text of a file from where it was read to. line, offset: of the next character, which is at `at`."""

    def __init__(self, file: BinaryIO, limit: int, chunk: int) -> None:
        self.file, self.limit, self.chunk = file, limit, chunk
        self.text, self.at = "", 0
        self.line, self.offset = 1, 0
        self.taken = 0  # bytes read from the file
        self.ended = False
        self.decoder = getincrementaldecoder("utf-8")()
        self.json = _decoder(_object)
        self.space = re.compile(r"[ \t\n\r]*+")

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            found = self.space.match(self.text, self.at)
            self._advance(found.end() if found else self.at, ascii_only=True)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more():
                return ""

    def skip(self) -> None:
        """Leave one character behind."""
        self._advance(self.at + 1, ascii_only=True)

    def expect(self, signs: str) -> str:
        """One of these signs, which is left behind. Raises Unreadable."""
        sign = self.peek()
        if not sign or sign not in signs:
            raise self.wrong(f"{quoted(signs[0])} is missing")
        self.skip()
        return sign

    def wrong(self, why: str) -> Unreadable:
        """What is wrong here."""
        ends = self.at >= len(self.text)
        return Unreadable(f"{_BROKEN}: {'it ends too early' if ends else why}", self.line)

    def value(self, what: str) -> Found:
        """The value that begins here, with its place. Raises Unreadable; `what` it is, for a message."""
        self.peek()
        while True:
            end, value = self._value()
            if end >= 0:
                break
            if self.taken - self.offset > self.limit:
                raise Unreadable(f"{what} is larger than {self.limit // 1024 // 1024} MB", self.line)
            self._more()
        line, offset = self.line, self.offset
        self._advance(end)
        if self.offset - offset > self.limit:
            raise Unreadable(f"{what} is larger than {self.limit // 1024 // 1024} MB", line)
        return Found("", False, value, offset, self.offset - offset, line)

    def _value(self) -> tuple[int, Any]:
        """Where the value ends, and the value; -1 where more must be read first. Raises Unreadable."""
        try:
            value, end = self.json.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            unfinished = error.msg.startswith("Unterminated") or error.pos >= len(self.text) - _TAIL
            if unfinished and not self.ended:
                return -1, None
            cut = error.msg.startswith("Unterminated") or error.pos >= len(self.text)
            why = "it ends too early" if cut else error.msg[0].lower() + error.msg[1:]
            raise Unreadable(f"{_BROKEN}: {why}", self._line_at(error.pos)) from None
        except _Twice as error:
            raise Unreadable(_twice(str(error)), self._line_at(self._closing())) from None
        except RecursionError:
            raise Unreadable("lists and objects are nested too deep in it", self.line) from None
        except ValueError as error:
            raise Unreadable(f"{_BROKEN}: {error}", self.line) from None
        # A number near the end of what was read may go on, also behind a point or an `e+`.
        cut = isinstance(value, (int, float)) and end > len(self.text) - 3
        return (-1, None) if cut and not self.ended else (end, value)

    def _closing(self) -> int:
        """Where the first object ends that has a key twice. Found anew: only a broken file pays for it."""
        sound = 0

        def count(pairs: list[tuple[str, Any]]) -> Any:
            nonlocal sound
            _object(pairs)
            sound += 1

        with suppress(_Twice):
            _decoder(count).raw_decode(self.text, self.at)
        ends = re.finditer(r'"(?:[^"\\]|\\.)*+"|\}', self.text[self.at :], re.DOTALL)
        braces = (self.at + found.start() for found in ends if found[0] == "}")
        return next(islice(braces, sound, None), self.at)

    def _line_at(self, position: int) -> int:
        return self.line + self.text.count("\n", self.at, position)

    def _advance(self, end: int, *, ascii_only: bool = False) -> None:
        same = ascii_only or self.text.isascii()
        self.offset += end - self.at if same else len(self.text[self.at : end].encode())
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def _more(self) -> bool:
        """Read on: as much again as is waiting, so that a long value is not begun too often. False at the end."""
        if self.ended:
            return False
        waiting = self.taken - self.offset
        data = self.file.read(min(max(self.chunk, waiting), max(self.limit - waiting, 0) + self.chunk))
        first = self.taken == 0
        if first and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise Unreadable("it is UTF-16", 0, "convert it first: iconv -f UTF-16 -t UTF-8")
        self.taken += len(data)
        self.ended = not data
        left = self.text[self.at :]
        self.text, self.at = left + self._decoded(data, left), 0
        if first and self.text.startswith("\ufeff"):
            self.text, self.offset = self.text[1:], 3
        return True

    def _decoded(self, data: bytes, left: str) -> str:
        """The text of further bytes. Raises Unreadable, with the line."""
        line = self.line + left.count("\n")
        if b"\0" in data:
            raise Unreadable("it is no text: there is a NUL in it", line + data.count(b"\n", 0, data.index(b"\0")))
        try:
            return self.decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            where = line + error.object.count(b"\n", 0, error.start)
            raise Unreadable("it is not valid UTF-8", where, "convert it first: iconv -f LATIN1 -t UTF-8") from None


def _decoder(hook: Callable[[list[tuple[str, Any]]], Any]) -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=hook, parse_constant=_constant, parse_float=_number)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        left = dict(pairs)
        raise _Twice(next(name for name, _ in reversed(pairs) if left.pop(name, pairs) is pairs))
    return made


def _constant(word: str) -> Any:
    raise ValueError(f"{word} is no number in JSON")


def _number(text: str) -> float:
    found = float(text)
    if found in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text[:20]} is too large")
    return found
