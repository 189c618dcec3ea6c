"""Taking in what a file tells (`core/portable.py`): a new incident, or what its source says otherwise by now. Pure.

The rows are written in the order in which the source wrote its lines, and keep that time as `recorded_at`. A row
`imported` marks those of its command as the source's own: whatever else is in the log of that incident is ours, and
stays as it is when the source is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from incident_cli.core.decide import taking_actions
from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.fold import fold
from incident_cli.core.model import EntryKind, Incident, States, Verb
from incident_cli.core.portable import Portable, PortableLine, Said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Ids = Mapping[str, int]
    """Server ids by the keys that a portable incident refers to them by."""

_HEADER = (
    "title",
    "kind",
    "label",
    "zone",
    "severity",
    "impact",
    "tags",
    "links",
    "impact_began_at",
    "detected_at",
    "acknowledged_at",
    "planned_from",
    "planned_until",
    "residual",
)
"""Fields of a portable incident that its row `opened` has under the same names."""

_KINDS = {Verb.CLOSED: EventKind.CLOSED, Verb.REOPENED: EventKind.REOPENED}


def brought(number: int, portable: Portable, ids: Ids, *, first: int = 1) -> list[Event]:
    """A new incident of this number: its opening, and its lines from number `first` on, as their source wrote them."""
    header = {name: getattr(portable, name) for name in _HEADER}
    affected = tuple(ids[key] for key in portable.affected)
    said = compact(**header, affected=affected, status=portable.status, states=_states(portable.states, ids))
    opening = Event(
        EventKind.OPENED,
        portable.began_at,
        said | {"author": portable.author, "host": portable.host},
        number,
        0,
        recorded_at=portable.recorded_at,
    )
    rows = [opening, _imported(number, portable, portable.recorded_at)]
    for entry, line in enumerate(portable.lines, start=first):
        rows += _line(number, entry, line, ids)
    return taking_actions.merged(rows, taking_actions.brought(number, portable.actions))


def _imported(number: int, portable: Portable, at: datetime) -> Event:
    """The row that says where it came from. It is recorded when it is imported, unlike the lines."""
    said = compact(source=portable.source, external_id=portable.external_id, raw=portable.raw)
    return Event(EventKind.IMPORTED, at, said, number)


def _states(said: Said, ids: Ids) -> States:
    return tuple((ids[key], state) for key, state in said)


def added(number: int, lines: Sequence[PortableLine], ids: Ids, *, first: int) -> list[Event]:
    """Lines for an incident that is there already, numbered from `first` on."""
    return [row for entry, line in enumerate(lines, start=first) for row in _line(number, entry, line, ids)]


_USUAL = (EntryKind.UPDATE, EntryKind.POSTMORTEM)
"""Kinds of lines that their rows need not say."""


def _line(number: int, entry: int, line: PortableLine, ids: Ids) -> Iterator[Event]:
    """The rows of one line: the line itself, and that it was taken back later."""
    kind = _KINDS.get(line.verb, EventKind.ADDED if line.document is None else EventKind.POSTMORTEM_STORED)
    fields = {
        "kind": None if line.kind in _USUAL else line.kind,
        "text": line.text,
        "status": line.status,
        "states": line.states and _states(line.states, ids),
        "links": line.links,
        "guess": line.guess,
        "keep": line.keep,
        "document": line.document,
        "external_id": line.external_id,
    }
    said: dict[str, Any] = {name: value for name, value in fields.items() if value}
    if kind is EventKind.POSTMORTEM_STORED:
        said["text"] = line.text
    if line.ran is not None:
        said |= {name: value for name, value in line.ran._asdict().items() if value not in (None, "")}
    said["author"], said["host"] = line.author, line.host
    yield Event(kind, line.at, said, number, entry, recorded_at=line.recorded_at)
    if line.retracted:
        why = {"why": line.retracted}
        yield Event(EventKind.RETRACTED, line.recorded_at, why, number, entry, recorded_at=line.recorded_at)


def as_told(log: Iterable[Event]) -> Incident:
    """The incident as its source last told it: the fold of the rows that imports wrote, ours left out."""
    rows = list(log)
    imports = {row.command for row in rows if row.kind is EventKind.IMPORTED}
    return fold(row for row in rows if row.command in imports or row.kind is EventKind.VOIDED)


def changed(
    before: Portable,
    after: Portable,
    ids: Ids,
    *,
    next_entry: int,
    now: datetime,
    next_action: int = 1,
    lasting: Callable[[str], object] = str,
) -> list[Event]:
    """What a source says otherwise than before, as rows for the incident `before.number`; none where it says the same.

    New lines are added as they were written, and what changed becomes edits of `now`. A line that its source no longer
    has is deleted, and one that is known by no id is known by its time and text. lasting: of `raw`, what is more than
    of the moment in which the file was made; a change of the rest alone is none.
    """
    number = before.number or 0
    lines = _changed_lines(before, after, ids, next_entry, now)
    acts = taking_actions.changed(number, before.actions, after.actions, first=next_action, now=now)
    edits = [*_changed_header(number, before, after, ids, now), *lines, *acts]
    if not edits and lasting(before.raw) == lasting(after.raw):
        return []
    imported = _imported(number, after, now)
    return [*edits, imported._replace(data={**imported.data, "raw": after.raw or None})]


def _changed_header(number: int, before: Portable, after: Portable, ids: Ids, now: datetime) -> Iterator[Event]:
    fields = {name: getattr(after, name) for name in _HEADER if getattr(after, name) != getattr(before, name)}
    if after.affected != before.affected:
        fields["affected"] = tuple(ids[key] for key in after.affected)
    if fields:
        cleared = {name: None if value in ("", ()) else value for name, value in fields.items()}
        yield Event(EventKind.EDITED, now, cleared, number)
    opening: dict[str, Any] = {}
    if after.began_at != before.began_at:
        opening["at"] = after.began_at
    if after.status is not before.status:
        opening["status"] = after.status
    if after.states != before.states:
        opening["states"] = _states(after.states, ids) or None
    if opening:
        yield Event(EventKind.EDITED, now, opening, number, 0)


def _changed_lines(before: Portable, after: Portable, ids: Ids, next_entry: int, now: datetime) -> list[Event]:
    number = before.number or 0
    known = dict(_identified(before.lines))
    new: list[PortableLine] = []
    edits: list[Event] = []
    for name, line in _identified(after.lines):
        was = known.pop(name, None)
        if was is None or was.verb is not line.verb or was.document is not line.document:
            new.append(line)
            edits += [] if was is None else [Event(EventKind.DELETED, now, {}, number, was.number)]
        else:
            edits += _edited(number, was, line, ids, now)
    gone = [Event(EventKind.DELETED, now, {}, number, line.number) for line in known.values()]
    return [*added(number, new, ids, first=next_entry), *edits, *gone]


def _identified(lines: Iterable[PortableLine]) -> Iterator[tuple[tuple[object, ...], PortableLine]]:
    """Lines with what they are known again by; of several that are alike each is itself."""
    times: dict[tuple[object, ...], int] = {}
    for line in lines:
        name = (line.external_id,) if line.external_id else (line.at, line.text)
        times[name] = times.get(name, 0) + 1
        yield (*name, times[name]), line


_LINE = ("at", "text", "status", "kind", "links", "guess")
"""Fields of a line that its source may change."""


def _edited(number: int, was: PortableLine, line: PortableLine, ids: Ids, now: datetime) -> Iterator[Event]:
    fields = {name: getattr(line, name) for name in _LINE if getattr(line, name) != getattr(was, name)}
    if line.states != was.states:
        fields["states"] = _states(line.states, ids)
    if fields:
        cleared = {name: None if value in ("", (), False) else value for name, value in fields.items()}
        yield Event(EventKind.EDITED, now, cleared, number, was.number)
    if line.retracted != was.retracted:
        yield Event(EventKind.RETRACTED, now, {"why": line.retracted or None}, number, was.number)
