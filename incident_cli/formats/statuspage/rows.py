"""The updates of an incident as its object has them, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
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
    word: its status, as it says; name: its id, no other one's; empty where it has none."""

    recorded: datetime
    at: datetime
    place: int
    word: str
    name: str
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
    newest_first = _newest_first(updates, times)
    recorded = happened = started or _known(updates, times)
    found = []
    for place, update in enumerate(reversed(updates) if newest_first else updates):
        created, shown = times.of(update, "created_at"), times.of(update, "display_at")
        if created or shown:
            recorded, happened = created or shown, shown or created
        else:
            times.warnings["an update names no time, and was put beside the one before it"] = None
        if recorded is None or happened is None:
            raise Unreadable("nothing in it names a time")
        found.append(Row._make((recorded, happened, place, text(update, "status"), text(update, "id"), update)))
    found.sort()  # the first three tell any two apart
    found = _named(found, times.warnings)
    return Rows(found, sorted(found, key=itemgetter(1, 0, 2)), newest_first)


def _newest_first(updates: Sequence[Mapping[str, Any]], times: Times) -> bool:
    """Whether the file has them so: Statuspage does, collections of its pages need not."""
    first, last = _known(updates, times), _known(updates[::-1], times)
    return first is None or last is None or first >= last


def _known(updates: Iterable[Mapping[str, Any]], times: Times) -> datetime | None:
    """The time of the first update that names one."""
    found = (times.of(update, "created_at") or times.of(update, "display_at") for update in updates)
    return next(filter(None, found), None)


def _named(written: list[Row], warnings: dict[str, None]) -> list[Row]:
    """The updates with the ids by which they are known: one that is there again is made another one."""
    known = [row.name for row in written if row.name]
    if len(set(known)) == len(known):
        return written
    warnings["two of its updates have the same id"] = None
    names = iter(leftover.unique(known))
    return [row._replace(name=next(names)) if row.name else row for row in written]
