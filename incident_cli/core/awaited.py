"""Post-mortems that are not published yet: which there are, and by when they are due. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from incident_cli.core.lint.afterwards import needed
from incident_cli.core.lint.expected import Expected
from incident_cli.core.model import DocumentStatus
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Summary

MISSING = "missing"


class Awaited(NamedTuple):
    """A post-mortem that somebody still has to write, review or publish.

    incident: its number; status: how far it is, None where there is none yet; due: by when it must be published, None
    where it need not be.
    """

    incident: int
    headline: str
    status: DocumentStatus | None
    due: datetime | None
    ended_at: datetime | None

    @property
    def word(self) -> str:
        """`missing`, `draft`, `in_review`."""
        return self.status.value if self.status else MISSING

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been published by now."""
        return self.due is not None and self.due <= now


def awaited(incidents: Iterable[Summary], expected: Expected) -> list[Awaited]:
    """Those of some incidents, in the order of their due times, so the longest overdue come first."""
    found = []
    for incident, headline in incidents:
        stored = incident.document
        status = stored.document if stored else None
        must = needed(incident, expected)
        if status is DocumentStatus.PUBLISHED or (status is None and not must):
            continue
        due = _due(incident.ended_at, expected) if must else None
        found.append(Awaited(incident.id, headline, status, due, incident.ended_at))
    return sorted(found, key=lambda each: (each.due is None, each.due or each.ended_at or _LAST, each.incident))


def _due(ended: datetime | None, expected: Expected) -> datetime | None:
    try:
        return ended and ended + expected.due
    except OverflowError:  # as good as never
        return None


_LAST = datetime.max.replace(tzinfo=UTC)
