"""Where a timeline has led to: status, beginning, end and claims, found line by line. Pure.

`sweep` goes over all of it; `advance` takes one more line, so that it costs the same whatever came before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from incident_cli.core.model import Claim, Entry, Incident, Kind, Standing, Status, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def sweep(incident: Incident) -> Incident:
    """The incident with its standing found again from the whole timeline."""
    standing = _swept(incident.timeline)
    if incident.affected:
        standing = standing._replace(servers=tuple(dict.fromkeys((*incident.affected, *standing.servers))))
    if incident.kind is Kind.MAINTENANCE:
        from incident_cli.core.window import in_window

        standing = in_window(incident, standing)
    return incident._replace(standing=standing)


def _swept(timeline: Iterable[Entry]) -> Standing:
    """The standing after all entries in order.

    A claim that is over changes no more, so it is put aside: looked at again with every line, thousands of them
    would cost the square of their number.
    """
    standing = Standing()
    over: list[Claim] = []
    for entry in timeline:
        standing = advance(standing, entry)
        ended = [claim for claim in standing.claims if claim.until is not None]
        if ended:
            over += ended
            standing = standing._replace(claims=tuple(claim for claim in standing.claims if claim.until is None))
    return standing._replace(claims=_sorted([*over, *standing.claims]))


def advance(standing: Standing, entry: Entry) -> Standing:
    """The standing after one more entry of the timeline (or an earlier one that moves nothing: see `plain`).

    An entry after the end moves neither the end nor the status nor a claim: only reopening does.
    """
    changes: dict[str, Any] = {"last_at": later(standing.last_at, entry.at)}
    if entry.word:
        changes["last_word_at"] = later(standing.last_word_at, entry.at)
    if entry.verb is Verb.OPENED:  # even behind a closing line: whatever was opened has a beginning
        changes["began_at"] = entry.at
    if entry.verb is Verb.REOPENED:
        standing = _reopened(_naming(standing, entry), entry)
    elif standing.ended_at is None:
        if entry.verb is Verb.CLOSED:
            standing = _closed(_naming(standing, entry), entry)
        else:
            standing = _claimed(_naming(standing, entry), entry) if entry.states else standing
            if entry.status is not None:
                changes["status"] = entry.status
                changes["by_hand"] = standing.by_hand or entry.status not in (Status.SCHEDULED, Status.INVESTIGATING)
    return standing._replace(**changes)


def _naming(standing: Standing, entry: Entry) -> Standing:
    """The standing with the servers that a line names."""
    if not entry.states:
        return standing
    return standing._replace(servers=tuple(dict.fromkeys((*standing.servers, *dict(entry.states)))))


def later(one: datetime | None, other: datetime) -> datetime:
    """The later of two instants, of which the first may be unknown."""
    return other if one is None else max(one, other)


def _claimed(standing: Standing, entry: Entry) -> Standing:
    claims = list(standing.claims)
    for server, state in entry.states:
        current = _current(claims, server)
        if current is not None and claims[current].state is state:
            continue
        if current is not None:
            ended = claims.pop(current)
            if ended.since < entry.at:  # a claim replaced in the instant it was made never held
                claims.insert(current, ended._replace(until=entry.at))
        claims.append(Claim(server, state, entry.at))
    worst = max([standing.worst, *(state for _, state in entry.states)], key=lambda s: s.rank)
    return standing._replace(claims=_sorted(claims), worst=worst)


def _sorted(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims in the one order they are kept in, so that equal records are equal values."""
    return tuple(sorted(claims, key=lambda c: (c.since, c.server, c.standing)))


def _current(claims: list[Claim], server: int) -> int | None:
    """Where the claim on a server that still holds stands in the list."""
    for index in range(len(claims) - 1, -1, -1):
        claim = claims[index]
        if claim.server == server and claim.until is None and not claim.standing:
            return index
    return None


def _closed(standing: Standing, entry: Entry) -> Standing:
    """Every claim ends with the incident; what is left behind on purpose stands on."""
    left = dict(entry.states)
    if entry.keep:
        kept = {c.server: c.state for c in standing.claims if c.until is None and not c.standing and not c.state.up}
        left = kept | left
    claims = [*_ended(standing.claims, entry, standing=False)]
    claims += [Claim(server, state, entry.at, standing=True) for server, state in left.items()]
    status = entry.status or Status.RESOLVED
    return standing._replace(status=status, ended_at=entry.at, claims=_sorted(claims), duplicate_of=entry.duplicate_of)


def _reopened(standing: Standing, entry: Entry) -> Standing:
    """Open again, with every server claimed up (of a maintenance: in maintenance) unless the line says otherwise.

    What an earlier closing left behind ends here: this incident speaks for its servers again.
    """
    claims = tuple(_ended(standing.claims, entry, standing=True))
    status = entry.status or Status.INVESTIGATING
    states = dict.fromkeys(standing.servers, status.rest) | dict(entry.states)
    standing = standing._replace(status=status, ended_at=None, claims=claims, by_hand=True, duplicate_of=None)
    return _claimed(standing, entry._replace(states=tuple(states.items())))


def _ended(claims: Iterable[Claim], entry: Entry, *, standing: bool) -> Iterable[Claim]:
    for claim in claims:
        if claim.until is None and claim.standing is standing:
            if claim.since < entry.at:
                yield claim._replace(until=entry.at)
        else:
            yield claim
