"""The block of what is to be done: each action with who owns it, by when, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from incident_cli.core.actions import Action, in_order, today
from incident_cli.core.postmortem.values import Generated, Line, listed
from incident_cli.core.views import Sheet


def actions(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    """The actions of an incident, in order; those of a public document name no owners."""
    incident = sheet.incident
    lines = (
        Line(f"{incident.id}.a{action.number}", tuple(_facts(action, today(now, zone), zone, public=sheet.public)))
        for action in in_order(incident.actions)
    )
    return listed("actions", tuple(lines), "None yet.")


def _facts(action: Action, day: date, zone: tzinfo, *, public: bool) -> Iterator[str]:
    """A document stays as it is for long, so it tells days, and not how far away they are."""
    yield action.text
    yield _state(action, day, zone)
    if action.owner and not public:
        yield f"owner {action.owner}"
    if action.due is not None:
        yield f"due {action.due.isoformat()}"
    if action.kind is not None:
        yield action.kind
    if action.priority is not None:
        yield action.priority


def _state(action: Action, day: date, zone: tzinfo) -> str:
    if action.done_at is None:
        return "overdue" if action.overdue(day) else "open"
    why = f": {action.why}" if action.why else ""
    return f"{action.state} {today(action.done_at, zone).isoformat()}{why}"
