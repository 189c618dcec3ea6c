"""One more line: updating, closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_cli.core.decide.keys import once
from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.measure import end_of, phase
from incident_cli.core.model import EntryKind, Incident, Kind, Ran, States, Status
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Refused, Usage

LAST_STATUS = {Kind.INCIDENT: Status.RESOLVED, Kind.MAINTENANCE: Status.COMPLETED}


class Line(NamedTuple):
    """What one timeline line says. `key_time` is the time as typed, so that a retry of a keyed
    command with a relative time (`-t -5m`) is seen to be the same command."""

    at: datetime
    text: str = ""
    status: Status | None = None
    states: States = ()
    links: tuple[str, ...] = ()
    kind: EntryKind = EntryKind.UPDATE
    guess: bool = False
    key: str = ""
    key_time: str = ""
    ran: Ran | None = None
    timed: bool = False
    """Whether somebody said when it was, rather than writing it as it happened."""

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all."""
        return not (self.text.strip() or self.status or self.states or self.links or self.ran)


def updated(incident: Incident, entry: int, line: Line, earlier: Sequence[Event] = ()) -> list[Event]:
    """Add a line to an incident. A final status closes it, as `close` does.

    `earlier`: the row that the line's key names; saying the same again does nothing.
    Raises Usage for a line that says nothing, Refused and Conflict.
    """
    if line.empty:
        raise Usage(
            "there is nothing to add: the text is empty",
            'incident update "what happened"  or  incident update -s NAME=STATE',
        )
    final = line.status is not None and line.status.final
    if final and not line.kind.public:
        raise Usage(
            "an internal note cannot close: what closes is public; nothing was saved",
            f"incident close {incident.id}  and then  incident update {incident.id} -n TEXT",
        )
    if final and (incident.ended_at is None or earlier):
        return closed(incident, entry, line, earlier=earlier)
    if earlier:
        return once([added(incident.id, entry, line)], earlier, line.key)
    ended = end_of(incident, line.at)  # the clock may have completed a maintenance
    if ended is not None:
        check_after_end(incident, ended, line)
    check_not_paused(incident, line)
    return [added(incident.id, entry, line)]


def check_after_end(incident: Incident, ended: datetime, line: Line) -> None:
    """What a line may still say of a closed incident. A second end is none of it."""
    if line.at >= ended and (line.states or line.status):
        raise Refused(
            f"#{incident.id} is closed, and a line after its end moves no status and no server; nothing was saved",
            f"incident reopen {incident.id}  or  incident server set NAME=STATE",
        )
    if line.status is not None and line.status.final:
        raise Refused(
            f"#{incident.id} is closed already, with a later end; nothing was saved",
            f"incident edit {incident.id} --ended TIME",
        )


def check_not_paused(incident: Incident, line: Line) -> None:
    """Between a closing and a reopening nothing was claimed. (A head is only given lines at its end.)"""
    if not (line.states or line.status) or line.at >= (incident.standing.last_at or line.at):
        return
    from incident_cli.core.window import pauses

    for since, reopening in pauses(incident):
        if since <= line.at < reopening.at:
            raise Refused(
                f"#{incident.id} was closed then, until {incident.id}.{reopening.number}, and a line of that time"
                " moves no status and no server; nothing was saved",
                "incident server set NAME=STATE -t TIME  or leave the status and the server out",
            )


def closed(
    incident: Incident,
    entry: int,
    line: Line,
    keep: bool = False,
    residual: str = "",
    earlier: Sequence[Event] = (),
    duplicate_of: int | None = None,
) -> list[Event]:
    """Close an incident at `line.at`. One that is closed already stays as it is: no events.

    A maintenance that the clock completed can still be told its real end, at a time that was typed.
    duplicate_of: the incident that it turned out to be. Raises Usage for a status that does not close, Refused
    for an end that cannot be, and Conflict for a key used with other words.
    """
    if line.status is not None and not line.status.final:
        raise Usage(
            f"{line.status} does not close #{incident.id}; nothing was saved",
            f"incident update {incident.id} -S {line.status}  or  incident close {incident.id}",
        )
    if earlier:  # the status that it took by itself may be another one by now
        line = line._replace(status=line.status or earlier[0].data.get("status"))
        return once([_closing(incident, entry, line, keep, residual, duplicate_of)], earlier, line.key)
    if incident.ended_at is not None or (end_of(incident, line.at) is not None and not line.timed):
        return []
    _check_reopened(incident, line)
    _check_announced(incident, line)
    # A maintenance may be called off before its window begins, so only an incident is held to this.
    if incident.kind is Kind.INCIDENT and line.at < incident.began_at:
        raise Refused(
            f"the end would be before the beginning of #{incident.id}; nothing was saved",
            f"incident close {incident.id} -t TIME  or correct the beginning: incident edit {incident.id} --began TIME",
        )
    return [_closing(incident, entry, line, keep, residual, duplicate_of)]


def _check_reopened(incident: Incident, line: Line) -> None:
    """The end of an incident that was opened again comes after that. (A head is only given lines at its end.)"""
    reopened = max((e.at for e in incident.timeline if e.verb == "reopened"), default=None)
    if reopened is not None and line.at < reopened:
        raise Refused(
            f"#{incident.id} was opened again after that; nothing was saved", f"incident close {incident.id} -t LATER"
        )


def _check_announced(incident: Incident, line: Line) -> None:
    """A maintenance ends after it was announced. (A head is only given lines at its end.)"""
    opening = incident.entries.get(0)
    if incident.kind is Kind.MAINTENANCE and opening is not None and line.at < opening.at:
        raise Refused(
            f"#{incident.id} was not announced yet at that time; nothing was saved",
            f"incident close {incident.id} -t LATER",
        )


def _last_status(incident: Incident, at: datetime) -> Status:
    """How it ends when nobody says how: a maintenance that has not begun is called off."""
    called_off = incident.kind is Kind.MAINTENANCE and phase(incident, at) is Status.SCHEDULED
    return Status.CANCELLED if called_off else LAST_STATUS[incident.kind]


def _closing(incident: Incident, entry: int, line: Line, keep: bool, residual: str, duplicate_of: int | None) -> Event:
    data = compact(
        text=line.text,
        status=line.status or _last_status(incident, line.at),
        states=line.states,
        keep=keep,
        residual=residual,
        links=line.links,
        key=line.key,
        key_time=line.key_time,
        duplicate_of=duplicate_of,
    )
    return Event(EventKind.CLOSED, line.at, data, incident=incident.id, entry=entry)


def added(number: int, entry: int, line: Line) -> Event:
    """The row of a line; `entry` is its number."""
    kind = None if line.kind is EntryKind.UPDATE else line.kind
    data = compact(
        kind=kind,
        text=line.text,
        status=line.status,
        states=line.states,
        links=line.links,
        guess=line.guess,
        key=line.key,
        key_time=line.key_time,
    )
    if line.ran is not None:  # an exit code of 0 says something
        data |= {name: value for name, value in line.ran._asdict().items() if value not in (None, "")}
    return Event(EventKind.ADDED, line.at, data, incident=number, entry=entry)
