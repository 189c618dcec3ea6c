"""`incident action edit`: what an action says, who owns it, by when."""

from __future__ import annotations

from incident_cli.commands import acting, text
from incident_cli.context import App
from incident_cli.core import actionwords, words
from incident_cli.core.decide.actions import edited
from incident_cli.core.events import Event
from incident_cli.errors import Usage


def run(
    app: App, action: str, words_: list[str] | None = None, *, message: str | None = None, **typed: str | None
) -> None:
    """Change an action. typed: owner, due, kind, priority; `none` takes one back."""
    address = actionwords.address(action)
    changes = acting.fields(app, typed)
    said = text.given(words_ or [], message, None)
    if said is not None:
        changes["text"] = words.one_line(said, "the action")
    if not changes:
        raise Usage(
            "there is nothing to change",
            f'incident action edit {address} "what is to be done"  or  --owner NAME, --due DAY, --kind, --priority',
        )
    acting.change(
        app, [address], lambda incident, number: edited(incident, number, changes, app.now), did=_did, idle="so"
    )


def _did(event: Event) -> str:
    return f"{', '.join(name for name in event.data if name != 'action')} changed"
