"""`incident db copy`: a tracker moves, from a file to a server, back, or into another file."""

from __future__ import annotations

import os

from incident_cli.context import App
from incident_cli.core.views import Fact
from incident_cli.errors import Conflict, IncidentError, Usage
from incident_cli.store import copying, open_store
from incident_cli.store.copying import Plan
from incident_cli.store.location import is_server, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.store.protocol import Store


def run(app: App, from_: str, to: str, *, dry_run: bool = False) -> None:
    """Append to TO what of the log in FROM it does not have yet."""
    if _same(from_, to):
        raise Usage(f"{shown(from_)} and {shown(to)} are one place; nothing was copied", "incident db copy FROM TO")
    source, target = open_store(from_, app.config.wait), open_store(to, app.config.wait)
    planned = copying.plan(source, target)
    with app.progress("comparing", planned.there) as step:
        copying.check(source, target, planned, step)
    incidents = copying.incidents(source, planned)
    if not dry_run:
        _append(app, source, target, planned)
        app.saved = planned.rows > 0
    if not app.look.quiet:
        app.out.facts("copy", _facts(shown(from_), shown(to), planned, incidents, dry=dry_run))


def _same(from_: str, to: str) -> bool:
    """Whether both are one place. Two addresses of one server can differ: then both logs are the same."""
    if is_server(from_) or is_server(to):
        return shown(from_) == shown(to)
    try:
        return os.path.samefile(from_, to)
    except (OSError, ValueError):  # not there yet, or no path at all
        return False


def _append(app: App, source: Store, target: Store, planned: Plan) -> None:
    """Copy, and tell how far it came where it ends before its end."""
    there = planned.there
    try:
        with app.progress("copying", planned.rows) as step:
            for row in copying.append(source, target, planned, step):
                there = row
    except KeyboardInterrupt:
        if there > planned.there:
            app.warn(f"interrupted; {_so_far(there, planned)}: the same command goes on from there")
        raise
    except IncidentError as error:
        if there > planned.there:
            raise _half_way(error, _so_far(there, planned)) from error
        raise


def _so_far(there: int, planned: Plan) -> str:
    return f"the rows up to {there} of {planned.until} are copied"


def _half_way(error: IncidentError, so_far: str) -> IncidentError:
    """The same failure: not that nothing was saved, but how much was."""
    message = f"{error.message.removesuffix('; nothing was saved')}; {so_far}"
    more = () if isinstance(error, Conflict) else ("the same command goes on from there",)
    return type(error)(message, *error.hints, *more)


def _facts(from_: str, to: str, planned: Plan, incidents: int, *, dry: bool) -> list[Fact]:
    """Which rows went where. same: both logs were the same already."""
    return [
        Fact("from", from_),
        Fact("to", to),
        Fact("to_copy" if dry else "copied", planned.rows),
        Fact("there", planned.there),
        Fact("until", planned.until),
        Fact("incidents", incidents),
        *([] if planned.rows else [Fact("same", "yes")]),
    ]
