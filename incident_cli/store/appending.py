"""What every store does around an append: the stamp on the events, what is derived of them, and a look at the log.

Only a write needs it, and all that it imports."""

from __future__ import annotations

from collections.abc import Sequence

from incident_cli.core.events import Event
from incident_cli.errors import Unavailable
from incident_cli.store import rows
from incident_cli.store.projection import derive
from incident_cli.store.values import Stamp, Written
from incident_cli.store.view import View


def stamped(events: Sequence[Event], stamp: Stamp) -> list[Event]:
    """The events of one command as its rows: named by their writer, so that a retry can never double them."""
    return [
        event._replace(
            event_id=f"{stamp.batch}.{number}",
            batch=stamp.batch,
            recorded_at=stamp.recorded_at,
            author=stamp.author,
            host=stamp.host,
        )
        for number, event in enumerate(events)
    ]


def written(view: View, stamp: Stamp, events: Sequence[Event]) -> Written:
    """Derive from the rows that were appended; what the write did, after a look at whether the log holds them."""
    incidents = derive(view, events)
    read_back(view, stamp, events)
    headlines = dict.fromkeys(incidents, "") | view.headlines(list(incidents))
    return Written(tuple(events), incidents, headlines, view.servers())


def read_back(view: View, stamp: Stamp, events: Sequence[Event]) -> None:
    """Compare what the log holds now with what was meant: exit 0 means that it is there."""
    if events and view.batch_as_stored(stamp.batch) != [rows.log_values(event) for event in events]:
        raise Unavailable("the database did not keep the line as written; nothing was saved", "incident db check")
