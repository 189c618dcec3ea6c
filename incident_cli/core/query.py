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

    `since`/`until` keep the incidents that were going on at some time in [since, until); a maintenance goes on by its
    plan until somebody says otherwise. `servers`: those that touched any of them. `text`: all of it must stand
    somewhere in the incident (`phrases`). `now` decides what is open (a maintenance may begin or end by the clock).
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


class Phrase(NamedTuple):
    """What must stand in a text: words that follow each other. whole: the last one as it is, not as a beginning."""

    words: str
    whole: bool


def phrases(text: str) -> list[Phrase]:
    """What a person typed to look for: each word, and as one what is between double quotes. The longest come first,
    since those are rarest; none comes twice. Any text will do: a quote without its partner is no quote.
    """
    parts = text.split('"')
    if len(parts) % 2 == 0:
        parts[-2:] = [" ".join(parts[-2:])]
    found = [Phrase(word, False) for part in parts[::2] for word in part.split()]
    found += [Phrase(" ".join(part.split()), True) for part in parts[1::2] if part.strip()]
    return sorted(dict.fromkeys(found), key=lambda phrase: -len(phrase.words))
