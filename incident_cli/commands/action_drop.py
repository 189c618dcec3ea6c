"""`incident action drop`: an action that nobody will do, and why."""

from incident_cli.commands import acting
from incident_cli.context import App
from incident_cli.core import actionwords, words
from incident_cli.core.decide.actions import dropped
from incident_cli.errors import Usage


def run(app: App, action: str, why: list[str] | None = None) -> None:
    """Give an action up. A reason that is an action's address alone is a slip: `done` takes several, this one."""
    address = actionwords.address(action)
    reason = words.one_line(" ".join(why), "the reason") if why else ""
    if words.action(reason):
        raise Usage(
            f"drop takes one action: {reason} is another; nothing was changed", f"incident action drop {reason}"
        )
    acting.change(
        app,
        [address],
        lambda incident, number: dropped(incident, number, reason, app.now),
        did="dropped",
        idle="dropped",
    )
