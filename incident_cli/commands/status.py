"""`incident status`, also bare `incident`: the board; once, live, or as a few words for a prompt."""

from __future__ import annotations

from incident_cli.context import App
from incident_cli.core import servers, views
from incident_cli.core.query import Filter, Scope
from incident_cli.errors import IncidentError, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.core.actions import Assigned
    from incident_cli.render.watch import Picture
    from incident_cli.store import View

TROUBLE = 10
"""The exit code of `--exit-code` when something is wrong."""
PROMPT_WAIT = 0.5
"""Seconds that a prompt waits for another program's lock: a person waits for the prompt."""


def run(
    app: App,
    names: list[str] | None = None,
    *,
    days: str | None = None,
    exit_code: bool = False,
    watch: bool = False,
    prompt: bool = False,
) -> int:
    """Show the board, of all servers or of the named ones; with their uptime where days are asked for."""
    count = _length(days)
    if prompt:
        return _prompt(app, names or [], count, exit_code=exit_code, watch=watch)
    if watch:
        return _watch(app, names or [], count, exit_code=exit_code)
    found = app.read(lambda view: board(app, view, names or [], days=count))
    app.out.board(found)
    return _code(found, exit_code)


def _length(days: str | None) -> int:
    if days is None:
        return 0
    from incident_cli.commands.uptimes import length

    return length(days)


def board(app: App, view: View, names: list[str], *, brief: bool = False, days: int = 0) -> views.Board:
    """The board of all servers, or of the named ones. Raises NotFound for a name that no server has.

    brief: without residual risks, overdue actions, and since when a server is up: what costs more the longer its
    history is. days: of so many days, the uptime of each server as well.
    """
    known = view.servers()
    wanted = [s for s in known.values() if not s.retired]
    if names:
        wanted = [servers.named(known.values(), name) for name in names]
    ids = tuple(s.id for s in wanted)
    claims = view.holding(app.now, ids) if brief else view.lately(app.now, ids)
    going_on = view.find(Filter(app.now, Scope.OPEN, servers=ids if names else ()))
    residuals = [] if names or brief else view.residuals()
    found = views.board(going_on, views.server_states(wanted, claims, app.now), residuals, app.now)
    if days:
        from incident_cli.commands.uptimes import asked

        found = found._replace(uptime=asked(app, view, ids, days))
    return found if names or brief else found._replace(actions=tuple(_overdue(app, view)))


def _overdue(app: App, view: View) -> list[Assigned]:
    from incident_cli.core.actions import Wanted, today

    return view.assigned(Wanted(today(app.now, app.zone), overdue=True))


def _code(found: views.Board, exit_code: bool) -> int:
    return TROUBLE if exit_code and not found.calm else 0


def _watch(app: App, names: list[str], days: int, *, exit_code: bool) -> int:
    from incident_cli.commands.watch import watch
    from incident_cli.render.watch import Picture

    if exit_code:
        raise Usage("--watch goes on until it is ended, so --exit-code makes no sense with it", "incident status")

    def ask(later: App) -> Picture:
        found = later.read(lambda view: board(later, view, names, days=days))
        return Picture(lambda out: out.board(found))

    return watch(app, ask, instead="incident status")


def _prompt(app: App, names: list[str], days: int, *, exit_code: bool, watch: bool) -> int:
    """Say what a prompt has room for. What goes wrong is a sign there and an exit code, not a line at every prompt:
    `incident status` says it whole."""
    from incident_cli.core.prompt import UNKNOWN, prompt
    from incident_cli.render.speech import sign

    other = "--watch" if watch else app.form
    if other:
        raise Usage(f"--prompt is a form of its own: {other} makes no sense with it", "incident status --prompt")
    later = app.later(wait=PROMPT_WAIT)
    try:
        found = later.read(lambda view: board(later, view, names, brief=True, days=days))
    except IncidentError as failure:
        sign(UNKNOWN)
        return failure.code
    sign(prompt(found, later.now))
    return _code(found, exit_code)
