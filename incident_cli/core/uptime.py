"""Uptime of a server, day by day, from its combined state. Pure.

A second counts by its state: so many weighted seconds lost of those that are known and no maintenance. Overlapping
incidents count once, the worst state winning (`core/combined.py`). Before the first record of a server nothing is
known, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from incident_cli.core.combined import UP
from incident_cli.core.model import State
from incident_cli.core.periods import Period
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.combined import Span

MAINTENANCE = State.UNDER_MAINTENANCE
MOST = 366
"""Days that are shown at once."""
USUAL = 90
_NOTHING = timedelta()
_RANK = attrgetter("rank")
_FINEST = 10**6
"""Percentages are cut down to so fine a part of one: what is not whole is never called so."""


class Weights(NamedTuple):
    """How much of a second counts as lost in each state."""

    major_outage: float = 1.0
    partial_outage: float = 0.3
    degraded_performance: float = 0.0


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


def lost(found: Iterable[Span[datetime]]) -> float:
    """Seconds below up; maintenance does not count."""
    total = sum(
        [until - since for since, until, state in found if state is not UP and state is not MAINTENANCE], _NOTHING
    )
    return total.total_seconds()


def uptime(server: int, found: Sequence[Span[datetime]], days: Sequence[Period], weights: Weights) -> Uptime:
    """The days of a server from its spans."""
    spent = _by_day(found, days)
    known = found[0][0] if found else None
    cells = tuple(_cell(day, each, known) for day, each in zip(days, spent, strict=True))
    total: dict[State, float] = {}
    for cell in cells:
        for state, seconds in cell.spent.items():
            total[state] = total.get(state, 0) + seconds
    return Uptime(server, percent(total, weights), cells)


def _by_day(found: Iterable[Span[datetime]], days: Sequence[Period]) -> list[dict[State, timedelta]]:
    """The time that each day spent in each state but up."""
    spent: list[dict[State, timedelta]] = [{} for _ in days]
    number, day, end = 0, spent[0], days[0].until
    for since, until, state in found:
        if state is UP:
            continue
        while until > end:
            if since < end:
                day[state] = day.get(state, _NOTHING) + (end - since)
                since = end
            number += 1
            day, end = spent[number], days[number].until
        day[state] = day.get(state, _NOTHING) + (until - since)
    return spent


def _cell(day: Period, spent: Mapping[State, timedelta], known: datetime | None) -> Cell:
    if known is None or known >= day.until:
        return Cell(day, None, {})
    time = day.until - max(day.since, known)
    if not spent:
        return Cell(day, UP, {UP: time.total_seconds()}) if time else Cell(day, None, {})
    told = {state: spent_.total_seconds() for state, spent_ in spent.items()}
    rest = time - sum(spent.values(), _NOTHING)
    told |= {UP: rest.total_seconds()} if rest else {}
    return Cell(day, max(told, key=_RANK), told)


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
    length: int, days: Sequence[Period], weights: Weights, found: Iterable[tuple[int, Sequence[Span[datetime]]]]
) -> Overview:
    """Servers over some days, from the spans of each, up included; it has none where nothing is known of it."""
    told = {server: uptime(server, each, days, weights) for server, each in found}
    return Overview(length, tuple(days), weights, told)


def said(percent: float | None) -> str:
    """`99.987 %`, cut down to thousandths: what is not whole is never called so. A dash where nothing is known."""
    if percent is None:
        return "—"
    return f"{int(percent * 1000) / 1000:.3f}".rstrip("0").rstrip(".") + " %"


def explained(weights: Weights) -> str:
    """`down 1, partial 0.3, degraded 0`: the weights as they stand below a percentage."""
    return ", ".join(f"{State(name).short} {weight:g}" for name, weight in weights._asdict().items())
