"""What changed between two texts, word by word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from incident_cli.core.record import NamedTuple, StrEnum


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """A stretch of text, and what became of it."""

    mark: Mark
    text: str


MOST = 400_000
"""Pairs of words up to which two texts are compared word by word. Where few fit, that takes a tenth of a second."""


def pieces(before: str, after: str) -> list[Piece]:
    """The stretches that stayed, went and came, in order; neighbours differ, and what went stands before what came.

    What stayed and went is `before`, what stayed and came is `after`, to the letter. Long texts are compared line by
    line first, and word by word where lines differ; where even that is too much, what differs is told as replaced.
    """
    found: list[Piece] = []
    for mark, text in _compared(before, after, (_words, _lines)):
        last = found[-1].mark if found else None
        if not text:
            continue
        if last is mark:
            found[-1] = Piece(mark, found[-1].text + text)
        elif last is Mark.ADDED and mark is Mark.REMOVED:
            _removed_first(found, text)
        else:
            found.append(Piece(mark, text))
    return found


def _removed_first(found: list[Piece], text: str) -> None:
    """Take what went before what came just now, to what went there already."""
    added = found.pop()
    went = found.pop().text if found and found[-1].mark is Mark.REMOVED else ""
    found += [Piece(Mark.REMOVED, went + text), added]


Split = Callable[[str], list[str]]


def _compared(before: str, after: str, ways: Sequence[Split]) -> Iterator[Piece]:
    """Compare by the first of the ways that makes few enough parts; what differs then, by the ways before it."""
    for number, split in enumerate(ways):
        one, other = split(before), split(after)
        first = _alike(one, other)
        last = _alike(one[first:][::-1], other[first:][::-1])
        middle, instead = one[first : len(one) - last], other[first : len(other) - last]
        if len(middle) * len(instead) <= MOST:
            yield Piece(Mark.SAME, "".join(one[:first]))
            yield from _matched(middle, instead, ways[:number])
            yield Piece(Mark.SAME, "".join(one[len(one) - last :]))
            return
    space = " " if before[:1] == after[:1] == " " else ""  # it stands before either word
    same, went, came = space, before.removeprefix(space), after.removeprefix(space)
    yield from (Piece(Mark.SAME, same), Piece(Mark.REMOVED, went), Piece(Mark.ADDED, came))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts are the same from the beginning on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))


def _matched(one: Sequence[str], other: Sequence[str], ways: Sequence[Split]) -> Iterator[Piece]:
    from difflib import SequenceMatcher

    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Mark.SAME, "".join(one[a:b]))
        else:
            yield from _compared("".join(one[a:b]), "".join(other[c:d]), ways)


def _words(text: str) -> list[str]:
    """Words and signs, each with the space before it, so that a space alone is no word in common."""
    import re

    return re.findall(r" ?\w+| ?[^\w\s]|\s", text)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
