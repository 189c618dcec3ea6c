"""The picture of an incident told with signs, for a document that has no file of a picture beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from itertools import chain

from incident_cli.core import phrase
from incident_cli.core.axis import marks
from incident_cli.core.model import State
from incident_cli.core.picture import SHADES, Picture, cells, gathered, levels, seen
from incident_cli.core.visible import visible

WIDTH = 60
"""Signs of a bar: with the names behind it a document of 80 columns holds it."""
_LEVELS = 4
_MARKS = 6


def drawn(shown: Picture, zone: tzinfo) -> tuple[str, ...]:
    """The rows: a time axis, a bar for each server with its name behind it, the lines, the phases, what the signs mean.

    Names stand behind the bars, where their width moves nothing.
    """
    bars = [cells(row.bars, shown.since, shown.until, WIDTH) for row in shown.rows]
    scale = [(shown.place(mark.at), mark.label) for mark in marks(shown.since, shown.until, zone, _MARKS)]
    ticks = "".join("|" if count else " " for count in gathered(shown, WIDTH))
    steps = [(shown.place(phase.since), f"▸{phase.name}") for phase in shown.phases]
    rows = [
        *(f"{row:<{WIDTH}}  {phrase.zone_name(shown.since, zone)}" for row in _placed(scale, 1)),
        *(f"{''.join(map(_sign, bar))}  {visible(row.name)}" for row, bar in zip(shown.rows, bars, strict=True)),
        f"{ticks}  lines",
        *_placed(steps, _LEVELS),
        "   ".join(f"{SHADES[state]} {state.short}" for state in seen(chain.from_iterable(bars))),
    ]
    more = [f"and {shown.left_out} more servers"] if shown.left_out else []
    return tuple(row.rstrip() for row in (*rows, *more) if row.strip())


def _sign(state: State | None) -> str:
    return SHADES[state] if state else " "


def _placed(labels: Iterable[tuple[float, str]], most: int) -> list[str]:
    """Rows in which each label begins where it belongs, on the first row that has room; at the right edge before it."""
    found = [(min(int(place * WIDTH), max(0, WIDTH - len(label))), label) for place, label in labels]
    rows = [""] * most
    for (start, label), level in zip(found, levels([(at, len(text) + 1) for at, text in found], most), strict=True):
        if level is not None:
            rows[level] = f"{rows[level]:<{start}}{label}"
    return [row for row in rows if row]
