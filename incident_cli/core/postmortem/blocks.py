"""Every generated block of a post-mortem, by its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from incident_cli.core import measure, phrase
from incident_cli.core.picture import picture
from incident_cli.core.postmortem import figures, timeline
from incident_cli.core.postmortem.actions import actions
from incident_cli.core.postmortem.strip import drawn
from incident_cli.core.postmortem.values import Generated
from incident_cli.core.views import Sheet

NAMES = (
    "record",
    "summary",
    "impact",
    "metrics",
    "picture",
    "timeline",
    "detection",
    "beliefs",
    "resolution",
    "actions",
    "evidence",
)
"""The blocks, in the order in which a document that has all of them would have them."""


def blocks(sheet: Sheet, now: datetime, zone: tzinfo) -> dict[str, Generated]:
    """The blocks of an incident as it stands at `now`, with times in the zone."""
    found = (
        Generated("record", (" · ".join(_record(sheet, now, zone)),)),
        figures.summary(sheet, now, zone),
        figures.impact(sheet, now, zone),
        figures.metrics(sheet, now, zone),
        _picture(sheet, now, zone),
        timeline.timeline(sheet, zone),
        figures.detection(sheet, now, zone),
        timeline.beliefs(sheet, now, zone),
        figures.resolution(sheet, now, zone),
        actions(sheet, now, zone),
        timeline.evidence(sheet, zone),
    )
    return {block.name: block for block in found}


def _picture(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    shown = picture(sheet, now)
    return Generated("picture", drawn=drawn(shown, zone) if shown else ())


def _record(sheet: Sheet, now: datetime, zone: tzinfo) -> Iterator[str]:
    """What stands below the title, label by label."""
    incident = sheet.incident
    end = measure.end_of(incident, now)
    so_far = "" if end or incident.began_at > now else " so far"
    yield f"State: {phrase.status_word(incident, now)}"
    never = measure.called_off(incident, now)
    yield f"Beginning: {phrase.UNKNOWN if never else phrase.stamp(incident.began_at, zone)}"
    yield f"End: {phrase.stamp(end, zone) if end else figures.STILL_OPEN}"
    yield f"Duration: {phrase.span(measure.elapsed(incident.began_at, end or now))}{so_far}"
    if incident.planned_from and incident.planned_until:
        yield f"Planned: {figures.between(incident.planned_from, incident.planned_until, zone)}"
    yield f"Impact: {incident.impact}"
    for label, numbers in phrase.links(incident):
        yield f"{label}: {', '.join(f'#{number}' for number in numbers)}"
    written = phrase.afterwards(incident)
    if written:
        yield f"Recorded: {phrase.stamp(written, zone)}, when it was over"
    if sheet.public:
        return
    if incident.severity:
        yield f"Severity: {incident.severity}"
    opening = incident.entries.get(0)
    if opening and opening.author:
        yield f"Opened by: {opening.author}"
