"""What a screen, a pipe or a document is given to show: values already put together, no questions left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from incident_cli.core.combined import sweep
from incident_cli.core.measure import Change, Stretch, overrun, phase
from incident_cli.core.model import Claim, Entry, Incident, Server, State
from incident_cli.core.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.core.actions import Assigned
    from incident_cli.core.uptime import Overview


class Summary(NamedTuple):
    """An incident as lists show it: a head (no entries) and its title as shown."""

    incident: Incident
    headline: str


class Match(NamedTuple):
    """A line in which stands what was searched for: its number (0: the title), a part of its text, and where in that
    part: [start, end) in characters."""

    entry: int
    text: str
    spans: tuple[tuple[int, int], ...]
    retracted: bool = False


class Listing(NamedTuple):
    """The answer of `list`. `rows` is read once; `shown` and `total` are counts, for "showing 20 of 213".

    matches: by incident, where it was found; None where nothing was searched for.
    """

    rows: Iterable[Summary]
    servers: Mapping[int, Server]
    shown: int
    total: int
    matches: Mapping[int, tuple[Match, ...]] | None = None


class ServerState(NamedTuple):
    """A server now. `state` None: never mentioned. `since`: from when on it has been in that state.
    `holders`: the open incidents that claim it below up."""

    server: Server
    state: State | None
    since: datetime | None
    holders: tuple[int, ...] = ()


class Board(NamedTuple):
    """What `status` shows: open incidents, every server, maintenance running or ahead, residual risks.

    overruns: how many of the maintenances are past their planned end. actions: those that are overdue; they are for
    the days after, and no trouble now.
    """

    incidents: tuple[Summary, ...]
    maintenance: tuple[Summary, ...]
    servers: tuple[ServerState, ...]
    residuals: tuple[Summary, ...]
    overruns: int = 0
    actions: tuple[Assigned, ...] = ()
    uptime: Overview | None = None
    """How the servers were on the last days, where that was asked for."""

    @property
    def calm(self) -> bool:
        """Whether no incident is open, every server is up or in maintenance, and no maintenance overruns."""
        fine = (None, State.OPERATIONAL, State.UNDER_MAINTENANCE)
        return not self.incidents and not self.overruns and all(s.state in fine for s in self.servers)


class Sheet(NamedTuple):
    """What `show` shows: a whole incident and the lines asked for, in the order asked for.

    others: the titles of the incidents that it is linked with, as far as they are known.
    as_of: of when this was known; None: of now.
    """

    incident: Incident
    headline: str
    servers: Mapping[int, Server]
    lines: tuple[Entry, ...]
    public: bool = False
    others: Mapping[int, str] = {}
    as_of: datetime | None = None


class ServerSheet(NamedTuple):
    """What `server show` shows: a server now, its states (latest last) and the incidents it was in."""

    now: ServerState
    stretches: tuple[Stretch, ...]
    incidents: tuple[Summary, ...]
    uptime: Overview | None = None


class Receipt(NamedTuple):
    """What a write did, for its one-line echo.

    incident: after the write (possibly a head); entry: the line written, None where there is none.
    changes: server changes of that line, in order. did: what happened where no line tells it
    ("opened", "closed", "title changed"); also for a repeat that changed nothing (`saved` False).
    """

    incident: Incident
    headline: str
    names: Mapping[int, str]
    entry: Entry | None = None
    changes: tuple[Change, ...] = ()
    did: str = ""
    saved: bool = True
    note: str = ""
    """What the reader should also know, said last."""


class Streamed(NamedTuple):
    """What a stream of lines became, for its one-line echo.

    receipt: says it in words; lines: how many were stored; first, last: their entry numbers, None where
    there are none. Other writers' lines may stand between them.
    """

    receipt: Receipt
    lines: int
    first: int | None
    last: int | None


class Fact(NamedTuple):
    """One named thing that a command has to tell. source: where a setting came from, if it is one."""

    name: str
    value: str | int | float | list[str]
    source: str = ""


def board(
    summaries: Iterable[Summary], servers: Iterable[ServerState], residuals: Iterable[Summary], now: datetime
) -> Board:
    """Sort what is open into the board: incidents by beginning, maintenance by its planned one."""
    incidents: list[Summary] = []
    maintenance: list[Summary] = []
    for summary in summaries:
        if not phase(summary.incident, now).final:
            (maintenance if summary.incident.planned_from else incidents).append(summary)
    incidents.sort(key=lambda s: s.incident.began_at)
    maintenance.sort(key=lambda s: s.incident.planned_from or now)
    overruns = sum(overrun(s.incident, now) for s in maintenance)
    return Board(tuple(incidents), tuple(maintenance), tuple(servers), tuple(residuals), overruns)


def server_stretches(claims: Iterable[tuple[int | None, Claim]], now: datetime) -> Iterator[Stretch]:
    """The combined states of one server up to `now`, in order, from all its claims; neighbours differ.

    The worst claim of the incidents then open; without one, the last standing assertion (`server
    set`, left behind at a closing), else up. `claims` come in the order of their making.
    """
    held = [(claim.state, claim.since, claim.until, claim.standing) for _, claim in claims if claim.since <= now]
    found = [(at, state) for at, state in sweep(held) if at <= now]
    ends = [*(since for since, _ in found[1:]), None]
    for (since, state), until in zip(found, ends, strict=False):  # nothing found has an end too many
        yield Stretch(state, since, until)


def server_states(
    servers: Iterable[Server], claims: Iterable[tuple[int | None, Claim]], now: datetime
) -> list[ServerState]:
    """Every server as it is now."""
    by_server: dict[int, list[tuple[int | None, Claim]]] = {}
    for incident, claim in claims:
        by_server.setdefault(claim.server, []).append((incident, claim))
    return [_server_state(server, by_server.get(server.id, []), now) for server in servers]


def _server_state(server: Server, claims: list[tuple[int | None, Claim]], now: datetime) -> ServerState:
    last = list(server_stretches(claims, now))[-1:]
    holders = [
        incident
        for incident, claim in claims
        if incident
        and not claim.standing
        and not claim.state.up
        and claim.since <= now
        and (claim.until is None or now < claim.until)
    ]
    state, since = (last[0].state, last[0].since) if last else (None, None)
    return ServerState(server, state, since, tuple(dict.fromkeys(holders)))


def sheet(
    incident: Incident,
    headline: str,
    servers: Mapping[int, Server],
    *,
    public: bool = False,
    kinds: Iterable[str] = (),
    reverse: bool = False,
) -> Sheet:
    """Choose the lines of `show`: internal ones stay out of a public sheet."""
    wanted = set(kinds)
    lines = [e for e in incident.timeline if (e.kind.public or not public) and (not wanted or e.kind in wanted)]
    return Sheet(incident, headline, servers, tuple(reversed(lines) if reverse else lines), public)
