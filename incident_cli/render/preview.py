"""The screen of a preview: what an import would do, incident by incident, or line by line of a pasted log."""

from __future__ import annotations

from incident_cli.core import phrase
from incident_cli.core.imported import Did, Imported, Taken
from incident_cli.core.portable import PortableLine
from incident_cli.render.imported import imported_line
from incident_cli.render.paper import DIM, STRONG, WARN, Paper, joined, padded, safe
from incident_cli.render.text import cells

SHOWN = 20
"""Incidents that are listed; of more, the first and the number."""
LINES = 200
"""Lines of one incident that are listed."""
_STYLES = {Did.NEW: STRONG, Did.CHANGED: WARN, Did.SAME: DIM}


def preview(paper: Paper, told: Imported) -> None:
    """Print what would be done."""
    paper.put(safe(imported_line(told), STRONG))
    changing = [each for each in told.taken if each.did is not Did.SAME]
    for each in changing[:SHOWN]:
        _incident(paper, each)
    if len(changing) > SHOWN:
        paper.put(safe(f"and {len(changing) - SHOWN} more", DIM), 1)
    for line in told.lines[:LINES] if told.changes else ():
        _line(paper, line)
    if told.changes and len(told.lines) > LINES:
        paper.put(safe(f"and {len(told.lines) - LINES} more lines", DIM), 1)


def _incident(paper: Paper, each: Taken) -> None:
    date = phrase.local(each.began_at, paper.look.zone)
    head = joined([safe(f"#{each.number}"), safe(f"{date.year:04}-{date:%m-%d}", DIM)], "  ")
    lead = padded(safe(each.did, _STYLES[each.did]), 9) + padded(head, 21)
    paper.put(safe(each.title, limit=max(20, paper.width - cells(lead.plain) - 1)), 1, lead)


def _line(paper: Paper, line: PortableLine) -> None:
    when = phrase.stamp(line.at, paper.look.zone)
    said = joined(
        [
            safe(line.author, DIM),
            safe(line.status.value if line.status else "", STRONG),
            safe(", ".join(f"{name} {state.short}" for name, state in line.states)),
            safe(" ".join(line.text.split()), limit=2 * paper.width),
        ]
    )
    paper.put(said, 1, padded(safe(when, DIM), 22))
