"""One incident of Statuspage -> `Portable`.

Times: an update happened when it is displayed, else created. An incident began with the earliest of its start and its
updates (of a maintenance: of its creation and its updates; that is its announcement), and ended when it was resolved.
Components: what an update says holds until the next one that speaks of the same component, and before the first one
what that says was there before; all of it ends with the incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from incident_cli.core.decide.opening import FIRST_STATUS
from incident_cli.core.model import STATUSES, DocumentStatus, EntryKind, Impact, Kind, State, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, Said
from incident_cli.core.zones import quoted
from incident_cli.formats import plaintext
from incident_cli.formats.source import Reading
from incident_cli.formats.statuspage import leftover
from incident_cli.formats.statuspage.cast import Cast, Objects, objects, text
from incident_cli.formats.statuspage.kept import SOURCE, Kept
from incident_cli.formats.statuspage.rows import CLOSING, FINAL, Row, rows
from incident_cli.formats.statuspage.telling import POSTMORTEM, listed, told
from incident_cli.formats.statuspage.times import Times

LONG = timedelta(days=30)
"""An incident that lasts longer is more likely a slip: it is taken, and that is said."""
NO_NAME = "(no name)"
"""The title of an incident that has none."""
_NEAR = timedelta(seconds=1)
_WORDS = {kind: {str(status): status for status in STATUSES[kind]} for kind in Kind}
_OPEN = {kind: {str(status): status for status in STATUSES[kind] if not status.final} for kind in Kind}
_IMPACTS = {str(impact): impact for impact in Impact}
_ENDED = {Kind.INCIDENT: Status.RESOLVED, Kind.MAINTENANCE: Status.COMPLETED}


def incident(said: Mapping[str, Any], *, maintenance: bool, page: Any, reading: Reading) -> Portable:
    """What the object of an incident says. maintenance: it stands among the scheduled ones; page: the one it is on.

    Raises Unreadable where it has the wrong types, or names no time.
    """
    return _Reader(said, maintenance, page, reading).portable()


class _Reader:
    """Reads one incident. What is odd about it is collected in `warnings`."""

    def __init__(self, said: Mapping[str, Any], maintenance: bool, page: Any, reading: Reading) -> None:
        self.said, self.page = said, page
        self.warnings: dict[str, None] = {}
        self.kind = Kind.MAINTENANCE if maintenance or _planned(said) else Kind.INCIDENT
        self.times = Times(reading)
        self.created = self.times.of(said, "created_at")
        self.started = self.times.of(said, "started_at") or self.created
        self.rows = rows(objects(said, "incident_updates", "an update"), self.times, self.started)
        self.status = text(said, "status") or self.rows.last_word
        mentions = "affected_components", "an affected component"
        self.mentions = [objects(row.said, *mentions) for row in self.rows.timeline]
        self.cast = Cast(objects(said, "components", "a component"), self.mentions)

    def portable(self) -> Portable:
        """The incident, with what is left over of its object."""
        end = self._end()
        began = self._began(end)
        closing = self._closing(end)
        over = closing.at if closing else max(end, began) if end else None
        first = self.rows.written[0].recorded if self.rows.written else began
        written = min(self.created or first, first)
        opening, lines = self._lines(over, closing)
        if over is not None and closing is None:
            lines = self._with_end(lines, over, max(over, written))
        self._doubt(began, over)
        servers = self.cast.servers
        spoken = {key for key, _ in opening}.union(*([key for key, _ in line.states] for line in lines))
        planned = self.said if self.kind is Kind.MAINTENANCE else {}
        found = Portable(
            source=SOURCE,
            external_id=text(self.said, "id") or self._substitute(),
            title=text(self.said, "name") or NO_NAME,
            began_at=began,
            recorded_at=written,
            kind=self.kind,
            impact=_IMPACTS.get(text(self.said, "impact")),
            planned_from=self.times.of(planned, "scheduled_for"),
            planned_until=self.times.of(planned, "scheduled_until"),
            status=FIRST_STATUS[self.kind],
            states=opening,
            affected=tuple(key for key in servers if key not in spoken),
            lines=tuple(lines),
            servers=tuple(servers.values()),
        )
        also = Kept(True, {key: server.name for key, server in servers.items()}, self.page)
        also = also._replace(patch=self._leftover(found, also))
        said = {**self.warnings, **self.times.warnings, **self.cast.warnings}
        return found._replace(raw=also.text(), warnings=tuple(said))

    def _end(self) -> datetime | None:
        """When it was resolved: as it says, else as its last update with a final status does; None while it is open."""
        resolved = self.times.of(self.said, "resolved_at")
        if resolved is not None:
            if self.status not in FINAL:
                self.warnings[f"its status is {quoted(self.status)}, and yet it says when it was resolved"] = None
            return resolved
        if self.status not in FINAL:
            return None
        end = self.rows.at(CLOSING) or self.rows.at([POSTMORTEM]) or self.times.of(self.said, "updated_at")
        return end or (self.rows.timeline[-1].at if self.rows.timeline else self.started)

    def _began(self, end: datetime | None) -> datetime:
        """The earliest of start and updates; also of creation, where the start is after the end."""
        known = [row.at for row in self.rows.written]
        start = self.started if self.kind is Kind.INCIDENT or not (self.created or known) else self.created
        known += [start] if start else []
        if self.kind is Kind.INCIDENT and start and end and start > end:
            self.warnings["it starts after its end: the earliest of started, created and displayed counts"] = None
            known += [self.created] if self.created else []
        return min(known)

    def _closing(self, end: datetime | None) -> Row | None:
        """The update that tells the end; None where there is no end, or none tells it."""
        if end is None:
            return None
        near = [row for row in self.rows.timeline if row.word in CLOSING and abs(row.at - end) <= _NEAR]
        return min(near, key=lambda row: abs(row.at - end), default=None)

    def _lines(self, over: datetime | None, closing: Row | None) -> tuple[Said, list[PortableLine]]:
        """The states before the first line, and the lines in the order in which they were written."""
        before: dict[str, State | None] = {}
        found: dict[int, PortableLine] = {}
        rows = self.rows
        document = next((row for row in reversed(rows.timeline) if row.word == POSTMORTEM), None)
        for row, entries in zip(rows.timeline, self.mentions, strict=True):
            states = self._states(entries, before) if entries else ()
            status = self._status(row)
            if over is not None and (row is closing or row.at >= over):
                states = ()
                status = self._final(row) if row is closing else None
            found[row.place] = _line(row, status, states, closes=row is closing, document=row is document)
        opening = tuple((key, state) for key, state in before.items() if state)
        return opening, [found[row.place] for row in rows.written]

    def _states(self, entries: Objects, before: dict[str, State | None]) -> Said:
        """The states that an update sets; before: what the first mention of each component says was there before."""
        states: dict[str, State] = {}
        for key, old, new in self.cast.mentions(entries):
            if key not in before and (old or new):
                before[key] = old
            if new:
                states[key] = new
        return tuple(states.items())

    def _status(self, row: Row) -> Status | None:
        """The status that a line sets: no final one, and none that we do not know."""
        status = _OPEN[self.kind].get(row.word)
        if status is None and row.word and row.word not in FINAL:
            self.warnings[f"the status {quoted(row.word)} is unknown here and was left out"] = None
        return status

    def _final(self, row: Row) -> Status:
        """The status that the closing line sets."""
        return _WORDS[self.kind].get(row.word, _ENDED[self.kind])

    def _with_end(self, lines: list[PortableLine], end: datetime, recorded: datetime) -> list[PortableLine]:
        """The lines with one that says nothing but that it was over."""
        line = PortableLine(end, recorded, verb=Verb.CLOSED, kind=EntryKind.NOTE, status=_ENDED[self.kind])
        return sorted([*lines, line], key=lambda each: each.recorded_at)

    def _doubt(self, began: datetime, end: datetime | None) -> None:
        """Warnings about the whole."""
        if not self.rows.written:
            self.warnings["it has no updates"] = None
        planned = self.times.of(self.said, "scheduled_for") if self.kind is Kind.MAINTENANCE else None
        days = (end - max(began, planned or began)).days if end else 0
        if days >= LONG.days:
            self.warnings[f"it lasts {days} days"] = None

    def _substitute(self) -> str:
        """What an incident without an id is known by."""
        words = f"{self.said.get('name')} {self.said.get('created_at')}"
        return text(self.said, "shortlink") or f"{crc32(words.encode('utf-8', 'replace')):08x}"

    def _leftover(self, portable: Portable, also: Kept) -> leftover.Patch:
        """What the object says otherwise than we would."""
        now = told(portable, also, self.times.stamps)
        head = {name: value for name, value in self.said.items() if name not in ("incident_updates", "components")}
        patch = leftover.difference(now.head, head)
        addresses = {row.place: now.updates[-1 - at][0] for at, row in enumerate(self.rows.written)}
        ours = sorted(addresses, reverse=self.rows.newest_first)
        updates = [
            (addresses[place], update)
            for place, update in zip(ours, self.said.get("incident_updates") or (), strict=True)
        ]
        patch |= self._of_list("incident_updates", now.updates, updates)
        components = leftover.addressed(self.said.get("components") or ())
        return patch | self._of_list("components", now.components, components)

    def _of_list(self, name: str, told: leftover.Addressed, original: leftover.Addressed) -> leftover.Patch:
        """The patch for one of the lists of the object, which may have none, or null."""
        if isinstance(self.said.get(name), list):
            change = leftover.difference_of_lists(told, original)
            return {name: change} if change else {}
        ours = {name: listed(name, told)}
        return leftover.difference(ours, {name: None} if name in self.said else {})


def _planned(said: Mapping[str, Any]) -> bool:
    """Whether an incident is a maintenance: it has a planned time, or says so in both of the ways that it can."""
    if said.get("scheduled_for") is not None:
        return True
    return said.get("impact") == "maintenance" and said.get("status") in list(_WORDS[Kind.MAINTENANCE])


def _line(row: Row, status: Status | None, states: Said, *, closes: bool, document: bool) -> PortableLine:
    """A line. By place, since there are millions of them: at, recorded_at, text, verb, kind, status, states,
    external_id, author, host, links, guess, retracted, document, ran, keep, number."""
    recorded, at, _, _, name, said = row
    body = text(said, "body")
    if "<" in body and plaintext.is_html(body):
        body = plaintext.plain(body)
    verb = Verb.CLOSED if closes else Verb.UPDATED
    kind, published = (EntryKind.POSTMORTEM, DocumentStatus.PUBLISHED) if document else (EntryKind.UPDATE, None)
    return PortableLine._make(
        (at, recorded, body, verb, kind, status, states, name, "", "", (), False, "", published, None, False, 0)
    )
