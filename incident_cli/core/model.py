"""The record: incident, entry, server and claim as immutable values, and their vocabularies.

NamedTuples rather than dataclasses: `dataclasses` pulls in `inspect`, which the plain command
line cannot afford. Instants are aware datetimes in UTC with whole milliseconds (`core/instant.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from incident_cli.core.record import NamedTuple, StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.core.actions import Action


class Kind(StrEnum):
    """What an incident is: something that broke, or work that was planned."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"


class Status(StrEnum):
    """The status of an incident (first four) or of a maintenance (the others); Statuspage's words."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether an incident in this status is closed."""
        return self in (Status.RESOLVED, Status.COMPLETED, Status.CANCELLED)

    @property
    def rest(self) -> State:
        """What reopening in this status claims of the servers that it says nothing of."""
        return State.UNDER_MAINTENANCE if self in STATUSES[Kind.MAINTENANCE] else State.OPERATIONAL


STATUSES = {
    Kind.INCIDENT: (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED),
    Kind.MAINTENANCE: (
        Status.SCHEDULED,
        Status.IN_PROGRESS,
        Status.VERIFYING,
        Status.COMPLETED,
        Status.CANCELLED,
    ),
}


class State(StrEnum):
    """The state of a server, best first: `max` by `rank` is the worst; Statuspage's component words."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @property
    def rank(self) -> int:
        """0 for up to 4 for down: the worst of several states is the one of the highest rank."""
        return _RANK[self]

    @property
    def short(self) -> str:
        """The word that people type and read: up, maintenance, degraded, partial, down."""
        return _SHORT[self]

    @property
    def glyph(self) -> str:
        """The sign that always stands beside the word, so that colour is never alone."""
        return _GLYPH[self]

    @property
    def up(self) -> bool:
        """Whether nothing is claimed to be wrong."""
        return self is State.OPERATIONAL


_RANK = {state: rank for rank, state in enumerate(State)}
_SHORT = dict(zip(State, ("up", "maintenance", "degraded", "partial", "down"), strict=True))
_GLYPH = dict(zip(State, "●◇▲◆■", strict=True))


class Impact(StrEnum):
    """How bad it is for users; derived from the worst state claimed unless set by hand."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


IMPACT_OF = {
    State.OPERATIONAL: Impact.NONE,
    State.UNDER_MAINTENANCE: Impact.NONE,
    State.DEGRADED_PERFORMANCE: Impact.MINOR,
    State.PARTIAL_OUTAGE: Impact.MAJOR,
    State.MAJOR_OUTAGE: Impact.CRITICAL,
}


class Severity(StrEnum):
    """The team's own urgency; never set silently."""

    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"
    SEV4 = "SEV4"
    SEV5 = "SEV5"


class EntryKind(StrEnum):
    """What a timeline line is; `note` and `command` are internal and never leave in public output."""

    UPDATE = "update"
    NOTE = "note"
    COMMAND = "command"
    POSTMORTEM = "postmortem"

    @property
    def public(self) -> bool:
        """Whether the public may read it."""
        return self in (EntryKind.UPDATE, EntryKind.POSTMORTEM)


class Verb(StrEnum):
    """What an entry did to its incident."""

    OPENED = "opened"
    UPDATED = "updated"
    CLOSED = "closed"
    REOPENED = "reopened"


