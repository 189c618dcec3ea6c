"""Actions on a screen: the answer of `action list`, those of one incident, those of the board that are overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.text import Text

from incident_cli.core import actionwords
from incident_cli.core.actions import Action, ActionState, Assigned, Priority, in_order, today
from incident_cli.core.model import Incident
from incident_cli.render.paper import DIM, STRONG, WARN, Paper, joined, padded, safe
from incident_cli.render.text import cells

MOST = 10
"""Overdue actions on the board."""
_OWNER_ROOM = 16
_TITLE_LEAST, _BESIDE = 20, 40
"""Cells of a title: what is left beside the rest, and no fewer than that."""
_NARROW = 5
"""Where the rest begins on a screen that is too narrow for columns; `Paper.put` begins the text there."""
_SIGNS = {ActionState.OPEN: "○", ActionState.DONE: "✓", ActionState.DROPPED: "×"}
_STYLES = {ActionState.OPEN: "", ActionState.DONE: "green", ActionState.DROPPED: DIM}
_URGENT = {Priority.P1: "bold red", Priority.P2: "yellow"}


def listing(paper: Paper, found: Sequence[Assigned]) -> None:
    """Print actions of several incidents, below each the incident that it belongs to."""
    if not found:
        paper.put(Text("no actions", end=""))
        paper.put(Text('to add one: incident action add 168 "what is to be done"', DIM, end=""))
        return
    late = sum(each.action.overdue(_today(paper)) for each in found)
    count = len(found)
    total = Text(f"{count} action{'s' if count > 1 else ''}", STRONG, end="")
    paper.put(joined([total, Text(f"{late} overdue" if late else "", WARN, end="")]))
    _print(paper, [(each.address, each.action, _of(paper, each)) for each in found])


def of_incident(paper: Paper, incident: Incident, *, public: bool) -> None:
    """Print the actions of one incident below its timeline; nothing where it has none. public: without their owners."""
    if incident.actions:
        paper.heading("Actions")
        actions = [_public(action) if public else action for action in in_order(incident.actions)]
        _print(paper, [(f".a{action.number}", action, Text()) for action in actions])


def overdue(paper: Paper, found: Sequence[Assigned]) -> None:
    """Print what the board says of actions: those that are overdue."""
    if found:
        paper.heading("Overdue actions")
        _print(paper, [(each.address, each.action, _of(paper, each)) for each in found[:MOST]])
    if len(found) > MOST:
        paper.put(Text(f"and {len(found) - MOST} more: incident action list --overdue", DIM, end=""), 1)


def _public(action: Action) -> Action:
    return action._replace(owner="")


def _of(paper: Paper, each: Assigned) -> Text:
    return safe(f"#{each.incident} {each.headline}", DIM, max(_TITLE_LEAST, paper.width - _BESIDE))


def _today(paper: Paper) -> date:
    return today(paper.look.now, paper.look.zone)


def _print(paper: Paper, rows: Sequence[tuple[str, Action, Text]]) -> None:
    """A line for each action: how soon, and what is to be done; below it the rest, and `below`."""
    day = _today(paper)
    leads = [(_address(address, action, day), _soon(paper, action, day)) for address, action, _ in rows]
    widths = [max(cells(cell.plain) for cell in column) for column in zip(*leads, strict=True)]
    for row, (_, action, below) in zip(leads, rows, strict=True):
        lead = joined((padded(cell, width) for cell, width in zip(row, widths, strict=True)), "  ") + Text("  ")
        paper.put(safe(action.text, "" if action.open else DIM), 1, lead)
        about = joined([*_facts(action), below])
        if about:
            hang = 1 + sum(widths) + 4
            paper.put(about, hang if hang <= paper.width // 2 else _NARROW)


def _address(address: str, action: Action, day: date) -> Text:
    if action.overdue(day):
        return Text(f"! {address}", WARN, end="")
    return Text(f"{_SIGNS[action.state]} {address}", _STYLES[action.state] or STRONG, end="")


def _soon(paper: Paper, action: Action, day: date) -> Text:
    """How far away it is due; of what is over, the day it was."""
    if action.done_at is not None:
        over = today(action.done_at, paper.look.zone)
        return Text(f"{action.state} {over.isoformat()}", _STYLES[action.state], end="")
    if action.due is None:
        return Text("no date", DIM, end="")
    if action.overdue(day):
        return Text(f"{(day - action.due).days} d overdue", WARN, end="")
    return Text(actionwords.far(action.due, day), end="")


def _facts(action: Action) -> Iterator[Text]:
    yield safe(action.why)
    if action.due is not None:
        yield Text(f"due {action.due:%a} {action.due.isoformat()}", DIM, end="")
    yield safe(action.owner, "cyan", _OWNER_ROOM)
    yield Text(action.kind or "", DIM, end="")
    if action.priority is not None:
        yield Text(action.priority, _URGENT.get(action.priority, DIM), end="")
