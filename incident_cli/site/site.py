"""What a published site tells: servers by group with their days, what is open, what is planned, everything past. Pure.

All of it is for everybody: portables are public ones (`core/portable.py`, `told(public=True)`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from incident_cli.core.measure import phase
from incident_cli.core.model import Impact, Server, State, Status
from incident_cli.core.portable import Portable
from incident_cli.core.record import NamedTuple
from incident_cli.core.uptime import Cell
from incident_cli.formats.telling import whole

MAINTENANCE = "maintenance"
"""The indicator of a site on which nothing is wrong, but work goes on."""


class Component(NamedTuple):
    """A server now and over the last days. state: None where it was never mentioned; percent: None where unknown.

    cells: a day each, the oldest first, today the last.
    """

    server: Server
    state: State | None
    since: datetime | None
    percent: float | None
    cells: tuple[Cell, ...]


class Group(NamedTuple):
    """Servers of one group, in order; the name is empty for those that are in none."""

    name: str
    components: tuple[Component, ...]


class Overall(NamedTuple):
    """The whole in one line, in Statuspage's words: the indicator (`none`, `minor`, `major`, `critical`,
    `maintenance`) and the description."""

    indicator: str
    description: str
    state: State


class Site(NamedTuple):
    """The values of one publication.

    url: the address of the folder without a slash at its end; empty where nobody said it.
    groups: without retired servers. open: incidents that are not resolved, the newest first. planned: maintenances
    that are not over, by their planned beginning. incidents, maintenances: all of them, open ones included; those that
    began last (of a maintenance: its window) come first. Each walk reads them again: go no further than is needed.
    updated_at: when anything was last written; None where nothing ever was.
    """

    title: str
    url: str
    zone: tzinfo
    now: datetime
    days: int
    groups: tuple[Group, ...]
    open: tuple[Portable, ...]
    planned: tuple[Portable, ...]
    incidents: Iterable[Portable]
    maintenances: Iterable[Portable]
    updated_at: datetime | None = None

    @property
    def components(self) -> Iterator[Component]:
        """All servers, group by group."""
        return (component for group in self.groups for component in group.components)

    @property
    def overall(self) -> Overall:
        """How it is as a whole: by the states of the servers; where all are up, by whether something is open."""
        states = [component.state or State.OPERATIONAL for component in self.components]
        worst = max(states, key=lambda state: state.rank, default=State.OPERATIONAL)
        if worst is State.MAJOR_OUTAGE and 2 * states.count(worst) < len(states):
            return Overall(Impact.MAJOR, "Partial System Outage", worst)
        if worst in (State.OPERATIONAL, State.UNDER_MAINTENANCE) and self.open:
            return Overall(Impact.MINOR, "Incident Under Way", State.DEGRADED_PERFORMANCE)
        return _OVERALL[worst]


_OVERALL = {
    State.OPERATIONAL: Overall(Impact.NONE, "All Systems Operational", State.OPERATIONAL),
    State.UNDER_MAINTENANCE: Overall(MAINTENANCE, "Service Under Maintenance", State.UNDER_MAINTENANCE),
    State.DEGRADED_PERFORMANCE: Overall(Impact.MINOR, "Partially Degraded Service", State.DEGRADED_PERFORMANCE),
    State.PARTIAL_OUTAGE: Overall(Impact.MAJOR, "Partial System Outage", State.PARTIAL_OUTAGE),
    State.MAJOR_OUTAGE: Overall(Impact.CRITICAL, "Major Service Outage", State.MAJOR_OUTAGE),
}


def status(portable: Portable, now: datetime) -> Status:
    """The status in effect: the clock starts a maintenance, and completes it (`measure.phase`)."""
    return phase(whole(portable).incident, now)