class DocumentStatus(StrEnum):
    """How far a post-mortem is."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"


States = tuple[tuple[int, State], ...]
"""Server states that one line sets: (server id, state) pairs in the order typed."""


class Server(NamedTuple):
    """A server: an id of its own that events refer to, and a name compared by its casefold."""

    id: int
    name: str
    group: str = ""
    description: str = ""
    order: int = 0
    retired: bool = False
    source: str = ""
    """Where it was imported from, and its id there: by these it is known again when its name has changed."""
    external_id: str = ""


class Ran(NamedTuple):
    """What a line of kind `command` ran, and how it ended; the text of the line is the tail of its output.

    `exit_code` is None where a signal ended it, which `signal` names (`SIGTERM`). `duration_s`: seconds;
    `left_out_bytes`: how much of the output came before that tail.
    """

    argv: tuple[str, ...]
    exit_code: int | None = None
    signal: str = ""
    duration_s: float = 0.0
    left_out_bytes: int = 0


class Entry(NamedTuple):
    """A timeline line, addressed `168.4` for ever; number 0 is the opening.

    `id` is the log row that made it: with `at` and `recorded_at` it gives the order of the timeline.
    `text` is byte for byte what was given; texts that the tool makes up are made when shown.
    """

    number: int
    id: int
    kind: EntryKind
    verb: Verb
    at: datetime
    recorded_at: datetime
    author: str = ""
    host: str = ""
    text: str = ""
    status: Status | None = None
    states: States = ()
    links: tuple[str, ...] = ()
    guess: bool = False
    retracted: str = ""
    edited: bool = False
    deleted: bool = False
    keep: bool = False
    key: str = ""
    document: DocumentStatus | None = None
    ran: Ran | None = None
    duplicate_of: int | None = None
    external_id: str = ""
    """Its id in the source that it was imported from."""
    retracted_at: datetime | None = None
    """When it was taken back; None where it was not."""

    @property
    def over_at(self) -> datetime:
        """When what it tells was over: a command takes its time, everything else is told of one instant."""
        return self.at if self.ran is None else self.at + timedelta(seconds=self.ran.duration_s)

    @property
    def order(self) -> tuple[datetime, bool, datetime, int]:
        """Where the entry stands: by when it happened, then when it was written, then the log.

        Of several in one instant the opening is the first, also when the clock was set back after it.
        """
        return (self.at, self.number > 0, self.recorded_at, self.id)

    @property
    def shown(self) -> bool:
        """Whether it stands on the timeline: not deleted, and not an unpublished post-mortem."""
        return not self.deleted and self.document in (None, DocumentStatus.PUBLISHED)

    @property
    def word(self) -> bool:
        """Whether it is a public word to the users: an update, the opening not counted."""
        return self.number > 0 and self.kind is EntryKind.UPDATE and not self.deleted


class Claim(NamedTuple):
    """One incident's assertion about one server, from `since` until `until` (None: still).

    `standing` marks what a closing left behind on purpose (`--keep`, `-s NAME=STATE`): it ranks
    with `server set`, below every open incident's claims.
    """

    server: int
    state: State
    since: datetime
    until: datetime | None = None
    standing: bool = False


class Standing(NamedTuple):
    """Where a timeline has led to: what the sweep over the entries in order has found so far."""

    status: Status = Status.INVESTIGATING
    began_at: datetime | None = None
    ended_at: datetime | None = None
    worst: State = State.OPERATIONAL
    by_hand: bool = False
    """Maintenance: somebody set a status, so the clock no longer completes it."""
    last_word_at: datetime | None = None
    last_at: datetime | None = None
    servers: tuple[int, ...] = ()
    """The servers it ever spoke of, in the order first named."""
    claims: tuple[Claim, ...] = ()
    duplicate_of: int | None = None
    """The incident that this one turned out to be, as its closing says."""


class Incident(NamedTuple):
    """An incident: the fold of its log rows (`core/fold.py`).

    `entries` maps entry numbers to entries, deleted ones included; a head, as the store loads it
    for one more line, has none of them and only the claims that are still open.
    """

    id: int = 0
    kind: Kind = Kind.INCIDENT
    title: str = ""
    label: str = ""
    zone: str = ""
    severity: Severity | None = None
    impact_set: Impact | None = None
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    impact_began_at: datetime | None = None
    detected_at: datetime | None = None
    acknowledged_at: datetime | None = None
    planned_from: datetime | None = None
    planned_until: datetime | None = None
    key: str = ""
    residual: str = ""
    source: str = ""
    external_id: str = ""
    raw: str = ""
    updated_at: datetime | None = None
    standing: Standing = Standing()
    entries: Mapping[int, Entry] = {}
    related: tuple[int, ...] = ()
    duplicates: tuple[int, ...] = ()
    affected: tuple[int, ...] = ()
    """Servers that it is about although nobody said in which state they were: an import invents none."""
    actions: Mapping[int, Action] = {}
    """What is to be done, by number (`core/actions.py`); a head has none of them."""

    @property
    def exists(self) -> bool:
        """Whether anything opened it that is not undone."""
        return self.id > 0

    @property
    def status(self) -> Status:
        """The status as stored; a maintenance's effective one is `measure.phase`."""
        return self.standing.status

    @property
    def began_at(self) -> datetime:
        """When it began (a maintenance: when its window really began)."""
        began = self.standing.began_at
        if began is None:
            raise ValueError("an incident that was never opened has no beginning")
        return began

    @property
    def ended_at(self) -> datetime | None:
        """When it ended; None while it is open."""
        return self.standing.ended_at

    @property
    def duplicate_of(self) -> int | None:
        """The incident that it was closed as a duplicate of."""
        return self.standing.duplicate_of

    @property
    def linked(self) -> tuple[int, ...]:
        """The other incidents that it names, each once: its original, its duplicates, the related ones."""
        original = () if self.duplicate_of is None else (self.duplicate_of,)
        return tuple(dict.fromkeys((*original, *self.duplicates, *self.related)))

    @property
    def open(self) -> bool:
        """Whether it is open as stored (a maintenance may be over by the clock: `measure.phase`)."""
        return not self.status.final

    @property
    def impact(self) -> Impact:
        """The impact set by hand or import, else the one of the worst state ever claimed."""
        return self.impact_set or IMPACT_OF[self.standing.worst]

    @property
    def noun(self) -> str:
        """The noun before the number: the label, else Incident or Maintenance."""
        return self.label or self.kind.value.capitalize()

    @property
    def timeline(self) -> list[Entry]:
        """The entries that stand on the timeline, in its order."""
        return sorted((e for e in self.entries.values() if e.shown), key=lambda e: e.order)

    @property
    def document(self) -> Entry | None:
        """The post-mortem, published or not; None where none was stored."""
        found = [e for e in self.entries.values() if e.document is not None and not e.deleted]
        return found[0] if found else None

    @property
    def servers(self) -> tuple[int, ...]:
        """The servers it ever spoke of, in the order first named."""
        return self.standing.servers


EMPTY = Incident()
