"""Incidents, or the lines of their timelines, as comma-separated values (RFC 4180) for spreadsheets. Written only.

A spreadsheet runs a cell that begins with a sign such as `=`, whoever typed it: text from the record that does gets
an apostrophe before it, which a spreadsheet takes for "this is text". Instants are ISO 8601 in UTC, durations seconds,
and what is unknown is an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from incident_cli.core import instant, phrase
from incident_cli.core.actions import Assigned
from incident_cli.core.measure import acknowledged, elapsed, end_of, phase
from incident_cli.core.model import Entry
from incident_cli.core.portable import Portable
from incident_cli.formats.telling import Whole, rows, whole
from incident_cli.formats.writing import Writing

COLUMNS = (
    *("id", "kind", "title", "status", "impact", "severity", "began_at", "ended_at", "duration_s"),
    *("impact_began_at", "detected_at", "acknowledged_at", "planned_from", "planned_until"),
    *("servers", "tags", "updates", "source", "external_id"),
)
"""The header line of `write`. `updates` counts the public ones; the opening is none."""
LINES = ("id", "incident", "title", "at", "recorded_at", "kind", "did", "status", "servers", "author", "text")
"""The header line of `lines`."""
ACTIONS = (
    *("id", "incident", "incident_title", "text", "state", "overdue", "due", "owner", "kind", "priority"),
    *("done_at", "why", "created_at", "author"),
)
"""The header line of `actions`."""

_JOINED = "; "
_RUN = r"[\t\r]|[\s\u200c\u200d]*+[=+\-@＝＋－＠]"
"""What a cell begins with that a spreadsheet runs, also behind white space; East Asian ones know full-width signs."""


def write(incidents: Iterable[Portable], writing: Writing) -> Iterator[str]:
    """A row for each incident, as it stands at `writing.now`."""
    return table(COLUMNS, (_incident(portable, writing.now) for portable in incidents))


def lines(incidents: Iterable[Portable], writing: Writing) -> Iterator[str]:  # noqa: ARG001 (called like `write`)
    """A row for each line of the timelines, the openings among them."""
    return table(LINES, (row for portable in incidents for row in _timeline(portable)))


def actions(found: Iterable[Assigned], today: date) -> Iterator[str]:
    """A row for each action. today: the day it is where the reader is."""
    return table(ACTIONS, (_action(each, today) for each in found))


def _action(each: Assigned, today: date) -> Iterator[object]:
    action = each.action
    yield from (each.address, each.incident, cell(each.headline), cell(action.text), action.state)
    yield from ("yes" if action.overdue(today) else "", action.due, cell(action.owner), action.kind, action.priority)
    yield from (_time(action.done_at), cell(action.why), _time(action.created_at), cell(action.author))


class _Echo:
    """A file that gives back what is written to it, for a writer that wants a file."""

    def write(self, text: str) -> str:
        return text


def table(header: Iterable[str], found: Iterable[Iterable[object]]) -> Iterator[str]:
    """A header line and rows."""
    from csv import writer

    out = writer(_Echo())
    yield out.writerow(header)
    for row in found:
        yield out.writerow(row)


def _incident(portable: Portable, now: datetime) -> Iterator[object]:
    told = whole(portable)
    incident = told.incident
    ended = end_of(incident, now)
    yield from (portable.number, incident.kind, cell(portable.title), phase(incident, now), incident.impact)
    yield from (incident.severity, _time(incident.began_at), _time(ended), number(elapsed(incident.began_at, ended)))
    yield from (_time(incident.impact_began_at), _time(incident.detected_at), _time(acknowledged(incident)))
    yield from (_time(incident.planned_from), _time(incident.planned_until))
    yield from (cell(_JOINED.join(told.servers)), cell(_JOINED.join(portable.tags)))
    yield sum(entry.word for entry in incident.entries.values())
    yield from (cell(portable.source), cell(portable.external_id))


def _timeline(portable: Portable) -> Iterator[tuple[object, ...]]:
    told = whole(portable)
    own = "" if portable.number is None else portable.number
    title = cell(portable.title)
    for entry in told.incident.timeline:
        yield (f"{own}.{entry.number}", own, title, *_line(entry, told))


def _line(entry: Entry, told: Whole) -> Iterator[object]:
    yield from (_time(entry.at), _time(entry.recorded_at), entry.kind, entry.verb, entry.status)
    yield from (cell(told.states(entry.states)), cell(entry.author), cell(_words(entry)))


def _words(entry: Entry) -> str:
    """The text of a line; of a command what ran and how it ended, and below it the tail of its output."""
    ran = () if entry.ran is None else (" · ".join(phrase.command(entry.ran)),)
    return "\n".join(filter(None, (*ran, phrase.said(entry))))


def cell(text: str) -> str:
    """Text from the record that no spreadsheet runs: an apostrophe stands before what it would."""
    return f"'{rows(text)}" if re.match(_RUN, text) else rows(text)


def _time(at: datetime | None) -> str:
    return instant.text(at) if at else ""


def number(seconds: float | None) -> float | int | None:
    """Seconds, whole ones without a point."""
    return int(seconds) if seconds is not None and seconds.is_integer() else seconds
