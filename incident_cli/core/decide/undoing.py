"""Taking a command back, and taking that back: which one it is, and the rows that say so.

An undo is a command that voids another one, and a redo one that voids an undo; nothing else is ever voided. Mine
are the commands of the same author, so that only an author's own rows void an author's commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import living
from incident_cli.core.record import NamedTuple

_NEVER = (EventKind.VOIDED, EventKind.REDACTED)
"""Undoing is taken back by redoing, and a secret stays out for good."""


class Step(NamedTuple):
    """One step back, or forth again.

    name: of the command that goes or comes back; void: what the new rows void, the command or the undo of it.
    since: the log row after which a change of others may stand in the way.
    """

    name: str
    void: str
    since: int
    redo: bool = False


def standing(voids: Sequence[Event]) -> dict[str, int]:
    """What is void for good: the name of each command, with the last row that voids it.

    voids: all `voided` rows of an author, in log order.
    """
    found: dict[str, int] = {}
    for row in reversed(voids):
        if row.command not in found:
            found.setdefault(row.data["batch"], row.id)
    return found


def back(commands: Iterable[Event], voids: Sequence[Event], span: Callable[[str], tuple[int, int]]) -> Step | None:
    """The step that takes back an author's last command that still counts; None where there is none.

    commands: a row of each, the one begun last comes first, and no more are taken than needed.
    span: the first and the last row of a command. One that still writes (a stream) counts again when it writes on.
    """
    void = standing(voids)
    for row in commands:
        name = row.command
        if row.kind not in _NEVER and (name not in void or span(name)[1] > void[name]):
            return Step(name, name, span(name)[0])
    return None


def forth(voids: Sequence[Event]) -> Step | None:
    """The step that takes back an author's last undo that still counts; None where there is none."""
    void, undos = standing(voids), {row.command for row in voids}
    for row in reversed(voids):
        if row.command not in void and row.data["batch"] not in undos:
            return Step(row.data["batch"], row.command, row.id, redo=True)
    return None


def taken(step: Step, incident: int | None, server: int | None, now: datetime) -> Event:
    """The row that says so of an incident, or of a server."""
    return Event(EventKind.VOIDED, now, {"batch": step.void}, incident=incident, server=server)


def moved(step: Step, before: Sequence[Event], after: Sequence[Event]) -> list[Event]:
    """The rows of one incident or server that count no more, or count again. before, after: its whole log."""
    more, fewer = (after, before) if step.redo else (before, after)
    kept = {event.id for event in living(fewer)}
    return [event for event in living(more) if event.command == step.name and event.id not in kept]
