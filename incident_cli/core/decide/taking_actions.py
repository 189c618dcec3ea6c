"""Taking in the actions that a file tells: with a new incident, or what its source says otherwise by now. Pure.

Of an action a file says how it is, and when it was written and done: two rows tell that. Actions are never taken away
again, since most sources of an incident know of none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from incident_cli.core.actions import FIELDS, ActionState
from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.portable import PortableAction

_STATE = ("state", "done_at", "why")


def brought(number: int, actions: Iterable[PortableAction], *, first: int = 1) -> list[Event]:
    """The rows of actions, numbered from `first` on, in the order in which their source wrote them."""
    rows = [row for place, action in enumerate(actions, start=first) for row in _rows(number, place, action)]
    return sorted(rows, key=_written)


def _written(row: Event) -> datetime:
    return row.written_at


def _rows(number: int, place: int, action: PortableAction) -> Iterator[Event]:
    at = action.created_at
    said = compact(**{name: getattr(action, name) for name in FIELDS}, external_id=action.external_id)
    made = {"action": place, "state": ActionState.OPEN, "text": action.text, **said, "author": ""}
    yield Event(EventKind.ACTION_CHANGED, at, made, number, recorded_at=at)
    if action.state is not ActionState.OPEN:
        over = action.done_at or at
        yield _over(number, place, action)._replace(recorded_at=max(at, over))


def _over(number: int, place: int, action: PortableAction) -> Event:
    said = compact(action=place, state=action.state, why=action.why)
    return Event(EventKind.ACTION_CHANGED, action.done_at or action.created_at, said, number)


def merged(rows: Sequence[Event], more: Sequence[Event]) -> list[Event]:
    """Rows with more among them, each before the first (behind the opening) that was written later."""
    found, waiting = list(rows[:1]), list(more)
    for row in rows[1:]:
        while waiting and row.recorded_at is not None and waiting[0].written_at < row.recorded_at:
            found.append(waiting.pop(0))
        found.append(row)
    return found + waiting


def changed(
    number: int, before: Iterable[PortableAction], after: Iterable[PortableAction], *, first: int, now: datetime
) -> list[Event]:
    """What a source says otherwise of actions, as rows of `now`; new ones are numbered from `first` on."""
    known = {_identity(action): action for action in before}
    new = [action for action in after if _identity(action) not in known]
    edits = [row for action in after for row in _edited(number, known.get(_identity(action)), action, now)]
    return [*brought(number, new, first=first), *edits]


def _identity(action: PortableAction) -> tuple[object, ...]:
    return (action.external_id,) if action.external_id else (action.created_at, action.text)


def _edited(number: int, was: PortableAction | None, action: PortableAction, now: datetime) -> Iterator[Event]:
    if was is None:
        return
    fields = {name: getattr(action, name) or None for name in FIELDS if getattr(action, name) != getattr(was, name)}
    if fields:
        yield Event(EventKind.ACTION_CHANGED, now, {"action": was.number, **fields}, number)
    if any(getattr(action, name) != getattr(was, name) for name in _STATE):
        yield _over(number, was.number, action)._replace(at=action.done_at or now)
