"""`incident action reopen`: actions that are to be done after all."""

from incident_cli.commands import acting
from incident_cli.context import App
from incident_cli.core.actions import ActionState
from incident_cli.core.decide.actions import moved


def run(app: App, actions: list[str]) -> None:
    """Open actions again that were done or dropped."""
    acting.change(
        app,
        acting.addresses(actions),
        lambda incident, number: moved(incident, number, ActionState.OPEN, app.now),
        did="reopened",
        idle="open",
    )
