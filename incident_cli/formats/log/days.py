"""On which day the times of a log are.

A date on a line says it, and so does a line that names a day, for all that follows. Between such lines a time that is
more than twelve hours earlier than the one before it is on the next day; a smaller step back is none, since notes are
not always in order. Where nothing says on which day the log begins, it is the latest on which nothing lies ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from incident_cli.core import days, phrase, zones
from incident_cli.core.record import NamedTuple
from incident_cli.core.when import GRACE
from incident_cli.errors import Usage
from incident_cli.formats.log.forms import Heading, Opening
from incident_cli.formats.source import Reading, Unreadable

_DAY = timedelta(days=1)
_HALF = timedelta(hours=12)
_MIDNIGHT = datetime(2000, 1, 1)


class Dated(NamedTuple):
    """A line that begins with a time, and the instant of it. number: of the line in the file."""

    number: int
    opening: Opening
    at: datetime


class _Waiting(NamedTuple):
    """A line of which it is only known how many days it is after the first one."""

    number: int
    opening: Opening
    days: int


def dated(found: Mapping[int, Opening | Heading], reading: Reading) -> Iterator[Dated | Unreadable]:
    """The lines with their instants, and an Unreadable for each that has none, or lies ahead of now.

    found: by their numbers, in order. Raises Unreadable where dates are in figures and nobody said their order.
    """
    sweep = _Sweep(reading)
    waiting: list[_Waiting] = []
    for number, each in found.items():
        try:
            day = sweep.day_of(number, each)
        except Unreadable as error:
            if error.line == 0:
                raise
            yield error
            continue
        if waiting and sweep.first is not None:
            yield from _settled(waiting, sweep.first, reading)
            waiting = []
        if isinstance(each, Opening):
            if day is None:
                waiting.append(_Waiting(number, each, sweep.days))
            else:
                yield _instant(number, each, day, reading)
    yield from _settled(waiting, _latest(waiting, reading), reading)


class _Sweep:
    """The day it is, line by line. first: the day of the first line, as soon as it is known; days: since then."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.first: date | None = None
        self.days = 0
        self._day: date | None = None
        self._last: time | None = None

    def day_of(self, number: int, each: Opening | Heading) -> date | None:
        """The day of a line; None while it is unknown. Raises Unreadable."""
        if isinstance(each, Heading):
            day = _day(each.date, number, self.reading)
            self._found(day, before=1)
            self._last = None
        elif each.epoch:
            at = phrase.local(self.reading.time(f"@{each.epoch}", number), self.reading.zone)
            self._found(at.date(), before=self._turned(at.time()))
            self._last = at.time()
        else:
            self._bare(number, each)
        return self._day

    def _bare(self, number: int, each: Opening) -> None:
        clock = each.clock or time(0)
        turned = self._turned(clock)
        if each.date:
            self._found(_day(each.date, number, self.reading), before=turned)
        elif self._day is None:
            self.days += turned
        elif turned:
            self._day += _DAY
        self._last = clock

    def _turned(self, clock: time) -> int:
        """1 where a clock shows that a day has passed since the last line, else 0."""
        if self._last is None:
            return 0
        return int(_since_midnight(self._last) - _since_midnight(clock) > _HALF)

    def _found(self, day: date, before: int) -> None:
        """It is this day; while none was known, the last line was so many days earlier."""
        if self._day is None and self._last is not None:
            self.first = day - (self.days + before) * _DAY
        self._day = day


def _since_midnight(clock: time) -> timedelta:
    return datetime.combine(_MIDNIGHT, clock) - _MIDNIGHT


def _day(words: str, number: int, reading: Reading) -> date:
    """The day that words mean; without a year the latest that is not ahead. Raises Unreadable, with line 0 where all
    dates of the file are in the same doubt."""
    today = phrase.local(reading.now, reading.zone).date()
    match = re.fullmatch(r"(?P<weekday>[A-Za-z]{3,9})\.?,? (?P<rest>.*[0-9].*)", words)
    weekday = days.weekday(match["weekday"].lower()) if match else None
    rest = match["rest"] if match and weekday is not None else words
    try:
        found = days.days(rest.replace(". ", " "), today=today, order=reading.date_order, ahead=False)
    except Usage as error:
        if reading.date_order or not re.fullmatch("[0-9]{1,2}[-/.].*", rest):
            raise Unreadable(error.message, number, *error.hints) from None
        raise Unreadable(f"line {number}: {error.message}", 0, "--date-order mdy  or  --date-order dmy") from None
    fits = [day for day in found or () if len(found or ()) == 1 or day <= today]
    fits = [day for day in fits if weekday is None or day.weekday() == weekday]
    if not fits:
        raise Unreadable(f"there is no such day: {zones.quoted(words)}", number)
    return fits[0]


def _settled(waiting: Sequence[_Waiting], first: date, reading: Reading) -> Iterator[Dated | Unreadable]:
    for number, opening, after in waiting:
        yield _instant(number, opening, first + after * _DAY, reading)


def _latest(waiting: Sequence[_Waiting], reading: Reading) -> date:
    """The latest first day on which no line lies ahead."""
    first = phrase.local(reading.now, reading.zone).date() - (waiting[-1].days if waiting else 0) * _DAY + _DAY
    for _ in range(3):
        ahead = (isinstance(each, Unreadable) and each.hints == _AHEAD for each in _settled(waiting, first, reading))
        if not any(ahead):
            break
        first -= _DAY
    return first


def _instant(number: int, opening: Opening, day: date, reading: Reading) -> Dated | Unreadable:
    """The line with its instant; up to two minutes ahead counts as now."""
    words = f"@{opening.epoch}" if opening.epoch else f"{day} {opening.clock}{opening.zone}"
    try:
        at = reading.time(words, number)
    except Unreadable as error:
        return error
    if at > reading.now + GRACE:
        return Unreadable(f"{zones.iso(at, reading.zone)} is in the future", number, *_AHEAD)
    return Dated(number, opening, min(at, reading.now))


_AHEAD = ("a line of a log tells what has happened; look at --tz and --date-order",)
