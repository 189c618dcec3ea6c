"""Actions: what somebody will do so that it does not happen again, and how one follows from its rows in the log. Pure.

An action belongs to an incident and is addressed `168.a3` for ever. It moves nothing of that incident: no figure, no
line of the timeline. Apart from `model.py`, because few commands need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from incident_cli.core.record import NamedTuple, StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.events import Event


class ActionKind(StrEnum):
    """What an action is for: noticing it sooner, shortening it, keeping it from happening, how people work."""

    DETECT = "detect"
    MITIGATE = "mitigate"
    PREVENT = "prevent"
    PROCESS = "process"


class Priority(StrEnum):
    """How urgent an action is, the most urgent first."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class ActionState(StrEnum):
    """Where an action stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Action(NamedTuple):
    """An action of an incident. `number`: of its incident's, never given again.

    due: a day, over when it is over where the reader is. done_at: when it was done, or dropped; why: it was dropped.
    author: who wrote it down. external_id: its id in the source that it was imported from.
    """

    number: int
    text: str
    created_at: datetime
    owner: str = ""
    due: date | None = None
    kind: ActionKind | None = None
    priority: Priority | None = None
    state: ActionState = ActionState.OPEN
    done_at: datetime | None = None
    why: str = ""
    author: str = ""
    key: str = ""
    external_id: str = ""

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.state is ActionState.OPEN

    def overdue(self, today: date) -> bool:
        """Whether its day is over and it is not done. today: the day it is where the reader is."""
        return self.open and self.due is not None and self.due < today


class Assigned(NamedTuple):
    """An action with the incident that it belongs to: its number, and its title as shown."""

    incident: int
    headline: str
    action: Action

    @property
    def address(self) -> str:
        """`168.a3`."""
        return f"{self.incident}.a{self.action.number}"


class Acted(NamedTuple):
    """What a command did to an action, for its one-line echo.

    assigned: as it is afterwards. did: `added`, `done`, `owner, due changed`; where nothing was saved, why: `is done
    already`. note: what the reader should also know, said last.
    """

    assigned: Assigned
    did: str
    saved: bool = True
    note: str = ""


class Wanted(NamedTuple):
    """Which actions of all incidents are asked for. today: the day it is where the reader is.

    state: None for any; incident: of this one alone; owner: by whatever case, empty for those that nobody owns.
    overdue: only those that are.
    """

    today: date
    state: ActionState | None = ActionState.OPEN
    incident: int | None = None
    owner: str | None = None
    kind: ActionKind | None = None
    overdue: bool = False


FIELDS = ("text", "owner", "due", "kind", "priority")
"""What of an action can be edited."""


def today(now: datetime, zone: tzinfo) -> date:
    """The day it is in a zone; by UTC at both ends of the calendar, where it may have none."""
    try:
        return now.astimezone(zone).date()
    except OverflowError:
        return now.date()


def in_order(actions: Mapping[int, Action]) -> list[Action]:
    """Actions as they are listed: by due, so the overdue first, then by priority; what is over comes last, the latest
    first."""
    return sorted(actions.values(), key=_rank)


def _rank(action: Action) -> tuple[object, ...]:
    """The place of an action among others; `store/acting.py` says the same in SQL."""
    over = action.done_at.timestamp() if action.done_at is not None else 0.0
    return (not action.open, -over, action.due or date.max, action.priority or "P9", action.number)


def makes(data: Mapping[str, Any]) -> bool:
    """Whether a row with this data is the one that adds its action: it alone has a text and a state."""
    return "text" in data and "state" in data


def after(actions: Mapping[int, Action], event: Event) -> Mapping[int, Action]:
    """The actions of an incident with one more row of theirs. A row about one whose adding was undone says nothing."""
    number = event.data["action"]
    if makes(event.data):
        return {**actions, number: _made(event)}
    return {**actions, number: _changed(actions[number], event)} if number in actions else actions


def _made(event: Event) -> Action:
    said = event.data.get
    return Action(
        number=event.data["action"],
        text=event.data["text"],
        created_at=event.at,
        owner=said("owner", ""),
        due=said("due"),
        kind=said("kind"),
        priority=said("priority"),
        author=said("author", event.author),
        key=said("key", ""),
        external_id=said("external_id", ""),
    )


def _changed(action: Action, event: Event) -> Action:
    data, cleared = event.data, Action._field_defaults
    fields = {name: cleared[name] if data[name] is None else data[name] for name in FIELDS if name in data}
    if "state" in data:
        done_at = None if data["state"] is ActionState.OPEN else event.at
        fields |= {"state": data["state"], "done_at": done_at, "why": data.get("why") or ""}
    return action._replace(**fields)


def decoded(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a row about an action, from plain JSON values. Raises ValueError for what is none of ours."""
    return {
        name: _READERS[name](value) if value is not None and name in _READERS else value for name, value in data.items()
    }


_READERS: Mapping[str, Any] = {
    "due": date.fromisoformat,
    "kind": ActionKind,
    "priority": Priority,
    "state": ActionState,
}
