"""The order that an incident's opening, closings and reopenings must stand in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from incident_cli.core.model import Entry, Incident, Kind, Verb
from incident_cli.errors import Refused

_DID = {Verb.CLOSED: "closes", Verb.REOPENED: "reopens"}


def check_order(incident: Incident, changed: Iterable[Entry]) -> None:
    """Check that lines may become what `changed` says: retimed, or deleted.

    The opening comes first, then a closing and a reopening take turns: one of two closings in a row would say
    nothing, and a reopening of what is open would put its servers up. Raises Refused.
    """
    entries = {**incident.entries, **{entry.number: entry for entry in changed}}
    turns = sorted((e for e in entries.values() if e.shown and e.verb is not Verb.UPDATED), key=lambda e: e.order)
    if turns[0].number:
        raise Refused(f"the end of #{incident.id} would be before its beginning; nothing was changed")
    is_open = True
    for entry in turns[1:]:
        closes = entry.verb is Verb.CLOSED
        by_clock = incident.kind is Kind.MAINTENANCE and not closes  # a maintenance may have ended without a line
        if closes is not is_open and not by_clock:
            address, done = f"{incident.id}.{entry.number}", "open" if is_open else "closed"
            raise Refused(
                f"{address} {_DID[entry.verb]} #{incident.id}, which would be {done} then; nothing was changed",
                f"incident edit {address} --delete  (first, where that one is wrong as well)",
            )
        is_open = not closes


def check_opening(incident: Incident, began: datetime) -> None:
    """Check that the opening may stand at `began`: no line before it may set something that it would set back.

    Raises Refused.
    """
    told = [e for e in incident.timeline if e.verb is Verb.UPDATED and e.at < began and (e.status or e.states)]
    if told:
        raise Refused(
            f"{incident.id}.{told[0].number} set a status or a server before that; nothing was changed",
            f"incident show {incident.id}",
        )
