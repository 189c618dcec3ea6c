"""When a maintenance was really going on, and what it claims of its servers because of that. Pure.

The clock starts a maintenance at its planned beginning and completes it at its planned end, unless somebody
sets a status by hand: from then on only hands move it. A closing ends it at any time, and a reopening
begins another stretch of it. So there may be several windows, and none for one that was called off before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from incident_cli.core.model import Claim, Entry, Incident, Standing, Status, Verb
from incident_cli.core.record import NamedTuple

GOING_ON = (Status.IN_PROGRESS, Status.VERIFYING)
"""The statuses in which the work is done."""


class Window(NamedTuple):
    """A stretch of time in which the work went on; `until` None: nobody has ended it yet."""

    since: datetime
    until: datetime | None


class _Turn(NamedTuple):
    """A line that gave a maintenance another status. by_hand: from here on the clock does not move it."""

    entry: Entry
    by_hand: bool


def in_window(incident: Incident, standing: Standing) -> Standing:
    """The standing of a maintenance: its claims cut to the windows, its beginning that of the first one.

    What a closing left standing on purpose stands outside of them, too.
    """
    turns = _turns(incident)
    found = list(_joined(_windows(incident, turns)))
    began = found[0].since if found else incident.planned_from or standing.began_at
    claims = [part for claim in standing.claims for part in ([claim] if claim.standing else _cut(claim, found))]
    claims.sort(key=lambda c: (c.since, c.server, c.standing))
    by_hand = bool(turns) and turns[-1].by_hand
    return standing._replace(began_at=began, claims=tuple(claims), by_hand=by_hand)


def _turns(incident: Incident) -> list[_Turn]:
    """The lines that moved the status, in order. Those after an end move nothing, until it is opened again."""
    found: list[_Turn] = []
    by_hand = over = False
    for entry in incident.timeline:
        if (over and entry.verb is not Verb.REOPENED) or (entry.verb is Verb.UPDATED and entry.status is None):
            continue
        over = entry.verb is Verb.CLOSED
        # Planned anew, it is left to the clock again.
        by_hand = (entry.verb is not Verb.REOPENED and by_hand) or _held(incident, entry)
        found.append(_Turn(entry, by_hand))
    return found


def _held(incident: Incident, entry: Entry) -> bool:
    """Whether a line takes the maintenance out of the hands of the clock.

    Begun work does, and so does calling it `scheduled` when its time has come: it is held back.
    """
    due = incident.planned_from is not None and entry.at >= incident.planned_from
    return entry.status in GOING_ON or (entry.status is Status.SCHEDULED and entry.verb is not Verb.OPENED and due)


def _windows(incident: Incident, turns: list[_Turn]) -> Iterator[Window]:
    nexts = [*(turn.entry for turn in turns[1:]), None]
    for (entry, by_hand), after in zip(turns, nexts, strict=True) if turns else ():
        since, until = entry.at, after.at if after else None
        if entry.verb is Verb.CLOSED or (by_hand and entry.status not in GOING_ON):
            continue
        if not by_hand:
            planned = incident.planned_from or since
            since = planned if entry.verb is Verb.OPENED else max(planned, since)
            if incident.planned_until and (after is None or after.verb is not Verb.CLOSED):
                until = min(until or incident.planned_until, incident.planned_until)
        if until is None or since < until:
            yield Window(since, until)


def _joined(windows: Iterable[Window]) -> Iterator[Window]:
    """The same windows, those that follow each other at once being one."""
    last: Window | None = None
    for window in windows:
        if last is not None and last.until == window.since:
            last = last._replace(until=window.until)
            continue
        if last is not None:
            yield last
        last = window
    if last is not None:
        yield last


def _cut(claim: Claim, windows: Iterable[Window]) -> Iterator[Claim]:
    """The parts of a claim that lie inside the windows."""
    for window in windows:
        since = max(claim.since, window.since)
        until = min((end for end in (claim.until, window.until) if end is not None), default=None)
        if until is None or since < until:
            yield claim._replace(since=since, until=until)


def pauses(incident: Incident) -> Iterator[tuple[datetime, Entry]]:
    """When an incident that was opened again was closed: since when, and the line that opened it again, in order."""
    from itertools import pairwise

    for before, turn in pairwise(_turns(incident)):
        if turn.entry.verb is Verb.REOPENED:
            closed = before.entry.at if before.entry.verb is Verb.CLOSED else incident.planned_until
            if closed is not None and closed <= turn.entry.at:
                yield closed, turn.entry
