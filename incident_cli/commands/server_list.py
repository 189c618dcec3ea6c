"""`incident server list`: every server with its state."""

from incident_cli.context import App
from incident_cli.core import views
from incident_cli.store import View


def run(app: App, *, all_: bool = False) -> None:
    """Show the servers; retired ones only when asked for."""

    def states(view: View) -> list[views.ServerState]:
        wanted = [s for s in view.servers().values() if all_ or not s.retired]
        return views.server_states(wanted, view.lately(app.now, [s.id for s in wanted]), app.now)

    app.out.servers(app.read(states))
