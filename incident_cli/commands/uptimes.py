"""Uptime over the last days, for the commands that show servers."""

from __future__ import annotations

from incident_cli import config
from incident_cli.context import App, whole_number
from incident_cli.core.periods import days
from incident_cli.core.uptime import MOST, Overview, overview
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_cli.store import View


def length(typed: str) -> int:
    """A number of days. Raises Usage."""
    found = whole_number(typed, "a number of days")
    if found > MOST:
        raise Usage(f"{MOST} days are the most that are shown", f"--days {MOST}")
    return found


def asked(app: App, view: View, servers: Sequence[int], count: int) -> Overview:
    """The last so many days of servers, today up to now among them, as the days of the zone that is shown."""
    chosen = days(app.now, app.zone, count)
    return overview(count, chosen, config.weights(), view.combined(chosen[0].since, chosen[-1].until, servers))
