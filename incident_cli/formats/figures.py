"""Figures over many incidents written out: as CSV for spreadsheets, and as Markdown to be pasted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from incident_cli.core import phrase
from incident_cli.core.postmortem.figures import METRICS
from incident_cli.core.stats import COUNTED, FIGURES, OFFENDERS, SPREAD, Group, Spread, Stats
from incident_cli.formats.csv import cell, number, table
from incident_cli.formats.markdown import one_line

_SPREAD = ("n", "mean_s", "median_s", "p90_s")
COLUMNS = (
    *("group", "incidents", "open", "updates"),
    *(f"{name.removesuffix('_s')}_{part}" for name in FIGURES for part in _SPREAD),
)
"""The header line of `csv`. Lengths are seconds."""
_TTR = FIGURES.index("ttr_s")


def csv(told: Stats) -> Iterator[str]:
    """A row for each group, or for all of them at once; the name of what has no such thing is empty."""
    return table(COLUMNS, map(_row, told.groups if told.per else (told.whole,)))


def _row(group: Group) -> Iterator[object]:
    yield from (cell(group.name), group.incidents, group.open, group.total_updates)
    for spread in group.figures:
        yield spread.n
        yield from map(number, spread[1:])


def markdown(told: Stats, zone: tzinfo) -> Iterator[str]:
    """A document: the figures with their definitions, the groups, and what stands out."""
    whole = told.whole
    yield f"# Figures, {phrase.stamp(told.since, zone)} to {phrase.stamp(told.until, zone)}\n"
    if told.servers:
        yield f"\nOf {', '.join(one_line(told.names.get(server, phrase.UNKNOWN)) for server in told.servers)}.\n"
    yield f"\n{_counts(whole)} {COUNTED}\n"
    if whole.ended:
        yield from _figures(whole)
    yield from _groups(told)
    yield from _outstanding(told)


def _counts(group: Group) -> str:
    plural = "" if group.incidents == 1 else "s"
    updates = f"{group.total_updates} public update{'' if group.total_updates == 1 else 's'}"
    return f"{group.incidents} incident{plural}, {group.open} of them open; {updates}."


def _figures(whole: Group) -> Iterator[str]:
    yield "\n| figure | n | mean | median | 90th percentile |\n| :-- | --: | --: | --: | --: |\n"
    for (_, name, _), spread in zip(METRICS, whole.figures, strict=True):
        yield f"| {name} | {spread.n} | {' | '.join(map(phrase.span, spread[1:]))} |\n"
    yield "\n"
    yield from (f"- {name}: {definition}.\n" for _, name, definition in METRICS)
    yield f"\n{SPREAD}\n"


def _groups(told: Stats) -> Iterator[str]:
    """As a list: names of servers and tags are people's own, and have no place in a table."""
    if told.groups:
        yield f"\n## Per {told.per}\n\n"
    for group in told.groups:
        name = one_line(group.name) if group.name else f"no {told.per}"
        open_ = f", {group.open} open" if group.open else ""
        yield f"- {name}: {group.incidents} incident{'' if group.incidents == 1 else 's'}{open_}; TTR "
        yield f"{_spread(group.figures[_TTR])}\n"


def _spread(spread: Spread) -> str:
    if not spread.n:
        return "unknown (n = 0)"
    mean, median, p90 = map(phrase.span, spread[1:])
    return f"mean {mean}, median {median}, 90th percentile {p90} (n = {spread.n})"


def _outstanding(told: Stats) -> Iterator[str]:
    if told.silences:
        yield "\n## Longest silences\n\n"
        for each in told.silences:
            yield f"- {phrase.span(each.seconds)}: #{each.incident} {one_line(told.headlines.get(each.incident, ''))}\n"
    if told.offenders:
        yield f"\n## Repeat offenders\n\n{OFFENDERS}\n\n"
        for offender in told.offenders:
            name = one_line(told.names.get(offender.server, phrase.UNKNOWN))
            yield f"- {name}: {offender.incidents} incidents, {phrase.span(offender.downtime_s)} of downtime\n"
    upkeep = told.upkeep
    if upkeep.planned:
        yield f"\n## Maintenance\n\n{upkeep.planned} planned, {upkeep.done} done, {upkeep.called_off} called off; "
        yield f"{phrase.span(upkeep.lasted_s)} of work; {upkeep.overran} overran, by {phrase.span(upkeep.overrun_s)}.\n"
    if told.actions.open:
        yield f"\n## Actions\n\n{told.actions.open} open, {told.actions.overdue} of them overdue.\n"
