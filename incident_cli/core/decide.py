"""What a command may do now -> the events to append, or a refusal. Pure: `now` is a parameter.

Every function takes what the record says (values) and what was typed (understood), and returns
events without their stamp; an empty list means that there is nothing to do. Refusals are
`Refused` (a rule), `Usage`, `NotFound` and `Conflict`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.measure import end_of
from incident_cli.core.model import DocumentStatus, Entry, EntryKind, Incident, Kind, Server, State, States, Status
from incident_cli.errors import Conflict, NotFound, Refused, Usage

FIRST_STATUS = {Kind.INCIDENT: Status.INVESTIGATING, Kind.MAINTENANCE: Status.SCHEDULED}
LAST_STATUS = {Kind.INCIDENT: Status.RESOLVED, Kind.MAINTENANCE: Status.COMPLETED}


class Line(NamedTuple):
    """What one timeline line says. `key_time` is the time as typed, so that a retry of a keyed
    command with a relative time (`-t -5m`) is seen to be the same command."""

    at: datetime
    text: str = ""
    status: Status | None = None
    states: States = ()
    links: tuple[str, ...] = ()
    kind: EntryKind = EntryKind.UPDATE
    guess: bool = False
    key: str = ""
    key_time: str = ""

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all."""
        return not (self.text.strip() or self.status or self.states or self.links)


class Mention(NamedTuple):
    """Server names resolved: the states by server id, the servers to create, and the doubts.

    `doubts` are pairs (name as typed, existing name that it nearly is).
    """

    states: States
    created: tuple[Event, ...]
    doubts: tuple[tuple[str, str], ...]


def mention(known: Iterable[Server], said: Iterable[tuple[str, State]], next_id: int, at: datetime) -> Mention:
    """Turn (name, state) pairs into states by id; a name never heard of becomes a new server."""
    by_name = {server.name.casefold(): server for server in known}
    states: dict[int, State] = {}
    created: list[Event] = []
    doubts: list[tuple[str, str]] = []
    for name, state in said:
        server = by_name.get(name.casefold())
        if server is None:
            doubts += [(name, near) for near in _near_misses(name, (s.name for s in by_name.values()))]
            server = Server(next_id + len(created), name)
            created.append(Event(EventKind.SERVER_CHANGED, at, {"name": name}, server=server.id))
            by_name[name.casefold()] = server
        states[server.id] = state
    return Mention(tuple(states.items()), tuple(created), tuple(doubts))


def _near_misses(name: str, names: Iterable[str]) -> list[str]:
    """The existing name that a new one nearly is. Names that differ only in digits never are.

    The cutoff takes two letters that changed places in a name of four (`wbe1`).
    """
    from difflib import get_close_matches

    def letters(text: str) -> str:
        return "".join(c for c in text.casefold() if not c.isdigit())

    candidates = {known.casefold(): known for known in names if letters(known) != letters(name)}
    return [candidates[near] for near in get_close_matches(name.casefold(), candidates, n=1, cutoff=0.75)]


def opened(
    number: int, line: Line, header: Mapping[str, Any], first_text: Line | None, earlier: Sequence[Event] = ()
) -> list[Event]:
    """Open incident `number`: row 168.0 with the beginning, status and states; 168.1 with a text.

    `header` holds the incident's fields (`core/events.py`, `opened`). `earlier`: the rows of the open
    incident that the line's key names; saying the same again does nothing. Raises Usage without a
    title and without servers to make one from, Refused for a window that cannot be, and Conflict.
    """
    kind = header.get("kind", Kind.INCIDENT)
    if not header.get("title") and not line.states:
        raise Usage("an incident needs a title or a server", 'incident open "what is wrong"  or  incident open -s NAME')
    status = line.status or FIRST_STATUS[kind]
    if status.final:
        raise Refused(f"an incident cannot be opened as {status}", "open it, then close it: incident close -t TIME")
    _check_window(header.get("planned_from"), header.get("planned_until"))
    data = compact(**header, key=line.key, key_time=line.key_time, status=status, states=line.states, links=line.links)
    events = [Event(EventKind.OPENED, line.at, data, incident=number, entry=0)]
    if first_text is not None:
        events.append(_added(number, 1, first_text))
    return _once(events, earlier, line.key)


def _once(events: list[Event], earlier: Sequence[Event], key: str) -> list[Event]:
    """The events, or none where the key says that they were stored before. Raises Conflict."""
    if not earlier:
        return events
    repeated(earlier, events, key)
    return []


def _check_window(start: datetime | None, end: datetime | None) -> None:
    if start is not None and end is not None and end <= start:
        raise Refused(
            "the planned end is not after the planned beginning; nothing was saved", "--until later, or --for 2h"
        )


