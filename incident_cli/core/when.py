"""Words -> instant, words -> duration, name -> zone: the one grammar behind every time option.

`instant` tries, in this order: the commonest words (`now`, `10:26`, `-15m`, ISO), the rest of our own grammar, the same
with a zone at the end, and last of all python-dateutil for dates with a month name in an order that we do not read.
Nothing here looks at a clock: `now` is a parameter.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from incident_cli.core import clock, days, zones
from incident_cli.core.instant import floor
from incident_cli.core.zones import quoted, zone
from incident_cli.errors import Usage

__all__ = ["duration", "instant", "zone"]

GRACE = timedelta(minutes=2)  # clocks differ a little: up to this far ahead counts as now
_LONGEST = 120  # characters; nothing that we can read is longer
_EXAMPLES = "type a time such as 10:26, -15m, yesterday 23:50, 2014-02-10 10:05 or 2014-02-10T10:05:00Z"


class _Asking:
    """One question: the words as typed, and everything that their meaning depends on."""

    __slots__ = ("abbreviation", "ahead", "now", "order", "words", "zone")

    def __init__(
        self, words: str, now: datetime, zone: tzinfo, order: str, ahead: bool, abbreviation: str = ""
    ) -> None:
        self.words, self.now, self.zone, self.order, self.ahead = words, now, zone, order, ahead
        self.abbreviation = abbreviation  # upper case: the one the clocks of the zone must then be on, or empty

    def within(self, zone: tzinfo, abbreviation: str) -> "_Asking":
        """The same question, its bare times read in another zone."""
        return _Asking(self.words, self.now, zone, self.order, self.ahead, abbreviation)

    @property
    def today(self) -> date:
        """The day it is in the zone."""
        return self.now.astimezone(self.zone).date()


_Days = Callable[[str, _Asking], tuple[date, ...] | None]


def instant(words: str, *, now: datetime, zone: tzinfo, date_order: str = "", ahead: bool = False) -> datetime:
    """The instant that `words` mean, in UTC and whole milliseconds; bare times are read in `zone`.

    ahead=False is for what has happened: the most recent such time; up to two minutes ahead of `now` counts as now,
    and more is refused. ahead=True is for what is planned: the next such time; past and future are both fine.
    date_order is `mdy`, `dmy` or empty. Raises Usage, with what to type instead, for anything that is not certain.
    """
    days.check_order(date_order)
    text = _clean(words)
    ask = _Asking(text, floor(now), zone, date_order, ahead)
    try:
        found = _read(text, ask)
        return _settle(floor(found), ask) if found else _refuse(text, ask)
    except OverflowError:
        raise Usage(f"{quoted(text)} is outside the years 1 to 9999", _EXAMPLES) from None


def duration(words: str) -> timedelta:
    """A positive length of time: `90m`, `1h30m`, `2 hours`, `1 h 30 min`, `45s`, `1d` (24 hours), `1w`.

    Raises Usage for anything else: no unit, `1:30` (hours or minutes?), nought, more than a timedelta holds.
    """
    text = " ".join(words.split())
    hint = "type a length with units, such as 90m, 1h30m, 2h or 1d"
    try:
        span = clock.span(text.lower()) if len(text) <= _LONGEST and text.isascii() else None
    except OverflowError:
        raise Usage(f"{quoted(text)} is too long a time", hint) from None
    if span:
        return span
    if re.fullmatch(r"[0-9]{1,4}", text) and int(text):
        hint = f"type {text}m for minutes or {text}h for hours"
    elif re.fullmatch(r"[0-9]{1,3}:[0-9]{2}", text):
        hint = "type {0}h{1}m for hours and minutes or {0}m{1}s for minutes and seconds".format(*text.split(":"))
    raise Usage(f"cannot read {quoted(text)} as a length of time", hint)


def _clean(words: str) -> str:
    """The words on one line, without the `=` that click leaves of `-t=-15m`."""
    text = " ".join(words.strip().removeprefix("=").split())
    if not text:
        raise Usage("the time is empty", _EXAMPLES)
    # Every word of the grammar is ASCII; so no other script's digits or letters get near int() or a pattern.
    if len(text) > _LONGEST or not text.isascii():
        raise Usage(f"cannot read {quoted(text)} as a time", _EXAMPLES)
    return text


def _settle(found: datetime, ask: _Asking) -> datetime:
    """`found`, unless it is a future time on something that has happened."""
    if ask.ahead or found <= ask.now:
        return found
    if found <= ask.now + GRACE:
        return ask.now
    message = f"{quoted(ask.words)} is in the future: {zones.iso(found, ask.zone)}"
    raise Usage(message, "type a time that has passed, such as -15m, 10:26 or yesterday 23:50")


def _read(text: str, ask: _Asking) -> datetime | None:
    """The instant, by our own grammar or by dateutil; None if neither reads the whole of the words."""
    found = _absolute(text, ask) or _stamp(text, ask)
    found = found or _wall(text, ask, _our_days) or _zoned(text, ask, _our_days)
    if found is None and any(days.month(word) is not None for word in re.findall("[a-z]+", text.lower())):
        found = _wall(text, ask, _dateutil_days) or _zoned(text, ask, _dateutil_days)
    return found


def _absolute(text: str, ask: _Asking) -> datetime | None:
    """Words that mean the same in every zone: now, -15m, 15m ago, +2h, in 2h, @1392023100."""
    lower = text.lower()
    if lower == "now":
        return ask.now
    if lower[0] == "@":
        return _epoch(lower)
    if lower[0] == "-" or lower.endswith(" ago"):
        span = clock.span(lower[1:].lstrip() if lower[0] == "-" else lower.removesuffix(" ago"))
        return ask.now - span if span else None
    if lower[0] == "+" or lower.startswith("in "):
        span = clock.span(lower.removeprefix("+").removeprefix("in ").lstrip())
        return ask.now + span if span else None
    return None


def _epoch(text: str) -> datetime | None:
    """@1392023100 or @1392023100.5: seconds since 1970."""
    match = re.fullmatch(r"@([0-9]{1,12})(?:\.([0-9]{1,9}))?", text)
    if match is None:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        seconds=int(match[1]), microseconds=clock.microseconds(match[2])
    )


def _stamp(text: str, ask: _Asking) -> datetime | None:
    """`2014-02-10T10:05:00.000Z` and its like, without any pattern; None leaves it to the rest of the grammar."""
    # Only the plain shape: fromisoformat also reads week dates, any separator, and (newer Pythons) 24:00.
    if text[4:5] != "-" or text[7:8] != "-" or text[10:11] not in ("T", " ") or text[13:14] != ":" or text[11] == " ":
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if text[11:13] == "24":
        return None
    return found if found.tzinfo else zones.only(found, ask.zone, "", ask.words)


def _zoned(text: str, ask: _Asking, read_days: _Days) -> datetime | None:
    """Any of the other forms with a zone after it."""
    head, word = _split_zone(text)
    if not word:
        return None
    within = _in_zone(word, ask)
    if within is None:
        return None
    # An offset belongs to a wall time only: `now +2` and `-1h -5` are more likely slips than zones.
    return (None if word[0] in "+-" else _absolute(head, within)) or _wall(head, within, read_days)


def _split_zone(text: str) -> tuple[str, str]:
    """What comes before the zone, and the word for the zone; ("", "") if there is no such word."""
    clock_end = r":[0-9]{2}(?:[.,][0-9]+)?|T[0-9]{4,6}(?:[.,][0-9]+)?|[0-9] ?[ap]\.?m\.?"
    offset = r"[+-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2})?)?"
    match = re.fullmatch(rf"(.*(?:{clock_end}))(Z|(?:UTC|GMT)?{offset}|UTC|GMT)", text, re.IGNORECASE)
    if match:
        return match[1], match[2]
    match = re.fullmatch(r"(.+?) ([A-Za-z+-]\S*)( [0-9]{4})?", text)  # `date` writes the year behind the zone
    return (match[1] + (match[3] or ""), match[2]) if match else ("", "")


def _in_zone(word: str, ask: _Asking) -> _Asking | None:
    """The question put in the zone that `word` names; None if it names none."""
    found = zones.fixed(word)
    if found:
        return ask.within(found, "")
    # The reader's own zone comes first: in New York EST is winter time there, not the key of that name.
    upper, until = word.upper(), ask.now.year
    if upper.isalpha() and zones.uses(ask.zone, upper, until):
        return ask.within(ask.zone, upper)
    found = zones.named(word)
    if found is None:
        return None
    return ask.within(found, upper if zones.uses(found, upper, until) else "")


def _wall(text: str, ask: _Asking, read_days: _Days) -> datetime | None:
    """A clock time, a day, or both, as the clocks of the zone show it."""
    day_words, clock_time = clock.split_clock(text)
    if not day_words:
        return _nearest(_days_with(clock_time, ask), clock_time, ask)
    found = read_days(day_words, ask)
    return None if found is None else _nearest(found, clock_time, ask)


def _days_with(clock_time: time, ask: _Asking) -> tuple[date, ...]:
    """The days near today on which the clocks show that time at all: the last 02:30 may be yesterday's."""
    near = days.nearby(ask.today, ask.ahead)
    return tuple(day for day in near if zones.readings(datetime.combine(day, clock_time), ask.zone))


