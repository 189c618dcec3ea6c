"""The dates of a page: which lines are one, in which style they are written, and writing them so again.

A style is a pattern such as `MM/DD/YYYY h:mm a.m.` or `N D, YYYY, P` (`N` and `P` are Django's: `Feb.`, `Sept.`;
`3 p.m.`, `noon`). What the words mean is left to `core/when.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

from incident_cli.core import phrase, zones
from incident_cli.core.record import NamedTuple

SEED = "MM/DD/YYYY h:mm a.m."
"""The style of a page that was made here, where the order of a date is known."""
ISO = "YYYY-MM-DD HH:mm"
"""The same where it is not."""

_LONGEST = 80
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))
_MONTH = r"[A-Za-z]{3,9}\.?"
_NUMERIC = r"[0-9]{1,2}(?P<sep>[/.-])[0-9]{1,2}(?P=sep)[0-9]{4}"
_DATE = (
    rf"{_NUMERIC}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|{_MONTH} [0-9]{{1,2}}, ?[0-9]{{4}}|[0-9]{{1,2}} {_MONTH} [0-9]{{4}}"
)
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?[ap]\.?m\.?)?|[0-9]{1,2} ?[ap]\.?m\.?|noon|midnight"
_ZONE = r" ?(?:Z|(?:UTC|GMT)?[+-][0-9]{2}:?[0-9]{2})| [A-Z]{2,5}| [A-Z][a-z_]+/[A-Z][a-z_]+"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
_STAMP = rf"(?P<weekday>{_WEEKDAY})(?P<date>{_DATE})(?P<join>,? at |, ?| |T)(?P<clock>{_CLOCK})(?P<zone>{_ZONE})?"

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DJANGO = {"September": "Sept.", **{name: name[:3] + "." for name in _MONTHS if len(name) > 5 and name != "September"}}
_DATES = {
    "mdy": ("MM/DD/YYYY", "M/D/YYYY"),
    "dmy": ("DD/MM/YYYY", "D/M/YYYY"),
    "": ("YYYY-MM-DD", "N D, YYYY", "MMM D, YYYY", "MMMM D, YYYY", "D MMM YYYY", "D MMMM YYYY", "D N YYYY"),
}
_CLOCKS = (
    *("h:mm a.m.", "P", "hh:mm a.m.", "h:mm am", "h:mm AM", "hh:mm AM", "h:mmam", "h:mmAM", "h:mm A.M."),
    *("HH:mm", "H:mm", "HH:mm:ss", "h:mm:ss a.m.", "h:mm:ss AM"),
)


class Stamp(NamedTuple):
    """The parts of a date with a time as a page writes it. numeric: it is all figures, and needs an order."""

    date: str
    join: str
    clock: str
    zone: str
    numeric: bool


def plain(words: str) -> str:
    """Words for a time with ordinary spaces: pages have narrow and unbreakable ones before `p.m.`"""
    return words.translate(_SPACES).strip()


def parts(words: str) -> Stamp | None:
    """The parts of a date with a time; None for any other words."""
    if not 10 <= len(words) <= _LONGEST:
        return None
    match = re.fullmatch(_STAMP, plain(words), re.IGNORECASE)
    if match is None:
        return None
    return Stamp(
        match["weekday"] + match["date"], match["join"], match["clock"], match["zone"] or "", match["sep"] is not None
    )


def alone(line: str) -> bool:
    """Whether a line is a date with a time and nothing else, from its very beginning on."""
    return line[:1].isalnum() and parts(line.rstrip()) is not None


def style(said: Iterable[tuple[Stamp, datetime]], order: str) -> str:
    """The pattern by which most of the dates are written. said: dates and what the clocks of their zone show then."""
    samples = list(said)
    if not samples:
        return SEED if order else ISO
    first = samples[0][0]
    separator = re.search("[/.-]", first.date) if first.numeric else None
    dates = [date.replace("/", separator[0]) for date in _DATES[order]] if separator and order else _DATES[""]
    date = max(dates, key=lambda pattern: sum(shown(wall, pattern) == each.date for each, wall in samples))
    clock = max(_CLOCKS, key=lambda pattern: sum(shown(wall, pattern) == each.clock for each, wall in samples))
    return date + first.join + clock


def ordered(pattern: str, order: str) -> str:
    """The pattern with day and month in the order asked for: `mdy`, `dmy`, or empty, as they are."""
    first = {"mdy": "D", "dmy": "M"}.get(order, "")
    return re.sub(rf"({first}{first}?)([/.-])([DM]{{1,2}})\2YYYY", r"\3\2\1\2YYYY", pattern) if first else pattern


def words(at: datetime, zone: tzinfo, pattern: str) -> str:
    """An instant in a style, to the second; with its offset in the hour that the clocks of the zone show twice."""
    wall = phrase.local(at, zone).replace(tzinfo=None, fold=0, microsecond=0)
    try:
        if zones.readings(wall, zone) == [at.replace(microsecond=0)]:
            return shown(wall, pattern)
    except OverflowError:
        pass
    return phrase.local(at, zone).replace(microsecond=0).isoformat(sep="T")


def shown(wall: datetime, pattern: str) -> str:
    """What clocks show, by a pattern; with seconds where there are some, whether it has them or not."""
    if wall.second and "ss" not in pattern:
        pattern = pattern.replace("P", "h:mm a.m.").replace("mm", "mm:ss")
    return re.sub(_TOKENS, lambda token: _PARTS[token[0]](wall), pattern)


def _twelve(wall: datetime) -> int:
    return wall.hour % 12 or 12


def _half(wall: datetime) -> str:
    return "p" if wall.hour >= 12 else "a"


def _django(wall: datetime) -> str:
    """Django's `P`: minutes only where there are some, noon and midnight in words."""
    if not wall.minute and wall.hour in (0, 12):
        return "noon" if wall.hour else "midnight"
    return f"{_twelve(wall)}{f':{wall.minute:02}' if wall.minute else ''} {_half(wall)}.m."


_PARTS: dict[str, Callable[[datetime], str]] = {
    "YYYY": lambda wall: f"{wall.year:04}",
    "MMMM": lambda wall: _MONTHS[wall.month - 1],
    "MMM": lambda wall: _MONTHS[wall.month - 1][:3],
    "MM": lambda wall: f"{wall.month:02}",
    "M": lambda wall: str(wall.month),
    "N": lambda wall: _DJANGO.get(_MONTHS[wall.month - 1], _MONTHS[wall.month - 1]),
    "DD": lambda wall: f"{wall.day:02}",
    "D": lambda wall: str(wall.day),
    "HH": lambda wall: f"{wall.hour:02}",
    "H": lambda wall: str(wall.hour),
    "hh": lambda wall: f"{_twelve(wall):02}",
    "h": lambda wall: str(_twelve(wall)),
    "mm": lambda wall: f"{wall.minute:02}",
    "ss": lambda wall: f"{wall.second:02}",
    "a.m.": lambda wall: f"{_half(wall)}.m.",
    "A.M.": lambda wall: f"{_half(wall).upper()}.M.",
    "am": lambda wall: f"{_half(wall)}m",
    "AM": lambda wall: f"{_half(wall).upper()}M",
    "P": _django,
}
_TOKENS = "|".join(map(re.escape, _PARTS))
