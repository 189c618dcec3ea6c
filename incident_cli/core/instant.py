"""Instants: aware datetimes in UTC, floored to milliseconds, and the one text form they are stored in."""

from datetime import UTC, datetime
from functools import lru_cache


def floor(instant: datetime) -> datetime:
    """The same moment in UTC, cut down to whole milliseconds. ValueError if `instant` has no zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    in_utc = instant.astimezone(UTC)
    return in_utc.replace(microsecond=in_utc.microsecond // 1000 * 1000)


@lru_cache(maxsize=512)  # a line is written to the log and to the tables, with the same instants
def text(instant: datetime) -> str:
    """`2014-02-10T09:05:00.000Z`: always 24 characters, so that texts sort as the instants do."""
    if instant.tzinfo is not UTC:
        instant = floor(instant)
    return instant.isoformat(timespec="milliseconds")[:-6] + "Z"  # cut down, as `floor` does


def parse(written: str) -> datetime:
    """The instant whose `text` is `written`; ValueError for every other string."""
    # fromisoformat reads far more than we write; only our own form may come back from a store.
    if len(written) == 24 and written.endswith("Z"):
        instant = datetime.fromisoformat(written[:-1]).replace(tzinfo=UTC)
        if text(instant) == written:
            return instant
    raise ValueError(f"not an instant as stored: {written[:60]!r}")


def seconds(a: datetime, b: datetime) -> float:
    """The time from `a` to `b` in seconds; negative when `b` is earlier."""
    return (b - a).total_seconds()