def _nearest(candidates: tuple[date, ...], clock_time: time, ask: _Asking) -> datetime | None:
    """That clock time on the first of the days that is not on the wrong side of now."""
    for day in candidates:
        wall = datetime.combine(day, clock_time)
        possible = zones.around(wall, ask.zone)
        fits = possible[-1] >= ask.now if ask.ahead else possible[0] <= ask.now + GRACE
        if fits or len(candidates) == 1:
            return zones.only(wall, ask.zone, ask.abbreviation, ask.words)
    return None


def _our_days(text: str, ask: _Asking) -> tuple[date, ...] | None:
    """The days by our own grammar."""
    return days.days(text, today=ask.today, order=ask.order, ahead=ask.ahead)


def _dateutil_days(text: str, ask: _Asking) -> tuple[date, ...] | None:  # noqa: ARG001 (same shape as _our_days)
    """The day of a date with a month name in yet another order (`10-Feb-2014`, `February 10th 2014`), by dateutil.

    dateutil guesses: it fills gaps from `default` and drops what it does not need. So it sees no clock time and no
    zone, only words with one year and one day in digits, twice with different defaults, and must give both back.
    """
    year, numbers = re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", text), re.findall(r"[0-9]+", text)
    if len(year) != 1 or len(numbers) != 2:
        return None
    first, second = (_dateutil(text, default) for default in (datetime(2000, 1, 1), datetime(2004, 2, 2)))
    if first is None or first != second:  # a number read as an hour leaves the day or the year to `default`
        return None
    numbers.remove(year[0])
    if (first.year, first.day) != (int(year[0]), int(numbers[0])):
        return None
    for word in re.findall("[a-z]+", text.lower()):
        days.check_weekday(first.date(), word, text)
    return (first.date(),)


