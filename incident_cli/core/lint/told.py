"""Rules about what the record tells, whether it is over or not: instants that cannot be, or hardly can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from incident_cli.core import phrase
from incident_cli.core.instant import seconds
from incident_cli.core.lint.finding import GRACE, Finding, Seen, edit
from incident_cli.core.measure import end_of
from incident_cli.core.model import Entry, EntryKind, Incident, Kind, Verb


def order(incident: Incident, seen: Seen) -> Iterator[Finding]:  # noqa: ARG001 (every rule takes both)
    """An end before the beginning; of a maintenance, which may be called off, before its announcement, and a window
    that ends before it begins. Commands refuse both; imports and a line taken back may bring them about."""
    ended = incident.ended_at
    first = incident.began_at if incident.kind is Kind.INCIDENT else incident.entries[0].at
    if ended is not None and ended < first:
        early = phrase.brief(seconds(ended, first))
        text = f"its end is {early} before its beginning"
        yield Finding("end-before-beginning", text, edit(incident, "--ended", "TIME"), incident.id)
    start, end = incident.planned_from, incident.planned_until
    if start is not None and end is not None and end < start:
        text = f"its planned end is {phrase.brief(seconds(end, start))} before its planned beginning"
        yield Finding("end-before-beginning", text, edit(incident, "--until", "TIME"), incident.id)


def in_the_future(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """A line that tells of what is still to come: a clock was wrong, here or where it was imported from.

    The instant at which it was written is the best guess, unless that is still to come itself.
    """
    for entry in incident.timeline:
        if entry.at > seen.now + GRACE:
            at = min(entry.recorded_at, seen.now)
            text = f"it is dated {phrase.brief(seconds(seen.now, entry.at))} ahead of now"
            command = f"incident edit {incident.id}.{entry.number} -t {seen.typed(at)}"
            yield Finding("entry-in-future", text, command, incident.id, entry.number)


def late_beginning(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """A first line so long after the beginning that the beginning is likely a slip."""
    lines = [entry for entry in incident.timeline if entry.number > 0]
    if incident.kind is not Kind.INCIDENT or not lines:
        return
    passed = lines[0].at - incident.began_at
    if passed > seen.expected.first_line:
        text = f"its first line is {phrase.brief(passed.total_seconds())} after its beginning: is that right?"
        yield Finding("late-first-entry", text, edit(incident, "--began", "TIME"), incident.id)


_HEADER = (
    ("impact_began_at", "--impact-start", "the impact began"),
    ("detected_at", "--detected", "it was detected"),
    ("acknowledged_at", "--acknowledged", "it was acknowledged"),
)


def header_times(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """Times of the header that the lines speak against.

    Each once: after the end, else after now; a detection or an acknowledgement after somebody had told of it in
    public; an acknowledgement before the beginning or the detection. An impact before or after the beginning and a
    detection before the impact are how it may well have been.
    """
    for name, option, happened in _HEADER:
        at = getattr(incident, name)
        against = _against(incident, name, at, seen) if at is not None else None
        if against is not None:
            text, value = against
            yield Finding("header-times", f"{happened} {text}", edit(incident, option, value), incident.id)


def _against(incident: Incident, name: str, at: datetime, seen: Seen) -> tuple[str, str] | None:
    """What speaks against a time of the header, and what to put in its place."""
    end = end_of(incident, seen.now)
    if end is not None and at > end:
        return f"{phrase.brief(seconds(end, at))} after its end", "TIME"
    if at > seen.now + GRACE:
        return f"{phrase.brief(seconds(seen.now, at))} ahead of now", "TIME"
    if name == "impact_began_at":
        return None
    word = next((entry for entry in incident.timeline if _tells(entry)), None)
    if word is not None and at > word.at:
        late = phrase.brief(seconds(word.at, at))
        return f"{late} after {incident.id}.{word.number} told of it", seen.typed(word.at)
    if name == "acknowledged_at":
        return _too_early(incident, at)
    return None


def _tells(entry: Entry) -> bool:
    """A public word with a text. (Notes are written by scripts as well, before anybody looks.)"""
    return entry.word and entry.kind is EntryKind.UPDATE and bool(entry.text.strip())


def _too_early(incident: Incident, at: datetime) -> tuple[str, str] | None:
    for since, what in ((incident.began_at, "its beginning"), (incident.detected_at, "it was detected")):
        if since is not None and at < since:
            return f"{phrase.brief(seconds(at, since))} before {what}", "TIME"
    return None


def behind_the_end(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """A line that sets a status or a server but stands behind the end, where it moves nothing: the end is too early."""
    ended = incident.ended_at
    if ended is None:
        return
    for entry in incident.timeline:
        if entry.verb is Verb.UPDATED and entry.at > ended and (entry.status or entry.states):
            text = "it sets a status or a server after the end, where it counts for nothing"
            command = edit(incident, "--ended", seen.typed(entry.at))
            yield Finding("header-times", text, command, incident.id, entry.number)
