"""The marks of a time axis: round times by the clocks of a zone, few enough to be read. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from incident_cli.core import phrase
from incident_cli.core.instant import seconds
from incident_cli.core.record import NamedTuple

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MONTH = 31 * _DAY
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * n for n in (1, 2, 3, 6, 12)),
    *(_DAY * n for n in (1, 2, 7, 14)),
)
"""Seconds between two marks, as clocks and calendars are divided."""
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)


class Mark(NamedTuple):
    """A mark: where it stands and what it says. `day`: it begins a day."""

    at: datetime
    label: str
    day: bool = False


def marks(since: datetime, until: datetime, zone: tzinfo, most: int) -> list[Mark]:
    """At most `most` marks from `since` to `until`, at times that are round by the clocks of the zone.

    A mark at midnight says the day, one of a month its month or year. Where a change of the clocks leaves a time out,
    so do the marks; a time that comes twice is marked once.
    """
    span = seconds(since, until)
    if span <= 0:
        return []
    for step in _STEPS:
        if span / step <= most:
            found = list(_steps(since, until, zone, step))
            if len(found) <= most:
                return [_mark(at, zone, step) for at in found]
    for apart in _MONTHS:
        if span / (apart * _MONTH) <= most:
            found = list(_months(since, until, zone, apart))
            if len(found) <= most:
                return [_mark(at, zone, None) for at in found]
    return []


def _steps(since: datetime, until: datetime, zone: tzinfo, step: int) -> Iterator[datetime]:
    """The instants at which the clocks show a multiple of the step, counted from the midnight before the first one."""
    wall = phrase.local(since, zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    behind = (phrase.local(since, zone).replace(tzinfo=None) - wall).total_seconds()
    wall += timedelta(seconds=behind // step * step)
    while True:
        at = _instant(wall, zone)
        if at is not None and at > until:
            return
        if at is not None and at >= since:
            yield at
        try:
            wall += timedelta(seconds=step)
        except OverflowError:
            return


def _months(since: datetime, until: datetime, zone: tzinfo, apart: int) -> Iterator[datetime]:
    """The first instants of months, of years where `apart` is so large."""
    first = phrase.local(since, zone)
    number = (first.year * 12 + first.month - 1) // apart * apart
    while (year := number // 12) <= 9999:
        at = _instant(datetime(max(year, 1), number % 12 + 1, 1), zone)
        if at is not None and at > until:
            return
        if at is not None and at >= since and year:
            yield at
        number += apart


def _instant(wall: datetime, zone: tzinfo) -> datetime | None:
    """The instant at which the clocks show a time; None where they never do, or the calendar ends before."""
    try:
        at = wall.replace(tzinfo=zone).astimezone(UTC)
        return at if at.astimezone(zone).replace(tzinfo=None) == wall else None
    except OverflowError:
        return None


def _mark(at: datetime, zone: tzinfo, step: int | None) -> Mark:
    shown = phrase.local(at, zone)
    if step is None:
        return Mark(at, f"{shown.year:04}" if shown.month == 1 else f"{shown.year:04}-{shown:%m}", True)
    if shown.hour == shown.minute == shown.second == 0:
        return Mark(at, f"{shown:%m-%d}", True)
    return Mark(at, f"{shown:%H:%M:%S}" if step < _MINUTE else f"{shown:%H:%M}")
