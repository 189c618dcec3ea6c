"""Rules about incidents and maintenances that are still open."""

from __future__ import annotations

from collections.abc import Iterator

from incident_cli.core import phrase
from incident_cli.core.instant import seconds
from incident_cli.core.lint.finding import Finding, Seen
from incident_cli.core.measure import overrun, phase
from incident_cli.core.model import Incident, Kind, Status


def silent(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """An open incident of which the public has not heard for longer than the cadence of its severity."""
    if incident.kind is not Kind.INCIDENT or not incident.open:
        return
    said = max(incident.standing.last_word_at or incident.began_at, incident.began_at)
    limit = seen.expected.silence(incident)
    if seen.now - said > limit:
        asked = f"{incident.severity} asks for one" if incident.severity else "one is due"
        text = f"no word for {phrase.brief(seconds(said, seen.now))}; {asked} every {_length(limit.total_seconds())}"
        yield Finding("silent", text, f"incident update {incident.id} TEXT", incident.id)


def _length(duration: float) -> str:
    """A length as somebody set it: `30 m`, `4 h`."""
    return phrase.brief(duration)


def all_up(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """An open incident all of whose servers are up: over, or about to be.

    Monitoring says just this, so it may go on for a while.
    """
    if incident.kind is not Kind.INCIDENT or not incident.open or not incident.servers:
        return
    held = [claim for claim in incident.standing.claims if claim.until is None and not claim.standing]
    if not held or any(not claim.state.up for claim in held):
        return
    since = max(claim.since for claim in held)
    watched = incident.status is Status.MONITORING
    if watched and seen.now - since <= seen.expected.watched:
        return
    passed = phrase.brief(max(0.0, seconds(since, seen.now)))
    status = phrase.said_status(incident.status, incident)
    text = f"{status}, but every server of it has been up for {passed}"
    yield Finding("open-but-up", text, f"incident close {incident.id}", incident.id)


def past_its_end(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """A maintenance past its planned end that nobody has closed."""
    end = incident.planned_until
    if end is None or not overrun(incident, seen.now):
        return
    status = phase(incident, seen.now).value.replace("_", " ")
    text = f"{status}, {phrase.brief(seconds(end, seen.now))} past its planned end"
    yield Finding("maintenance-overrun", text, f"incident close {incident.id}", incident.id)
