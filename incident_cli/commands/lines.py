"""One more line on the timeline: what update and close have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from incident_cli.commands import receipts, target
from incident_cli.commands.target import Typed
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.lines import Line
from incident_cli.core.events import Event
from incident_cli.core.model import EntryKind, Incident, Kind, Standing, State, States
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Receipt
from incident_cli.errors import NotFound, Usage
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.core.decide.servers import Mention


class Said(NamedTuple):
    """What was typed for a line, understood as far as that goes without the record."""

    text: str = ""
    states: Sequence[tuple[str, State]] = ()
    status: str | None = None
    time: str | None = None
    links: Sequence[str] = ()
    kind: EntryKind = EntryKind.UPDATE
    guess: bool = False
    key: str = ""


Make = Callable[[Incident, int, Line, Sequence[Event]], list[Event]]
"""(incident, number of the line, line, rows that its key names) -> events"""


class Manner(NamedTuple):
    """How a command differs from adding a plain line.

    did: what the receipt says of it; idle: why there was nothing to do. whole: it decides on the whole incident.
    over: with nothing open it means the one closed last. look: what else it checks in the record first.
    """

    did: str = ""
    idle: str = "closed already"
    whole: bool = False
    over: bool = False
    look: Callable[[View, Incident], None] | None = None


PLAIN = Manner()


class _Plan(NamedTuple):
    """What the decision saw, for the receipt."""

    incident: Incident
    entry: int
    mentioned: Mention | None
    nothing: Receipt | None


def write(app: App, typed: Typed, command: str, said: Said, make: Make, manner: Manner = PLAIN) -> Receipt:
    """Add the line inside one transaction, and say what it did."""
    at = app.time(said.time) if said.time is not None else app.now
    plans: list[_Plan] = []

    def decision(view: View) -> Sequence[Event]:
        number = _number(app, view, typed, command, said.key, over=manner.over)
        moving = bool(said.states or said.status or command == "close")
        head = _seen(view, number, at if moving else None, whole=manner.whole)
        if manner.look:
            manner.look(view, head)
        mentioned = _mentioned(app, view, said.states)
        line = _line(at, said, head.kind, mentioned.states if mentioned else ())
        earlier = view.entry_with_key(said.key, number) if said.key else None
        rows = [e for e in view.batch_of(earlier[2]) if e.incident == number] if earlier else []
        entry = view.next_entry(number)
        events = make(head, entry, line, rows)
        nothing = None
        if not events:
            did = f"{'the same as before' if earlier else manner.idle}; nothing changed"
            nothing = receipts.unchanged(view, head, did, earlier[1] if earlier else None)
        plans.append(_Plan(head, entry, mentioned, nothing))
        return [*(mentioned.created if mentioned else ()), *events] if events else []

    written = app.write(decision)
    plan = plans[-1]
    if plan.nothing is not None:
        _warn_idle(app, command, said, plan.incident)
        return plan.nothing
    if plan.mentioned:
        from incident_cli.commands import naming

        naming.warn(app, plan.mentioned)
    return receipts.written(app, written, plan.incident.id, plan.entry, before=plan.incident, did=manner.did)


def _line(at: datetime, said: Said, kind: Kind, states: States) -> Line:
    """The line as far as the kind of the incident and the servers' ids tell it. Raises Usage."""
    status = words.status(said.status, kind) if said.status is not None else None
    key_time = (said.time or "") if said.key else ""
    return Line(
        at,
        said.text,
        status,
        states,
        tuple(said.links),
        said.kind,
        said.guess,
        said.key,
        key_time,
        timed=said.time is not None,
    )


def rehearse(app: App, said: Said, make: Make) -> datetime:
    """When it happened, of a line that some incident or maintenance could take. Raises Usage where none could."""
    at = app.time(said.time) if said.time is not None else app.now
    states = tuple((server, state) for server, (_, state) in enumerate(said.states, 1))
    wrong: list[Usage] = []
    for kind in Kind:
        blank = Incident(1, kind, standing=Standing(began_at=at))
        try:
            make(blank, 1, _line(at, said, kind, states), ())
        except Usage as failure:
            wrong.append(failure)
    if len(wrong) == len(Kind):
        raise wrong[0]
    return at


def _warn_idle(app: App, command: str, said: Said, incident: Incident) -> None:
    """What a person should know when there was nothing to do."""
    if said.text and not said.key:
        app.warn(f"the text was not saved; to add it all the same: incident update {incident.id} TEXT")
    if command == "close" and incident.ended_at is None and not said.key:
        app.warn(f"the clock completed it as planned; if it ended later: incident close {incident.id} -t TIME")


def _mentioned(app: App, view: View, said: Sequence[tuple[str, State]]) -> Mention | None:
    if not said:
        return None
    from incident_cli.commands import naming

    return naming.mention(app, view, said)


def _seen(view: View, number: int, moving_at: datetime | None, *, whole: bool) -> Incident:
    """The incident, as far as deciding needs it: a head, but for a line that moves something and is written late.

    Then the lines after it matter, too. Of many writers at once most are a little late.
    """
    head = view.head(number)
    late = head and moving_at and head.standing.last_at and moving_at < head.standing.last_at
    if whole or late:
        head = view.incident(number)
    if head is None:
        raise NotFound(f"there is no incident #{number}")
    return head


def _number(app: App, view: View, typed: Typed, command: str, key: str, *, over: bool) -> int:
    """The incident meant. A keyed retry after the incident was closed finds the line it made."""
    try:
        return target.resolve(app, view, typed, command, over=over)
    except NotFound:
        earlier = view.entry_with_key(key) if key and typed.incident is None else None
        if earlier is None:
            raise
        return earlier[0]
