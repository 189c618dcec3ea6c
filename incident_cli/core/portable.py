"""An incident as files carry it: with names in place of ids, and no store behind it. Pure.

What a format reads becomes a `Portable`, and what a format writes is made from one (`told`), so that no format knows
of the log, and the log of no format. Taking it in and telling it again gives the same value (`core/decide/taking.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from incident_cli.core.actions import Action, ActionKind, ActionState, Priority
from incident_cli.core.model import (
    DocumentStatus,
    Entry,
    EntryKind,
    Impact,
    Incident,
    Kind,
    Ran,
    Server,
    Severity,
    State,
    Status,
    Verb,
)
from incident_cli.core.record import NamedTuple

Said = tuple[tuple[str, State], ...]
"""Server states that one line sets: (key of the server, state) pairs, in order."""


class PortableServer(NamedTuple):
    """A server as a file names it. external_id: the id that its source gives it, empty where it has none."""

    name: str
    external_id: str = ""
    group: str = ""
    description: str = ""
    order: int = 0

    @property
    def key(self) -> str:
        """What states refer to it by: the id of its source, else its name."""
        return self.external_id or self.name


class PortableLine(NamedTuple):
    """A line of the timeline. `at`: when it happened; `recorded_at`: when its source wrote it.

    number: of the entry, in the record; a reader leaves it 0, and lines are numbered as they are taken in.
    external_id: the id that its source gives it, by which it is known again.
    """

    at: datetime
    recorded_at: datetime
    text: str = ""
    verb: Verb = Verb.UPDATED
    kind: EntryKind = EntryKind.UPDATE
    status: Status | None = None
    states: Said = ()
    external_id: str = ""
    author: str = ""
    host: str = ""
    links: tuple[str, ...] = ()
    guess: bool = False
    retracted: str = ""
    document: DocumentStatus | None = None
    ran: Ran | None = None
    keep: bool = False
    number: int = 0


class PortableAction(NamedTuple):
    """An action (`core/actions.py`). number, external_id: as those of a line."""

    text: str
    created_at: datetime
    owner: str = ""
    due: date | None = None
    kind: ActionKind | None = None
    priority: Priority | None = None
    state: ActionState = ActionState.OPEN
    done_at: datetime | None = None
    why: str = ""
    external_id: str = ""
    number: int = 0


class Portable(NamedTuple):
    """An incident, its opening and its lines.

    source, external_id: where it comes from, and what it is called there: by these two it is known again.
    number: the one it should have, or (told) has; None: the next one.
    began_at, recorded_at: of the opening, like those of a line; status, states: what the opening says.
    affected: keys of servers that it is about although nobody said their state.
    lines: in the order in which they were written, one that closes among them if it is over. actions: by number.
    raw: what the source says besides, as its format keeps it (`Incident.raw`).
    updated_at: when anything of it was last written (told, not read).
    warnings: what should be looked at; they are not part of the record. One may begin with `line 12: `.
    """

    source: str
    external_id: str
    title: str
    began_at: datetime
    recorded_at: datetime
    kind: Kind = Kind.INCIDENT
    label: str = ""
    number: int | None = None
    zone: str = ""
    severity: Severity | None = None
    impact: Impact | None = None
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    impact_began_at: datetime | None = None
    detected_at: datetime | None = None
    acknowledged_at: datetime | None = None
    planned_from: datetime | None = None
    planned_until: datetime | None = None
    residual: str = ""
    status: Status = Status.INVESTIGATING
    states: Said = ()
    affected: tuple[str, ...] = ()
    author: str = ""
    host: str = ""
    lines: tuple[PortableLine, ...] = ()
    servers: tuple[PortableServer, ...] = ()
    raw: str = ""
    updated_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    actions: tuple[PortableAction, ...] = ()

    @property
    def timeline(self) -> list[PortableLine]:
        """The lines in the order in which they happened."""
        return sorted(self.lines, key=lambda line: (line.at, line.recorded_at, line.number))

    @property
    def closing(self) -> PortableLine | None:
        """The line that ended it; None while it is open."""
        last = None
        for line in self.timeline:
            last = line if line.verb is Verb.CLOSED else None if line.verb is Verb.REOPENED else last
        return last

    @property
    def ended_at(self) -> datetime | None:
        """When it ended; None while it is open."""
        return self.closing.at if self.closing else None

    @property
    def status_now(self) -> Status:
        """The status that its lines have led to."""
        status, closing = self.status, self.closing
        if closing is not None:
            return closing.status or (Status.RESOLVED if self.kind is Kind.INCIDENT else Status.COMPLETED)
        for line in self.timeline:
            status = line.status or status
        return status


def told(
    incident: Incident, headline: str, servers: Mapping[int, Server], *, public: bool = False, zone: str = ""
) -> Portable:
    """An incident of the record as files carry it; `incident` must be whole (with its entries).

    headline: its title as shown. public: without people, and of internal lines only what they say of the status and of
    servers, since that is true for everybody.
    """
    names = {number: _portable(server) for number, server in servers.items()}
    opening = incident.entries[0]
    lines = [e for e in incident.entries.values() if e.number and e.shown and (not public or _concerns_all(e))]
    lines.sort(key=lambda entry: (entry.recorded_at, entry.id))
    spoken = [names[number] for number in incident.servers if number in names]
    said = _Names({number: server.key for number, server in names.items()})
    return Portable(
        source=incident.source,
        external_id=incident.external_id,
        title=headline,
        began_at=opening.at,
        recorded_at=opening.recorded_at,
        number=incident.id,
        zone=zone or incident.zone,
        impact=incident.impact_set,
        **{name: getattr(incident, name) for name in _SAME},
        status=opening.status or Status.INVESTIGATING,
        states=said.states(opening),
        affected=tuple(said.key(number) for number in incident.affected),
        author="" if public else opening.author,
        host="" if public else opening.host,
        lines=tuple(said.line(entry, public=public) for entry in lines),
        servers=tuple(spoken),
        raw=incident.raw,
        updated_at=incident.updated_at,
        actions=tuple(_action(incident.actions[number], public=public) for number in sorted(incident.actions)),
    )


_SAME = (
    "kind",
    "label",
    "severity",
    "tags",
    "links",
    "impact_began_at",
    "detected_at",
    "acknowledged_at",
    "planned_from",
    "planned_until",
    "residual",
)
"""Fields that an incident of the record and a portable one both have."""


def _concerns_all(entry: Entry) -> bool:
    """Whether a line is public, or moves what is: an end, a status, a server."""
    return entry.kind.public or entry.verb is not Verb.UPDATED or bool(entry.status or entry.states)


def _action(action: Action, *, public: bool) -> PortableAction:
    told = PortableAction(**{name: getattr(action, name) for name in PortableAction._fields})
    return told._replace(owner="") if public else told


def _portable(server: Server) -> PortableServer:
    return PortableServer(server.name, server.external_id, server.group, server.description, server.order)


class _Names(NamedTuple):
    """The keys of the servers by their ids."""

    keys: Mapping[int, str]

    def key(self, server: int) -> str:
        return self.keys.get(server, str(server))

    def states(self, entry: Entry) -> Said:
        return tuple((self.key(server), state) for server, state in entry.states)

    def line(self, entry: Entry, *, public: bool) -> PortableLine:
        silent = public and not entry.kind.public
        return PortableLine(
            at=entry.at,
            recorded_at=entry.recorded_at,
            text="" if silent else entry.text,
            verb=entry.verb,
            kind=entry.kind,
            status=entry.status,
            states=self.states(entry),
            external_id=entry.external_id,
            author="" if public else entry.author,
            host="" if public else entry.host,
            links=() if silent else entry.links,
            guess=entry.guess,
            retracted="" if silent else entry.retracted,
            document=entry.document,
            ran=None if silent else entry.ran,
            keep=entry.keep,
            number=entry.number,
        )
