"""The states of a server over an incident as a strip of cells; they differ without colour too."""

from collections.abc import Iterable

from rich.text import Text

from incident_cli.core.model import State
from incident_cli.core.picture import SHADES
from incident_cli.render.paper import STATE_STYLES


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
