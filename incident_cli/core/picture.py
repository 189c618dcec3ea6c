"""A picture of an incident as values: when each server was in which state, the phases, and when something was said.

Pure, and without a measure of its own: bars come from `measure.stretches`. `formats/svg.py` draws it, and
`core/postmortem/strip.py` and the screen of `show` tell it with signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from incident_cli.core import measure, phrase
from incident_cli.core.instant import seconds
from incident_cli.core.measure import Stretch
from incident_cli.core.model import Incident, Kind, State, Status, Verb
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Sheet

SHADES = dict(zip(State, "─░▒▓█", strict=True))
"""A sign for each state: the worse, the darker."""
MOST_ROWS = 50
"""Servers in one picture; of more, those that were impaired the longest."""


class Bar(NamedTuple):
    """A time in which a server was in one state by this incident; None: it said nothing of it."""

    state: State | None
    since: datetime
    until: datetime


class Row(NamedTuple):
    """A server: its bars follow each other without a gap from the beginning of the picture to its end."""

    name: str
    bars: tuple[Bar, ...]
    downtime: float


class Phase(NamedTuple):
    """A time in which the incident had one status, by its name."""

    name: str
    since: datetime
    until: datetime


class Picture(NamedTuple):
    """The picture. still: it has not ended, and `until` is now. ticks: when each line happened, in order.

    left_out: how many servers have no row; began: the beginning, which a time before it was noticed may precede.
    """

    since: datetime
    until: datetime
    began: datetime
    still: bool
    rows: tuple[Row, ...]
    left_out: int
    phases: tuple[Phase, ...]
    ticks: tuple[datetime, ...]

    def place(self, at: datetime) -> float:
        """Where an instant stands: from 0, the beginning of the picture, to 1, its end."""
        return seconds(self.since, at) / seconds(self.since, self.until)


def picture(sheet: Sheet, now: datetime) -> Picture | None:
    """The picture of an incident as it stands at `now`; None where no time has passed yet.

    It begins when users were first hurt, if that is not longer before the beginning than all the rest is long. Lines
    before and after it are not in it.
    """
    incident = sheet.incident
    end = measure.end_of(incident, now)
    began, until = incident.began_at, end or now
    if began >= until:
        return None
    hurt = incident.impact_began_at
    since = hurt if hurt is not None and hurt < began and began - hurt <= until - began else began
    lines = sorted(entry.at for entry in sheet.lines if since <= entry.at <= until and entry.document is None)
    rows, left_out = _rows(sheet, since, until, now)
    lead = (Phase("unnoticed", since, began),) if since < began else ()
    told = tuple(Phase(phrase.said_status(s, incident), a, b) for s, a, b in phases(incident, began, until))
    return Picture(since, until, began, end is None, rows, left_out, (*lead, *told), tuple(lines))


def _rows(sheet: Sheet, since: datetime, until: datetime, now: datetime) -> tuple[tuple[Row, ...], int]:
    """The servers in the order first named."""
    incident, names = sheet.incident, phrase.server_names(sheet.servers)
    down = {server: measure.downtime(incident, server, now) for server in incident.servers}
    kept = set(sorted(incident.servers, key=lambda server: -down[server])[:MOST_ROWS])
    rows = tuple(
        Row(names.get(server, phrase.UNKNOWN), bars(measure.stretches(incident, server), since, until), down[server])
        for server in incident.servers
        if server in kept
    )
    return rows, len(incident.servers) - len(rows)


def bars(stretches: Iterable[Stretch], since: datetime, until: datetime) -> tuple[Bar, ...]:
    """The stretches of one server between two instants, and bars without a state where there are none."""
    found: list[Bar] = []
    at = since
    for part in stretches:
        first, last = max(part.since, at), min(part.until or until, until)
        if first >= last:
            continue
        if first > at:
            found.append(Bar(None, at, first))
        found.append(Bar(part.state, first, last))
        at = last
    if at < until:
        found.append(Bar(None, at, until))
    return tuple(found)


def phases(incident: Incident, since: datetime, until: datetime) -> Iterator[tuple[Status, datetime, datetime]]:
    """The statuses between two instants, in order; neighbours differ, and together they fill the time.

    A line that a closed incident was given says no status, as in the fold. The clock begins a maintenance, whenever it
    was announced, unless a later line holds it back.
    """
    changes = list(_changes(incident, since, until))
    ends = [at for _, at in changes[1:]] + [until]
    held: tuple[Status, datetime, datetime] | None = None
    for (status, at), end in zip(changes, ends, strict=True):
        if at == end:
            continue
        if held is not None and held[0] is status:
            held = (status, held[1], end)
            continue
        if held is not None:
            yield held
        held = (status, at, end)
    if held is not None:
        yield held


def _changes(incident: Incident, since: datetime, until: datetime) -> Iterator[tuple[Status, datetime]]:
    """Each status that is said until an instant, and from when on: the first from `since`."""
    lines = incident.timeline
    if incident.kind is Kind.MAINTENANCE:
        said = incident.entries[0].status
        yield said if said and said is not Status.SCHEDULED else Status.IN_PROGRESS, since
        lines = [entry for entry in lines if entry.number]
    closed = False
    for entry in lines:
        closed = closed and entry.verb is not Verb.REOPENED
        if entry.status is not None and entry.at <= until and not closed:
            yield entry.status, max(entry.at, since)
            closed = entry.verb is Verb.CLOSED


def cells(parts: Iterable[Stretch | Bar], since: datetime, until: datetime, width: int) -> list[State | None]:
    """The worst state in each of `width` equal parts of a span; None where nothing was claimed.

    The worst, so that an outage of a minute in a day is still seen.
    """
    span = seconds(since, until)
    found: list[State | None] = [None] * width
    if span <= 0:
        return found
    for part in parts:
        end = min(part.until or until, until)
        if part.state is None or end < since or part.since >= until:
            continue
        first = max(0, int(seconds(since, part.since) / span * width))
        last = max(first + 1, min(width, -int(-seconds(since, end) / span * width // 1)))
        for cell in range(first, min(last, width)):
            held = found[cell]
            if held is None or part.state.rank > held.rank:
                found[cell] = part.state
    return found


def seen(found: Iterable[State | None]) -> list[State]:
    """The states that occur in cells, the worst first."""
    return sorted({state for state in found if state is not None}, key=lambda state: -state.rank)


def runs(found: Sequence[State | None]) -> Iterator[tuple[State | None, int, int]]:
    """Neighbouring cells of one state together: the state, the first cell, and the one behind the last."""
    start = 0
    for cell in range(1, len(found) + 1):
        if cell == len(found) or found[cell] is not found[start]:
            yield found[start], start, cell
            start = cell


def gathered(shown: Picture, width: int) -> list[int]:
    """How many lines happened in each of `width` equal parts of the picture."""
    found = [0] * width
    for at in shown.ticks:
        found[min(width - 1, int(shown.place(at) * width))] += 1
    return found


def levels(labels: Iterable[tuple[float, float]], most: int) -> list[int | None]:
    """On which of `most` lines each label has room, so that none touches another; None where it has on none.

    labels: where each begins and how long it is, in order of their beginnings.
    """
    ends = [float("-inf")] * most
    found: list[int | None] = []
    for start, length in labels:
        level = next((number for number, end in enumerate(ends) if end <= start), None)
        if level is not None:
            ends[level] = start + length
        found.append(level)
    return found
