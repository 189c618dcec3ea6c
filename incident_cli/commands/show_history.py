"""`incident show --history`: what the log of one incident says, change by change."""

from __future__ import annotations

from collections.abc import Callable

from incident_cli.context import App
from incident_cli.core.history import History, history
from incident_cli.core.phrase import server_names
from incident_cli.core.views import Sheet
from incident_cli.errors import Usage
from incident_cli.store import View


def run(app: App, sheet: Callable[[View], Sheet], instead: dict[str, bool], *, reverse: bool) -> None:
    """Show the history of the incident of a sheet. instead: the options typed that ask for something else.

    Raises Usage where one of them is.
    """
    for option, typed in instead.items():
        if typed:
            raise Usage(
                f"--history shows the whole log of an incident: it does not go with {option}", "run two commands"
            )

    def ask(view: View) -> History:
        found = sheet(view)
        changes = list(history(view.log(incident=found.incident.id)))
        if reverse:
            changes.sort(key=lambda change: change.row, reverse=True)  # the changes of one row keep their order
        return History(found.incident, found.headline, server_names(found.servers), changes)

    app.out.history(app.read(ask))
