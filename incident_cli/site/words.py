"""Values -> the words of the page: times with their zone, states and statuses as status pages say them. Pure."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from incident_cli.core import phrase
from incident_cli.core.model import Impact, State
from incident_cli.core.record import NamedTuple

STATES: dict[State | None, str] = {
    State.OPERATIONAL: "Operational",
    State.UNDER_MAINTENANCE: "Under maintenance",
    State.DEGRADED_PERFORMANCE: "Degraded performance",
    State.PARTIAL_OUTAGE: "Partial outage",
    State.MAJOR_OUTAGE: "Major outage",
    None: "No data",
}
GLYPHS: dict[State | None, str] = {**{state: state.glyph for state in State}, None: "○"}
CLASSES: dict[State | None, str] = {**{state: state.short for state in State}, None: "unknown"}
STATE_OF = {
    Impact.NONE: State.OPERATIONAL,
    Impact.MINOR: State.DEGRADED_PERFORMANCE,
    Impact.MAJOR: State.PARTIAL_OUTAGE,
    Impact.CRITICAL: State.MAJOR_OUTAGE,
}
"""The state whose colour and sign stand for an impact."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Time(NamedTuple):
    """A time as a page shows it. iso: for machines, with the offset."""

    iso: str
    text: str


def month_year(day: date) -> str:
    """`February 2014`."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def month(number: int) -> str:
    """`Feb`, for 2."""
    return _MONTHS[number - 1][:3]


def day_month(day: date) -> str:
    """`10 Feb`."""
    return f"{day.day} {month(day.month)}"


def full_day(day: date) -> str:
    """`Mon 10 Feb 2014`."""
    return f"{_DAYS[day.weekday()]} {day_month(day)} {day.year}"


def stamp(at: datetime, zone: tzinfo) -> Time:
    """`10 Feb 2014, 10:05 CET`."""
    shown = phrase.local(at, zone)
    return Time(_iso(shown), f"{day_month(shown)} {shown.year}, {shown:%H:%M} {phrase.zone_name(at, zone)}")


def clock(at: datetime, zone: tzinfo, day: date) -> Time:
    """`10:05 CET`; on another day than the one said already `11 Feb 2014, 10:05 CET`."""
    shown = phrase.local(at, zone)
    if shown.date() != day:
        return stamp(at, zone)
    return Time(_iso(shown), f"{shown:%H:%M} {phrase.zone_name(at, zone)}")


def _iso(shown: datetime) -> str:
    return shown.isoformat(timespec="minutes")


def titled(word: str) -> str:
    """A status as it begins a line: `In progress`."""
    return word.replace("_", " ").capitalize()
