"""The updates of an incident as its object has them, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from incident_cli.core.record import NamedTuple
from incident_cli.formats.source import Unreadable
from incident_cli.formats.statuspage import leftover
from incident_cli.formats.statuspage.cast import text
from incident_cli.formats.statuspage.telling import POSTMORTEM
from incident_cli.formats.statuspage.times import Times

CLOSING = ("resolved", "completed", "cancelled")
"""Statuses that end an incident or a maintenance."""
FINAL = (*CLOSING, POSTMORTEM)
"""Statuses of what is over."""


class Row(NamedTuple):
    """An update. recorded: when it was written; at: when it happened; place: in the file, from the oldest on;
    word: its status, as it says."""

    recorded: datetime
    at: datetime
    place: int
    word: str
    said: Mapping[str, Any]


class Rows(NamedTuple):
    """Updates in the order in which they were written, and in which they happened. newest_first: in the file."""

    written: Sequence[Row]
    timeline: Sequence[Row]
    newest_first: bool

    @property
    def last_word(self) -> str:
        """The status that the updates have led to; empty where there are none."""
        return self.timeline[-1].word if self.timeline else ""

    def at(self, words: Iterable[str]) -> datetime | None:
        """When the last update with one of these statuses happened; None where there is none."""
        return next((row.at for row in reversed(self.timeline) if row.word in words), None)


def rows(updates: Sequence[Mapping[str, Any]], times: Times, started: datetime | None) -> Rows:
    """The updates, those without a time beside the one before them. Raises Unreadable where nothing names a time.

    started: of the incident, for the first of them.
    """
    created = [times.of(update, "created_at") for update in updates]
    shown = [times.of(update, "display_at") for update in updates]
    known = [one or other for one, other in zip(created, shown, strict=True) if one or other]
    newest_first = len(known) < 2 or _not_before(known[0], known[-1])
    recorded = happened = started or min(filter(None, known), default=None)
    if recorded is None or happened is None:
        raise Unreadable("nothing in it names a time")
    found = []
    for place, at in enumerate(_oldest_first(len(updates), newest_first)):
        one, other = created[at], shown[at]
        if one or other:
            recorded, happened = one or other or recorded, other or one or happened
        else:
            times.warnings["an update names no time, and was put beside the one before it"] = None
        found.append(Row(recorded, happened, place, text(updates[at], "status"), updates[at]))
    found.sort(key=_written)
    return Rows(found, sorted(found, key=_happened), newest_first)


def _oldest_first(count: int, newest_first: bool) -> range:
    return range(count - 1, -1, -1) if newest_first else range(count)


def _not_before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one >= other


def _written(row: Row) -> tuple[datetime, datetime, int]:
    return row[0], row[1], row[2]


def _happened(row: Row) -> tuple[datetime, datetime, int]:
    return row[1], row[0], row[2]


def ids(written: Sequence[Row], warnings: dict[str, None]) -> list[str]:
    """The ids of updates: one that is there again is made another one; empty where there is none."""
    said = [text(row.said, "id") for row in written]
    known = [each for each in said if each]
    if len(set(known)) == len(known):
        return said
    warnings["two of its updates have the same id"] = None
    others = iter(leftover.unique(known))
    return [next(others) if each else "" for each in said]
