"""Actions in words: what people type for one, and what is said of one. Plain text, no colour.

Apart from `words.py` and `phrase.py`, because few commands need it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from incident_cli.core import words
from incident_cli.core.actions import Action, ActionKind, ActionState, Priority, today
from incident_cli.core.words import Address
from incident_cli.errors import Usage

NONE = "none"
"""The word that takes a field back."""


def address(word: str) -> Address:
    """The address of an action from `168.a3` or `#168.a3`. Raises Usage."""
    found = words.action(word.strip())
    if found is not None:
        return found
    other = words.address(word.strip())
    if other is None:
        raise Usage(f'"{word}" is no action', "an action is 168.a3 (incident action list shows them)")
    what = "an incident" if other.entry is None else "a line of the timeline"
    raise Usage(f"{other} is {what}, and no action", f"incident action list all -i {other.incident}")


def kind(word: str) -> ActionKind:
    """What an action is for: detect, mitigate, prevent, process. Raises Usage."""
    return ActionKind(words.one_of(word, ActionKind, "kind of action"))


def priority(word: str) -> Priority:
    """A priority from `1`, `p1` or `P1`. Raises Usage."""
    bare = word.strip().casefold().removeprefix("p")
    if bare in ("1", "2", "3", "4"):
        return Priority(f"P{bare}")
    raise Usage(f'"{word}" is no priority', "P1, P2, P3 or P4 (1 to 4 will do)")


def due(typed: str, *, now: datetime, zone: tzinfo, date_order: str = "") -> date:
    """The day that words for a planned time mean: `friday`, `2014-02-20`, `+2w`, `in 3 days`. Raises Usage.

    A time of day is understood, and only its day is kept: an action is late once its day is over.
    """
    from incident_cli.core import when

    try:
        return today(when.instant(typed, now=now, zone=zone, date_order=date_order, ahead=True), zone)
    except Usage as error:
        said = error.message.replace("the time is empty", "the day is empty").replace(" as a time", " as a day")
        raise (Usage(said, _DAYS) if said != error.message else error) from None


_DAYS = "type a day such as friday, 2014-02-20, +2w or in 3 days"


def said_due(due: date, today: date) -> str:
    """`Fri 2014-02-14 (in 4 d)`."""
    return f"{due:%a} {due.isoformat()} ({far(due, today)})"


def far(due: date, today: date) -> str:
    """How far away a day is: `today`, `tomorrow`, `in 4 d`, `4 d ago`."""
    days = (due - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or (f"in {days} d" if days > 0 else f"{-days} d ago")


def facts(action: Action, now: datetime, zone: tzinfo, *, public: bool = False) -> Iterator[str]:
    """What an action says besides its text: how it ended, who owns it, by when, what for, how urgent.

    public: without the people.
    """
    if action.done_at is not None:
        yield f"{action.state} {today(action.done_at, zone).isoformat()}"
    if action.why:
        yield action.why
    if action.owner and not public:
        yield f"owner {action.owner}"
    if action.due is not None:
        yield _by(action, action.due, today(now, zone))
    if action.kind is not None:
        yield action.kind
    if action.priority is not None:
        yield action.priority


def _by(action: Action, due: date, day: date) -> str:
    if not action.open:
        return f"was due {due.isoformat()}"
    return f"overdue: {said_due(due, day)}" if action.overdue(day) else f"due {said_due(due, day)}"


def did(state: ActionState) -> str:
    """What a row that sets a state did: `done`, `dropped`, `reopened`."""
    return "reopened" if state is ActionState.OPEN else state.value
