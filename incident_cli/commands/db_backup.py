"""`incident db backup`: a copy of one consistent moment, while others go on writing."""

from incident_cli.context import App
from incident_cli.core.views import Fact


def run(app: App, file: str) -> None:
    """Write the copy to a new file."""
    app.store.backup(file)
    app.saved = True
    app.out.facts("backup", [Fact("file", file)])
