"""What the first page shows: the whole in one line, what is open, servers with their days, what is planned, the last
days. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from heapq import merge
from itertools import groupby, islice

from incident_cli.core import phrase
from incident_cli.core.model import State
from incident_cli.core.portable import Portable
from incident_cli.core.record import NamedTuple
from incident_cli.core.uptime import said
from incident_cli.core.visible import visible
from incident_cli.site.bars import Bar, Titles, bar
from incident_cli.site.reports import Facts, Report, Sign, report, sign
from incident_cli.site.site import Component, Group, Site
from incident_cli.site.words import Time, full_day, stamp

DAYS = 14
"""Of the past so many days are told here, today among them."""
MOST = 40
"""Incidents of the past that are told here."""
CALM = sign(State.OPERATIONAL)._replace(glyph="✓")
"""Of the whole, when all is well."""
TITLES = 100
"""Strokes of all bars together that say what they are when pointed at."""


class Row(NamedTuple):
    """A server. percent: as text, empty where it is not known."""

    name: str
    about: str
    sign: Sign
    percent: str
    bar: Bar


class Rows(NamedTuple):
    """The servers of a group, and the worst of their states."""

    name: str
    sign: Sign
    rows: tuple[Row, ...]


class Day(NamedTuple):
    """A day: for machines, and for people."""

    iso: str
    text: str


class Past(NamedTuple):
    """What began on a day; or nothing, from one day to another one."""

    day: Day
    until: Day
    reports: tuple[Report, ...]


class Board(NamedTuple):
    """sign: of the whole, and what it says in `overall`. running: maintenances that go on; planned: those to come.

    days: how many a bar has; more: whether there are more incidents than `past` tells.
    """

    overall: str
    sign: Sign
    changed: Time | None
    open: tuple[Report, ...]
    running: tuple[Report, ...]
    planned: tuple[Report, ...]
    groups: tuple[Rows, ...]
    days: int
    past: tuple[Past, ...]
    more: bool


def board(site: Site) -> Board:
    """The values of the first page."""
    overall, titles = site.overall, Titles(TITLES)
    planned = [_brief(portable, site) for portable in site.planned]
    running = tuple(told for told in planned if told.facts.since <= site.now)
    recent = list(islice(_recent(site), MOST + 1))
    more = len(recent) > MOST
    return Board(
        overall=overall.description.capitalize(),
        sign=CALM if overall.state is State.OPERATIONAL else sign(overall.state),
        changed=stamp(site.updated_at, site.zone) if site.updated_at else None,
        open=tuple(_brief(portable, site) for portable in site.open),
        running=running,
        planned=tuple(told for told in planned if told.facts.since > site.now),
        groups=tuple(_rows(group, titles) for group in site.groups),
        days=site.days,
        past=tuple(_past(recent[:MOST], phrase.local(site.now, site.zone).date(), more=more)),
        more=more,
    )


def _brief(portable: Portable, site: Site) -> Report:
    return report(portable, site.now, site.zone, brief=True)


def _rows(group: Group, titles: Titles) -> Rows:
    rows = tuple(_row(component, titles) for component in group.components)
    worst = max((each.state or State.OPERATIONAL for each in group.components), key=lambda state: state.rank)
    return Rows(visible(group.name), sign(worst), rows)


def _row(component: Component, titles: Titles) -> Row:
    server, percent = component.server, component.percent
    return Row(
        name=visible(server.name),
        about=visible(" ".join(server.description.split())),
        sign=sign(component.state or State.OPERATIONAL),
        percent=said(percent) if percent is not None else "",
        bar=bar(component.cells, percent, titles),
    )


def _recent(site: Site) -> Iterator[Report]:
    """What began in the last days, the newest first."""
    first = phrase.local(site.now, site.zone).date() - timedelta(days=DAYS - 1)
    lists = [_since(portables, first, site) for portables in (site.incidents, site.maintenances)]
    return merge(*lists, key=lambda told: told.facts.since, reverse=True)


def _since(portables: Iterable[Portable], first: date, site: Site) -> Iterator[Report]:
    for portable in portables:
        told = _brief(portable, site)
        if told.facts.day < first:
            return
        if told.facts.since <= site.now:
            yield told


def _past(reports: Sequence[Report], today: date, *, more: bool) -> Iterator[Past]:
    """The last days, the latest first; those on which nothing began are one stretch. more: some are not told."""
    on = {day: tuple(told) for day, told in groupby(reports, key=lambda told: told.facts.day)}
    last = reports[-1].facts.day if more else today - timedelta(days=DAYS - 1)
    days = [today - timedelta(days=back) for back in range((today - last).days + 1)]
    for calm, stretch in groupby(days, key=lambda day: day not in on):
        several = list(stretch)
        if calm:
            yield Past(_day(several[-1]), _day(several[0]), ())
        else:
            yield from (Past(_day(day), _day(day), on[day]) for day in several)


def by_day(told: Iterable[Facts]) -> list[tuple[Day, list[Facts]]]:
    """Incidents by the day on which they began, in their order."""
    return [(_day(day), list(found)) for day, found in groupby(told, key=lambda said: said.day)]


def _day(day: date) -> Day:
    return Day(day.isoformat(), full_day(day))
