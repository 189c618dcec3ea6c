"""The system's own zone: what it is called, and local time as the C library tells it where it has no name."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from incident_cli.core import zones

LOCALTIME, TIMEZONE = "/etc/localtime", "/etc/timezone"
UNNAMED = "localtime"
"""Stands for a zone that the system knows and that has no name: /etc/localtime may be a copy of a zone file."""
_RULE = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?[0-9]"
"""How a rule in TZ begins (POSIX): `CET-1CEST`, `<+03>-3`."""


def name(env: Mapping[str, str]) -> str:
    """The system's zone: TZ (a name, a rule, the path of a zone file; an empty one is UTC), else what
    /etc/localtime links to or holds, else /etc/timezone, else UTC."""
    typed = env.get("TZ")
    named = (typed or "").removeprefix(":")
    if typed is not None and not named.startswith("/"):
        return named or "UTC"
    path = os.path.realpath(named or LOCALTIME)
    found = path.partition("zoneinfo/")[2].removeprefix("posix/")
    if zones.named(found):
        return found
    if named or os.path.exists(path):
        return UNNAMED
    try:
        with open(TIMEZONE, encoding="ascii") as file:
            return file.read().strip() or "UTC"
    except (OSError, UnicodeDecodeError):
        return "UTC"


def zone(known_as: str) -> tzinfo:
    """The zone of a name that nobody typed (`Config.tz` by default). Raises Usage for one that says nothing.

    A rule in TZ (`CET-1CEST`, `<+03>-3`, and `UTC+3`, which is west there) is left to the C library.
    """
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
