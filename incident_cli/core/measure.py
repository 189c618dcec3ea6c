"""Figures: durations, the standard times to ..., silence, server intervals, the phase of a maintenance.

Durations are seconds, computed in UTC. Whatever is not known, or would be negative, is None.
Definitions (DESIGN section 3; the terms are those of the Google SRE workbook, "Incident metrics"):

- TTD   (detected, else began) - impact start
- of an incident that was reopened the end is the last one, and the time in which it was closed counts:
  users saw one outage, and a figure that is better because it was called over too soon tells nothing
- first word, TTA, TTI, TTM, TTR: from the beginning to the first public entry, the acknowledgement
  (else the first entry after the opening), the first `identified`, the mitigation, the end
- mitigated: the start of the last stretch, up to the end, in which no server of the incident is
  claimed below up; never while it is open, or when no server ever was
- silence: the gaps between public updates, the beginning and the end (else now) included; not the time between
  a closing and a reopening, in which nobody owed a word
- a maintenance has none of the times to ...: they tell how well trouble was met
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from incident_cli.core.instant import seconds
from incident_cli.core.model import Entry, Incident, Kind, State, Status
from incident_cli.core.record import NamedTuple


class Metrics(NamedTuple):
    """The figures of one incident, in seconds; None where not known."""

    ttd_s: float | None
    first_word_s: float | None
    tta_s: float | None
    tti_s: float | None
    ttm_s: float | None
    ttr_s: float | None
    longest_silence_s: float | None


class Gap(NamedTuple):
    """A silence: nothing was said to the public between two instants."""

    since: datetime
    until: datetime

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        return seconds(self.since, self.until)


class Stretch(NamedTuple):
    """A time in which a server was in one state; `until` None means that it still is."""

    state: State
    since: datetime
    until: datetime | None


def phase(incident: Incident, now: datetime) -> Status:
    """The effective status at `now`: the clock starts a maintenance, and completes it.

    It completes only one whose status nobody set by hand. Pure, and never stored.
    """
    if incident.kind is not Kind.MAINTENANCE or incident.status.final or incident.standing.by_hand:
        return incident.status
    start, end = incident.planned_from, incident.planned_until
    if start is not None and now < start:
        return Status.SCHEDULED
    if end is not None and now >= end:
        return Status.COMPLETED
    return Status.IN_PROGRESS if start is not None else incident.status


def overrun(incident: Incident, now: datetime) -> bool:
    """Whether a maintenance is past its planned end and still not closed."""
    end = incident.planned_until
    return end is not None and now > end and not phase(incident, now).final


def end_of(incident: Incident, now: datetime) -> datetime | None:
    """When it ended: the closing, or the planned end of a maintenance that the clock completed."""
    if incident.ended_at is None and phase(incident, now) is Status.COMPLETED:
        return incident.planned_until
    return incident.ended_at


def called_off(incident: Incident, now: datetime) -> bool:
    """Whether a maintenance ended before it began."""
    end = end_of(incident, now)
    return end is not None and end < incident.began_at


def elapsed(since: datetime | None, until: datetime | None) -> float | None:
    """Seconds from one instant to another; None when one is unknown or the order is reversed."""
    if since is None or until is None or until < since:
        return None
    return seconds(since, until)


def metrics(incident: Incident, now: datetime) -> Metrics:
    """The figures of an incident as they stand at `now`, which only an open one depends on."""
    timeline = incident.timeline  # sorted once: an import asks this of every incident of a history
    longest = max((gap.seconds for gap in gaps(incident, now, timeline)), default=None)
    if incident.kind is Kind.MAINTENANCE:
        return Metrics(None, None, None, None, None, None, longest)
    began, ended = incident.began_at, end_of(incident, now)
    return Metrics(
        ttd_s=elapsed(incident.impact_began_at, incident.detected_at or began),
        first_word_s=elapsed(began, next((e.at for e in timeline if e.word), None)),
        tta_s=elapsed(began, acknowledged(incident, timeline)),
        tti_s=elapsed(began, identified(incident, timeline)),
        ttm_s=elapsed(began, mitigated(incident, now)),
        ttr_s=elapsed(began, ended),
        longest_silence_s=longest,
    )


def acknowledged(incident: Incident, timeline: Sequence[Entry] | None = None) -> datetime | None:
    """When somebody took it: as set, else the first entry by a person after the opening. timeline: if it is at hand."""
    if incident.acknowledged_at is not None:
        return incident.acknowledged_at
    lines = incident.timeline if timeline is None else timeline
    return next((e.at for e in lines if e.number and e.kind in ("update", "note")), None)


def identified(incident: Incident, timeline: Sequence[Entry] | None = None) -> datetime | None:
    """When the cause was found: the first `identified`. timeline: if it is at hand."""
    lines = incident.timeline if timeline is None else timeline
    return next((e.at for e in lines if e.status is Status.IDENTIFIED), None)


def mitigated(incident: Incident, now: datetime) -> datetime | None:
    """When users were whole again, seen from the end (a false dawn does not count).

    Never where the trouble lasted to the end and was left behind on purpose.
    """
    end = end_of(incident, now)
    trouble = [c for c in incident.standing.claims if not c.standing and not c.state.up]
    if end is None or not trouble:
        return None
    last = max(min(c.until or end, end) for c in trouble)
    left = any(c.standing and not c.state.up and c.since == end for c in incident.standing.claims)
    return None if left and last == end else last


def gaps(incident: Incident, now: datetime, timeline: Sequence[Entry] | None = None) -> Iterator[Gap]:
    """The silences from the beginning to the end (else `now`), in order, but for the time in which it was closed.

    A maintenance that has not begun has none. timeline: if it is at hand.
    """
    began, end = incident.began_at, end_of(incident, now) or now
    said, closed = began, False
    for entry in incident.timeline if timeline is None else timeline:
        if not (entry.word and began <= entry.at <= end):
            continue
        if entry.verb == "reopened":
            said, closed = entry.at, False
        elif not closed:
            yield Gap(said, entry.at)
            said, closed = entry.at, entry.verb == "closed"
    if said <= end:
        yield Gap(said, end)


def stretches(incident: Incident, server: int) -> list[Stretch]:
    """The states of one server over an incident, by the incident's own claims, in order."""
    own = [c for c in incident.standing.claims if c.server == server and not c.standing]
    return [Stretch(c.state, c.since, c.until) for c in sorted(own, key=lambda c: c.since)]


