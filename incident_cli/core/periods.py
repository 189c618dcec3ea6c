"""Days, ISO weeks and months of a zone as instants: where its clocks are put on or back they have other lengths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo

from incident_cli.core.phrase import local
from incident_cli.core.record import NamedTuple


class Period(NamedTuple):
    """A stretch of the calendar under its name: `2025-11-26`, `2025-W48`, `2025-11`."""

    name: str
    since: datetime
    until: datetime


_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()


def midnight(ordinal: int, zone: tzinfo) -> datetime:
    """The first instant of a day in a zone, the day as `date.toordinal`; where the calendar ends, its end."""
    day = date.fromordinal(min(max(ordinal, _FIRST), _LAST))
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return (datetime.min if day.year == 1 else datetime.max).replace(tzinfo=UTC, microsecond=0)


def days(now: datetime, zone: tzinfo, count: int) -> list[Period]:
    """The last so many days of a zone, today up to `now` among them; one that its calendar skipped is left out."""
    today = local(now, zone).toordinal()
    found = []
    for ordinal in range(max(_FIRST, today - count + 1), today + 1):
        since, until = midnight(ordinal, zone), min(midnight(ordinal + 1, zone), now)
        if ordinal == today:
            since, until = min(since, now), now
        if since < until or ordinal == today:
            found.append(Period(date.fromordinal(ordinal).isoformat(), since, until))
    return found


def months(since: datetime, until: datetime, zone: tzinfo) -> Iterator[Period]:
    """The months of a zone from that of one instant to that of another."""
    day = local(since, zone).date().replace(day=1)
    last = local(until, zone).date()
    while day <= last:
        end = day.toordinal() + 31
        after = date.fromordinal(min(end, _LAST)).replace(day=1)
        yield Period(f"{day.year:04}-{day:%m}", midnight(day.toordinal(), zone), midnight(after.toordinal(), zone))
        if after <= day:
            return
        day = after


def weeks(since: datetime, until: datetime, zone: tzinfo) -> Iterator[Period]:
    """The ISO weeks of a zone (Monday to Sunday) from that of one instant to that of another."""
    first = local(since, zone).date()
    monday, last = first.toordinal() - first.weekday(), local(until, zone).toordinal()
    for ordinal in range(max(monday, _FIRST), last + 1, 7):
        year, week, _ = date.fromordinal(ordinal).isocalendar()
        yield Period(f"{year:04}-W{week:02}", midnight(ordinal, zone), midnight(ordinal + 7, zone))
