"""`incident server show`: one server, its states over time and the incidents it was in."""

from incident_cli.commands import uptimes
from incident_cli.context import App
from incident_cli.core import servers, views
from incident_cli.core.query import Filter, Scope
from incident_cli.core.uptime import USUAL
from incident_cli.store import View


def run(app: App, name: str) -> None:
    """Show one server."""

    def sheet(view: View) -> views.ServerSheet:
        server = servers.named(view.servers().values(), name)
        claims = view.claims_of(server.id)
        (now,) = views.server_states([server], claims, app.now)
        incidents = view.find(Filter(app.now, Scope.ALL, servers=(server.id,)))
        uptime = uptimes.asked(app, view, [server.id], USUAL)
        return views.ServerSheet(now, tuple(views.server_stretches(claims, app.now)), tuple(incidents), uptime)

    app.out.server(app.read(sheet))