def downtime(incident: Incident, server: int, now: datetime) -> float:
    """Seconds in which an incident claimed a server below up; maintenance does not count."""
    total = 0.0
    for part in stretches(incident, server):
        if not part.state.up and part.state is not State.UNDER_MAINTENANCE:
            total += max(0.0, seconds(part.since, min(part.until or now, now)))
    return round(total, 3)  # instants are whole milliseconds; the sum of floats is not


class Change(NamedTuple):
    """What one entry did to one server. `before` None: nothing was claimed of it till then."""

    server: int
    before: State | None
    after: State


def changes(incident: Incident) -> dict[int, list[Change]]:
    """For each entry that sets server states: what changed, in the order typed.

    A closing changes the servers it leaves to up, or to what it leaves behind; a line after the end
    changes nothing, as in the fold. What a maintenance says of servers before its window is only a plan.
    """
    held: dict[int, State] = {}
    found: dict[int, list[Change]] = {}
    ended = False
    for entry in incident.timeline:
        over = ended and entry.verb != "reopened"
        ended = over or entry.verb == "closed"
        said = {} if over else dict(_said(entry, held))
        if entry.verb == "closed" and entry.at < incident.began_at:
            said = dict(entry.states)  # called off: nothing was claimed that could end
        found[entry.number] = [Change(s, held.get(s), state) for s, state in said.items() if held.get(s) != state]
        held |= said
    return found


def _said(entry: Entry, held: dict[int, State]) -> Iterator[tuple[int, State]]:
    if entry.verb in ("closed", "reopened") and not entry.keep:
        rest = entry.status.rest if entry.status and entry.verb == "reopened" else State.OPERATIONAL
        yield from ((server, rest) for server in held)
    yield from entry.states
