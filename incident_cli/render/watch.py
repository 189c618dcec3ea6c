"""A live view: what a command draws, cut to the window, and a line below that says what is hidden and when it was."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence

from incident_cli.core import phrase
from incident_cli.core.record import NamedTuple
from incident_cli.render.look import Look
from incident_cli.render.output import Output
from incident_cli.render.screen import Screen
from incident_cli.render.text import cells, line

_BETWEEN = " · "
_LEAST = 2
"""Lines from which on there is room for the line below."""


class Picture(NamedTuple):
    """An answer that waits for an output to be drawn on, and what it is about in a few words."""

    draw: Callable[[Output], None]
    title: str = ""


def drawn(look: Look, picture: Picture) -> list[bytes]:
    """The lines that a command would write to this terminal, in its encoding."""
    encoding, errors = sys.stdout.encoding, sys.stdout.errors or "strict"
    page = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors=errors, write_through=True)
    picture.draw(Screen(look, page))
    page.flush()
    return page.buffer.getvalue().removesuffix(b"\n").split(b"\n")


class Frame:
    """The part of the lines that is seen: moved by keys, else the top, or the end where the newest stands there."""

    def __init__(self, *, newest_last: bool) -> None:
        self._top = 0
        self._newest_last = self._following = newest_last

    def press(self, key: str, lines: int, height: int) -> None:
        """Move. lines: how many there are; height: of the window."""
        page = max(1, height - _LEAST)
        steps = {"down": 1, "up": -1, "page down": page, "page up": -page, "top": -lines, "bottom": lines}
        self._place(self._top + steps[key], lines, height)

    def cut(self, lines: Sequence[bytes], below: Callable[[int, int], bytes], height: int) -> list[bytes]:
        """Exactly `height` lines. below: makes the last one, of how many are hidden above and below."""
        room = height - 1 if height >= _LEAST else height
        self._place(len(lines) if self._following else self._top, len(lines), height)
        seen = list(lines[self._top : self._top + room])
        seen += [b""] * (room - len(seen))
        return [*seen, below(self._top, max(0, len(lines) - self._top - room))][:height]

    def _place(self, top: int, lines: int, height: int) -> None:
        lowest = max(0, lines - max(1, height - 1))
        self._top = max(0, min(top, lowest))
        self._following = self._newest_last and self._top == lowest


def footer(look: Look, above: int, below: int, *, title: str = "", note: str = "", keys: bool = True) -> bytes:
    """The line below: what went wrong, what is hidden, what this is, when it was so, how to end it.

    Where it does not fit, the title is cut.
    """
    clock = phrase.clock(look.now.replace(second=0, microsecond=0), look.zone, look.now)
    before = [f"! {line(note)}" if note else "", _more("↑", above), _more("↓", below)]
    after = [f"as of {clock}" if note else clock, "q quits" if keys else "Ctrl-C quits"]
    rest = look.width - cells(_joined([*before, *after])) - len(_BETWEEN)
    text = line(_joined([*before, line(title, rest) if rest > 1 else "", *after]), look.width)
    encoded = text.encode(sys.stdout.encoding, sys.stdout.errors or "strict")
    return b"\x1b[%bm%b" % (b"1;33" if note else b"2", encoded) if look.colour else encoded


def _joined(parts: Sequence[str]) -> str:
    return _BETWEEN.join(filter(None, parts))


def _more(arrow: str, count: int) -> str:
    return f"{arrow} {count} more line{'s' if count > 1 else ''}" if count else ""
