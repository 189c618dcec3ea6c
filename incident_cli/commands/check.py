"""`incident check`: what in the record wants mending, and the commands that mend it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from incident_cli import config
from incident_cli.commands import target
from incident_cli.commands.status import TROUBLE
from incident_cli.context import App
from incident_cli.core.actions import Wanted, today
from incident_cli.core.lint.actions import overdue
from incident_cli.core.lint.finding import Finding, Findings, Seen
from incident_cli.core.lint.rules import findings
from incident_cli.core.lint.servers import unheld
from incident_cli.core.query import Filter, Scope
from incident_cli.core.views import Summary, server_states
from incident_cli.store import View
from incident_cli.store.suspects import suspects


def run(app: App, words_: list[str] | None = None, *, incident: str | None = None, exit_code: bool = False) -> int:
    """Check everything that matters, or one incident; the exit code."""
    typed = target.split(words_, incident)
    if typed.text:
        raise target.not_an_id(typed, "check")
    seen = Seen(app.now, app.zone, config.expected(), alone=typed.incident is not None)
    answer = app.read(lambda view: _one(app, view, typed, seen) if seen.alone else _all(view, seen))
    app.out.findings(answer)
    return TROUBLE if exit_code and answer.found else 0


def _one(app: App, view: View, typed: target.Typed, seen: Seen) -> Findings:
    """One incident whole, also when it was closed long ago."""
    number = target.resolve(app, view, typed, "check")
    left = [finding for finding in _servers(view, seen) if finding.incident == number]
    return _answer(view, left, view.whole([number]), seen, number)


def _all(view: View, seen: Seen) -> Findings:
    """Servers, open incidents whole, and of those closed lately the ones that the tables give cause to look at."""
    going_on = [s.incident.id for s in view.find(Filter(seen.now, Scope.OPEN))]
    lately = set(suspects(view, seen.expected, seen.now)) - set(going_on)
    return _answer(view, _servers(view, seen), chain(view.whole(going_on), view.whole(lately)), seen)


def _servers(view: View, seen: Seen) -> list[Finding]:
    wanted = [server for server in view.servers().values() if not server.retired]
    claims = view.holding(seen.now, [server.id for server in wanted])
    return list(unheld(server_states(wanted, claims, seen.now), claims, view.head, seen))


def _answer(
    view: View, servers: Iterable[Finding], incidents: Iterable[Summary], seen: Seen, alone: int | None = None
) -> Findings:
    """All findings: servers of no incident first, then those about one incident together. alone: only this incident."""
    groups: dict[int | None, list[Finding]] = {None: []}
    headlines: dict[int, str] = {}
    for incident, headline in incidents:
        groups[incident.id] = list(findings(incident, seen))
        headlines[incident.id] = headline
    late = view.assigned(Wanted(today(seen.now, seen.zone), incident=alone, overdue=True))
    headlines |= {each.incident: each.headline for each in late}
    for finding in chain(servers, overdue(late, seen)):
        groups.setdefault(finding.incident, []).append(finding)
    found = tuple(chain.from_iterable(groups.values()))
    numbers = {finding.incident for finding in found if finding.incident is not None}
    return Findings(found, {number: headlines.get(number) or view.headline(number) for number in numbers})
