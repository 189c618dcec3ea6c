"""`incident action done`: actions that are done."""

from incident_cli.commands import acting
from incident_cli.context import App
from incident_cli.core.actions import ActionState
from incident_cli.core.decide.actions import moved


def run(app: App, actions: list[str], *, time: str | None = None) -> None:
    """Mark actions as done, now or at a time that has passed; one that is done already stays as it is."""
    at = app.time(time) if time is not None else app.now
    timed = time is not None
    acting.change(
        app,
        acting.addresses(actions),
        lambda incident, number: moved(incident, number, ActionState.DONE, at, timed=timed),
        did="done",
        idle="done",
    )
