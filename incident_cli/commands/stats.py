"""`incident stats`: figures over the incidents that began in a period, in the form that is asked for."""

from __future__ import annotations

from incident_cli.commands import filters
from incident_cli.commands.filters import Asked
from incident_cli.context import App
from incident_cli.core import phrase, stats, words
from incident_cli.core.periods import days
from incident_cli.core.query import Filter, Scope
from incident_cli.core.stats import Per, Stats
from incident_cli.core.uptime import USUAL, lost
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from incident_cli.store import View


def run(
    app: App,
    *,
    since: str | None = None,
    until: str | None = None,
    server: list[str] | None = None,
    per: str | None = None,
    csv: bool = False,
    markdown: bool = False,
) -> None:
    """Show the figures: of the last 90 days, today among them, where nothing else is said."""
    form = _form(app, csv=csv, markdown=markdown)
    wanted = filters.understood(app, Asked(since=since, until=until), Scope.ALL)
    wanted = wanted._replace(since=wanted.since or days(app.now, app.zone, USUAL)[0].since)
    if wanted.until is not None and wanted.since is not None and wanted.since > wanted.until:
        raise Usage("--until is before the last 90 days, which are meant without --since", "add --since")
    apart = Per(words.one_of(per, list(Per), "grouping")) if per is not None else None
    told = app.read(lambda view: _stats(app, view, filters.with_servers(view, wanted, server), apart))
    if not form:
        app.out.stats(told)
        return
    from incident_cli.commands.delivery import deliver
    from incident_cli.formats import figures

    deliver(figures.csv(told) if csv else figures.markdown(told, app.zone), None)


def _form(app: App, *, csv: bool, markdown: bool) -> str:
    """The option that says in which form to answer, of those that are no form of other commands. Raises Usage."""
    asked = [option for option, typed in (("--csv", csv), ("--markdown", markdown)) if typed]
    other = [*asked[1:], *filter(None, [app.form])]
    if asked and other:
        raise Usage(f"{asked[0]} is a form of its own: {other[0]} makes no sense with it", f"incident stats {asked[0]}")
    return asked[0] if asked else ""


def _stats(app: App, view: View, wanted: Filter, per: Per | None) -> Stats:
    from incident_cli.core.actions import today
    from incident_cli.store import figures

    since, until = wanted.since or app.now, wanted.until
    end = min(until or app.now, app.now)
    names = phrase.server_names(view.servers())
    ended = figures.ended(view, since, until, wanted.servers)
    unended = figures.unended(view, since, until, wanted.servers)
    silences = stats.silences(ended)
    return Stats(
        since=since,
        until=end,
        whole=stats.group("", ended, len(unended)),
        per=per,
        groups=tuple(stats.groups(ended, unended, per, names, app.zone)) if per else (),
        silences=silences,
        offenders=_offenders(view, wanted.servers, stats.offenders(ended, unended), since, end),
        upkeep=stats.upkeep(figures.maintenances(view, since, end, wanted.servers), app.now),
        actions=figures.actions(view, today(app.now, app.zone)),
        servers=wanted.servers,
        names=names,
        headlines=view.headlines([silence.incident for silence in silences]),
    )


def _offenders(
    view: View, only: Sequence[int], counts: Mapping[int, int], since: datetime, until: datetime
) -> tuple[stats.Offender, ...]:
    """The servers that were in several incidents, with the time in which they were below up."""
    servers = [server for server in counts if not only or server in only]
    downtime = {server: lost(found) for server, found in view.combined(since, until, servers)}
    return stats.ranked({server: counts[server] for server in servers}, downtime)
