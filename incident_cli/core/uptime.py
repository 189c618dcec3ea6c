"""Uptime of a server, day by day, from its combined state. Pure.

A second counts by its state: so many weighted seconds lost of those that are known and no maintenance. Overlapping
incidents count once, the worst state winning (`core/combined.py`). Before the first record of a server nothing is
known, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from incident_cli.core.combined import Held, sweep
from incident_cli.core.model import State
from incident_cli.core.periods import Period
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

UP, MAINTENANCE = State.OPERATIONAL, State.UNDER_MAINTENANCE
MOST = 366
"""Days that are shown at once."""
USUAL = 90
_NOTHING = timedelta()
_FINEST = 10**6
"""Percentages are cut down to so fine a part of one: what is not whole is never called so."""


class Weights(NamedTuple):
    """How much of a second counts as lost in each state."""

    major_outage: float = 1.0
    partial_outage: float = 0.3
    degraded_performance: float = 0.0


class Span(NamedTuple):
    """A time in which a server was in one combined state."""

    since: datetime
    until: datetime
    state: State


class Cell(NamedTuple):
    """A day: its worst state, None where nothing is known of it, and the seconds of each state in it."""

    day: Period
    state: State | None
    spent: Mapping[State, float]


class Uptime(NamedTuple):
    """A server over some days. percent: None where nothing is known of it but maintenance."""

    server: int
    percent: float | None
    cells: tuple[Cell, ...]


class Overview(NamedTuple):
    """Servers, by their ids, over some days. length: how many days were asked for."""

    length: int
    days: tuple[Period, ...]
    weights: Weights
    servers: Mapping[int, Uptime]


def spans(held: Iterable[Held], known: datetime, since: datetime, until: datetime) -> list[Span]:
    """The combined states of a server in [since, until): they follow each other without a gap, and neighbours differ.

    known: its first record; nothing is told of the time before. held: claims, of which those may be missing that say
    `up` where nothing else was set by hand.
    """
    start = max(since, known)
    found: list[Span] = []
    turns = sweep(held)
    if not turns or turns[0][0] > known:
        turns.insert(0, (known, UP))
    for number, (at, state) in enumerate(turns):
        after = turns[number + 1][0] if number + 1 < len(turns) else until
        begin, end = at if at > start else start, after if after < until else until
        if begin >= end:
            continue
        if found and found[-1][2] is state:
            begin = found.pop()[0]
        found.append(Span(begin, end, state))
    return found


def lost(found: Iterable[Span]) -> float:
    """Seconds below up; maintenance does not count."""
    total = sum((until - since for since, until, state in found if state not in (UP, MAINTENANCE)), _NOTHING)
    return total.total_seconds()


def uptime(server: int, found: Sequence[Span], days: Sequence[Period], weights: Weights) -> Uptime:
    """The days of a server from its spans."""
    spent = _by_day(found, days)
    known = found[0].since if found else None
    cells = tuple(_cell(day, each, known) for day, each in zip(days, spent, strict=True))
    total: dict[State, float] = {}
    for cell in cells:
        for state, seconds in cell.spent.items():
            total[state] = total.get(state, 0) + seconds
    return Uptime(server, percent(total, weights), cells)


def _by_day(found: Iterable[Span], days: Sequence[Period]) -> list[dict[State, timedelta]]:
    """The time that each day spent in each state but up."""
    spent: list[dict[State, timedelta]] = [{} for _ in days]
    ends = [day.until for day in days]
    number = 0
    for since, until, state in found:
        if state is UP:
            continue
        while since >= ends[number]:
            number += 1
        while until > ends[number]:
            spent[number][state] = spent[number].get(state, _NOTHING) + (ends[number] - since)
            since = ends[number]
            number += 1
        spent[number][state] = spent[number].get(state, _NOTHING) + (until - since)
    return spent


def _cell(day: Period, spent: Mapping[State, timedelta], known: datetime | None) -> Cell:
    if known is None or known >= day.until:
        return Cell(day, None, {})
    rest = day.until - max(day.since, known) - sum(spent.values(), _NOTHING)
    told = {state: time.total_seconds() for state, time in ({UP: rest} | dict(spent)).items() if time}
    return Cell(day, max(told, key=lambda state: state.rank, default=None), told)


def percent(spent: Mapping[State, float], weights: Weights) -> float | None:
    """100 for the seconds of each state, less what was lost by weight; None where there are none but maintenance."""
    counted = sum(seconds for state, seconds in spent.items() if state is not MAINTENANCE)
    if not counted:
        return None
    gone = sum(spent.get(State(name), 0) * weight for name, weight in weights._asdict().items())
    found = 100 * (1 - gone / counted)
    return max(0.0, int(min(found, 100 - 1 / _FINEST if gone else 100) * _FINEST) / _FINEST)


_SPELLED = {state.short: state.value for state in State} | {"degraded": State.DEGRADED_PERFORMANCE.value}


def understood(tables: Mapping[str, Any]) -> Weights:
    """What the table [uptime] of `config.toml` says, and the defaults for what it does not say. Raises Usage."""
    table = tables.get("uptime", {})
    if not isinstance(table, Mapping):
        raise Usage("uptime is not a table", "[uptime]")
    weights = Weights()
    for key, value in table.items():
        name = _SPELLED.get(key.casefold(), key.casefold())
        if name not in Weights._fields:
            raise Usage(f'[uptime] has no "{key}"', "major_outage, partial_outage, degraded")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise Usage(f"[uptime] {key} is no number from 0 to 1", f"{key} = 0.3")
        weights = weights._replace(**{name: float(value)})
    return weights


def overview(
    length: int,
    days: Sequence[Period],
    weights: Weights,
    held: Mapping[int, Iterable[Held]],
    known: Mapping[int, datetime],
    servers: Iterable[int],
) -> Overview:
    """Servers over some days. held: what was claimed of them in that time; known: the first record of each."""
    since, until = days[0].since, days[-1].until
    told = {}
    for server in servers:
        found = spans(held.get(server, ()), known[server], since, until) if server in known else []
        told[server] = uptime(server, found, days, weights)
    return Overview(length, tuple(days), weights, told)


def said(percent: float | None) -> str:
    """`99.987 %`, cut down to thousandths: what is not whole is never called so. A dash where nothing is known."""
    if percent is None:
        return "—"
    return f"{int(percent * 1000) / 1000:.3f}".rstrip("0").rstrip(".") + " %"


def explained(weights: Weights) -> str:
    """`down 1, partial 0.3, degraded 0`: the weights as they stand below a percentage."""
    return ", ".join(f"{State(name).short} {weight:g}" for name, weight in weights._asdict().items())
