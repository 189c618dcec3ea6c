"""Correcting what was typed: the fields of an incident, and its lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from incident_cli.core.decide.opening import check_window
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Entry, Incident, Kind
from incident_cli.errors import NotFound, Refused, Usage

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
        _check_order(incident, moves)
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


def _check_order(incident: Incident, moves: Mapping[str, datetime]) -> None:
    """No closing line may come before the opening (of a maintenance: before its announcement), and no line
    that sets something, or the opening would set it back."""
    began = moves.get("began_at", incident.entries[0].at)
    if "began_at" in moves and incident.kind is Kind.MAINTENANCE:
        raise Refused(
            "a maintenance begins with its window; nothing was changed", f"incident edit {incident.id} --from TIME"
        )
    closings = [e.at for e in incident.timeline if e.verb == "closed" and e.at != incident.ended_at]
    ended = moves.get("ended_at", incident.ended_at)
    if min([*closings, ended or began]) < began:
        raise Refused(f"the end of #{incident.id} would be before its beginning; nothing was changed")
    told = [e for e in incident.timeline if e.verb == "updated" and e.at < began and (e.status or e.states)]
    if "began_at" in moves and told:
        raise Refused(
            f"{incident.id}.{told[0].number} set a status or a server before that; nothing was changed",
            f"incident show {incident.id}",
        )


def _line_of(incident: Incident, name: str) -> Entry:
    """The line that carries an incident's beginning or its end."""
    if name == "began_at":
        return incident.entries[0]
    for entry in reversed(incident.timeline):
        if entry.verb == "closed" and incident.ended_at is not None and entry.at == incident.ended_at:
            return entry
    raise Refused(f"#{incident.id} is open: it has no end to correct", f"incident close {incident.id} -t TIME")


def retracted(incident: Incident, entry: int, why: str, now: datetime) -> list[Event]:
    """Strike a line through, with the reason, for ever. Its states and status stay: they are facts."""
    line = incident.entries.get(entry)
    if line is None or line.deleted:
        raise NotFound(f"#{incident.id} has no entry {entry}", f"incident show {incident.id}")
    if entry == 0:
        raise Refused(
            "the opening cannot be retracted; nothing was changed",
            f'incident close {incident.id} "false alarm"  or  incident edit {incident.id} TITLE',
        )
    if not why.strip():
        raise Usage("a retraction says why; nothing was changed", '--retract "it was the other server"')
    if line.retracted == why:
        return []
    return [Event(EventKind.RETRACTED, now, {"why": why}, incident=incident.id, entry=entry)]
