"""How the lines of a log begin, and which of its lines name a day.

A time stands at the beginning: bare, in brackets, behind a date, behind the number that a shell's history gives; or a
chat puts it, with a name, on a line above the message. What dates and times mean is left to `core/`.
"""

from __future__ import annotations

import re

from incident_cli.core import days, zones
from incident_cli.core.clock import split_clock
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import time, tzinfo

_BEGINNING = 240
"""Characters of a line in which its time stands."""
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))
_MARKS = "\ufeff\u200e\u200f"
"""Marks that nobody sees, which some exports put before a line."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_YEAR = r"[0-9]{4}(?![0-9:])"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? )?"
_NAMED = rf"{_WEEKDAY}(?:{_MONTH} {{1,2}}{_DAY}(?:,? {_YEAR})?|{_DAY}[ -]{_MONTH}(?:,?[ -]{_YEAR})?)"
_DATE = (
    r"(?P<date>[0-9]{4}(?P<iso>[-/.])[0-9]{1,2}(?P=iso)[0-9]{1,2}"
    rf"|(?P<numeric>[0-9]{{1,2}}(?P<sep>[-/.])[0-9]{{1,2}}(?P=sep)(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9]))|{_NAMED}"
    r"|today|yesterday)"
)
_CLOCK = (
    r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?: ?[ap]\.?m\b\.?)?|[0-9]{1,2} ?[ap]\.?m\b\.?)"
)
_TIME = rf"(?i:(?:{_DATE}(?P<join>,? at |, ?| {{1,2}}|T|\t))?{_CLOCK}(?![0-9]|:[0-9]))"
_ZONE = (
    r" ?(?P<utc>(?:UTC|GMT)(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?|Z)(?![A-Za-z0-9])"
    r"| ?(?P<offset>[+-][0-9]{2}(?::?(?:00|15|30|45))?)(?![A-Za-z0-9:-])"
    r"| (?P<name>[A-Z]{3,5}|[A-Z][a-z_]+/[A-Z][A-Za-z_/]+)(?![A-Za-z0-9:])"
)
_SIGN = r"[ \t]{0,3}(?:[-*•+] {1,3})?"
_HISTORY = r"[ \t]{0,6}[0-9]{1,7}[* ] "
_GAP = r"[ \t]*[-–—|>:,][ \t]+|[ \t]+|$"
_NICK = r"<[ @+%&~*]?([^\s<>]{1,64})>[ \t]?"
_ABOVE = (
    rf"(?P<who>[^\s\[\]][^\[\]\n]{{0,58}}?),? {{1,3}}\[{_TIME}\]",
    rf"(?P<who>[^\s\[\]][^\[\]\n]{{0,58}}?)(?: {{2,3}}|\t| [—–] ){_TIME}",
)
"""What a chat puts on a line above a message: a name, and the time in brackets, or apart from the name."""
_ABBREVIATIONS = frozenset(
    "EST EDT CST CDT MST MDT PST PDT CET CEST EET EEST WET WEST BST IST JST MSK HKT SGT AEST AEDT NZST NZDT".split()  # noqa: SIM905
)
_NOBODY = frozenset(
    "note notes error err warning warn info debug fatal notice critical crit alert trace todo update edit eta re http "  # noqa: SIM905
    "https ps fyi nb".split()
)
"""Words before a colon that name no person."""
_NO_NICK = ("-->", "<--", "--", "*", "", "=!=", "-!-")
"""What a chat program writes in its column of nicks where nobody speaks."""
_HEADING = (
    r"(?i:[-=#*_~>|\[ \t]*(?:(?:day changed(?: to)?|log opened|log closed|begin logging at|ending logging at"
    rf"|session start|session close|date):? +)?{_DATE}(?: [0-9:]{{4,8}}(?P<year> [0-9]{{4}})?)?[-=#*_~<|\]:. \t]*)"
)


class Opening(NamedTuple):
    """The beginning of a line of the timeline. text: what is said behind it, on the same line.

    clock: the time of day; date: as words, empty where there is none; zone: likewise, with a space before it.
    epoch: seconds since 1970 as words, and then there is no clock.
    """

    text: str
    clock: time | None = None
    date: str = ""
    zone: str = ""
    author: str = ""
    epoch: str = ""


class Heading(NamedTuple):
    """A line that says which day it is from there on."""

    date: str


class _Time(NamedTuple):
    """A time that was found. start, stop: where its clock begins, and where it ends, with its zone; chat: the date is
    in figures with a comma behind it, as WhatsApp writes it."""

    clock: time
    date: str
    zone: str
    start: int
    stop: int
    chat: bool


class Forms:
    """The forms of lines. zone, year: of the reader, whose abbreviations of the zone are known up to that year."""

    def __init__(self, zone: tzinfo | None = None, year: int = 1970) -> None:
        self._zone = zone
        self._year = year
        self._known: dict[str, bool] = {}

    def line(self, row: str) -> Opening | Heading | None:
        """How a line begins: with a time, or it names a day, or neither."""
        bare = row.lstrip(_MARKS)
        start = bare[:_BEGINNING].translate(_SPACES)
        whole = len(bare) <= _BEGINNING
        if not any("0" <= sign <= "9" for sign in start):
            return _heading(start) if whole and "day" in start else None
        found = _epoch(bare, start) or self._bracketed(bare, start) or self._plain(bare, start)
        if found is None and whole:
            return _heading(start) or self._above(start)
        return found

    def _bracketed(self, row: str, start: str) -> Opening | None:
        """`[10:26] <alice> text`, `[10:26:05] alice: text`, `(10:26) text`, `[10/02/2014, 10:26:05] Alice B: text`."""
        sign = re.match(_SIGN + r"[\[(]", start)
        found = self._time(start, sign.end()) if sign else None
        if found is None or start[found.stop : found.stop + 1] not in ("]", ")"):
            return None
        gap = re.compile(_GAP).match(start, found.stop + 1)
        text = row[gap.end() if gap else found.stop + 1 :]
        author, text = _nick(text) or _speaker(text, several=found.chat) or ("", text)
        return Opening(text, found.clock, found.date, found.zone, author)

    def _plain(self, row: str, start: str) -> Opening | None:
        """`10:26 text`, `- 10:26 UTC text`, `2014-02-10 10:26:05 - text`, `  501  2014-02-10 10:26:05 make`."""
        for before in (_SIGN, _HISTORY):
            sign = re.match(before, start)
            found = self._time(start, sign.end()) if sign else None
            if found is None or (before is _HISTORY and not found.date and found.clock.second == 0):
                continue
            if re.compile("[-–—][0-9]").match(start, found.stop):  # from this time to another: it stays to be read
                return Opening(row[found.start :], found.clock, found.date, found.zone)
            gap = re.compile(_GAP).match(start, found.stop)
            if gap is None:
                continue
            text = row[gap.end() :]
            speaks = found.chat and "-" in gap[0]
            author, text = (
                _nick(text)
                or (_speaker(text, several=True) if speaks else None)
                or (_column(text) if gap[0] == "\t" else None)
                or ("", text)
            )
            return Opening(text, found.clock, found.date, found.zone, author)
        return None

    def _above(self, start: str) -> Opening | None:
        """`alice  [10:26 AM]`, `alice  10:26 AM`, `Alice B, [10.02.2014 10:26]`, `alice — Today at 10:26 AM`."""
        for pattern in _ABOVE:
            match = re.fullmatch(pattern, start.rstrip())
            if match is None or len(match["who"].split()) > 4 or match["who"].endswith(":"):
                continue
            found = self._time(start, match.start("date") if match["date"] else match.start("clock"))
            if found is not None:
                return Opening("", found.clock, found.date, found.zone, match["who"].rstrip(","))
        return None

    def _time(self, start: str, at: int) -> _Time | None:
        """The time that stands there, with the date before it and the zone behind it."""
        match = re.compile(_TIME).match(start, at)
        if match is None:
            return None
        try:
            words, clock = split_clock(match["clock"])
        except Usage:  # 25:61 is no time of day
            return None
        stop, date = match.end(), match["date"] or ""
        year = re.compile(rf" {_YEAR}").match(start, stop)
        if year and re.fullmatch("[A-Za-z][^0-9]*[0-9]{1,2}", date):  # `Mon Feb 10 10:05:00 2014`
            date, stop = date + year[0], year.end()
        if words or (date and not _is_date(date)):
            return None
        exact = bool(date) or match["clock"].count(":") == 2
        zone, stop = self._zoned(start, stop, exact=exact)
        chat = bool(match["numeric"]) and "," in match["join"]
        return _Time(clock, _worded(date), zone, match.start("clock"), stop, chat)

    def _zoned(self, start: str, at: int, *, exact: bool) -> tuple[str, int]:
        """The zone that stands there and where it ends. exact: the time has a date or seconds, as times with an offset
        have: `10:26 -0500 errors` is none."""
        match = re.compile(_ZONE).match(start, at)
        if match is None or (match["offset"] and not exact) or (match["name"] and not self._is_zone(match["name"])):
            return "", at
        return " " + (match["utc"] or match["offset"] or match["name"]), match.end()

    def _is_zone(self, word: str) -> bool:
        if word not in self._known:
            own = self._zone is not None and word.isalpha() and zones.uses(self._zone, word, self._year)
            self._known[word] = own or word in _ABBREVIATIONS or ("/" in word and zones.named(word) is not None)
        return self._known[word]


def _epoch(row: str, start: str) -> Opening | None:
    """`#1392023100` with the command below (bash), `: 1392023100:0;make deploy` (zsh)."""
    match = re.match(r"#([0-9]{9,11})[ \t]*$|: ([0-9]{9,11}):[0-9]{1,9};", start)
    return Opening(row[match.end() :], epoch=match[1] or match[2]) if match else None


def _heading(start: str) -> Heading | None:
    """`== 2014-02-10 ==`, `## Monday, Feb 10 2014`, `--- Day changed Mon Feb 10 2014`."""
    match = re.fullmatch(_HEADING, start)
    if match is None:
        return None
    date = match["date"] + (match["year"] or "")
    return Heading(_worded(date)) if _is_date(date) else None


def _is_date(date: str) -> bool:
    """Whether words for a date have a name of a month or a day in them, and no other."""
    names = [name.lower() for name in re.findall(r"[A-Za-z]{3,}", date)]
    known = ("today", "yesterday")
    return all(name in known or days.month(name) is not None or days.weekday(name) is not None for name in names)


def _worded(date: str) -> str:
    """Words for a date as `core/days.py` reads them: years in four figures, no `10th`, no `10-Feb-2014`."""
    date = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b", "", " ".join(date.split()), flags=re.IGNORECASE)
    date = re.sub(r"(?<=[-/.])([0-9]{2})$", r"20\1", date) if re.match(r"[0-9]{1,2}[-/.][0-9]", date) else date
    return date.replace("-", " ") if re.search("[A-Za-z]", date) else date


def _nick(text: str) -> tuple[str, str] | None:
    """`<alice> text`: who speaks, and what they say."""
    match = re.match(_NICK, text)
    return (match[1], text[match.end() :]) if match else None


def _speaker(text: str, *, several: bool) -> tuple[str, str] | None:
    """`alice: text`. several: a name can have several words, as in `Alice Smith: text`."""
    match = re.match(r"([^:\n\"“]{1,40}): ?" if several else r"([^\s:<>\[\]]{1,40}): ", text)
    if match is None or match[1].strip().casefold() in _NOBODY:
        return None
    return match[1].strip().lstrip("~@+%").strip("\u202a\u202c\u200e "), text[match.end() :].removeprefix("\u200e")


def _column(text: str) -> tuple[str, str] | None:
    """`alice<TAB>text`, as WeeChat logs it."""
    nick, tab, said = text.partition("\t")
    if not tab or len(nick) > 64 or " " in nick.strip() or nick.strip() in _NO_NICK:
        return None
    return nick.strip().lstrip("@+%&~"), said
