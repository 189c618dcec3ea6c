"""Changing actions: what the commands of `incident action` have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from incident_cli.commands import receipts
from incident_cli.context import App
from incident_cli.core import actionwords, words
from incident_cli.core.actions import Acted, Assigned
from incident_cli.core.events import Event
from incident_cli.core.model import Incident
from incident_cli.core.words import Address
from incident_cli.errors import NotFound
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Decide = Callable[[Incident, int], list[Event]]
"""(incident with its actions, number of an action) -> events"""


def addresses(typed: Sequence[str]) -> list[Address]:
    """The actions that were typed, each once. Raises Usage."""
    return list(dict.fromkeys(actionwords.address(word) for word in typed))


def head(view: View, number: int) -> Incident:
    """An incident with its actions, and without its lines. Raises NotFound."""
    return known(view, number)._replace(actions=view.actions(number))


def known(view: View, number: int) -> Incident:
    """The head of an incident. Raises NotFound."""
    found = view.head(number)
    if found is None:
        raise NotFound(f"there is no incident #{number}", "incident action list all")
    return found


def change(app: App, meant: Sequence[Address], decide: Decide, did: str | Callable[[Event], str], idle: str) -> None:
    """Change actions in one write, and say what became of each. did: what a row did; idle: why there was none."""
    before: dict[Address, Acted] = {}

    def decision(view: View) -> Sequence[Event]:
        heads = {number: head(view, number) for number in dict.fromkeys(address.incident for address in meant)}
        events: list[Event] = []
        for address in meant:
            incident, number = heads[address.incident], address.action or 0
            events += decide(incident, number)
            assigned = Assigned(incident.id, view.headline(incident.id), incident.actions[number])
            before[address] = Acted(assigned, f"is {idle} already", saved=False)
        return events

    written = app.write(decision)
    done = {event.address: event for event in written.events}
    app.out.acted([_acted(app, before[each], done.get(str(each)), did, written.incidents) for each in meant])


def _acted(
    app: App,
    before: Acted,
    event: Event | None,
    did: str | Callable[[Event], str],
    incidents: Mapping[int, Incident],
) -> Acted:
    if event is None:
        return before
    action = incidents[event.incident or 0].actions[event.data["action"]]
    said = did if isinstance(did, str) else did(event)
    return Acted(before.assigned._replace(action=action), said, note=receipts.note(app))


def fields(app: App, typed: Mapping[str, str | None]) -> dict[str, Any]:
    """What the options say of an action, by the names of its fields: None for `none`; what was not typed is left out.

    Raises Usage.
    """
    readers: Mapping[str, Callable[[str], Any]] = {
        "owner": lambda word: words.one_line(word, "the owner"),
        "due": lambda word: due(app, word),
        "kind": actionwords.kind,
        "priority": actionwords.priority,
    }
    said = {name: word for name, word in typed.items() if word is not None}
    none = {name for name, word in said.items() if word.strip().casefold() == actionwords.NONE}
    return {name: None if name in none else readers[name](word) for name, word in said.items()}


def due(app: App, word: str) -> Any:
    """The day that words mean. Raises Usage."""
    return actionwords.due(word, now=app.now, zone=app.zone, date_order=app.config.date_order)
