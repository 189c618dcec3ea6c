"""Values of the record in JSON (`render/json.py`): the promised names, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from incident_cli.core import instant
from incident_cli.core.model import Incident, Ran, States

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.actions import Action, Assigned
    from incident_cli.core.awaited import Awaited
    from incident_cli.core.history import Change
    from incident_cli.core.lint.finding import Finding

    Names = Mapping[int, str]


def time(at: datetime | None) -> str | None:
    """An instant in UTC."""
    return instant.text(at) if at else None


def states(states: States, names: Names) -> list[dict[str, Any]]:
    """Servers, each with a state."""
    return [{"id": server, "name": names.get(server), "state": state} for server, state in states]


def command(ran: Ran | None) -> dict[str, Any] | None:
    """What ran, and how it ended."""
    return None if ran is None else ran._asdict() | {"argv": list(ran.argv), "signal": ran.signal or None}


def change(change: Change, names: Names) -> dict[str, Any]:
    """A change of a history."""
    return {
        "recorded_at": time(change.recorded_at),
        "author": change.author,
        "host": change.host,
        "id": change.id,
        "did": change.did,
        "field": change.field or None,
        "before": _value(change.field, change.before, names),
        "after": _value(change.field, change.after, names),
        "undone": change.undone,
    }


def _value(field: str, value: Any, names: Names) -> Any:
    """A value of the record as its field is written elsewhere."""
    if isinstance(value, datetime):
        return time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Ran):
        return command(value)
    return states(value, names) if field == "servers" and value else value


def awaited(each: Awaited, now: datetime) -> dict[str, Any]:
    """A post-mortem that is not published."""
    return {
        "incident": each.incident,
        "title": each.headline,
        "status": each.word,
        "due_at": time(each.due),
        "overdue": each.overdue(now),
        "ended_at": time(each.ended_at),
    }


def actions(incident: Incident, day: date, *, public: bool) -> list[dict[str, Any]]:
    """The actions of an incident, in order. day: the one it is where the reader is. public: without their owners."""
    from incident_cli.core.actions import in_order

    return [_action(incident.id, action, day, public=public) for action in in_order(incident.actions)]


def assigned(each: Assigned, day: date) -> dict[str, Any]:
    """An action, with the incident that it belongs to."""
    of = {"incident": each.incident, "incident_title": each.headline}
    return _action(each.incident, each.action, day, public=False) | of


def _action(incident: int, action: Action, day: date, *, public: bool) -> dict[str, Any]:
    return {
        "id": f"{incident}.a{action.number}",
        "text": action.text,
        **({} if public else {"owner": action.owner or None}),
        "due": action.due.isoformat() if action.due else None,
        "kind": action.kind,
        "priority": action.priority,
        "state": action.state,
        "done_at": time(action.done_at),
        "why": action.why or None,
        "created_at": time(action.created_at),
        "overdue": action.overdue(day),
    }


def finding(found: Finding, headlines: Mapping[int, str]) -> dict[str, Any]:
    """A finding of `check`."""
    return {
        "rule": found.rule,
        "incident": found.incident,
        "title": headlines.get(found.incident or 0),
        "entry": found.about if found.entry is not None else None,
        "action": found.about if found.action is not None else None,
        "server": {"id": found.server.id, "name": found.server.name} if found.server else None,
        "text": found.text,
        "command": found.command,
    }
