"""What stands in the way of taking a command back (or of doing it again): a later change that builds on it. Pure.

Lines beside each other never clash. What clashes is a change of the same thing, and what could not be so without
the command: the lines of an incident that it opened, a reopening of what it closed, a use of a server it made.
For an undo only the changes of others count, since one's own are undone before; for a redo those of everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from incident_cli.core import phrase
from incident_cli.core.actions import makes
from incident_cli.core.decide.order import check_opening, check_order
from incident_cli.core.decide.undoing import Step
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import living
from incident_cli.core.model import Incident, Server, Verb
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Conflict, Refused

_ENDS = (EventKind.CLOSED, EventKind.REOPENED)
_LINKS = {"relate", "unrelate", "duplicate", "unduplicate", "redacted"}
"""Fields of an edit that add to what there is: two of them never run over each other."""
_MAKES = (*_ENDS, EventKind.OPENED, EventKind.ADDED, EventKind.POSTMORTEM_STORED)


class Turn(NamedTuple):
    """What a step does to one incident: its log, the rows that go or come back, and what it was and will be."""

    log: Sequence[Event]
    rows: Sequence[Event]
    before: Incident
    after: Incident


def check(step: Step, turn: Turn, me: str, now: datetime) -> None:
    """Check that a step may be done to an incident. me: whose command it is. Raises Conflict."""
    if _was_so(step, turn.log, turn.rows):
        return
    later = [e for e in _counting(turn.log, step) if step.redo or e.author != me]
    about: dict[int | None, list[Event]] = {}
    for event in later:
        about.setdefault(event.entry, []).append(event)
    for row in turn.rows:
        found = next(_in_the_way(row, later, about), None)
        if found is not None:
            raise _conflict(step, found, _did(found), _instead(row), me, now)
    _check_whole(step, turn, me, now)
    last = next((e for e in reversed(turn.log) if e.command not in (step.name, step.void)), turn.log[-1])
    _check_possible(step, turn, last, me, now)


def _was_so(step: Step, log: Sequence[Event], rows: Iterable[Event]) -> bool:
    """Whether the step leads back to exactly what there was before the rows that it voids were written."""
    began = next((number for number, event in enumerate(log) if event.command == step.void), 0)
    counting = {event.id for event in living(log)} ^ {event.id for event in rows}
    return counting == {event.id for event in living(log[:began])}


def _counting(log: Sequence[Event], step: Step) -> Iterator[Event]:
    """What was written after the command (for a redo: after its undo) by others, and still counts."""
    for event in living(log):
        if event.id > step.since and event.command != step.name and event.kind is not EventKind.REDACTED:
            yield event


def _in_the_way(row: Event, later: Sequence[Event], about: Mapping[int | None, Sequence[Event]]) -> Iterator[Event]:
    """The later changes that build on a row."""
    same = about.get(row.entry, ())
    if row.kind is EventKind.OPENED:
        yield from later
    elif row.kind is EventKind.EDITED:
        yield from (e for e in same if e.kind is EventKind.EDITED and _fields(e) & _fields(row))
        if "residual" in row.data:
            yield from (e for e in later if e.kind is EventKind.CLOSED and "residual" in e.data)
    elif row.kind is EventKind.ACTION_CHANGED:
        yield from (e for e in same if e.kind is row.kind and e.data["action"] == row.data["action"] and _bound(e, row))
    elif row.kind in (EventKind.RETRACTED, EventKind.DELETED):
        yield from (e for e in same if e.kind is row.kind)
    elif row.kind in _MAKES:
        yield from same
        yield from (e for e in later if _depends(e, row))


def _bound(event: Event, row: Event) -> bool:
    """Whether a later change of an action builds on one: on its adding, or on what it says of the same field."""
    return makes(row.data) or bool((_fields(event) & _fields(row)) - {"action"})


def _fields(event: Event) -> set[str]:
    return set(event.data) - _LINKS


def _depends(event: Event, row: Event) -> bool:
    """Whether another line makes sense only with (or without) the one of a row."""
    if row.kind is EventKind.POSTMORTEM_STORED:  # an incident has one
        return event.kind is EventKind.POSTMORTEM_STORED
    if row.kind in _ENDS and event.kind in _ENDS:
        return True
    moves = event.kind is EventKind.ADDED and bool(event.data.get("status") or event.data.get("states"))
    return row.kind is EventKind.REOPENED and moves


def _check_whole(step: Step, turn: Turn, me: str, now: datetime) -> None:
    """What comes back must find what it was about."""
    for row in turn.rows if step.redo else ():
        if not turn.after.exists or _is_gone(row, turn.after):
            gone = [e for e in turn.log if e.kind is EventKind.VOIDED and e.id > step.since]
            address = _address(row)
            if gone:
                raise _conflict(step, gone[-1], f"undid {address}", "", me, now)
            raise Conflict(f"{address} is not there any more; nothing was changed", f"incident show {row.incident}")
    twice = _repeated_keys(turn.after) - _repeated_keys(turn.before)
    if twice:
        what, key = min(twice)
        raise Conflict(
            f'#{turn.after.id} has another {what} with the key "{key}" by now; nothing was changed',
            f"incident show {turn.after.id}",
        )


def _is_gone(row: Event, after: Incident) -> bool:
    if row.kind is EventKind.ACTION_CHANGED:
        return row.data["action"] not in after.actions
    return row.entry is not None and row.entry not in after.entries


def _repeated_keys(incident: Incident) -> set[tuple[str, str]]:
    lines = _repeated(entry.key for entry in incident.timeline if entry.key and entry.number)
    actions = _repeated(action.key for action in incident.actions.values() if action.key)
    return {("line", key) for key in lines} | {("action", key) for key in actions}


def _repeated(words: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    twice: set[str] = set()
    for word in words:
        (twice if word in seen else seen).add(word)
    return twice


def _check_possible(step: Step, turn: Turn, last: Event, me: str, now: datetime) -> None:
    """With what was written since, the incident might be one that nobody could have written."""
    wrong = [said for said in _faults(turn.after) if said not in _faults(turn.before)]
    if wrong:
        raise _conflict(step, last, f"changed #{last.incident}, and now {wrong[0]}", "", me, now)


def _faults(incident: Incident) -> list[str]:
    """What cannot be in an incident: ends out of order, and lines that say what was not heard."""
    found: list[str] = []
    if not incident.exists:
        return found
    try:
        check_order(incident, ())
        check_opening(incident, incident.entries[0].at)
    except Refused as refusal:
        found.append(refusal.message.removesuffix("; nothing was changed"))
    ended = False
    for entry in incident.timeline:
        ended = entry.verb is Verb.CLOSED or (ended and entry.verb is not Verb.REOPENED)
        if ended and entry.verb is Verb.UPDATED and (entry.status or entry.states):
            found.append(f"{incident.id}.{entry.number} would stand after its end and move nothing")
    return found


def check_servers(before: Mapping[int, Server], known: Mapping[int, Server], turns: Iterable[Turn]) -> None:
    """Check that after a step every server that is spoken of is there, and no two have one name.

    before, known: the servers as they are, and as they will be. Raises Conflict.
    """
    for turn in turns:
        spoken = {server for entry in turn.after.entries.values() for server, _ in entry.states}
        if spoken - known.keys():
            raise Conflict(
                f"#{turn.after.id} would speak of a server that is not there; nothing was changed",
                f"incident show {turn.after.id}  and  incident server list",
            )
    twice = _repeated(server.name.casefold() for server in known.values())
    new = twice - _repeated(server.name.casefold() for server in before.values())
    if new:
        raise Conflict(
            f'there would be two servers called "{min(new)}"; nothing was changed', "incident server list --all"
        )


def check_unused(rows: Sequence[Event], users: Sequence[int]) -> None:
    """Check that no other incident speaks of a server that goes. rows: those that made it. Raises Conflict."""
    if users:
        name = next((row.data["name"] for row in rows if "name" in row.data), "")
        raise Conflict(
            f'#{users[0]} speaks of the server "{name}" by now, which that command made; nothing was changed',
            f"incident show {users[0]}",
        )


def check_server(step: Step, log: Sequence[Event], rows: Sequence[Event], me: str, now: datetime) -> None:
    """Check that a step may be done to a server. log: its rows; rows: those that go or come back. Raises Conflict."""
    if _was_so(step, log, rows):
        return
    later = [e for e in _counting(log, step) if step.redo or e.author != me]
    made = next((e for e in living(log) if e.kind is EventKind.SERVER_CHANGED), None)
    for row in rows:
        for event in later:
            same = event.kind is row.kind and (row.kind is EventKind.STATE_SET or _fields(event) & _fields(row))
            if same or (row is made and not step.redo):
                raise _conflict(step, event, "changed the same server", "incident server set NAME=STATE", me, now)


def _conflict(step: Step, event: Event, did: str, instead: str, me: str, now: datetime) -> Conflict:
    """The refusal: who did what after that, and what to do."""
    when = phrase.ago(event.written_at, now)
    who = "you" if event.author == me else event.author
    word = "redo" if step.redo else "undo"
    seen = "incident server list" if event.incident is None else f"incident show {event.incident}"
    first = f"incident undo  by {event.author} takes that back first"
    return Conflict(
        f"{word} would run over a later change: {who} {did} ({when}); nothing was changed",
        *((seen,) if step.redo else (instead, first)),
    )


def _did(event: Event) -> str:
    address = _address(event)
    if event.kind is EventKind.ACTION_CHANGED and makes(event.data):
        return f"added {address}"
    said = {
        EventKind.CLOSED: f"closed #{event.incident}",
        EventKind.REOPENED: f"reopened #{event.incident}",
        EventKind.ADDED: f"wrote {address}",
        EventKind.POSTMORTEM_STORED: f"stored the post-mortem of #{event.incident}",
        EventKind.RETRACTED: f"retracted {address}",
        EventKind.DELETED: f"deleted {address}",
    }
    return said.get(event.kind, f"changed {address}")


def _address(event: Event) -> str:
    return event.address if "." in event.address else f"#{event.address}"


def _instead(row: Event) -> str:
    """What to type in the place of undoing a row."""
    number, address = row.incident, _address(row).removeprefix("#")
    said = {
        EventKind.OPENED: f'incident close {number} "opened by mistake"',
        EventKind.CLOSED: f"incident reopen {number}",
        EventKind.REOPENED: f"incident close {number}",
        EventKind.ADDED: f"incident edit {address} --retract WHY",
        EventKind.POSTMORTEM_STORED: f"incident postmortem {number} -e",
        EventKind.ACTION_CHANGED: f"incident action {'drop' if makes(row.data) else 'edit'} {address}",
    }
    return said.get(row.kind, f"incident edit {address}")
