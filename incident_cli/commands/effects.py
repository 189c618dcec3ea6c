"""What correcting a line did to its incident, beyond that line: its status, its end, its servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from incident_cli.commands import receipts
from incident_cli.context import App
from incident_cli.core import phrase
from incident_cli.core.measure import Change
from incident_cli.core.model import Incident, State
from incident_cli.core.views import Receipt
from incident_cli.store import Written


def receipt(app: App, written: Written, before: Incident, number: int, did: str) -> Receipt:
    """The receipt of a correction to line `number`: what was done, and what it did to the incident."""
    after = written.incidents[before.id]
    told = receipts.written(app, written, before.id, number, did=" · ".join((did, *_status(app, before, after))))
    return told._replace(changes=tuple(_servers(before, after)))


def told(app: App, before: Incident, after: Incident, names: Mapping[int, str]) -> list[str]:
    """The same in words, for the incident that a line was moved away from."""
    moves = [phrase.move(names.get(c.server, phrase.UNKNOWN), c.before, c.after) for c in _servers(before, after)]
    return [*_status(app, before, after), *moves]


def _status(app: App, before: Incident, after: Incident) -> Iterator[str]:
    said = phrase.said_status(after.status, after)
    if before.ended_at is not None and after.ended_at is None:
        yield f"#{after.id} is open again: {said}"
    elif after.ended_at is not None and after.ended_at != before.ended_at:
        yield f"#{after.id} is {said} at {phrase.clock(after.ended_at, app.zone, app.now)}"
    elif before.status is not after.status:
        yield f"#{after.id} is {said} now"


def _servers(before: Incident, after: Incident) -> Iterator[Change]:
    """The servers that the incident claims otherwise now; once it is over it claims none."""
    held, holds = receipts.claimed(before), receipts.claimed(after)
    if not after.open:
        return
    for server in held | holds:
        was, now = held.get(server), holds.get(server, State.OPERATIONAL)
        if was is not now:
            yield Change(server, was, now)
