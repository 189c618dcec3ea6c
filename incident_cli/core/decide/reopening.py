"""Opening a closed incident again, and what may be said of the time in which it was closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_cli.core.decide.keys import once
from incident_cli.core.decide.lines import Line
from incident_cli.core.decide.relations import ends_of_duplicate
from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.measure import end_of
from incident_cli.core.model import Incident, Kind, Status, Verb
from incident_cli.errors import Refused, Usage


def reopened(incident: Incident, entry: int, line: Line, now: datetime, earlier: Sequence[Event] = ()) -> list[Event]:
    """Open a closed incident again at `line.at`. One that is open stays as it is: no events.

    The end goes, and so does what it was a duplicate of; the risk that stayed (`residual`) stays until somebody
    takes it back. `incident` must be whole. Raises Usage for a status that closes, Refused for a time before
    the end, and Conflict for a key used with other words.
    """
    if line.status is not None and line.status.final:
        raise Usage(
            f"{line.status} does not open #{incident.id} again; nothing was saved", f"incident reopen {incident.id}"
        )
    if earlier:  # the status that it took by itself may be another one by now
        line = line._replace(status=line.status or earlier[0].data.get("status"))
        return once([_reopening(incident, entry, line)], earlier, line.key)
    end = end_of(incident, now)
    if end is None:
        return []
    _check_after(incident, end, line, now)
    _check_plan(incident, line)
    return [_reopening(incident, entry, line), *ends_of_duplicate(incident, None, now)]


def _reopening(incident: Incident, entry: int, line: Line) -> Event:
    data = compact(
        text=line.text,
        status=line.status or _status(incident, line.at),
        states=line.states,
        links=line.links,
        key=line.key,
        key_time=line.key_time,
    )
    return Event(EventKind.REOPENED, line.at, data, incident=incident.id, entry=entry)


def _status(incident: Incident, at: datetime) -> Status:
    """An incident is looked into again; a maintenance goes on, or is planned again before its window."""
    if incident.kind is Kind.INCIDENT:
        return Status.INVESTIGATING
    ahead = incident.planned_from is not None and at < incident.planned_from
    return Status.SCHEDULED if ahead else Status.IN_PROGRESS


def _check_after(incident: Incident, end: datetime, line: Line, now: datetime) -> None:
    """A reopening comes after the end; in the same instant, it is written after it (a clock may be set back)."""
    closings = [e.recorded_at for e in incident.timeline if e.verb is Verb.CLOSED and e.at == end]
    if line.at < end or (line.at == end and any(now < written for written in closings)):
        raise Refused(
            f"#{incident.id} was not closed yet at that time; nothing was saved",
            f"incident reopen {incident.id} -t LATER  or correct the end: incident edit {incident.id} --ended TIME",
        )


def _check_plan(incident: Incident, line: Line) -> None:
    """What is scheduled again begins by the clock, so it needs a window that is still ahead."""
    past = incident.planned_from is not None and incident.planned_from <= line.at
    if line.status is Status.SCHEDULED and past:
        raise Refused(
            f"the planned beginning of #{incident.id} is past; nothing was saved",
            f"incident edit {incident.id} --from TIME --until TIME  and then  incident reopen {incident.id}",
        )
