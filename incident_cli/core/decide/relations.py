"""Incidents that belong together: related ones, and duplicates. Both ends of a link are written at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.model import Entry, Incident, Verb
from incident_cli.errors import Refused


def related(incident: Incident, others: Iterable[int], now: datetime, *, afresh: bool = False) -> list[Event]:
    """Relate an incident to others, and them to it. afresh: to nothing else than these.

    Only real changes become events. Raises Refused for one that is to be related to itself.
    """
    wanted = tuple(dict.fromkeys(others))
    if incident.id in wanted:
        raise Refused(f"#{incident.id} cannot be related to itself; nothing was saved")
    new = tuple(number for number in wanted if number not in incident.related)
    gone = tuple(number for number in incident.related if afresh and number not in wanted)
    own = _linked(incident.id, now, relate=new, unrelate=gone)
    return [*own, *other_ends(incident.id, new, now), *_each(gone, now, "unrelate", incident.id)]


def other_ends(number: int, others: Iterable[int], now: datetime) -> list[Event]:
    """The other ends of the relations of an incident."""
    return _each(others, now, "relate", number)


def _each(others: Iterable[int], now: datetime, name: str, number: int) -> list[Event]:
    return [event for other in others for event in _linked(other, now, **{name: (number,)})]


def _linked(number: int, now: datetime, **links: tuple[int, ...]) -> list[Event]:
    data = compact(**links)
    return [Event(EventKind.EDITED, now, data, incident=number)] if data else []


def check_original(number: int, original: int, chain: Collection[int]) -> None:
    """Raises Refused where an incident would be a duplicate of itself.

    chain: the incidents that `original` is itself a duplicate of, one after the other.
    """
    if number == original:
        raise Refused(f"#{number} cannot be a duplicate of itself; nothing was saved")
    if number in chain:
        raise Refused(
            f"#{original} is a duplicate of #{number} already; nothing was saved",
            f"incident close {original} --duplicate-of none  takes that back",
        )


def merged(incident: Incident, original: int | None, now: datetime) -> list[Event]:
    """Say of a closed incident what it is a duplicate of; None: of nothing. `incident` must be whole."""
    closing = _closing(incident)
    if closing is None or closing.duplicate_of == original:
        return []
    own = Event(EventKind.EDITED, now, {"duplicate_of": original}, incident=incident.id, entry=closing.number)
    return [own, *ends_of_duplicate(incident, original, now)]


def ends_of_duplicate(incident: Incident, original: int | None, now: datetime) -> list[Event]:
    """The ends at other incidents, when one becomes a duplicate of `original`, or (None) no longer is one."""
    before = incident.duplicate_of
    if before == original:
        return []
    gone = [] if before is None else _linked(before, now, unduplicate=(incident.id,))
    return gone if original is None else [*gone, *_linked(original, now, duplicate=(incident.id,))]


def _closing(incident: Incident) -> Entry | None:
    """The line that ended a closed incident."""
    for entry in reversed(incident.timeline):
        if entry.verb is Verb.CLOSED and incident.ended_at == entry.at:
            return entry
    return None
