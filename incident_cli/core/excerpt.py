"""A few words of a text around what was looked for, on one line. Pure."""

from __future__ import annotations

from incident_cli.core.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Spans = Sequence[tuple[int, int]]

NARROWEST = 8
"""Characters that an excerpt may always have."""
_CUT = "…"
_NEAR = 8
"""So many times its room are looked at on both sides: the rest of a long text costs nothing."""


class Excerpt(NamedTuple):
    """A part of a text, and where in it the words stand that were looked for: [start, end) in characters."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def parts(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it was looked for."""
        done = 0
        for start, end in self.spans:
            yield self.text[done:start], False
            yield self.text[start:end], True
            done = end
        yield self.text[done:], False


def excerpt(text: str, spans: Spans, room: int) -> Excerpt:
    """At most `room` characters around the first of the spans, which are in order and do not overlap.

    White space of any kind and length becomes one space. What is left out is `…`. It is cut between words; within
    one only where that one fills a third of the room.
    """
    room = max(room, NARROWEST)
    first = spans[0][0] if spans else 0
    low, high = max(0, first - _NEAR * room), min(len(text), first + _NEAR * room)
    near = [(max(a, low) - low, min(b, high) - low) for a, b in spans if a < high and b > low]
    line = _on_one_line(text[low:high], near)
    start, end = _window(line, room, more_before=low > 0, more_after=high < len(text))
    before = _CUT if low or start else ""
    after = _CUT if high < len(text) or end < len(line.text) else ""
    shift = len(before) - start
    inside = [(max(a, start) + shift, min(b, end) + shift) for a, b in line.spans if a < end and b > start]
    return Excerpt(before + line.text[start:end] + after, tuple(inside))


def _on_one_line(text: str, spans: Spans) -> Excerpt:
    """The same words with one space between them."""
    found, moved = "", []
    for part, sought in Excerpt(text, tuple(spans)).parts():
        flat = " ".join(part.split())
        lead = " " if part[:1].isspace() and found and found[-1] != " " else ""
        start = len(found) + len(lead)
        found += lead + flat + (" " if flat and part[-1:].isspace() else "")
        if sought:
            moved.append((start, start + len(flat)))
    return Excerpt(found.rstrip(" "), tuple(moved))


def _window(line: Excerpt, room: int, *, more_before: bool, more_after: bool) -> tuple[int, int]:
    """Which part of a line to show. With more on both sides, what was looked for begins after a third of it."""
    text = line.text
    if not more_before and not more_after and len(text) <= room:
        return 0, len(text)
    room -= 2 * len(_CUT)
    sought, over = line.spans[0] if line.spans else (0, 0)
    start = max(0, min(sought - room // 3, len(text) - room))
    if (start or more_before) and text[start - 1 : start] != " ":
        start = text.find(" ", start, sought) + 1 or start
    end = min(len(text), start + room)
    if (end < len(text) or more_after) and text[end : end + 1] != " ":
        border = text.rfind(" ", max(start, over), end)
        end = border if border > start else end
    return start, end
