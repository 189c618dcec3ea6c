"""`incident postmortem list`: the post-mortems that are missing or not published yet."""

from __future__ import annotations

from incident_cli import config
from incident_cli.context import App
from incident_cli.core.awaited import awaited
from incident_cli.store.suspects import unpublished


def run(app: App) -> None:
    """Show them, the longest overdue first: stored ones of any age, and what incidents closed lately still need."""
    expected = config.expected()
    app.out.awaited(app.read(lambda view: awaited(view.whole(unpublished(view, expected, app.now)), expected)))
