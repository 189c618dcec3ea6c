"""The rule about actions: one whose day is over, and that nobody has done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from incident_cli.core.actions import Assigned, today
from incident_cli.core.lint.finding import Finding, Seen

_EXCERPT = 60
"""Characters of an action's text."""


def overdue(found: Iterable[Assigned], seen: Seen) -> Iterator[Finding]:
    """Actions that are overdue where the reader is, however long ago their incidents were closed."""
    day = today(seen.now, seen.zone)
    for incident, _, action in found:
        if action.overdue(day) and action.due is not None:
            said = " ".join(action.text.split())
            cut = said if len(said) <= _EXCERPT else said[:_EXCERPT].rstrip() + "…"
            whose = f", of {action.owner}," if action.owner else ", which nobody owns,"
            text = f'"{cut}"{whose} is {(day - action.due).days} d overdue'
            command = f"incident action done {incident}.a{action.number}"
            yield Finding("action-overdue", text, command, incident, action=action.number)
