"""The HTML of an entry -> the updates in it, as Statuspage writes them:

`<p><small>Aug <var data-var='date'>21</var>, <var data-var='time'>00:37</var> UTC</small><br>
<strong>Resolved</strong> - It works.</p>`, newest first, without years. Our own feeds write whole dates there.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone

from incident_cli.core import zones
from incident_cli.core.days import month
from incident_cli.core.instant import floor
from incident_cli.core.record import NamedTuple
from incident_cli.formats.plaintext import plain
from incident_cli.formats.source import Reading, Unreadable

_UPDATE = r"""
    (?:<p\b[^<>]*>\s*)?<small>(?P<when>(?:[^<]|<(?!/?small>))++)</small>\s*(?:<br\s*/?>\s*)?
    <(?P<tag>strong|b)>(?P<word>[^<]{1,40})</(?P=tag)>(?:\s*[-–—:](?=[\s<]|$)[ \n]?)?
"""
_CLOCK = r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[ ]?(?i:[ap]\.?m\.?))?)"
_DAY = r"(?P<month>[A-Z][a-z]{2,8})\.?[ ]+(?P<day>[0-9]{1,2})(?:[ ]*,[ ]*|[ ]+)"
_WHEN = rf"{_DAY}{_CLOCK}(?:[ ]+(?P<zone>[A-Za-z0-9+:/_-]{{1,40}}))?(?:[ ]·.*)?"
_WHOLE = r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{5,15}(?:Z|[+-][0-9:]{2,8}))(?: .*)?"
_WINDOW = r"THIS IS A SCHEDULED EVENT (?P<start>.{5,60}?) - (?P<end>.{3,60})"
_QUARTER = timedelta(minutes=15)


class Stamp(NamedTuple):
    """A time as an update tells it: whole (`instant`), or a wall clock without a year, of a zone."""

    instant: datetime | None = None
    month: int = 0
    day: int = 0
    clock: str = "00:00:00"
    zone: str = ""

    def wall(self, year: int) -> datetime | None:
        """What the clocks showed, as if in UTC; None for a day that this year has not."""
        try:
            return datetime.fromisoformat(f"{year:04}-{self.month:02}-{self.day:02} {self.clock}").replace(tzinfo=UTC)
        except ValueError:
            return None


class Update(NamedTuple):
    """An update in the order of the document. html: what it says; word: its status as it is written."""

    stamp: Stamp
    word: str
    html: str

    @property
    def text(self) -> str:
        """What it says, as plain text."""
        return plain(self.html)


class Content(NamedTuple):
    """What an entry says. before: what stands above the first update; window: of a maintenance, as it is planned."""

    updates: tuple[Update, ...] = ()
    before: str = ""
    window: tuple[Stamp, Stamp] | None = None


def content(source: str) -> Content:
    """The updates in HTML; none where it has not their structure."""
    found = [(match, stamp) for match in _matches(source) if (stamp := stamp_of(match["when"])) is not None]
    if not found:
        return Content(before=source)
    ends = [*(match.start() for match, _ in found[1:]), len(source)]
    updates = [
        Update(stamp, " ".join(html.unescape(match["word"]).split()), source[match.end() : end])
        for (match, stamp), end in zip(found, ends, strict=True)
    ]
    before = source[: found[0][0].start()]
    return Content(tuple(updates), before, _window(before))


def _matches(source: str) -> Iterator[re.Match[str]]:
    return re.finditer(_UPDATE, source, re.VERBOSE | re.IGNORECASE)


def stamp_of(markup: str) -> Stamp | None:
    """The time in the markup of an update; None where it is none."""
    words = " ".join(html.unescape(re.sub("<[^<>]*>", "", markup)).split())
    whole = re.fullmatch(_WHOLE, words.replace(" UTC", "+00:00", 1))
    if whole:
        try:
            return Stamp(floor(datetime.fromisoformat(whole["date"])))
        except (ValueError, OverflowError):
            return None
    match = re.fullmatch(_WHEN, words, re.VERBOSE)
    number = month(match["month"].lower()) if match else None  # from 0
    if match is None or number is None:
        return None
    clock = _clock(match["clock"])
    return Stamp(None, number + 1, int(match["day"]), clock, match["zone"] or "") if clock else None


def _clock(words: str) -> str:
    """`14:05:00` of `14:05`, `2:05 pm` and the like; empty for no time of day."""
    hour, minute, *second = re.findall("[0-9]+", words)
    half = re.search("[ap]", words.lower())
    if half:
        if not 1 <= int(hour) <= 12:
            return ""
        hour = str(int(hour) % 12 + (12 if half[0] == "p" else 0))
    return f"{int(hour):02}:{minute}:{second[0] if second else '00'}"


def _window(before: str) -> tuple[Stamp, Stamp] | None:
    """The planned window that a maintenance says above its updates: `Jan 16, 22:00 - Jan 17, 02:00 GMT`."""
    words = " ".join(plain(before[:2000]).split())
    match = re.search(_WINDOW, words)
    if match is None:
        return None
    end = stamp_of(match["end"])
    if end is None:  # on the same day: only the time of day is said again
        day = re.match(_DAY, match["start"], re.VERBOSE)
        end = stamp_of(f"{day[0]}{match['end']}") if day else None
    start = stamp_of(match["start"])
    if start is None or end is None:
        return None
    return (start if start.zone or start.instant else start._replace(zone=end.zone)), end


class Clock:
    """The instants of times without a year. offsets: what the abbreviations of a feed have turned out to mean."""

    def __init__(self, reading: Reading, anchors: Iterable[datetime], offsets: Offsets) -> None:
        self.reading, self.offsets = reading, offsets
        self.anchors = list(anchors)
        self.warnings: list[str] = []

    def near(self, stamp: Stamp) -> datetime | None:
        """The instant in the year that brings it nearest to when the entry was published or updated."""
        if stamp.instant is not None:
            return stamp.instant
        years = {anchor.year + more for anchor in self.anchors for more in (-1, 0, 1)}
        walls = [wall for year in sorted(years) if (wall := stamp.wall(year)) is not None]
        if not walls:
            return None
        nearest = min(walls, key=lambda wall: min(abs(wall - anchor) for anchor in self.anchors))
        return self.instant(nearest, stamp.zone)

    def before(self, stamp: Stamp, later: datetime) -> datetime | None:
        """The instant in the last year in which it is not later than that; two days are let pass as no order at all."""
        if stamp.instant is not None:
            return stamp.instant
        for year in range(later.year + 1, later.year - 9, -1):
            wall = stamp.wall(year)
            if wall is not None and wall <= later + timedelta(days=2):
                return self.instant(wall, stamp.zone)
        return None

    def instant(self, wall: datetime, zone: str) -> datetime:
        """The instant at which the clocks of a zone show that; the feed tells what its abbreviations mean."""
        fixed = zones.fixed(zone) if zone else UTC
        if fixed is None:
            try:
                return self.reading.time(f"{wall:%Y-%m-%d %H:%M:%S} {zone}")
            except Unreadable:
                fixed = self.offsets.of(zone)
        if fixed is None:
            self.warnings.append(f"nothing tells what {zone} means: its times are read in UTC")
            fixed = UTC
        return wall.replace(tzinfo=fixed).astimezone(UTC)


class Offsets:
    """What the abbreviations of zones in a feed mean: the latest update of an entry is of when it was published, or
    updated."""

    def __init__(self) -> None:
        self.seen: dict[str, Counter[timedelta]] = {}

    def learn(self, stamp: Stamp, anchors: Iterable[datetime]) -> None:
        """Look at the latest update of an entry, and at the times of the entry, most telling first: the first of them
        from which it differs by whole quarters of an hour tells an offset."""
        if not stamp.zone or zones.fixed(stamp.zone) is not None:
            return
        for anchor in anchors:
            for year in (anchor.year - 1, anchor.year, anchor.year + 1):
                wall = stamp.wall(year)
                if wall is None or abs(wall - anchor) > timedelta(hours=15):
                    continue
                offset = wall - anchor.replace(
                    second=0 if stamp.clock.endswith(":00") else anchor.second, microsecond=0
                )
                if offset % _QUARTER == timedelta():
                    self.seen.setdefault(stamp.zone, Counter())[offset] += 1
                    return

    def of(self, zone: str) -> timezone | None:
        """The offset of an abbreviation; None where no entry tells."""
        seen = self.seen.get(zone)
        return timezone(seen.most_common(1)[0][0]) if seen else None
