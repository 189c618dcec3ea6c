"""What `publish` asks the store: which incidents there are, and those whose pages are to be made, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from incident_cli.commands import uptimes
from incident_cli.context import App
from incident_cli.core import instant, views
from incident_cli.core.model import Kind, Server
from incident_cli.core.portable import Portable
from incident_cli.core.views import ServerState, Summary
from incident_cli.site import archive, told
from incident_cli.site.archive import Month, Past
from incident_cli.site.manifest import digest
from incident_cli.site.pages import Source
from incident_cli.site.site import Component, Group, Site, status
from incident_cli.store import View, published
from incident_cli.store.published import Trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.core.uptime import Overview

_AT_ONCE = 1000
"""Incidents that are looked at in one transaction."""
_FEW = 50
"""Incidents that are read whole in one transaction,"""
_ROWS = 5000
"""and rows of the log about them: what is in memory at a time does not grow with the history."""


class Record:
    """The record as one publication sees it. warnings: what could not be told."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.servers: dict[int, Server] = app.read(lambda view: view.servers())
        self.traces = {trace.id: trace for trace in self._traces()}
        self.warnings: dict[str, None] = {}

    def _traces(self) -> Iterator[Trace]:
        after = 0
        while True:
            found = self.app.read(lambda view, last=after: published.traces(view, self.app.now, last, _AT_ONCE))  # type: ignore[misc]
            yield from found
            if len(found) < _AT_ONCE:
                return
            after = found[-1].id

    @property
    def past(self) -> Iterator[Past]:
        """Every incident, by number."""
        names = {number: server.name for number, server in self.servers.items()}
        for trace in self.traces.values():
            made_from = "\n".join([trace.stamp, *(names.get(server, "") for server in trace.servers)])
            month = archive.month_of(instant.parse(trace.began_at), self.app.zone)
            yield Past(trace.id, month, not trace.settled, digest(made_from.encode()))

    @property
    def months(self) -> list[Month]:
        """Those in which anything began."""
        return archive.months(self.past)

    @property
    def source(self) -> Source:
        """Where pages take incidents from."""
        names = {number: server.name for number, server in self.servers.items()}
        return Source(self.portables, lambda numbers: self._heads(numbers), names)

    def _heads(self, numbers: Sequence[int]) -> list[Summary]:
        return self.app.read(lambda view: list(published.heads(view, numbers)))

    def portables(self, numbers: Sequence[int]) -> Iterator[Portable]:
        """Whole incidents in the order of the numbers, for everybody."""
        for some in self._chunks(numbers):
            found = self.app.read(lambda view, wanted=some: list(view.whole(wanted)))  # type: ignore[misc]
            whole = {summary.incident.id: summary for summary in found}
            for number in some:
                if number in whole:
                    yield self._told(whole.pop(number))

    def _told(self, summary: Summary) -> Portable:
        sheet = views.sheet(summary.incident, summary.headline, self.servers, public=True)
        portable = told.public(sheet, self.app.now, self.app.zone)
        self.warnings.update(dict.fromkeys(portable.warnings))
        return portable

    def _chunks(self, numbers: Sequence[int]) -> Iterator[list[int]]:
        some: list[int] = []
        rows = 0
        for number in numbers:
            rows += self.traces[number].rows
            if some and (len(some) == _FEW or rows > _ROWS):
                yield some
                some, rows = [], self.traces[number].rows
            some.append(number)
        if some:
            yield some

    def newest(self, kind: Kind, *, open_: bool = False) -> list[int]:
        """The numbers of incidents or of maintenances, the newest first. open_: only those that are open."""
        found = [trace for trace in self.traces.values() if trace.kind == kind and (trace.open or not open_)]
        return [trace.id for trace in sorted(found, key=lambda trace: (trace.began_at, trace.id), reverse=True)]


class Walk:
    """Incidents by their numbers; each walk through them reads them again."""

    def __init__(self, record: Record, numbers: Sequence[int]) -> None:
        self.record, self.numbers = record, numbers

    def __iter__(self) -> Iterator[Portable]:
        return iter(self.record.portables(self.numbers))


def site(record: Record, title: str, url: str, days: int) -> Site:
    """The values of a publication."""
    app = record.app
    shown = [server for server in record.servers.values() if not server.retired]

    def ask(view: View) -> tuple[list[ServerState], Overview]:
        ids = [server.id for server in shown]
        states = views.server_states(shown, view.lately(app.now, ids), app.now)
        return states, uptimes.asked(app, view, ids, days)

    states, overview = app.read(ask)
    planned = record.portables(record.newest(Kind.MAINTENANCE, open_=True))
    going_on = [portable for portable in planned if not status(portable, app.now).final]
    return Site(
        title=title,
        url=url,
        zone=app.zone,
        now=app.now,
        days=days,
        groups=tuple(_groups(states, overview)),
        open=tuple(record.portables(record.newest(Kind.INCIDENT, open_=True))),
        planned=tuple(sorted(going_on, key=lambda portable: portable.planned_from or portable.began_at)),
        incidents=Walk(record, record.newest(Kind.INCIDENT)),
        maintenances=Walk(record, record.newest(Kind.MAINTENANCE)),
        updated_at=app.read(published.updated_at),
    )


def _groups(states: Iterable[ServerState], overview: Overview) -> Iterator[Group]:
    """Servers by group, the groups in the order of their first servers; those in none come last."""
    by_name: dict[str, list[Component]] = {}
    for each in states:
        uptime = overview.servers[each.server.id]
        component = Component(each.server, each.state, each.since, uptime.percent, uptime.cells)
        by_name.setdefault(each.server.group, []).append(component)
    for name in sorted(by_name, key=lambda name: not name):
        yield Group(name, tuple(by_name[name]))
