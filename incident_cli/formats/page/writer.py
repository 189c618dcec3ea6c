"""Incidents -> pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from incident_cli.core import when
from incident_cli.core.model import DocumentStatus, Kind, Verb
from incident_cli.core.portable import Portable, PortableLine
from incident_cli.core.visible import Escapes
from incident_cli.errors import Usage
from incident_cli.formats.page import fields, parts, stamp
from incident_cli.formats.page.layout import OURS, layout
from incident_cli.formats.writing import Writing

_HARMLESS = "\t\n\u00ad\u200b\u200e\u200f\u2060\ufeff"
"""Characters that nobody sees and that do nothing, as people copy them from pages: they stay as they are."""
_ESCAPES = Escapes({ord(sign): sign for sign in _HARMLESS})


def write(incidents: Iterable[Portable], writing: Writing) -> Iterator[str]:
    """A page for each incident, with a line between two. Times are told in the incident's own zone, else in
    `writing.zone`; internal lines are left out. There is no line end at the end, unless there was one."""
    newline = ""
    for incident in incidents:
        page = _Page(incident, writing)
        if newline:
            yield f"\n\n{fields.SEPARATOR}\n\n".replace("\n", newline)
        newline = newline or page.layout.newline
        yield clean("\n".join(page.lines())).replace("\n", newline)


def clean(text: str) -> str:
    """A text without anything that would act on a terminal; line breaks and tabs stay."""
    text = text.replace("\r\n", "\n")
    return text if text.isprintable() else text.translate(_ESCAPES)


class _Page:
    """One page to be written."""

    def __init__(self, incident: Portable, writing: Writing) -> None:
        self.incident = incident
        self.layout = layout(incident.raw) if incident.source == "page" else OURS
        self.zone = _zone(incident, writing)
        style = self.layout.times or (stamp.SEED if writing.date_order else stamp.ISO)
        self.style = stamp.ordered(style, writing.date_order)

    def lines(self) -> Iterator[str]:
        """The lines of the page."""
        yield from self._header()
        posts = list(self._posts())
        if self.layout.newest:
            posts.reverse()
        yield from [""] * (self.layout.top if posts else 0)
        for place, (date, text) in enumerate(posts):
            behind_date, behind_text = self.layout.gaps.get(str(place), self.layout.gap)
            yield date
            yield from [""] * behind_date
            yield from text
            yield from [""] * (behind_text if place < len(posts) - 1 else 0)
        yield from [""] * self.layout.tail

    def _header(self) -> Iterator[str]:
        values = self._values()
        servers = self._servers()
        for field, before, behind in self._rows(values, servers):
            if field == "servers" and servers and not self.layout.bullet:
                yield f"{before}{'' if before[-1:].isspace() else ' '}{', '.join(servers)}{behind}"
                continue
            yield f"{before}{values.get(field, '')}{behind}"
            if field == "servers":
                yield from (self.layout.bullet + name for name in servers)

    def _rows(self, values: dict[str, str], servers: list[str]) -> Iterator[tuple[str, str, str]]:
        """The rows of the header: of our own only those that say something, of a page that was read all, and those
        that it lacks and needs by now."""
        there = {field for field, _, _ in self.layout.rows}
        new = [row for row in OURS.rows if row[0] in ("end", "servers") and row[0] not in there]
        said = {*(field for field, value in values.items() if value), *(["servers"] if servers else [])}
        last = max((at for at, row in enumerate(self.layout.rows) if row[0]), default=-1)
        for at, row in enumerate(self.layout.rows):
            if self.layout.read or row[0] in said:
                yield row
            if at == last:
                yield from (row for row in new if row[0] in said)

    def _values(self) -> dict[str, str]:
        incident = self.incident
        planned = incident.kind is Kind.MAINTENANCE
        ended = incident.ended_at or (incident.planned_until if planned else None)
        return {
            "title": _one_line(incident.title),
            "id": self._name(),
            "state": self._state(),
            "begin": self._date((incident.planned_from if planned else None) or incident.began_at),
            "end": self._date(ended) if ended else "",
        }

    def _name(self) -> str:
        """The ID as the page had it, unless the incident is called otherwise by now; else its noun and number."""
        incident, said = self.incident, fields.name(self.layout.name)
        if self.layout.name and (said.label, said.kind) == (incident.label, incident.kind):
            return self.layout.name
        noun, number = _one_line(incident.label) or incident.kind.capitalize(), said.number or incident.number
        return f"{noun} #{number}" if number is not None else ""

    def _state(self) -> str:
        """The State as the page had it, unless it is another one by now."""
        status, ended = self.incident.status_now, self.incident.ended_at is not None
        if self.layout.state and fields.status(self.layout.state, self.incident.kind, ended=ended)[0] is status:
            return self.layout.state
        return fields.state(status)

    def _servers(self) -> list[str]:
        names = {server.key: server.name for server in self.incident.servers}
        said = [self.incident.states, *(line.states for line in self.incident.lines)]
        spoken = [key for states in said for key, _ in states]
        keys = dict.fromkeys([*names, *self.incident.affected, *spoken])
        return [_one_line(names.get(key, key)) for key in keys]

    def _date(self, at: datetime) -> str:
        shown = stamp.words(at, self.zone, self.style)
        return self.layout.said.get(shown, shown)

    def _posts(self) -> Iterator[tuple[str, list[str]]]:
        """The date and the text of each public line, in the order of time."""
        closing = self.incident.closing
        for line in self.incident.timeline:
            if not line.kind.public or line.document not in (None, DocumentStatus.PUBLISHED):
                continue
            text = self._text(line)
            if text or line is not closing:
                yield self._date(line.at), text

    def _text(self, line: PortableLine) -> list[str]:
        """The text of a line, without blank lines around it; in other words what it did where it has none."""
        names = {server.key: server.name for server in self.incident.servers}
        text = line.text
        if not text.strip():
            text = "; ".join(f"{_one_line(names.get(key, key))} is {state.short}" for key, state in line.states)
        if not text and line.verb is not Verb.CLOSED:
            text = fields.state(line.status).capitalize() if line.status else ""
        rows = clean("\n\n".join([text, *line.links])).split("\n")
        rows = rows[parts.blanks(rows) :]
        rows = rows[: len(rows) - parts.blanks(rows[::-1])]
        return [f" {row}" if parts.structural(row.lstrip(" ")) else row for row in rows]


def _zone(incident: Portable, writing: Writing) -> tzinfo:
    """The zone that the incident is told in."""
    if not incident.zone:
        return writing.zone
    try:
        return when.zone(incident.zone)
    except Usage:  # a system's zone without a name
        return writing.zone


def _one_line(text: str) -> str:
    return " ".join(text.splitlines()).strip()
