"""Correcting what was typed of an incident: its own fields, its beginning and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from incident_cli.core.decide.opening import check_window
from incident_cli.core.decide.order import check_opening, check_order
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Entry, Incident, Kind
from incident_cli.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def edited(incident: Incident, changes: Mapping[str, Any], now: datetime) -> list[Event]:
    """Change an incident's own fields; `began_at` and `ended_at` move its opening and its closing line.

    Only real changes become events. `incident` must be whole (with its entries).
    """
    lines = {name: _line_of(incident, name) for name in ("began_at", "ended_at") if name in changes}
    moves = {name: changes[name] for name, line in lines.items() if line.at != changes[name]}
    fields = {
        name: value for name, value in changes.items() if name not in lines and (value or None) != _now(incident, name)
    }
    if moves:
        _check_moves(incident, lines, moves)
    check_window(fields.get("planned_from", incident.planned_from), fields.get("planned_until", incident.planned_until))
    events = []
    if fields:
        events.append(Event(EventKind.EDITED, now, dict(fields), incident=incident.id))
    for name, at in moves.items():
        events.append(Event(EventKind.EDITED, now, {"at": at}, incident=incident.id, entry=lines[name].number))
    return events


def _now(incident: Incident, name: str) -> Any:
    """A field as it is; None where there is nothing, which is how a field is taken back."""
    return (incident.impact_set if name == "impact" else getattr(incident, name)) or None


def _check_moves(incident: Incident, lines: Mapping[str, Entry], moves: Mapping[str, datetime]) -> None:
    """Check that the opening and the closing may stand where they are moved to. Raises Refused."""
    if "began_at" in moves and incident.kind is Kind.MAINTENANCE:
        raise Refused(
            "a maintenance begins with its window; nothing was changed", f"incident edit {incident.id} --from TIME"
        )
    check_order(incident, [lines[name]._replace(at=at) for name, at in moves.items()])
    if "began_at" in moves:
        check_opening(incident, moves["began_at"])


def _line_of(incident: Incident, name: str) -> Entry:
    """The line that carries an incident's beginning or its end."""
    if name == "began_at":
        return incident.entries[0]
    for entry in reversed(incident.timeline):
        if entry.verb == "closed" and incident.ended_at is not None and entry.at == incident.ended_at:
            return entry
    raise Refused(f"#{incident.id} is open: it has no end to correct", f"incident close {incident.id} -t TIME")
