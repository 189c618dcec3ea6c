"""Maintenance as a calendar that can be subscribed to: iCalendar (RFC 5545), an event for each. Written only.

What has not changed gives the same bytes: all times in an event are of the record, none is of the writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from incident_cli.core import phrase
from incident_cli.core.model import Entry, Incident, Kind, Status
from incident_cli.core.portable import Portable
from incident_cli.core.visible import visible
from incident_cli.errors import IncidentError
from incident_cli.formats.telling import Whole, known_as, rows, whole
from incident_cli.formats.writing import Writing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import icalendar

PRODUCT = "-//incident-cli//incident//EN"
NAME = "Maintenance"
"""What calendars call it until somebody renames it there."""


def write(incidents: Iterable[Portable], writing: Writing) -> Iterator[str]:
    """An event for each maintenance; incidents are left out. Raises IncidentError without the library `icalendar`."""
    first, last = _calendar()
    yield first
    for portable in incidents:
        if portable.kind is Kind.MAINTENANCE:
            yield _event(portable, writing.zone).to_ical().decode()
    yield last


def _calendar() -> tuple[str, str]:
    """What stands before the events, and behind them."""
    try:
        from icalendar import Calendar
    except ImportError:
        raise IncidentError(
            "a calendar needs the library icalendar, which is not installed", "pip install 'incident-cli[calendar]'"
        ) from None
    calendar = Calendar()
    for name, value in (("PRODID", PRODUCT), ("VERSION", "2.0"), ("METHOD", "PUBLISH"), ("X-WR-CALNAME", NAME)):
        calendar.add(name, value)
    before, end, after = calendar.to_ical().decode().partition("END:VCALENDAR")
    return before, end + after


def _event(portable: Portable, zone: tzinfo) -> icalendar.Event:
    from icalendar import Event

    told = whole(portable)
    written = portable.updated_at or max(entry.recorded_at for entry in told.incident.entries.values())
    event = Event()
    event.add("UID", uid(portable))
    event.add("DTSTAMP", written)
    event.add("LAST-MODIFIED", written)
    event.add("SEQUENCE", int((written - portable.recorded_at).total_seconds()))  # grows with every correction
    start, end = _window(told.incident)
    event.add("DTSTART", start)
    if end is not None:
        event.add("DTEND", end)
    event.add("STATUS", "CANCELLED" if told.incident.status is Status.CANCELLED else "CONFIRMED")
    _say(event, "SUMMARY", visible(portable.title))
    _say(event, "DESCRIPTION", "\n\n".join(_lines(told, zone)))
    _say(event, "LOCATION", ", ".join(map(visible, told.servers)))
    return event


def uid(portable: Portable) -> str:
    """What calendars know the event by, for ever: made from what the incident is known by, here and elsewhere.

    In the database that an incident was brought into from another it is the same as there (`formats/own.py`).
    """
    from uuid import NAMESPACE_URL, uuid5

    source, external_id = known_as(portable)
    return str(uuid5(NAMESPACE_URL, f"incident:{source}:{external_id}"))


def _window(incident: Incident) -> tuple[datetime, datetime | None]:
    """The planned window until it really ended, from then on the one that it really was; in whole seconds.

    One that was called off before it began keeps the planned one. An end that is no later than the beginning is none.
    """
    start, end = incident.planned_from or incident.began_at, incident.planned_until
    if incident.ended_at is not None and incident.ended_at >= incident.began_at:
        start, end = incident.began_at, incident.ended_at
    start, end = start.replace(microsecond=0), end and end.replace(microsecond=0)
    return start, end if end is not None and end > start else None


def _lines(told: Whole, zone: tzinfo) -> Iterator[str]:
    """The public updates as they happened: when, what they set, and their words below. A post-mortem is too long."""
    for entry in told.incident.timeline:
        if entry.word:
            yield "\n".join(filter(None, (_head(entry, told, zone), rows(entry.text).strip())))


def _head(entry: Entry, told: Whole, zone: tzinfo) -> str:
    said = [phrase.said_status(entry.status, told.incident)] if entry.status else []
    said += [f"{visible(told.names[server])} {state.short}" for server, state in entry.states]
    said += ["guess"] if entry.guess else []
    said += ["retracted"] if entry.retracted else []
    return " · ".join((phrase.stamp(entry.at, zone), *said))


def _say(event: icalendar.Event, name: str, text: str) -> None:
    """Set a text, escaped by the grammar: the library itself takes a backslash before an N for the end of a line."""
    from icalendar.prop import vUnknown

    if text:
        event[name] = vUnknown(text.translate(_ESCAPES))


_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
