"""Words for a time of day -> a clock time, words for a length of time -> a timedelta. No day, no zone, no now."""

import re
from datetime import time, timedelta

from incident_cli.core.zones import quoted
from incident_cli.errors import Usage

MIDNIGHT = time(0)
_CLOCK = (
    r"(?:(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?| ?(?P<only>[ap])\.?m\.?)|(?P<name>noon|midnight))"
)
_SPAN = (
    r"(?:([0-9]{1,9}) ?(?:w|weeks?) ?)?(?:([0-9]{1,9}) ?(?:d|days?) ?)?(?:([0-9]{1,9}) ?(?:h|hrs?|hours?) ?)?"
    r"(?:([0-9]{1,9}) ?(?:m|mins?|minutes?) ?)?(?:([0-9]{1,9}) ?(?:s|secs?|seconds?))?"
)


def span(text: str) -> timedelta | None:
    """A length with units, the larger unit first; None if it is not one. Lower case. May raise OverflowError."""
    if not text[:1].isdigit():
        return None
    match = re.fullmatch(_SPAN, text)
    if match is None:
        return None
    weeks, day_count, hours, minutes, secs = (int(group or 0) for group in match.groups())
    return timedelta(weeks=weeks, days=day_count, hours=hours, minutes=minutes, seconds=secs)


def split_clock(text: str) -> tuple[str, time]:
    """The words for the day, and the clock time before, behind or (`Feb 10 10:05:00 2014`) between them."""
    hour, colon, minute = text.partition(":")
    if colon and hour.isdigit() and minute.isdigit() and len(hour) < 3 and len(minute) == 2:
        return "", _time(text, int(hour), int(minute))  # the commonest form needs no pattern
    for pattern in (
        rf"(?:(?P<day>.+?)(?:,? at |, ?| |(?<=[0-9])T))?{_CLOCK}",
        rf"{_CLOCK}(?:,? on |, ?| )(?P<day>.+)",
        rf"(?P<day>.+ [0-9]{{1,2}}) {_CLOCK}(?P<year> [0-9]{{4}})",
    ):
        match = re.fullmatch(pattern, text, re.IGNORECASE)
        if match:
            return (match["day"] or "") + match.groupdict().get("year", ""), _clock(match)
    match = re.fullmatch(r"([0-9]{8})T([0-9]{2})([0-9]{2})(?:([0-9]{2})(?:[.,]([0-9]{1,9}))?)?", text, re.IGNORECASE)
    if match:
        return match[1], _time(text, int(match[2]), int(match[3]), int(match[4] or 0), microseconds(match[5]))
    return text, MIDNIGHT


def _clock(match: re.Match[str]) -> time:
    """The time of a match of _CLOCK."""
    if match["name"]:
        return MIDNIGHT if match["name"].lower() == "midnight" else time(12)
    hour, half = int(match["hour"]), (match["half"] or match["only"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise _no_such_time(match[0])
        hour = hour % 12 + (12 if half == "p" else 0)
    return _time(match[0], hour, int(match["minute"] or 0), int(match["second"] or 0), microseconds(match["fraction"]))


def _time(text: str, hour: int, minute: int, second: int = 0, microsecond: int = 0) -> time:
    """That clock time, or Usage where there is none (25:00, 10:60, a leap second)."""
    try:
        return time(hour, minute, second, microsecond)
    except ValueError:
        raise _no_such_time(text) from None


def _no_such_time(text: str) -> Usage:
    """The refusal of 25:00 and 13pm."""
    return Usage(f"there is no such clock time: {quoted(text)}", "type 00:00 to 23:59, or 1am to 12pm")


def microseconds(fraction: str | None) -> int:
    """The digits behind the decimal point as microseconds, further digits dropped."""
    return int((fraction or "").ljust(6, "0")[:6])
