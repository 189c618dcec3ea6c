"""The screen of `check`: what wants mending, by incident, each with the command that mends it."""

from __future__ import annotations

from itertools import groupby

from rich.text import Text

from incident_cli.core.lint.finding import Finding, Findings
from incident_cli.render.paper import DIM, STRONG, WARN, Paper, safe

MOST = 100
"""Findings on one screen: each costs a millisecond, and nobody mends more at one sitting."""
_INDENT = 3
_TITLE_LINES = 2


def findings(paper: Paper, answer: Findings) -> None:
    """Print the findings under the titles of their incidents; servers of no incident come first."""
    if not answer.found:
        paper.put(Text("● nothing to mend", "bold green", end=""))
        return
    count = len(answer.found)
    paper.put(Text(f"▲ {count} thing{'s' if count > 1 else ''} to mend", WARN, end=""))
    for number, found in groupby(answer.found[:MOST], key=lambda finding: finding.incident):
        paper.gap()
        _head(paper, number, answer)
        for finding in found:
            _finding(paper, finding)
    if count > MOST:
        paper.gap()
        paper.put(Text(f"and {count - MOST} more; all of them: incident check | less", DIM, end=""))


def _head(paper: Paper, number: int | None, answer: Findings) -> None:
    if number is None:
        paper.put(Text("Servers", STRONG, end=""))
        return
    title = safe(answer.headlines.get(number, ""), STRONG, paper.width * _TITLE_LINES)
    paper.put(title, 0, Text(f"#{number}  ", STRONG, end=""))


def _finding(paper: Paper, finding: Finding) -> None:
    """What is wrong, the name of the rule, and on a line of its own the command."""
    lead = f"{finding.about}: " if finding.entry is not None or finding.action is not None else ""
    text = safe(f"{lead}{finding.text}").append(f"  {finding.rule}", DIM)
    paper.put(text, _INDENT)
    paper.put(safe(finding.command), _INDENT, Text("$ ", DIM, end=""))
