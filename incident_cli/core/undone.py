"""What an undo or a redo did, in words: which command it was, and what became of the incidents. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from incident_cli.core import phrase
from incident_cli.core.actions import ActionState, makes
from incident_cli.core.events import Event, EventKind
from incident_cli.core.measure import Change
from incident_cli.core.model import Entry, Incident, State
from incident_cli.core.record import NamedTuple

_COMMANDS = {
    EventKind.IMPORTED: "import",
    EventKind.OPENED: "open",
    EventKind.CLOSED: "close",
    EventKind.REOPENED: "reopen",
    EventKind.DELETED: "edit",
    EventKind.RETRACTED: "edit",
    EventKind.EDITED: "edit",
    EventKind.POSTMORTEM_STORED: "postmortem",
    EventKind.ACTION_CHANGED: "action",
    EventKind.ADDED: "update",
    EventKind.STATE_SET: "server set",
    EventKind.SERVER_CHANGED: "server",
}
"""What was typed, told by the first of these kinds that a command wrote."""

_SHOWN = 3
"""Incidents that one echo tells of."""
_EXCERPT = 60
"""Characters of a text or a title in an echo."""


class Effect(NamedTuple):
    """What a step did to one incident. headline: its title afterwards, empty where it is not there."""

    before: Incident
    after: Incident
    headline: str
    changes: tuple[Change, ...] = ()


class Undone(NamedTuple):
    """An undo or a redo, for its one-line echo.

    command: what was typed then ("update"); empty where there was nothing to take back. what: the same in words.
    ids: what it wrote, as addresses (168, 168.4) or names of servers. at: when it was recorded. text: the text of
    its line. names: of the servers, before and after. dry: it was only asked what would be done.
    """

    command: str
    what: str
    ids: tuple[str, ...] = ()
    at: datetime | None = None
    text: str = ""
    effects: tuple[Effect, ...] = ()
    names: Mapping[int, str] = {}
    redo: bool = False
    dry: bool = False
    note: str = ""


class Facts(NamedTuple):
    """What a command is told from: its rows in log order, the incidents as they are with it, their titles, and the
    names of the servers."""

    rows: Sequence[Event]
    incidents: Mapping[int, Incident]
    headlines: Mapping[int, str]
    names: Mapping[int, str]

    def entry(self, row: Event) -> Entry | None:
        """The line that a row is about, as it reads with the command."""
        if row.incident is None or row.entry is None:
            return None
        return self.incidents[row.incident].entries.get(row.entry)

    def server(self, row: Event) -> str:
        """The name of the server that a row is about."""
        return self.names.get(row.server or 0, phrase.UNKNOWN)


def told(facts: Facts) -> Undone:
    """What a command did, in words."""
    kind = next(kind for kind in _COMMANDS if any(row.kind is kind for row in facts.rows))
    lines = [row for row in facts.rows if row.kind is kind]
    entry = facts.entry(lines[0]) if len(lines) == 1 else None
    text = entry.text if entry is not None and entry.number else ""
    command = "run" if entry is not None and entry.ran is not None else _COMMANDS[kind]
    said = _SAYERS.get(kind, _edited)(lines, facts)
    return Undone(command, said, tuple(_ids(facts)), lines[0].written_at, text, names=facts.names)


def _ids(facts: Facts) -> dict[str, None]:
    """Each thing once. Of an incident that was opened, its number says it all."""
    opened = {row.incident for row in facts.rows if row.kind is EventKind.OPENED}
    ids: dict[str, None] = {}
    for row in facts.rows:
        if row.incident is not None:
            ids[str(row.incident) if row.incident in opened else row.address] = None
    set_ = [row for row in facts.rows if row.kind is EventKind.STATE_SET]
    return ids or {facts.server(row): None for row in set_ or facts.rows}


def _excerpt(text: str) -> str:
    said = " ".join(text[: 4 * _EXCERPT].split())
    return said if len(said) <= _EXCERPT else said[:_EXCERPT].rstrip() + "…"


def _quoted(entry: Entry | None) -> str:
    return f' "{_excerpt(entry.text)}"' if entry is not None and entry.text.strip() else ""


def _opened(lines: Sequence[Event], facts: Facts) -> str:
    numbers = [row.incident or 0 for row in lines]
    if len(numbers) > 1:
        return f"{len(numbers)} incidents, #{min(numbers)} to #{max(numbers)}"
    return f"#{numbers[0]} {_excerpt(facts.headlines.get(numbers[0], ''))}"


def _added(lines: Sequence[Event], facts: Facts) -> str:
    first = lines[0]
    if len(lines) > 1:
        return f"{len(lines)} lines, {first.address} to {lines[-1].address}"
    entry = facts.entry(first)
    if entry is not None and entry.ran is not None:
        return f"{first.address} {_excerpt(phrase.command(entry.ran)[0])}"
    return f"{first.address}{_quoted(entry)}"


def _closed(lines: Sequence[Event], facts: Facts) -> str:
    return f"the closing of #{lines[0].incident}{_quoted(facts.entry(lines[0]))}"


def _reopened(lines: Sequence[Event], facts: Facts) -> str:
    return f"the reopening of #{lines[0].incident}{_quoted(facts.entry(lines[0]))}"


def _deleted(lines: Sequence[Event], facts: Facts) -> str:
    there = [row for row in facts.rows if row.kind is EventKind.ADDED]
    if there:
        return f"the move of {lines[0].address} to {there[0].address}"
    return f"the deletion of {lines[0].address}"


def _retracted(lines: Sequence[Event], _: Facts) -> str:
    return f"the retraction of {lines[0].address}"


def _edited(lines: Sequence[Event], _: Facts) -> str:
    fields = dict.fromkeys(_FIELDS.get(n, n.replace("_", " ")) for row in lines for n in row.data if n != "redacted")
    where = dict.fromkeys(f"#{row.incident}" if row.entry is None else row.address for row in lines)
    return f"the edit of {', '.join(where)} ({', '.join(fields)})"


_FIELDS = {
    "at": "time",
    "states": "servers",
    "impact_began_at": "impact start",
    "detected_at": "detection",
    "acknowledged_at": "acknowledgement",
    "planned_from": "planned beginning",
    "planned_until": "planned end",
    "relate": "related",
    "unrelate": "related",
}


def _stored(lines: Sequence[Event], _: Facts) -> str:
    return f"the post-mortem {lines[0].address} ({lines[0].data['document'].replace('_', ' ')})"


def _set(lines: Sequence[Event], facts: Facts) -> str:
    return "server set " + ", ".join(f"{facts.server(row)}={row.data['state'].short}" for row in lines)


def _changed(lines: Sequence[Event], facts: Facts) -> str:
    return f"the change of {', '.join(facts.server(row) for row in lines)}"


def _acted(lines: Sequence[Event], facts: Facts) -> str:
    first = lines[0]
    if len(lines) > 1:
        return f"{len(lines)} changes of actions, {', '.join(dict.fromkeys(row.address for row in lines))}"
    if makes(first.data):
        return f"the action {_action(first, facts)}"
    if "state" in first.data:
        did = "reopened" if first.data["state"] is ActionState.OPEN else first.data["state"]
        return f"{_action(first, facts)} {did}"
    fields = [name for name in first.data if name not in ("action", "redacted")]
    return f"the edit of {first.address} ({', '.join(fields)})"


def _action(row: Event, facts: Facts) -> str:
    """`168.a3 "Replace the disk"`."""
    action = facts.incidents[row.incident or 0].actions.get(row.data["action"])
    return row.address if action is None else f'{row.address} "{_excerpt(action.text)}"'


def _imported(lines: Sequence[Event], _: Facts) -> str:
    numbers = [row.incident or 0 for row in lines]
    if len(numbers) == 1:
        return f"the import of #{numbers[0]}"
    return f"the import of {len(numbers)} incidents, #{min(numbers)} to #{max(numbers)}"


_SAYERS: Mapping[EventKind, Callable[[Sequence[Event], Facts], str]] = {
    EventKind.IMPORTED: _imported,
    EventKind.OPENED: _opened,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
    EventKind.DELETED: _deleted,
    EventKind.RETRACTED: _retracted,
    EventKind.POSTMORTEM_STORED: _stored,
    EventKind.ADDED: _added,
    EventKind.ACTION_CHANGED: _acted,
    EventKind.STATE_SET: _set,
    EventKind.SERVER_CHANGED: _changed,
}


def effect(before: Incident, after: Incident, headline: str) -> Effect:
    """What a step did to an incident: also which of its servers it claims otherwise now."""
    was, now = _held(before), _held(after)
    up = State.OPERATIONAL
    moves = [Change(s, was.get(s), now.get(s, up)) for s in was | now if was.get(s, up) is not now.get(s, up)]
    return Effect(before, after, headline, tuple(moves))


def _held(incident: Incident) -> dict[int, State]:
    return {c.server: c.state for c in incident.standing.claims if c.until is None and not c.standing}


def parts(undone: Undone, now: datetime) -> Iterator[str]:
    """The parts of the echo, in order; what is stored in them is not made safe yet."""
    if undone.at is None:
        yield undone.what
        return
    word = ("would redo" if undone.redo else "would undo") if undone.dry else ("redone" if undone.redo else "undone")
    yield f"{word}: {undone.what} ({phrase.ago(undone.at, now)})"
    for number, each in enumerate(undone.effects[:_SHOWN]):
        said = list(_effect(each, undone.names))
        if each.before.exists and each.after.exists and (said or not number):
            yield f"#{each.after.id} {_excerpt(each.headline)}"
            yield from said
    if len(undone.effects) > _SHOWN:
        yield f"and {len(undone.effects) - _SHOWN} more"
    yield undone.note
    if not undone.dry:
        yield f"to take that back: incident undo{'' if undone.redo else ' --redo'}"


def question(undone: Undone, now: datetime) -> str:
    """What a person is asked before it is done."""
    return f"{' · '.join(filter(None, parts(undone._replace(dry=True, note=''), now)))}. Go on?"


def _effect(each: Effect, names: Mapping[int, str]) -> Iterator[str]:
    before, after = each.before, each.after
    if before.status is not after.status:
        yield f"{phrase.said_status(before.status, before)} → {phrase.said_status(after.status, after)}"
    for change in each.changes:
        yield phrase.move(names.get(change.server, phrase.UNKNOWN), change.before, change.after)
