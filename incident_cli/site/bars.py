"""Days of a server -> a bar of them, as little SVG as possible: days of one state in a row are one dashed stroke.

The worse a day the higher its stroke, so that it can be told without colours; and the label says it in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from incident_cli.core.model import State
from incident_cli.core.record import NamedTuple
from incident_cli.core.uptime import Cell, said
from incident_cli.site.words import STATES, day_month

HIGH = 20
"""The height of a bar, in the units of its picture; each day is 1 wide."""
KINDS = {
    State.OPERATIONAL: ("u", 12),
    State.UNDER_MAINTENANCE: ("m", 12),
    State.DEGRADED_PERFORMANCE: ("g", 14),
    State.PARTIAL_OUTAGE: ("p", 17),
    State.MAJOR_OUTAGE: ("d", 20),
    None: ("n", 4),
}
"""By state of a day: the class of its stroke, and how high it is (`style.css` has the same)."""
TROUBLES = (State.MAJOR_OUTAGE, State.PARTIAL_OUTAGE, State.DEGRADED_PERFORMANCE, State.UNDER_MAINTENANCE)


class Stroke(NamedTuple):
    """Days of one state. kind: its class; path: where it goes; title: what a pointer on it is told, empty for none."""

    kind: str
    path: str
    title: str = ""


class Bar(NamedTuple):
    """days: how wide it is; label: what it says, in words."""

    days: int
    strokes: tuple[Stroke, ...]
    label: str


class Titles:
    """How many strokes may still have a title: each costs a hundred bytes, and there may be thousands."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, wanted: int) -> bool:
        """Whether there is room for so many, which is taken then."""
        fits = 0 < wanted <= self.left
        self.left -= wanted * fits
        return fits


def bar(cells: Sequence[Cell], percent: float | None, titles: Titles) -> Bar:
    """The bar of a server."""
    runs: list[tuple[State | None, int, int]] = []
    for state, days in groupby(range(len(cells)), key=lambda day: cells[day].state):
        first, *more = days
        runs.append((state, first, 1 + len(more)))
    troubles = [run for run in runs if run[0] in TROUBLES]
    apart = troubles if titles.take(len(troubles)) else []
    strokes = [*_joined(run for run in runs if run not in apart), *(_titled(run, cells) for run in apart)]
    return Bar(len(cells), tuple(strokes), _label(cells, percent))


def _joined(runs: Iterator[tuple[State | None, int, int]]) -> Iterator[Stroke]:
    """A stroke for all runs of a state: each begins where the one before it ended, and some days later."""
    paths: dict[State | None, str] = {}
    ends: dict[State | None, int] = {}
    for state, first, length in runs:
        known = state in paths
        paths[state] = f"{paths[state]}m{first - ends[state]} 0h{length}" if known else _path(state, first, length)
        ends[state] = first + length
    return (Stroke(KINDS[state][0], path) for state, path in paths.items())


def _titled(run: tuple[State | None, int, int], cells: Sequence[Cell]) -> Stroke:
    state, first, length = run
    days = [day_month(date.fromisoformat(cells[day].day.name)) for day in (first, first + length - 1)]
    return Stroke(KINDS[state][0], _path(*run), f"{' – '.join(dict.fromkeys(days))}: {STATES[state].lower()}")


def _path(state: State | None, first: int, length: int) -> str:
    middle = HIGH - KINDS[state][1] / 2
    return f"M{first} {middle:g}h{length}"


def _label(cells: Sequence[Cell], percent: float | None) -> str:
    """`90 days, 99.951 % up; major outage on 2 days`."""
    days = f"{len(cells)} day{'s' * (len(cells) != 1)}"
    parts = [f"{days}, {said(percent)} up" if percent is not None else f"{days}, uptime not known yet"]
    for state in TROUBLES:
        count = sum(cell.state is state for cell in cells)
        if count:
            parts.append(f"{STATES[state].lower()} on {count} day{'s' * (count != 1)}")
    return "; ".join(parts)
