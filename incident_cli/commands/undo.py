"""`incident undo`: take my last command back, and then the one before; `--redo` takes the last undo back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from incident_cli.commands import receipts
from incident_cli.context import App
from incident_cli.core import phrase, servers, undone
from incident_cli.core.decide import clashes, undoing
from incident_cli.core.decide.clashes import Turn
from incident_cli.core.decide.undoing import Step
from incident_cli.core.events import Event
from incident_cli.core.model import Incident, Server
from incident_cli.core.record import NamedTuple
from incident_cli.core.undone import Facts, Undone
from incident_cli.errors import Conflict
from incident_cli.store import View, past

_NEW = 2**63 - 1
"""The id of the rows to come, for the fold of what will be."""


class _Plan(NamedTuple):
    """A step with the rows that do it, and what it does in words."""

    step: Step
    events: tuple[Event, ...]
    told: Undone


class _Turns(NamedTuple):
    """What a step does: to each incident, to each server (its log, and the rows that go or come back)."""

    incidents: list[Turn]
    servers: list[tuple[int, Sequence[Event], Sequence[Event]]]
    known: dict[int, Server]
    """The servers as they will be."""


def run(app: App, *, dry_run: bool = False, redo: bool = False, yes: bool = False) -> None:
    """Undo the last command of the author that still counts, or redo what was undone last."""
    plan = app.read(lambda view: planned(app, view, redo=redo))
    if plan is None or dry_run:
        app.out.undone(plan.told._replace(dry=True) if plan else _nothing(app, redo=redo))
        return
    asked = app.agree(undone.question(plan.told, app.now), yes=yes)
    found: list[_Plan | None] = []

    def decision(view: View) -> Sequence[Event]:
        found.append(planned(app, view, redo=redo))
        latest = found[-1]
        if asked and (latest is None or latest.step != plan.step):
            raise Conflict("your last command is another one by now; nothing was changed", "incident undo")
        return latest.events if latest else ()

    app.write(decision)
    latest = found[-1]
    app.out.undone(latest.told if latest else _nothing(app, redo=redo))


def _nothing(app: App, *, redo: bool) -> Undone:
    what = f"nothing to redo: {app.author} has no undo" if redo else f"nothing to undo: {app.author} has no command"
    return Undone("", f"{what} that still counts", redo=redo)


def planned(app: App, view: View, *, redo: bool) -> _Plan | None:
    """The next step; None where there is nothing to take back. Raises Conflict."""
    voids = past.voids(view, app.author)
    if redo:
        step = undoing.forth(voids)
    else:
        step = undoing.back(past.commands(view, app.author), voids, lambda name: past.span(view, name))
    if step is None:
        return None
    about = past.about(view, step.void)
    events = tuple(undoing.taken(step, *each, app.now) for each in about)
    turns = _turns(app, view, step, events)
    _check(app, view, step, turns)
    return _Plan(step, events, _told(app, view, step, turns))


def _turns(app: App, view: View, step: Step, events: Sequence[Event]) -> _Turns:
    found = _Turns([], [], view.servers())
    for event in events:
        new = event._replace(id=_NEW, batch="new", author=app.author, recorded_at=app.now)
        if event.incident is not None:
            log = view.log(incident=event.incident)
            after = [*log, new]
            rows = undoing.moved(step, log, after)
            found.incidents.append(Turn(log, rows, past.told(log), past.told(after)))
        elif event.server is not None:
            log = view.log(server=event.server)
            found.servers.append((event.server, log, undoing.moved(step, log, [*log, new])))
            server, _ = servers.fold([*log, new])
            found.known.pop(event.server, None)
            found.known.update({event.server: server} if server else {})
    return found


def _check(app: App, view: View, step: Step, turns: _Turns) -> None:
    """Raises Conflict."""
    for turn in turns.incidents:
        clashes.check(step, turn, app.author, app.now)
        _check_key(app, view, turn.before, turn.after)
    for _, log, rows in turns.servers:
        clashes.check_server(step, log, rows, app.author, app.now)
    mine = {turn.after.id or turn.before.id for turn in turns.incidents}
    for number, _, rows in turns.servers:
        if number not in turns.known:
            clashes.check_unused(rows, [user for user in past.users(view, number) if user not in mine])
    clashes.check_servers(view.servers(), turns.known, turns.incidents)


def _check_key(app: App, view: View, before: Incident, after: Incident) -> None:
    """A key names one open incident: another one may have it by now."""
    if after.exists and after.open and after.key and not (before.exists and before.open):
        others = [number for number in view.open_with_key(after.key, app.now) if number != after.id]
        if others:
            raise Conflict(
                f'#{others[0]} has the key "{after.key}" of #{after.id} by now; nothing was changed',
                f"incident close {others[0]}",
            )


def _told(app: App, view: View, step: Step, turns: _Turns) -> Undone:
    names = receipts.names({**view.servers(), **turns.known})
    wholes = [turn.after if step.redo else turn.before for turn in turns.incidents]
    incidents = {whole.id: whole for whole in wholes}
    headlines = {whole.id: _headline(whole, names) for whole in wholes}
    rows = [row for turn in turns.incidents for row in turn.rows] + [
        row for _, _, more in turns.servers for row in more
    ]
    facts = Facts(sorted(rows, key=lambda row: row.id), incidents, headlines, names)
    effects = tuple(undone.effect(t.before, t.after, _headline(t.after, names)) for t in turns.incidents)
    return undone.told(facts)._replace(effects=effects, redo=step.redo, note=receipts.note(app))


def _headline(incident: Incident, names: Mapping[int, str]) -> str:
    return phrase.headline(incident, names) if incident.exists else ""
