"""The states of a server over an incident as a strip of cells; they differ without colour too."""

from collections.abc import Iterable
from datetime import datetime

from rich.text import Text

from incident_cli.core.instant import seconds
from incident_cli.core.measure import Stretch
from incident_cli.core.model import State
from incident_cli.render.paper import STATE_STYLES

SHADES = dict(zip(State, "─░▒▓█", strict=True))


def strip(stretches: Iterable[Stretch], since: datetime, until: datetime, width: int) -> list[State | None]:
    """The worst state in each of `width` equal parts of a span; None where nothing was claimed.

    The worst, so that an outage of a minute in a day is still seen.
    """
    span = seconds(since, until)
    found: list[State | None] = [None] * width
    if span <= 0:
        return found
    for part in stretches:
        end = min(part.until or until, until)
        if end < since or part.since >= until:
            continue
        first = max(0, int(seconds(since, part.since) / span * width))
        last = max(first + 1, min(width, -int(-seconds(since, end) / span * width // 1)))
        for cell in range(first, min(last, width)):
            held = found[cell]
            if held is None or part.state.rank > held.rank:
                found[cell] = part.state
    return found


def drawn(states: Iterable[State | None]) -> Text:
    """A strip as text."""
    text = Text(end="")
    for state in states:
        text.append(SHADES[state] if state else " ", STATE_STYLES[state] if state else "")
    return text


def legend(states: Iterable[State | None]) -> Text:
    """What the shades mean, of those that occur, worst first."""
    seen = sorted({s for s in states if s is not None}, key=lambda s: -s.rank)
    text = Text(end="")
    for state in seen:
        text.append("  " if text else "").append(SHADES[state], STATE_STYLES[state]).append(f" {state.short}", "dim")
    return text
