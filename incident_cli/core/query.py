"""Filter: the one value that list, search, export and stats ask with."""

from __future__ import annotations

from datetime import datetime

from incident_cli.core.model import Impact, Severity, Status
from incident_cli.core.record import NamedTuple, StrEnum


class Scope(StrEnum):
    """Which incidents a question is about."""

    RECENT = "recent"
    """All open ones and the latest closed: what `list` shows when nothing else is said."""
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"
    MAINTENANCE = "maintenance"


SORTS = ("began", "ended", "updated", "id", "severity", "impact", "title")


class Filter(NamedTuple):
    """Everything a question across incidents can ask for; conditions are joined with "and".

    `since`/`until` keep the incidents that were going on at some time in [since, until).
    `servers`: those that touched any of them. `now` decides what is open (a maintenance may begin or end by the clock).
    """

    now: datetime
    scope: Scope = Scope.RECENT
    servers: tuple[int, ...] = ()
    status: Status | None = None
    severity: Severity | None = None
    impact: Impact | None = None
    tag: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    no_postmortem: bool = False
    limit: int | None = None
    sort: str = ""


LATEST_CLOSED = 10