def _dateutil(text: str, default: datetime) -> datetime | None:
    """dateutil's reading with its warnings as errors; None for whatever it complains of."""
    import warnings

    from dateutil import parser

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found: datetime = parser.parse(text, default=default)
        except Exception:  # a stranger's parser on a stranger's words: any complaint means "not read"
            return None
    return found


def _refuse(text: str, ask: _Asking) -> datetime:
    """Usage, with the most useful thing to say about words that cannot be read."""
    head, word = _split_zone(text)
    if head and word[0].isalpha() and word != "ago" and _in_zone(word, ask) is None and _readable(head, ask):
        hint = f"type the offset or the place, such as {head} +02:00 or {head} Europe/Paris"
        raise Usage(f"unknown time zone {quoted(word)} in {quoted(text)}", hint)
    signed = text if text[0] in "+-" else ("+" if ask.ahead else "-") + text
    hint = _EXAMPLES
    if clock.span(text.lower()):  # a length alone does not say which way
        hint = f"type {signed}, or a clock time such as 10:26"
    elif re.fullmatch(r"[+-]?[0-9]{1,3}", text) and int(text):
        hint = f"type {signed}m for minutes or {signed}h for hours, or a clock time such as 10:26"
    raise Usage(f"cannot read {quoted(text)} as a time", hint)


def _readable(text: str, ask: _Asking) -> bool:
    """Whether the words without their last one would be a time."""
    try:
        return (_absolute(text, ask) or _wall(text, ask, _our_days)) is not None
    except Usage:
        return True  # understood, but refused for another reason
