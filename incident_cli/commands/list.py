"""`incident list`: open incidents and the latest closed, or what a filter asks for."""

from __future__ import annotations

from incident_cli.commands import filters
from incident_cli.commands.filters import Asked
from incident_cli.context import App, whole_number
from incident_cli.core import words
from incident_cli.core.query import SORTS, Filter, Scope
from incident_cli.core.views import Listing
from incident_cli.errors import Usage
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def run(app: App, scope: str | None = None, *, limit: str | None = None, sort: str | None = None, **asked: Any) -> None:
    """Show the incidents asked for. asked: words of `filters.Asked`."""
    question = Asked(**asked)
    wanted = filters.understood(app, question, _scope(scope))._replace(
        limit=whole_number(limit, "a limit") if limit is not None else None,
        sort=words.one_of(sort, SORTS, "sort key") if sort is not None else "",
    )
    excerpts = bool(wanted.text) and app.out.excerpts
    app.out.listing(app.read(lambda view: _listing(view, wanted, question.server, excerpts=excerpts)))


def _listing(view: View, wanted: Filter, named: list[str] | None, *, excerpts: bool) -> Listing:
    wanted = filters.with_servers(view, wanted, named)
    rows = list(view.find(wanted)) if excerpts or wanted.scope is Scope.RECENT else view.find(wanted)
    total = view.count(wanted)
    shown = len(rows) if isinstance(rows, list) else min(total, wanted.limit or total)
    matches = view.matches(rows) if excerpts and isinstance(rows, list) else None
    return Listing(rows, view.servers(), shown, total, matches)


def _scope(word: str | None) -> Scope:
    """The word after `list`; an id is a slip for `show`. Raises Usage."""
    if word is None:
        return Scope.RECENT
    if words.address(word):
        raise Usage(f"list shows several incidents, not {word}", f"incident show {word}")
    return Scope(words.one_of(word, [scope for scope in Scope if scope is not Scope.RECENT], "list"))
