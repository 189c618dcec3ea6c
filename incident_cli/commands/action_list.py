"""`incident action list`: the actions of all incidents, the overdue first."""

from __future__ import annotations

from incident_cli.commands import acting
from incident_cli.context import App
from incident_cli.core import actionwords, words
from incident_cli.core.actions import ActionState, Assigned, Wanted, today
from incident_cli.errors import Usage
from incident_cli.store import View

_ALL = "all"


def run(
    app: App,
    state: str | None = None,
    *,
    incident: str | None = None,
    owner: str | None = None,
    kind: str | None = None,
    overdue: bool = False,
    csv: bool = False,
) -> None:
    """Show the actions asked for: the open ones, unless another state is named."""
    wanted = Wanted(
        today(app.now, app.zone),
        _state(state),
        words.incident_id(incident) if incident is not None else None,
        _owner(owner),
        actionwords.kind(kind) if kind is not None else None,
        overdue,
    )
    if overdue and wanted.state is not ActionState.OPEN:
        raise Usage(f"--overdue shows open actions, and not {state}", "incident action list --overdue")
    if csv and app.form:
        raise Usage(f"--csv is a form of its own: {app.form} makes no sense with it", "incident action list --csv")
    found = app.read(lambda view: _found(view, wanted))
    if csv:
        _csv(app, found)
        return
    app.out.actions(found)


def _state(word: str | None) -> ActionState | None:
    """The word after `list`; an id is a slip for `-i`. None: any state. Raises Usage."""
    if word is None:
        return ActionState.OPEN
    if words.address(word):
        raise Usage(f"list shows the actions of several incidents, not {word}", f"incident action list -i {word}")
    found = words.one_of(word, [*ActionState, _ALL], "list")
    return None if found == _ALL else ActionState(found)


def _owner(name: str | None) -> str | None:
    """Whose actions: `none` are those that nobody owns."""
    if name is None:
        return None
    return "" if name.strip().casefold() == actionwords.NONE else words.one_line(name, "the owner")


def _found(view: View, wanted: Wanted) -> list[Assigned]:
    if wanted.incident is not None:
        acting.known(view, wanted.incident)
    return view.assigned(wanted)


def _csv(app: App, found: list[Assigned]) -> None:
    from incident_cli.commands.delivery import deliver
    from incident_cli.formats.csv import actions

    deliver(actions(found, today(app.now, app.zone)), None)
