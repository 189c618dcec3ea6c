"""Actions: adding one, changing what it says, doing it, dropping it, opening it again.

An incident is a head here, with its actions; `number` is that of an action. An incident may be over: most actions are
found out afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from incident_cli.core.actions import Action, ActionKind, ActionState, Priority
from incident_cli.core.decide.keys import once
from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.fold import living
from incident_cli.core.model import Incident
from incident_cli.core.record import NamedTuple
from incident_cli.errors import NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Draft(NamedTuple):
    """What somebody says of a new action. key_time: the words for its due, so that a keyed retry is seen to be one."""

    text: str
    owner: str = ""
    due: date | None = None
    kind: ActionKind | None = None
    priority: Priority | None = None
    key: str = ""
    key_time: str = ""


def added(incident: Incident, number: int, draft: Draft, now: datetime, earlier: Sequence[Event] = ()) -> list[Event]:
    """Add an action. `earlier`: the row that its key names; saying the same again does nothing. Raises Conflict."""
    said = compact(
        text=draft.text,
        owner=draft.owner,
        due=draft.due,
        kind=draft.kind,
        priority=draft.priority,
        key=draft.key,
        key_time=draft.key_time,
    )
    row = _row(incident, number, {"state": ActionState.OPEN, **said}, now)
    return once([row], earlier, draft.key)


def with_key(rows: Sequence[Event], key: str) -> list[Event]:
    """The row of an incident's log that added the action which a key names, if it still counts."""
    found = [row for row in living(rows) if row.kind is EventKind.ACTION_CHANGED and row.data.get("key") == key]
    return found[-1:]


def edited(incident: Incident, number: int, changes: Mapping[str, Any], now: datetime) -> list[Event]:
    """Change what an action says (`actions.FIELDS`); None takes a field back. Only real changes become an event.

    Raises NotFound.
    """
    action = action_of(incident, number)
    changed = {name: value for name, value in changes.items() if (getattr(action, name) or None) != value}
    return [_row(incident, number, changed, now)] if changed else []


def moved(incident: Incident, number: int, state: ActionState, at: datetime, *, timed: bool = False) -> list[Event]:
    """Do an action, or open it again. One that is so already: no events, unless a time was typed and it is another.

    Raises NotFound.
    """
    action = action_of(incident, number)
    if action.state is state and (not timed or action.done_at == at):
        return []
    return [_row(incident, number, {"state": state}, at)]


def dropped(incident: Incident, number: int, why: str, now: datetime) -> list[Event]:
    """Give an action up. One that is dropped already, for the same reason: no events. Raises NotFound."""
    action = action_of(incident, number)
    if action.state is ActionState.DROPPED and why in ("", action.why):
        return []
    return [_row(incident, number, compact(state=ActionState.DROPPED, why=why), now)]


def action_of(incident: Incident, number: int) -> Action:
    """An action that is there. Raises NotFound."""
    action = incident.actions.get(number)
    if action is None:
        raise NotFound(
            f"there is no action {incident.id}.a{number}; nothing was changed",
            f"incident action list all -i {incident.id}",
        )
    return action


def _row(incident: Incident, number: int, said: Mapping[str, Any], at: datetime) -> Event:
    return Event(EventKind.ACTION_CHANGED, at, {"action": number, **said}, incident=incident.id)