def _added(number: int, entry: int, line: Line) -> Event:
    kind = None if line.kind is EntryKind.UPDATE else line.kind
    data = compact(
        kind=kind,
        text=line.text,
        status=line.status,
        states=line.states,
        links=line.links,
        guess=line.guess,
        key=line.key,
        key_time=line.key_time,
    )
    return Event(EventKind.ADDED, line.at, data, incident=number, entry=entry)


def updated(incident: Incident, entry: int, line: Line, earlier: Sequence[Event] = ()) -> list[Event]:
    """Add a line to an incident. A final status closes it, as `close` does.

    `earlier`: the row that the line's key names; saying the same again does nothing.
    Raises Usage for a line that says nothing, Refused and Conflict.
    """
    if line.empty:
        raise Usage(
            "there is nothing to add: the text is empty",
            'incident update "what happened"  or  incident update -s NAME=STATE',
        )
    final = line.status is not None and line.status.final
    if final and not line.kind.public:
        raise Usage(
            "an internal note cannot close: what closes is public; nothing was saved",
            f"incident close {incident.id}  and then  incident update {incident.id} -n TEXT",
        )
    if final and (incident.ended_at is None or earlier):
        return closed(incident, entry, line, earlier=earlier)
    if earlier:
        return _once([_added(incident.id, entry, line)], earlier, line.key)
    ended = end_of(incident, line.at)  # the clock may have completed a maintenance
    if ended is not None:
        _check_after_end(incident, ended, line)
    return [_added(incident.id, entry, line)]


def _check_after_end(incident: Incident, ended: datetime, line: Line) -> None:
    """What a line may still say of a closed incident. A second end is none of it."""
    if line.at >= ended and (line.states or line.status):
        raise Refused(
            f"#{incident.id} is closed, and a line after its end moves no status and no server; nothing was saved",
            f"incident reopen {incident.id}  or  incident server set NAME=STATE",
        )
    if line.status is not None and line.status.final:
        raise Refused(
            f"#{incident.id} is closed already, with a later end; nothing was saved",
            f"incident edit {incident.id} --ended TIME",
        )


def closed(
    incident: Incident, entry: int, line: Line, keep: bool = False, residual: str = "", earlier: Sequence[Event] = ()
) -> list[Event]:
    """Close an incident at `line.at`. One that is closed already stays as it is: no events.

    Raises Usage for a status that does not close, Refused for an end before the beginning, and Conflict
    for a key used with other words.
    """
    if line.status is not None and not line.status.final:
        raise Usage(
            f"{line.status} does not close #{incident.id}; nothing was saved",
            f"incident update {incident.id} -S {line.status}  or  incident close {incident.id}",
        )
    if earlier:
        return _once([_closing(incident, entry, line, keep, residual)], earlier, line.key)
    if end_of(incident, line.at) is not None:
        return []
    _check_reopened(incident, line)
    # A maintenance may be called off before its window begins, so only an incident is held to this.
    if incident.kind is Kind.INCIDENT and line.at < incident.began_at:
        raise Refused(
            f"the end would be before the beginning of #{incident.id}; nothing was saved",
            f"incident close {incident.id} -t TIME  or correct the beginning: incident edit {incident.id} --began TIME",
        )
    return [_closing(incident, entry, line, keep, residual)]


def _check_reopened(incident: Incident, line: Line) -> None:
    """The end of an incident that was opened again comes after that. (A head is only given lines at its end.)"""
    reopened = max((e.at for e in incident.timeline if e.verb == "reopened"), default=None)
    if reopened is not None and line.at < reopened:
        raise Refused(
            f"#{incident.id} was opened again after that; nothing was saved", f"incident close {incident.id} -t LATER"
        )


def _closing(incident: Incident, entry: int, line: Line, keep: bool, residual: str) -> Event:
    data = compact(
        text=line.text,
        status=line.status or LAST_STATUS[incident.kind],
        states=line.states,
        keep=keep,
        residual=residual,
        links=line.links,
        key=line.key,
        key_time=line.key_time,
    )
    return Event(EventKind.CLOSED, line.at, data, incident=incident.id, entry=entry)


def edited(incident: Incident, changes: Mapping[str, Any], now: datetime) -> list[Event]:
    """Change an incident's own fields; `began_at` and `ended_at` move its opening and its closing line.

    Only real changes become events. `incident` must be whole (with its entries).
    """
    lines = {name: _line_of(incident, name) for name in ("began_at", "ended_at") if name in changes}
    moves = {name: changes[name] for name, line in lines.items() if line.at != changes[name]}
    fields = {
        name: value for name, value in changes.items() if name not in lines and (value or None) != _now(incident, name)
    }
    if moves:
        _check_order(incident, moves)
    _check_window(
        fields.get("planned_from", incident.planned_from), fields.get("planned_until", incident.planned_until)
    )
    events = []
    if fields:
        events.append(Event(EventKind.EDITED, now, dict(fields), incident=incident.id))
    for name, at in moves.items():
        events.append(Event(EventKind.EDITED, now, {"at": at}, incident=incident.id, entry=lines[name].number))
    return events


