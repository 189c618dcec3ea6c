"""Figures and uptime as JSON has them: durations in seconds, null for what is not known."""

from __future__ import annotations

from incident_cli.core.combined import UP
from incident_cli.core.stats import FIGURES, Group, Spread, Stats
from incident_cli.core.uptime import MAINTENANCE, Cell, Overview
from incident_cli.render.jsonvalues import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def stats(told: Stats) -> dict[str, Any]:
    """The answer of `stats`: the period, its figures as a whole and in groups, and what stands out."""
    servers = [{"id": server, "name": told.names.get(server)} for server in told.servers]
    return {
        "since": time(told.since),
        "until": time(told.until),
        "servers": servers,
        **_group(told.whole),
        "per": told.per,
        "groups": [{"name": each.name or None} | _group(each) for each in told.groups],
        "longest_silences": [
            {"id": each.incident, "title": told.headlines.get(each.incident), "longest_silence_s": each.seconds}
            for each in told.silences
        ],
        "repeat_offenders": [
            {
                "id": each.server,
                "name": told.names.get(each.server),
                "incidents": each.incidents,
                "downtime_s": each.downtime_s,
            }
            for each in told.offenders
        ],
        "maintenance": told.upkeep._asdict(),
        "actions": told.actions._asdict(),
    }


def _group(group: Group) -> dict[str, Any]:
    figures = {name: _spread(spread) for name, spread in zip(FIGURES, group.figures, strict=True)}
    return {
        "incidents": group.incidents,
        "open": group.open,
        "updates": _spread(group.updates) | {"total": group.total_updates},
        "figures": figures,
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return spread._asdict()


def uptime(overview: Overview, server: int) -> dict[str, Any]:
    """The days of one server: `percent`, the weights that it goes by, and a cell for each day."""
    told = overview.servers[server]
    return {
        "days": overview.length,
        "percent": told.percent,
        "weights": overview.weights._asdict(),
        "cells": [_cell(cell) for cell in told.cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    lost = sum(seconds for state, seconds in cell.spent.items() if state not in (UP, MAINTENANCE))
    return {
        "day": cell.day.name,
        "state": cell.state,
        "downtime_s": round(lost, 3),
        "maintenance_s": cell.spent.get(MAINTENANCE, 0),
        "known_s": round(sum(cell.spent.values()), 3),
    }
