"""Rules about what is left to do when an incident is over."""

from __future__ import annotations

from collections.abc import Iterator

from incident_cli.core import phrase
from incident_cli.core.instant import seconds
from incident_cli.core.lint.expected import Expected
from incident_cli.core.lint.finding import Finding, Seen
from incident_cli.core.model import DocumentStatus, Incident, Kind


def needed(incident: Incident, expected: Expected) -> bool:
    """Whether a post-mortem of it must be published: it is over, bad enough, and its story is told by no other one."""
    over = incident.ended_at is not None and incident.kind is Kind.INCIDENT and incident.duplicate_of is None
    return over and expected.document(incident)


def document(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """A post-mortem that is due and not published; of an incident asked for alone also one that is not due yet."""
    stored = incident.document
    if not needed(incident, seen.expected) or (stored and stored.document is DocumentStatus.PUBLISHED):
        return
    late = seconds(incident.ended_at or seen.now, seen.now) - seen.expected.due.total_seconds()
    if late < 0 and not seen.alone:
        return
    far = f"its post-mortem is {phrase.document(stored)}" if stored else "it has no post-mortem"
    rule = "postmortem-overdue" if late >= 0 else "postmortem-missing"
    when = f"due {phrase.brief(late)} ago" if late >= 0 else f"due in {phrase.brief(-late)}"
    what = "--publish" if stored else "-e"
    yield Finding(rule, f"{far}, {when}", f"incident postmortem {incident.id} {what}", incident.id)
