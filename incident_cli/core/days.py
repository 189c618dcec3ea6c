"""Words for a day -> the calendar days they can mean, in the order in which to try them."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from incident_cli.core.zones import quoted
from incident_cli.errors import Usage

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}
_ORDERS = {"mdy": "month first", "dmy": "day first"}


def check_order(order: str) -> None:
    """Usage unless `order` is empty, `mdy` or `dmy`."""
    if order and order not in _ORDERS:
        raise Usage(f"unknown date order {quoted(order)}", "type --date-order mdy or --date-order dmy")


def nearby(today: date, ahead: bool) -> tuple[date, ...]:
    """The days on which a bare clock time may lie: from tomorrow backwards, or from today onwards.

    Tomorrow, because 00:00 typed at 23:59 is a time that counts as now; more than two, because a day can lack a time.
    """
    return tuple(today + timedelta(days=step) for step in (range(4) if ahead else range(1, -3, -1)))


def days(text: str, *, today: date, order: str, ahead: bool) -> tuple[date, ...] | None:
    """The days that `text` can mean, to be tried in this order; None if these are not words for a day.

    One day alone is meant whether it is past or future. Raises Usage for a day that does not exist (30 February),
    and for a numeric date in an unknown order.
    """
    lower = text.lower()
    if lower in _NEAR:
        return (today + timedelta(days=_NEAR[lower]),)
    return (
        _year_first(lower)
        or _weekday_days(lower, today, ahead)
        or _month_name(lower, today, ahead)
        or _numeric(lower, order)
        or _after_weekday(lower, today, order)
    )


def weekday(word: str) -> int | None:
    """0 for monday, mon, tues..., None for a word that is no weekday. Lower case."""
    return _position(word, _WEEKDAYS)


def month(word: str) -> int | None:
    """0 for january, jan, sept..., None for a word that is no month. Lower case."""
    return _position(word, _MONTHS)


def _position(word: str, names: Iterable[str]) -> int | None:
    """Where the name stands that begins with `word`, which needs three letters at least."""
    if len(word) < 3:
        return None
    return next((position for position, name in enumerate(names) if name.startswith(word)), None)


def _year_first(text: str) -> tuple[date, ...] | None:
    """2014-02-10, 2014/02/10, 2014.02.10, 20140210."""
    match = re.fullmatch(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})", text)
    if match is None or (not match[2] and len(text) != 8):
        return None
    return (_date(int(match[1]), int(match[3]), int(match[4]), text),)


def _weekday_days(text: str, today: date, ahead: bool) -> tuple[date, ...] | None:
    """`mon`: from tomorrow backwards (as for a bare clock time), or from today onwards."""
    wanted = weekday(text)
    if wanted is None:
        return None
    steps = range(15) if ahead else range(1, -9, -1)
    near = (today + timedelta(days=step) for step in steps)
    return tuple(day for day in near if day.weekday() == wanted)


def _month_name(text: str, today: date, ahead: bool) -> tuple[date, ...] | None:
    """Feb 10 2014, Feb 10, 2014, 10 February 2014, and both without the year."""
    match = re.fullmatch(r"([a-z]{3,9})\.? ([0-9]{1,2})(?:,? ?(?<=[, ])([0-9]{4}))?", text)
    name, day = match.group(1, 2) if match else ("", "")
    if match is None:
        match = re.fullmatch(r"([0-9]{1,2}) ([a-z]{3,9})\.?(?:,? ?(?<=[, ])([0-9]{4}))?", text)
        day, name = match.group(1, 2) if match else ("", "")
    number = month(name)
    if match is None or number is None:
        return None
    if match[3]:
        return (_date(int(match[3]), number + 1, int(day), text),)
    return _every_year(number + 1, int(day), today, ahead, text)


def _every_year(number: int, day: int, today: date, ahead: bool, text: str) -> tuple[date, ...]:
    """That day in the years around today; eight of them, since 29 February can be that rare."""
    years = range(today.year, today.year + 9) if ahead else range(today.year + 1, today.year - 9, -1)
    found = []
    for year in years:
        try:
            found.append(date(year, number, day))
        except ValueError:  # 29 February of another year, or a year beyond the calendar
            continue
    if not found:
        raise _no_such_day(text)
    return tuple(found)


def _numeric(text: str, order: str) -> tuple[date, ...] | None:
    """02/10/2014, 10.02.2014: only in an order that was given, since both readings look alike."""
    match = re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})", text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 2:
        raise Usage(f"{quoted(text)} has no four-digit year", "type it as YEAR-MONTH-DAY, such as 2014-02-10")
    if order == "mdy":
        return (_date(year, first, second, text),)
    if order == "dmy":
        return (_date(year, second, first, text),)
    raise _which_order(text, _valid(year, first, second), _valid(year, second, first))


def _which_order(text: str, mdy: date | None, dmy: date | None) -> Usage:
    """The refusal of a numeric date, with both readings to copy and the option that settles it."""
    message = f"{quoted(text)} could be {mdy or 'no date'} (month first) or {dmy or 'no date'} (day first)"
    readings = " or ".join(str(day) for day in (mdy, dmy) if day)
    orders = " or ".join(order for order, day in (("mdy", mdy), ("dmy", dmy)) if day)
    if not readings:
        return _no_such_day(text)
    return Usage(message, f"type {readings}, or add --date-order {orders}")


def _after_weekday(text: str, today: date, order: str) -> tuple[date, ...] | None:
    """`Mon, 10 Feb 2014`: the weekday must be that date's own."""
    match = re.fullmatch(r"([a-z]{3,9})\.?,? (.*[0-9].*)", text)
    wanted = weekday(match[1]) if match else None
    if match is None or wanted is None:
        return None
    found = days(match[2], today=today, order=order, ahead=False)
    if found is None or len(found) > 1:  # without a year, a weekday and a date may never meet
        return None
    check_weekday(found[0], match[1], text)
    return found


def check_weekday(day: date, word: str, text: str) -> None:
    """Usage if `word` is a weekday other than that of `day`."""
    wanted = weekday(word)
    if wanted is not None and day.weekday() != wanted:
        raise Usage(f"{quoted(text)}: {day} is a {_WEEKDAYS[day.weekday()].capitalize()}", f"type {day}")


def _valid(year: int, number: int, day: int) -> date | None:
    """That date, or None where the calendar has none."""
    try:
        return date(year, number, day)
    except ValueError:
        return None


def _date(year: int, number: int, day: int, text: str) -> date:
    """That date, or Usage where the calendar has none."""
    found = _valid(year, number, day)
    if found is None:
        raise _no_such_day(text)
    return found


def _no_such_day(text: str) -> Usage:
    """The refusal of 30 February."""
    return Usage(f"there is no such day: {quoted(text)}", "type it as YEAR-MONTH-DAY, such as 2014-02-10")