def _now(incident: Incident, name: str) -> Any:
    """A field as it is; None where there is nothing, which is how a field is taken back."""
    return (incident.impact_set if name == "impact" else getattr(incident, name)) or None


def _check_order(incident: Incident, moves: Mapping[str, datetime]) -> None:
    """No closing line may come before the opening (of a maintenance: before its announcement), and no line
    that sets something, or the opening would set it back."""
    began = moves.get("began_at", incident.entries[0].at)
    if "began_at" in moves and incident.kind is Kind.MAINTENANCE:
        raise Refused(
            "a maintenance begins with its window; nothing was changed", f"incident edit {incident.id} --from TIME"
        )
    closings = [e.at for e in incident.timeline if e.verb == "closed" and e.at != incident.ended_at]
    ended = moves.get("ended_at", incident.ended_at)
    if min([*closings, ended or began]) < began:
        raise Refused(f"the end of #{incident.id} would be before its beginning; nothing was changed")
    told = [e for e in incident.timeline if e.verb == "updated" and e.at < began and (e.status or e.states)]
    if "began_at" in moves and told:
        raise Refused(
            f"{incident.id}.{told[0].number} set a status or a server before that; nothing was changed",
            f"incident show {incident.id}",
        )


def _line_of(incident: Incident, name: str) -> Entry:
    """The line that carries an incident's beginning or its end."""
    if name == "began_at":
        return incident.entries[0]
    for entry in reversed(incident.timeline):
        if entry.verb == "closed" and incident.ended_at is not None and entry.at == incident.ended_at:
            return entry
    raise Refused(f"#{incident.id} is open: it has no end to correct", f"incident close {incident.id} -t TIME")


def retracted(incident: Incident, entry: int, why: str, now: datetime) -> list[Event]:
    """Strike a line through, with the reason, for ever. Its states and status stay: they are facts."""
    line = incident.entries.get(entry)
    if line is None or line.deleted:
        raise NotFound(f"#{incident.id} has no entry {entry}", f"incident show {incident.id}")
    if entry == 0:
        raise Refused(
            "the opening cannot be retracted; nothing was changed",
            f'incident close {incident.id} "false alarm"  or  incident edit {incident.id} TITLE',
        )
    if not why.strip():
        raise Usage("a retraction says why; nothing was changed", '--retract "it was the other server"')
    if line.retracted == why:
        return []
    return [Event(EventKind.RETRACTED, now, {"why": why}, incident=incident.id, entry=entry)]


def stored_document(
    incident: Incident, entry: int, text: str, status: DocumentStatus, at: datetime, now: datetime
) -> list[Event]:
    """Store the post-mortem: a first time as a new entry, later as new rows of that same entry.

    `at` dates it on the timeline when it is published. The same text and status again: no events.
    """
    if at > now:
        raise Usage("a post-mortem cannot be dated in the future")
    document = incident.document
    if document is not None and (document.text, document.document) == (text, status):
        return []
    number = entry if document is None else document.number
    return [
        Event(EventKind.POSTMORTEM_STORED, at, {"text": text, "document": status}, incident=incident.id, entry=number)
    ]


def same_document(before: Incident, now: Incident) -> None:
    """Check that nobody stored another post-mortem while one was being edited. Raises Conflict."""
    then, current = before.document, now.document
    if (then and (then.text, then.document)) != (current and (current.text, current.document)):
        raise Conflict(
            f"the post-mortem of #{now.id} was changed meanwhile; nothing was saved", f"incident postmortem {now.id}"
        )


def server_states(mentioned: Mention, at: datetime, note: str) -> list[Event]:
    """`server set`: what is true of servers apart from any incident."""
    states = [
        Event(EventKind.STATE_SET, at, compact(state=state, note=note), server=server)
        for server, state in mentioned.states
    ]
    return [*mentioned.created, *states]


_UNCOMPARED = {
    "zone",
    "impact_began_at",
    "detected_at",
    "acknowledged_at",
    "planned_from",
    "planned_until",
}


def repeated(before: Iterable[Event], now: Iterable[Event], key: str) -> None:
    """Check that a keyed command said again says the same. Raises Conflict when it does not.

    Instants are not compared (a default or a relative time moves on); the time words are, as typed.
    """
    if _words(before) != _words(now):
        raise Conflict(
            f'the key "{key}" was used before with other words; nothing was saved',
            "use another --key, or the same words",
        )


def _words(events: Iterable[Event]) -> list[Any]:
    said = [e for e in events if e.kind is not EventKind.SERVER_CHANGED]
    return [(e.kind, {name: value for name, value in e.data.items() if name not in _UNCOMPARED}) for e in said]
