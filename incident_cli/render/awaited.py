"""The screen of `postmortem list`: what is missing, being written or in review, and by when it is due."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from incident_cli.core import phrase
from incident_cli.core.awaited import Awaited
from incident_cli.core.instant import seconds
from incident_cli.render.paper import DIM, STRONG, WARN, Paper, joined, padded, safe
from incident_cli.render.text import cells

_TITLE_LINES = 2


def awaited(paper: Paper, found: Sequence[Awaited]) -> None:
    """Print a line for each: its incident, how far it is, by when it is due, the title."""
    if not found:
        paper.put(Text("● no post-mortem is missing", "bold green", end=""))
        return
    late = sum(each.overdue(paper.look.now) for each in found)
    count = f"{len(found)} post-mortem{'s' if len(found) > 1 else ''} to publish"
    paper.put(joined([Text(count, STRONG, end=""), Text(f"{late} overdue" if late else "", WARN, end="")]))
    rows = [_cells(paper, each) for each in found]
    widths = [max(cells(cell.plain) for cell in column) for column in zip(*rows, strict=True)]
    for row, each in zip(rows, found, strict=True):
        lead = joined((padded(cell, width) for cell, width in zip(row, widths, strict=True)), "  ") + Text("  ")
        paper.put(safe(each.headline, "", paper.width * _TITLE_LINES), 1, lead)


def _cells(paper: Paper, each: Awaited) -> tuple[Text, ...]:
    number = Text(f"#{each.incident}", STRONG, end="")
    return number, Text(each.word.replace("_", " "), end=""), _due(paper, each)


def _due(paper: Paper, each: Awaited) -> Text:
    if each.due is None:
        return Text("not needed", DIM, end="")
    if each.overdue(paper.look.now):
        return Text(f"overdue by {phrase.brief(seconds(each.due, paper.look.now))}", WARN, end="")
    return Text(f"due in {phrase.brief(seconds(paper.look.now, each.due))}", end="")
