"""Correcting what a line of the timeline says, and when it happened.

An incident is always whole here (with its entries), and a line is named by its number. What one of these does is
as if it had always been so: statuses, states and figures follow from the fold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from incident_cli.core.decide.lines import Line, check_after_end, check_not_paused
from incident_cli.core.decide.order import check_opening, check_order
from incident_cli.core.events import Event, EventKind
from incident_cli.core.measure import end_of
from incident_cli.core.model import DocumentStatus, Entry, EntryKind, Incident, Verb
from incident_cli.errors import Conflict, NotFound, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def line_of(incident: Incident, number: int) -> Entry:
    """A line that stands. Raises NotFound."""
    line = incident.entries.get(number)
    if line is None or line.deleted:
        what = "has no entry" if line is None else "no longer has the entry"
        raise NotFound(
            f"#{incident.id} {what} {number}",
            f"incident show {incident.id}" + ("" if line is None else " --history"),
        )
    return line


def same_line(before: Entry, incident: Incident) -> None:
    """Check that nobody changed the text of a line while it was being edited. Raises Conflict."""
    line = incident.entries.get(before.number)
    if line is None or line.deleted or line.text != before.text:
        raise Conflict(
            f"{incident.id}.{before.number} was changed meanwhile; nothing was saved",
            f"incident show {incident.id} --history",
        )


def corrected(incident: Incident, number: int, changes: Mapping[str, Any], now: datetime) -> list[Event]:
    """Change what a line says: at text status states links guess kind. Only real changes become an event.

    None, or an empty value, takes a field back. Raises NotFound, and Refused for what cannot be.
    """
    line = line_of(incident, number)
    after = line._replace(**{name: _empty(name) if value is None else value for name, value in changes.items()})
    changed = {name: getattr(after, name) for name in changes if getattr(after, name) != getattr(line, name)}
    if not changed:
        return []
    _check_fields(incident, line, changed)
    _check_says_something(incident, after)
    _check_place(incident, line, after)
    data = {name: value if value or name == "at" else None for name, value in changed.items()}
    return [Event(EventKind.EDITED, now, data, incident=incident.id, entry=number)]


def _empty(name: str) -> Any:
    return Entry._field_defaults[name]


def _check_fields(incident: Incident, line: Entry, changed: Mapping[str, Any]) -> None:
    address = f"{incident.id}.{line.number}"
    if line.document is not None and (set(changed) - {"at"} or line.document is not DocumentStatus.PUBLISHED):
        raise Refused(f"{address} is the post-mortem; nothing was changed", f"incident postmortem {incident.id} -e")
    if line.verb is Verb.OPENED and "links" in changed:
        raise Refused(
            f"the links of #{incident.id} are its own; nothing was changed", f"incident edit {incident.id} --link URL"
        )
    if "text" in changed:
        check_text(incident, line)
    if "kind" in changed:
        _check_kind(address, line, changed["kind"])
    if "status" in changed:
        _check_status(incident, line, changed["status"])


def check_text(incident: Incident, line: Entry) -> None:
    """Check that a line has a text of its own to change. Raises Refused."""
    address = f"{incident.id}.{line.number}"
    if line.document is not None:
        raise Refused(f"{address} is the post-mortem; nothing was changed", f"incident postmortem {incident.id} -e")
    if line.verb is Verb.OPENED:
        raise Refused(
            f"{address} is the opening, and has no text; nothing was changed",
            f'incident edit {incident.id} "the title"  or  incident update {incident.id} -t TIME TEXT',
        )


def _check_kind(address: str, line: Entry, kind: EntryKind) -> None:
    """An update can become a note, and a note an update; nothing else can change sides."""
    if line.kind is EntryKind.COMMAND:
        raise Refused(
            f"{address} is a command with its output, which stays internal; nothing was changed",
            "say in an update what the public should know",
        )
    if line.verb is not Verb.UPDATED:
        raise Refused(f"{address} was {line.verb}: that is public; nothing was changed", f"-m TEXT changes {address}")
    if kind is EntryKind.NOTE and line.status is not None and line.status.final:
        raise Refused(f"{address} has a final status, and what closes is public; nothing was changed")


def _check_status(incident: Incident, line: Entry, status: Any) -> None:
    """A line keeps its part: one that opens cannot close, and one that closes must."""
    address = f"{incident.id}.{line.number}"
    if line.verb is Verb.CLOSED and (status is None or not status.final):
        raise Refused(
            f"{address} closes #{incident.id}, and {status or 'no status'} does not; nothing was changed",
            f"incident edit {address} --delete  opens it again; then  incident update {incident.id} -S STATUS",
        )
    if line.verb is not Verb.CLOSED and status is not None and status.final:
        raise Refused(
            f"{address} cannot become the end of #{incident.id}; nothing was changed",
            f"incident close {incident.id} -t TIME  or  incident edit {incident.id} --ended TIME",
        )
    if line.verb in (Verb.OPENED, Verb.REOPENED) and status is None:
        raise Refused(f"{address} has to say a status; nothing was changed", f"incident edit {address} -S STATUS")


def _check_says_something(incident: Incident, after: Entry) -> None:
    said = after.text.strip() or after.status or after.states or after.links or after.ran or after.document
    if after.verb is Verb.UPDATED and not said:
        raise Refused(
            f"{incident.id}.{after.number} would say nothing; nothing was changed",
            f"incident edit {incident.id}.{after.number} --delete",
        )
    if after.verb is Verb.OPENED and not (after.states or incident.title):
        raise Refused(
            f"the title of #{incident.id} is made from its servers; nothing was changed",
            f'incident edit {incident.id} "a title"',
        )


def _check_place(incident: Incident, line: Entry, after: Entry) -> None:
    """Check that a line may stand where it stands then, saying what it says then."""
    if line.verb is not Verb.UPDATED:
        if after.at != line.at:
            check_order(incident, [after])
        if line.verb is Verb.OPENED and after.at > line.at:
            check_opening(incident, after.at)
    elif (after.at, after.status, after.states) != (line.at, line.status, line.states):
        check_end(incident, after)


def check_end(incident: Incident, line: Entry) -> None:
    """Check that a line which sets something does not stand after the end. Raises Refused."""
    ended = end_of(incident, line.at)  # the clock may have completed a maintenance
    if ended is not None:
        check_after_end(incident, ended, Line(line.at, status=line.status, states=line.states))
    check_not_paused(incident, Line(line.at, status=line.status, states=line.states))
