"""Uptime on a screen: a cell for each day, glyph and colour together, and what the percentage means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text

from incident_cli.core.model import Server, State
from incident_cli.core.phrase import zone_name
from incident_cli.core.uptime import Cell, Overview, explained, said
from incident_cli.render.paper import DIM, STATE_STYLES, STRONG, Paper, joined, padded, safe
from incident_cli.render.text import cells

_NAME_ROOM = 24
_UNKNOWN = "·"


def uptime(paper: Paper, overview: Overview, servers: Sequence[Server]) -> None:
    """Print servers with their days, the latest last; a name in front where there are several."""
    zone = zone_name(paper.look.now, paper.look.zone)
    length = "today" if overview.length == 1 else f"the last {overview.length} days"
    paper.heading(Text.assemble(("Uptime", STRONG), (f" of {length}, in {zone}", DIM)))
    names = [safe(server.name, STRONG, _NAME_ROOM) for server in servers]
    percents = [said(overview.servers[server.id].percent) for server in servers]
    widths = max(cells(name.plain) for name in names), max(map(len, percents))
    for server, name, percent in zip(servers, names, percents, strict=True):
        lead = joined([padded(name, widths[0]), Text(f"{percent:>{widths[1]}}", STRONG)], "  ")
        _days(paper, overview.servers[server.id].cells, lead)
    seen = {cell.state for server in servers for cell in overview.servers[server.id].cells}
    paper.put(_legend(seen), 1)
    paper.put(Text(f"weights: {explained(overview.weights)}; maintenance is left out", DIM, end=""), 1)


def _days(paper: Paper, days: Sequence[Cell], lead: Text) -> None:
    """Beside what leads, where they fit there; else below it, in rows of one length that begin with their first day."""
    room = paper.width - cells(lead.plain) - 3
    if len(days) <= room:
        paper.put(_drawn(days), 1, lead + Text("  "))
        return
    paper.put(lead, 1)
    room = paper.width - 8
    rows = -(-len(days) // room)
    length = -(-len(days) // rows)
    for start in range(0, len(days), length):
        row = days[start : start + length]
        paper.put(_drawn(row), 2, Text(f"{row[0].day.name[5:]} ", DIM, end=""))


def _drawn(days: Iterable[Cell]) -> Text:
    text = Text(end="")
    for cell in days:
        text.append(*_sign(cell.state))
    return text


def _sign(state: State | None) -> tuple[str, str]:
    return (_UNKNOWN, DIM) if state is None else (state.glyph, STATE_STYLES[state])


def _legend(seen: Iterable[State | None]) -> Text:
    """What the signs mean, of those that occur, worst first."""
    states = set(seen)
    told = sorted((state for state in states if state is not None), key=lambda state: -state.rank)
    parts = [Text.assemble(_sign(state), (f" {state.short}", DIM)) for state in told]
    parts += [Text(f"{_UNKNOWN} nothing known", DIM)] if None in states else []
    return Text("a day shows its worst state: ", DIM, end="") + joined(parts, "  ")
