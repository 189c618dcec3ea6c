"""`incident db rebuild`: derive every table again from the log."""

from incident_cli.context import App
from incident_cli.core.views import Fact


def run(app: App) -> None:
    """Rebuild, and tell how many incidents there are."""
    incidents = app.store.rebuild()
    app.saved = True
    app.out.facts("rebuild", [Fact("incidents", incidents)])
