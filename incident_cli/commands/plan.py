"""What files mean for the record: each incident in them is new, changed, or the same as before.

It is decided while the store reads: once for a preview, and again inside the transaction that writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from incident_cli.commands.inputs import Input
from incident_cli.core import instant
from incident_cli.core.decide import taking
from incident_cli.core.decide.roster import Roster
from incident_cli.core.events import Event
from incident_cli.core.imported import Did, Left, Taken
from incident_cli.core.portable import Portable, PortableLine, PortableServer, told
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Refused
from incident_cli.formats.source import Piece, Unreadable
from incident_cli.formats.telling import OURS
from incident_cli.store import View


class Found(NamedTuple):
    """An incident in a file."""

    file: Input
    piece: Piece

    @property
    def place(self) -> str:
        """`file:line`."""
        return self.file.place(self.piece.line)


class Plan:
    """The decisions about what was found. taken, left and odd fill while `batches` is read."""

    def __init__(self, view: View, now: datetime, step: Callable[[], None] = lambda: None) -> None:
        self.view = view
        self.now = now
        self.step = step
        self.taken: list[Taken] = []
        self.left: list[Left] = []
        self.odd: list[Left] = []
        self.lines: tuple[PortableLine, ...] = ()
        self.changed_servers = 0
        self._roster = Roster(view.servers().values(), view.next_server())
        self._next = view.next_incident()
        self._given: set[int] = set()
        self._imports = view.imports()
        self._seen: dict[tuple[str, str], Found] = {}

    def batches(self, found: Iterable[Found]) -> Iterator[Sequence[Event]]:
        """The rows that each incident brings, those with nothing new left out."""
        for each in found:
            file, piece = each
            self.step()
            try:
                portable = piece.load()
            except Unreadable as error:
                self.left.append(Left(file.place(error.line or piece.line), error.message))
                continue
            self.lines = portable.lines
            events = self._events(portable, each)
            if events:
                self.odd += [_odd(file, piece, warning) for warning in portable.warnings]
                yield events

    def servers(self, said: Mapping[str, Sequence[PortableServer]]) -> Iterator[Sequence[Event]]:
        """The rows for servers that files name apart from any incident, by their sources."""
        for source, each in said.items():
            _, events = self._roster.ids(source, each, self.now)
            self.changed_servers += len(events)
            if events:
                yield events

    def _events(self, portable: Portable, found: Found) -> Sequence[Event]:
        name = (portable.source, portable.external_id)
        if portable.external_id and name in self._seen:
            self.left.append(Left(found.place, f"the same incident stands in {self._seen[name].place} already"))
            return []
        self._seen[name] = found
        known = self.view.imported(*name) if portable.external_id and self._imports else None
        if known is not None:  # first: a copy may have got the number that it has in the other database
            return self._known(known, portable, found.file.format.lasting)
        number = self._ours(portable)
        if number is not None:
            self._took(Did.SAME, number, portable)
            return []
        return self._new(portable)

    def _new(self, portable: Portable) -> Sequence[Event]:
        number = self._number(portable)
        ids, servers = self._roster.ids(portable.source, portable.servers, portable.recorded_at)
        self._took(Did.NEW, number, portable)
        return [*servers, *taking.brought(number, portable, ids)]

    def _ours(self, portable: Portable) -> int | None:
        """The incident of this very database that was exported: its number, and when it was recorded, are here."""
        number, _, recorded = portable.external_id.partition("@")
        if portable.source != OURS or not number.isdecimal():
            return None
        opening = self.view.entry(int(number), 0)
        return int(number) if opening and instant.text(opening.recorded_at) == recorded else None

    def _known(self, number: int, portable: Portable, lasting: Callable[[str], object]) -> Sequence[Event]:
        incident = taking.as_told(self.view.log(incident=number))
        before = told(incident, incident.title, self._roster.servers)
        ids, servers = self._roster.ids(portable.source, portable.servers, self.now)
        events = taking.changed(
            before,
            portable,
            ids,
            next_entry=self.view.next_entry(number),
            next_action=self.view.next_action(number) if portable.actions else 1,
            now=self.now,
            lasting=lasting,
        )
        self._took(Did.CHANGED if events else Did.SAME, number, portable)
        return [*servers, *events] if events else []

    def _number(self, portable: Portable) -> int:
        """The number that the file wants, where it is free; else the next one."""
        wanted = portable.number
        if wanted is None or wanted in self._given or self.view.taken(wanted):
            wanted = self._next
        self._given.add(wanted)
        self._next = max(self._next, wanted + 1)
        return wanted

    def _took(self, did: Did, number: int, portable: Portable) -> None:
        lines = len(portable.lines)
        self.taken.append(Taken(did, number, portable.external_id, portable.title, portable.began_at, lines))


def _odd(file: Input, piece: Piece, warning: str) -> Left:
    """A warning with its place: the line that it names, else where the incident begins."""
    word, _, rest = warning.partition(" ")
    line, colon, why = rest.partition(": ")
    named = word == "line" and bool(colon) and line.isdecimal()
    return Left(file.place(int(line)), why) if named else Left(file.place(piece.line), warning)


def into(view: View, number: int, found: Sequence[Found], author: tuple[str, str], plan: Plan) -> list[Event]:
    """The lines of a pasted log as lines of an incident: those that it has already are left out."""
    incident = view.incident(number)
    if incident is None:
        raise Refused(f"there is no incident #{number}; nothing was imported")
    there = {(entry.at, entry.text) for entry in incident.entries.values()}
    lines = [line for each in found for line in each.piece.load().lines if (line.at, line.text) not in there]
    name, host = author
    new = [line if line.author else line._replace(author=name, host=host) for line in dict.fromkeys(lines)]
    plan.lines = tuple(new)
    did = Did.CHANGED if new else Did.SAME
    plan.taken.append(Taken(did, number, "", view.headline(number), incident.began_at, len(new)))
    return taking.added(number, new, {}, first=view.next_entry(number))
