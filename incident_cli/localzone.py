"""The system's own zone: what it is called, and local time as the C library tells it where it has no name."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from incident_cli.core import zones

TZ, LOCALTIME, TIMEZONE = "TZ", "/etc/localtime", "/etc/timezone"
UNNAMED = "localtime"
"""Stands for a zone that the system knows and that has no name: /etc/localtime may be a copy of a zone file."""
_UTC = ("UTC", "Etc/UTC")
_RULE = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?[0-9]"
"""How a rule in TZ begins (POSIX): `CET-1CEST`, `<+03>-3`."""


def name(env: Mapping[str, str]) -> tuple[str, str]:
    """The system's zone, and where it says so: TZ (a name, a rule, the path of a zone file; an empty one is UTC),
    else /etc/localtime, by what it links to or holds, else /etc/timezone, else UTC."""
    typed = env.get("TZ")
    if typed is not None:
        named = typed.removeprefix(":")
        return (_of_file(named) if named.startswith("/") else named or "UTC"), TZ
    if os.path.exists(LOCALTIME):
        return _of_file(LOCALTIME), LOCALTIME
    return _of_link() or _written() or "UTC", TIMEZONE


def _of_file(path: str) -> str:
    """The name of a zone file, which its place tells."""
    return (_place(path) if os.path.exists(path) else "") or UNNAMED


def _of_link() -> str:
    """What the link says where there are no zone files: Python may have its own."""
    found = _place(LOCALTIME)
    return found if zones.named(found) else ""


def _place(path: str) -> str:
    return os.path.realpath(path).partition("zoneinfo/")[2].removeprefix("posix/")


def _written() -> str:
    try:
        with open(TIMEZONE, encoding="ascii") as file:
            return file.read().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def zone(known_as: str, source: str) -> tzinfo:
    """The zone of a name that nobody typed (`Config.tz` by default). Raises Usage for one that says nothing.

    source: TZ, LOCALTIME or TIMEZONE. What /etc/localtime holds is left to the C library, which has read it already
    (`zoneinfo` would be a tenth of a short command), and so is a rule in TZ (`CET-1CEST`, `<+03>-3`, and `UTC+3`,
    which is west there).
    """
    if source == LOCALTIME:
        return _SystemZone(known_as) if known_as not in _UTC else UTC
    import re

    found = zones.named(known_as)
    if found is None and (known_as == UNNAMED or re.match(_RULE, known_as)):
        return _SystemZone(known_as)
    return found or zones.zone(known_as)


class _SystemZone(tzinfo):
    """Local time as the C library tells it."""

    def __init__(self, rule: str) -> None:
        self.rule = rule

    def __str__(self) -> str:
        return self.rule

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        return self._told(at).utcoffset() if at else None

    def dst(self, at: datetime | None) -> timedelta | None:  # noqa: ARG002 (nobody asks)
        return None

    def tzname(self, at: datetime | None) -> str | None:
        return self._told(at).tzname() if at else None

    def fromutc(self, at: datetime) -> datetime:
        told = self._told(at.replace(tzinfo=UTC))
        shown = told.replace(tzinfo=self)
        return shown if shown.utcoffset() == told.utcoffset() else shown.replace(fold=1)

    @staticmethod
    def _told(at: datetime) -> datetime:
        try:
            return (at if at.tzinfo is UTC else at.replace(tzinfo=None)).astimezone()
        except (ValueError, OSError) as error:  # at both ends of the calendar
            raise OverflowError(str(error)) from error
