"""`incident list`: open incidents and the latest closed, or what a filter asks for."""

from datetime import datetime

from incident_cli.context import App, whole_number
from incident_cli.core import servers, words
from incident_cli.core.query import SORTS, Filter, Scope
from incident_cli.core.views import Listing
from incident_cli.errors import Usage
from incident_cli.store import View


def run(
    app: App,
    scope: str | None = None,
    *,
    server: list[str] | None = None,
    status: str | None = None,
    severity: str | None = None,
    impact: str | None = None,
    tag: str | None = None,
    since: str | None = None,
    until: str | None = None,
    grep: str | None = None,
    no_postmortem: bool = False,
    limit: str | None = None,
    sort: str | None = None,
) -> None:
    """Show the incidents asked for."""
    wanted = Filter(
        now=app.now,
        scope=_scope(scope),
        status=words.any_status(status) if status is not None else None,
        severity=words.severity(severity) if severity is not None else None,
        impact=words.impact(impact) if impact is not None else None,
        tag=words.one_line(tag, "the tag") if tag is not None else "",
        since=_time(app, since) if since is not None else None,
        until=_time(app, until) if until is not None else None,
        text=_sought(app, grep) if grep is not None else "",
        no_postmortem=no_postmortem,
        limit=whole_number(limit, "a limit") if limit is not None else None,
        sort=words.one_of(sort, SORTS, "sort key") if sort is not None else "",
    )
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise Usage("--since is a later time than --until", "type the earlier one after --since")
    excerpts = bool(wanted.text) and app.out.excerpts
    app.out.listing(app.read(lambda view: _listing(view, wanted, server or [], excerpts=excerpts)))


def _sought(app: App, typed: str) -> str:
    """The text to look for; a word about one in which there is nothing to be found. Raises Usage."""
    text = words.one_line(typed.replace("\0", " "), "the text to look for")
    if not any(char.isalnum() for char in text):
        app.warn("there is no letter and no digit in the text to look for, so nothing can be found by it")
    return text


def _time(app: App, typed: str) -> datetime:
    """An instant to compare with: `10:00` is the last one, but `tomorrow` may be asked about as well."""
    try:
        return app.time(typed)
    except Usage:
        return app.time(typed, ahead=True)


def _listing(view: View, wanted: Filter, named: list[str], *, excerpts: bool) -> Listing:
    known = view.servers()
    ids = tuple(servers.named(known.values(), name).id for several in named for name in several.split(","))
    wanted = wanted._replace(servers=ids)
    rows = list(view.find(wanted)) if excerpts or wanted.scope is Scope.RECENT else view.find(wanted)
    total = view.count(wanted)
    shown = len(rows) if isinstance(rows, list) else min(total, wanted.limit or total)
    matches = view.matches(rows) if excerpts and isinstance(rows, list) else None
    return Listing(rows, known, shown, total, matches)


def _scope(word: str | None) -> Scope:
    """The word after `list`; an id is a slip for `show`. Raises Usage."""
    if word is None:
        return Scope.RECENT
    if words.address(word):
        raise Usage(f"list shows several incidents, not {word}", f"incident show {word}")
    return Scope(words.one_of(word, [scope for scope in Scope if scope is not Scope.RECENT], "list"))
