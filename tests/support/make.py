"""Small makers: instants by the clock of the seed's day, stamped rows, whole incidents in one call."""

from datetime import UTC, datetime, timedelta, timezone

from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold
from incident_cli.core.model import Kind, State, Status

CET = timezone(timedelta(hours=1), "CET")
DAY = datetime(2014, 2, 10, tzinfo=UTC)

WEB, DB, API = 1, 2, 3
UP = State.OPERATIONAL
MAINTENANCE = State.UNDER_MAINTENANCE
DEGRADED = State.DEGRADED_PERFORMANCE
PARTIAL = State.PARTIAL_OUTAGE
DOWN = State.MAJOR_OUTAGE


def at(clock: str) -> datetime:
    """`10:26` or `10:26:05` UTC on the tenth of February 2014; `24:30` and later are the next day."""
    hours, minutes, seconds = ([int(part) for part in clock.split(":")] + [0])[:3]
    return DAY + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def cet(clock: str) -> datetime:
    """The same clock an hour further east."""
    return at(clock) - timedelta(hours=1)


def stamped(events, recorded=None):
    """Rows as a store would have stamped them: ids from 1, each a batch of its own, recorded as they happened."""
    return [
        event._replace(
            id=number,
            event_id=f"e{number}",
            batch=event.batch or f"b{number}",
            recorded_at=event.recorded_at or recorded or event.at,
            author=event.author or "ann",
            host=event.host or "host1",
        )
        for number, event in enumerate(events, start=1)
    ]


def row(kind, clock, entry=None, /, *, recorded="", batch="", **data):
    """A row of incident 1, not stamped with an id yet. `clock` and `recorded` are clocks or instants."""
    when = at(clock) if isinstance(clock, str) else clock
    written = at(recorded) if recorded else None
    return Event(EventKind(kind), when, data, incident=1, entry=entry, batch=batch, recorded_at=written)


def opened(clock="10:00", states=((WEB, DOWN),), **data):
    """The opening of incident 1, with web down unless told otherwise."""
    data = {"status": Status.INVESTIGATING} | data
    return row("opened", clock, 0, **(data | ({"states": states} if states else {})))


def planned(start, end, clock="08:00", states=((WEB, MAINTENANCE),), **data):
    """The opening of a maintenance of web, announced at `clock`."""
    window = {"planned_from": start and at(start), "planned_until": end and at(end)}
    window = {name: when for name, when in window.items() if when}
    data = {"kind": Kind.MAINTENANCE, "status": Status.SCHEDULED} | window | data
    return row("opened", clock, 0, **(data | ({"states": states} if states else {})))


def incident(*events):
    """The incident that these rows tell."""
    return fold(stamped(events))
