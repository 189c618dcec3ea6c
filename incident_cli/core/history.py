"""The log of one incident, read as a history: who changed what, when, from what to what. Pure.

A row that says several things is several changes. What a line said when it was written is one of them as well, with
nothing before it. Rows that were undone stay, marked; what they changed is told as it was when they were written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from incident_cli.core import phrase
from incident_cli.core.actions import ActionState
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import living
from incident_cli.core.model import DocumentStatus, EntryKind, Incident, Ran
from incident_cli.core.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Place = int | str | None
    """What of an incident a row is about: the incident itself (None), a line (4), an action ("a3")."""
    Known = dict[Place, dict[str, Any]]
    """What is said so far of each."""


class Change(NamedTuple):
    """One thing that one row of the log changed.

    row: the number of that row; recorded_at: when it was written, by `author` on `host`. id: `168`, `168.4`, `168.a3`.
    did: the kind of the row. field: the name that the record has for it; empty where the row says nothing more.
    before, after: values of the record, None for nothing. undone: the row no longer counts.
    """

    row: int
    recorded_at: datetime
    author: str
    host: str
    id: str
    did: EventKind
    field: str
    before: Any
    after: Any
    undone: bool


class History(NamedTuple):
    """What `show --history` shows: an incident as it is now, its title, the servers' names, the changes in order."""

    incident: Incident
    headline: str
    names: Mapping[int, str]
    changes: Sequence[Change]


MAKING = (
    EventKind.OPENED,
    EventKind.ADDED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.POSTMORTEM_STORED,
)
"""The kinds of rows that make a line."""

_OF_LINE = {"status", "states"}
"""What an opening says of its line; all else that it says is of the incident."""

_LINKS = {
    "relate": ("related", True),
    "unrelate": ("related", False),
    "duplicate": ("duplicates", True),
    "unduplicate": ("duplicates", False),
}
"""Fields that say what is added to a list, or taken from it: the name of the list, and which of the two."""

_NAMES = {"states": "servers", "why": "retracted"}
_USUAL: Mapping[str, Any] = {"kind": EntryKind.UPDATE, "state": ActionState.OPEN}
"""What a new line, or action, is when it does not say so: not told, nor that it happened when it was written."""
_UNSAID = {
    *("key", "key_time", "raw", "external_id", "redacted", "author", "host", "recorded_at", "edited", "action"),
    *Ran._fields,
}


def history(rows: Sequence[Event]) -> Iterator[Change]:
    """The changes that the rows of one incident made, in log order, those undone included."""
    undone = _undone(rows)
    known: Known | None = {}
    for index, event in enumerate(rows):
        if event.kind is EventKind.VOIDED:
            known = None  # what there was before it was undone is told by the rows that were left
            said = [_taken_back(event, rows)]
        else:
            known = _replayed(living(rows[:index])) if known is None else known
            said = list(_said(event, known)) or [_Said(_place(event), "")]
        for each in said:
            yield _change(event, each, undone=event.id in undone)


class _Said(NamedTuple):
    """What one row says of one thing."""

    place: Place
    field: str
    before: Any = None
    after: Any = None


def _change(event: Event, said: _Said, *, undone: bool) -> Change:
    address = f"{event.incident}" if said.place is None else f"{event.incident}.{said.place}"
    who = (event.written_at, event.author, event.host)
    return Change(event.id, *who, address, event.kind, said.field, said.before, said.after, undone)


def _place(event: Event) -> Place:
    action = event.data.get("action")
    return event.entry if action is None else f"a{action}"


def _undone(rows: Sequence[Event]) -> set[int]:
    """The ids of the rows that no longer count. Read backwards, as `fold.living` does."""
    void: set[str] = set()
    found: set[int] = set()
    for event in reversed(rows):
        if event.command in void:
            found.add(event.id)
        elif event.kind is EventKind.VOIDED:
            void.add(event.data["batch"])
    return found


def _taken_back(event: Event, rows: Sequence[Event]) -> _Said:
    """What was undone: the lines, or the incident itself. To undo an undo is to redo what that took back."""
    again, voids = True, [event]
    while voids:
        again, name, before = not again, voids[0].data["batch"], voids[0].id
        command = [row for row in rows if row.command == name and row.id < before]
        voids = [row for row in command if row.kind is EventKind.VOIDED]
    places = dict.fromkeys(row.address for row in command)
    return _Said(None, "redone" if again else "undone", None, tuple(places))


def in_words(value: object, names: Mapping[int, str], when: Callable[[datetime], str], between: str = ", ") -> str:
    """A value of the record in words. names: of the servers; when: how an instant is said; between: parts of a list."""
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, Ran):
        return " · ".join(phrase.command(value))
    if isinstance(value, tuple):
        return between.join(_element(each, names) for each in value)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _element(value: object, names: Mapping[int, str]) -> str:
    if isinstance(value, tuple):  # a server and its state
        server, state = value
        return f"{names.get(server, phrase.UNKNOWN)}={state.short}"
    return str(value)


def _replayed(rows: Iterable[Event]) -> Known:
    known: Known = {}
    for event in rows:
        for _ in _said(event, known):
            continue
    return known


def _said(event: Event, known: Known) -> Iterator[_Said]:
    """What a row changes, given what is known till then, which it brings up to date."""
    if event.kind is EventKind.DELETED and "moved_to" not in event.data:
        yield _Said(event.entry, "deleted", known.get(event.entry, {}).get("text"))
    if event.kind is EventKind.REDACTED:
        yield _Said(_place(event), "redacted")
    for name, (field, made) in _LINKS.items():
        if name in event.data:
            yield _Said(None, field, *((None, event.data[name]) if made else (event.data[name], None)))
    for place, field, after in _values(event, dated=_dated(event, known)):
        of = known.setdefault(place, {})
        before, of[field] = of.get(field), after
        usual = _USUAL.get(field) if field not in ("at", "done_at") else event.written_at
        if before != after and (before is not None or after != usual):
            yield _Said(place, field, before, after)


def _dated(event: Event, known: Known) -> bool:
    """Whether a row gives a line its time. A post-mortem gets it when it is published, and once."""
    if event.kind is not EventKind.POSTMORTEM_STORED:
        return event.kind in MAKING
    published = DocumentStatus.PUBLISHED
    return event.data["document"] is published and known.get(event.entry, {}).get("document") is not published


def _values(event: Event, *, dated: bool) -> Iterator[tuple[Place, str, Any]]:
    """The fields of a row: of which place, the name, the value; None for an empty one."""
    if event.kind is EventKind.ACTION_CHANGED:
        yield from _of_action(event)
        return
    for name, value in event.data.items():
        if name not in _UNSAID and name not in _LINKS:
            own = name not in _OF_LINE if event.kind is EventKind.OPENED else name == "residual"
            yield None if own else event.entry, _NAMES.get(name, name), value or None
    if dated:
        yield event.entry, "at", event.at
    if event.kind in MAKING and "kind" not in event.data:
        yield event.entry, "kind", _USUAL["kind"]
    if "argv" in event.data:
        yield event.entry, "command", Ran(**{name: event.data[name] for name in Ran._fields if name in event.data})


def _of_action(event: Event) -> Iterator[tuple[Place, str, Any]]:
    """The fields of a row about an action. What it is no more it was not for a reason, nor at a time."""
    place = _place(event)
    for name, value in event.data.items():
        if name not in _UNSAID:
            yield place, name, value or None
    state = event.data.get("state")
    if state is not None:
        yield place, "done_at", None if state is ActionState.OPEN else event.at
        if "why" not in event.data:
            yield place, "why", None
