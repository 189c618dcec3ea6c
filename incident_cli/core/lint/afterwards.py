"""Rules about what is left to do when an incident is over."""

from __future__ import annotations

from collections.abc import Iterator

from incident_cli.core import phrase
from incident_cli.core.instant import seconds
from incident_cli.core.lint.finding import Finding, Seen
from incident_cli.core.model import DocumentStatus, Incident, Kind


def document(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """A post-mortem that is due and not published; of an incident asked for alone also one that is not due yet."""
    ended = incident.ended_at
    if ended is None or incident.kind is not Kind.INCIDENT or not seen.expected.document(incident):
        return
    if incident.duplicate_of is not None:  # its story is told by the other one
        return
    stored = incident.document
    if stored is not None and stored.document is DocumentStatus.PUBLISHED:
        return
    late = seconds(ended, seen.now) - seen.expected.due.total_seconds()
    if late < 0 and not seen.alone:
        return
    far = f"its post-mortem is {phrase.document(stored)}" if stored else "it has no post-mortem"
    rule = "postmortem-overdue" if late >= 0 else "postmortem-missing"
    when = f"due {phrase.brief(late)} ago" if late >= 0 else f"due in {phrase.brief(-late)}"
    what = "--publish" if stored else "-e"
    yield Finding(rule, f"{far}, {when}", f"incident postmortem {incident.id} {what}", incident.id)
