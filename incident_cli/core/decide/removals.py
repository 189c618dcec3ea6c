"""Lines that should not stand where they stand: struck through, taken away, moved to another incident.

An incident is always whole here (with its entries), and a line is named by its number.
"""

from __future__ import annotations

from datetime import datetime

from incident_cli.core.decide.entries import check_end, line_of
from incident_cli.core.decide.lines import Line, added
from incident_cli.core.decide.order import check_order
from incident_cli.core.decide.relations import ends_of_duplicate
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import STATUSES, Entry, Incident, Verb
from incident_cli.core.standing import sweep
from incident_cli.errors import Refused, Usage


def deleted(incident: Incident, number: int, now: datetime) -> list[Event]:
    """Take a line off the timeline, as if it had never been written; its number is not given again.

    A line that is gone already: no events. Raises NotFound, and Refused for the opening.
    """
    line = incident.entries.get(number)
    if line is not None and line.deleted:
        return []
    line = line_of(incident, number)
    if number == 0:
        raise Refused(
            f"{incident.id}.0 opened #{incident.id}, and stays as long as it does; nothing was changed",
            "incident undo  takes your last command back, if that opened it",
            f'incident edit {incident.id} "a title" --began TIME  corrects it',
            f'incident close {incident.id} "opened by mistake"',
        )
    if line.verb is not Verb.UPDATED:
        check_order(incident, [line._replace(deleted=True)])
    without = sweep(incident._replace(entries={**incident.entries, number: line._replace(deleted=True)}))
    row = Event(EventKind.DELETED, now, {}, incident=incident.id, entry=number)
    return [row, *ends_of_duplicate(incident, without.duplicate_of, now)]


def moved(incident: Incident, number: int, to: Incident, entry: int, now: datetime) -> list[Event]:
    """Move a line that was written to the wrong incident: `entry` is its number there.

    It stays what it was, with its time, its author and the time of its writing. Raises NotFound, and Refused.
    """
    line = line_of(incident, number)
    address, there = f"{incident.id}.{number}", f"{to.id}.{entry}"
    if to.id == incident.id:
        raise Usage(f"{address} is a line of #{to.id} already; nothing was changed", f"incident show {to.id}")
    if line.verb is not Verb.UPDATED or line.document is not None:
        what = "is the post-mortem" if line.document else f"is where #{incident.id} was {line.verb}"
        raise Refused(f"{address} {what}, and cannot be moved; nothing was changed", _instead(incident, line, to))
    if line.status is not None and line.status not in STATUSES[to.kind]:
        raise Refused(
            f"{line.status} is no status of #{to.id}, a {to.kind}; nothing was changed",
            f"incident edit {address} -S none  and then  incident edit {address} --move {to.id}",
        )
    check_end(to, line)
    left = Event(EventKind.DELETED, now, {"moved_to": there}, incident=incident.id, entry=number)
    struck = Event(EventKind.RETRACTED, line.retracted_at or now, {"why": line.retracted}, incident=to.id, entry=entry)
    return [left, _moved_in(line, address, to.id, entry), *([struck] if line.retracted else [])]


def _instead(incident: Incident, line: Entry, to: Incident) -> str:
    if line.document is not None:
        return f"incident postmortem {incident.id} -o FILE  and then  incident postmortem {to.id} -F FILE"
    if line.verb is Verb.OPENED:
        return f'incident close {incident.id} "opened by mistake"  and  incident update {to.id} -t TIME TEXT'
    return f"incident edit {incident.id}.{line.number} --delete  and  incident update {to.id} -t TIME TEXT"


def _moved_in(line: Entry, address: str, to: int, entry: int) -> Event:
    """The row that makes a moved line anew, with what is true of it still. Its key stays where it was used."""
    row = added(
        to, entry, Line(line.at, line.text, line.status, line.states, line.links, line.kind, line.guess, ran=line.ran)
    )
    kept = {"moved_from": address, "author": line.author, "host": line.host, "recorded_at": line.recorded_at}
    return row._replace(data={**row.data, **kept, **({"edited": True} if line.edited else {})})


def retracted(incident: Incident, number: int, why: str | None, now: datetime) -> list[Event]:
    """Strike a line through, with the reason; None takes that back. Its states and status stay: they are facts."""
    line = line_of(incident, number)
    if number == 0:
        raise Refused(
            "the opening cannot be retracted; nothing was changed",
            f'incident close {incident.id} "false alarm"  or  incident edit {incident.id} TITLE',
        )
    if why is not None and not why.strip():
        raise Usage("a retraction says why; nothing was changed", '--retract "it was the other server"')
    if line.retracted == (why or ""):
        return []
    return [Event(EventKind.RETRACTED, now, {"why": why}, incident=incident.id, entry=number)]
