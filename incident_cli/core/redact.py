"""Redaction: a secret pasted into an entry, taken out of every row of it for good. Pure.

A row keeps its place and its other columns; in its `data` the secret becomes a mark, and the field
`redacted` (always the first, which the guard of the log looks for) says who took it out and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from incident_cli.core import instant
from incident_cli.core.events import Event, EventKind
from incident_cli.core.record import NamedTuple
from incident_cli.errors import NotFound, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MARK = "[redacted]"
_WHOLE = ("text", "why", "argv")
"""The fields that are replaced when no string is named: all that is free text."""


class Redaction(NamedTuple):
    """What a redaction does: existing rows with their new data, and the row that tells of it."""

    rows: tuple[Event, ...]
    event: Event


def redaction(
    events: Iterable[Event],
    incident: int,
    entry: int | None,
    secret: str,
    who: str,
    now: datetime,
    action: int | None = None,
) -> Redaction:
    """Take a secret out of all rows of an entry, those undone or edited away included.

    entry: its number; None: what is said of the incident itself, in its opening, in every edit of it and in its
    actions; with action: of that one alone.
    secret: a string to replace wherever it stands; empty: the whole text of every row.
    Raises NotFound for an entry never written, and Refused when there is nothing to take out.
    """
    rows = concerned(events, entry, action)
    said = {} if action is None else {"action": action}
    told = Event(EventKind.REDACTED, now, said, incident=incident, entry=entry)
    where = told.address if "." in told.address else f"#{incident}"
    if not rows:
        what = "action" if action is not None else "incident" if entry is None else "entry"
        raise NotFound(f"there is no {what} {where}", f"incident show {incident}")
    mark = f"{who}, {instant.text(now)}"
    changed = []
    for row in rows:
        data = {name: _without(value, name, secret) for name, value in row.data.items() if name != "redacted"}
        if any(data[name] != row.data[name] for name in data):
            changed.append(row._replace(data={"redacted": mark, **data}))
    if not changed:
        what = "that string does not stand" if secret else "there is no text"
        raise Refused(f"{what} in {where}; nothing was changed")
    return Redaction(tuple(changed), told)


def concerned(events: Iterable[Event], entry: int | None, action: int | None = None) -> list[Event]:
    """The rows of an incident that tell an entry, an action, or (None) what is said of the incident itself."""
    if action is not None:
        return [row for row in events if row.kind is EventKind.ACTION_CHANGED and row.data["action"] == action]
    numbers = (entry,) if entry is not None else (None, 0)
    return [event for event in events if event.entry in numbers and event.kind is not EventKind.REDACTED]


def _without(value: Any, name: str, secret: str) -> Any:
    """A field without the secret. Vocabularies are strings too, but nobody can hide anything in them."""
    if isinstance(value, str) and type(value) is str:
        if secret:
            return value.replace(secret, MARK)
        return MARK if name in _WHOLE and value else value
    if isinstance(value, tuple) and not secret and name in _WHOLE:
        return (MARK,)
    if isinstance(value, tuple) and secret:
        return tuple(_without(each, name, secret) for each in value)
    return value


def texts(data: Mapping[str, Any]) -> list[str]:
    """All the free text of a row's data, for finding where else a secret stands."""
    found: list[str] = []
    for value in (data[name] for name in data if name != "redacted"):
        several = value if isinstance(value, tuple | list) else (value,)
        found += [each for each in several if type(each) is str]
    return found
