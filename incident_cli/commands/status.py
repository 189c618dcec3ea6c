"""`incident status`, also bare `incident`: the board."""

from incident_cli.context import App
from incident_cli.core import servers, views
from incident_cli.core.query import Filter, Scope
from incident_cli.store import View

TROUBLE = 10
"""The exit code of `--exit-code` when something is wrong."""


def run(app: App, names: list[str] | None = None, *, exit_code: bool = False) -> int:
    """Show the board, of all servers or of the named ones."""
    board = app.read(lambda view: _board(app, view, names or []))
    app.out.board(board)
    return TROUBLE if exit_code and not board.calm else 0


def _board(app: App, view: View, names: list[str]) -> views.Board:
    known = view.servers()
    wanted = [s for s in known.values() if not s.retired]
    if names:
        wanted = [servers.named(known.values(), name) for name in names]
    states = views.server_states(wanted, view.claims(), app.now)
    going_on = view.find(Filter(app.now, Scope.OPEN, servers=tuple(s.id for s in wanted) if names else ()))
    residuals = [] if names else view.residuals()
    return views.board(going_on, states, residuals, app.now)
