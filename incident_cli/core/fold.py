"""The fold: log rows -> incident. Pure, and the only definition of what a log means.

`apply(incident, event)` adds one row; `fold(events)` is `reduce(apply, events, EMPTY)` in one pass.
A row that stands at the end of the timeline extends what was found so far (`advance`), so that one
more line costs the same whatever the length of the incident; any other row sweeps again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import EMPTY, DocumentStatus, Entry, EntryKind, Incident, Kind, Ran, Verb
from incident_cli.core.standing import advance, later, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_VERBS = {
    EventKind.OPENED: Verb.OPENED,
    EventKind.ADDED: Verb.UPDATED,
    EventKind.CLOSED: Verb.CLOSED,
    EventKind.REOPENED: Verb.REOPENED,
    EventKind.POSTMORTEM_STORED: Verb.UPDATED,
}
_HEADER = [
    "kind",
    "title",
    "label",
    "zone",
    "severity",
    "tags",
    "links",
    "impact_began_at",
    "detected_at",
    "acknowledged_at",
    "planned_from",
    "planned_until",
    "key",
    "residual",
    "source",
    "external_id",
    "raw",
    "affected",
]


def living(events: Iterable[Event]) -> list[Event]:
    """The rows that count: those of a voided command are left out, unless the voiding was voided too.

    Read backwards, because only a later row can void an earlier one.
    """
    void: set[str] = set()
    kept = []
    for event in reversed(list(events)):
        if void and event.command in void:
            continue
        if event.kind is EventKind.VOIDED:
            void.add(event.data["batch"])
        else:
            kept.append(event)
    return kept[::-1]


def known(log: Sequence[Event], at: datetime) -> Sequence[Event]:
    """The rows of one log that were known at an instant: those up to the last that was recorded then or before it.

    So a row that a wrong clock dated later counts when a later row is known. The log is that of one incident, or of
    one server: what was imported of another is recorded when its source wrote it, long before the rows in front of it.
    What waited in an outbox was known to nobody else until it arrived.
    """
    for index in range(len(log), 0, -1):
        if log[index - 1].known_at <= at:
            return log[:index]
    return []


def fold(events: Iterable[Event]) -> Incident:
    """The incident that its rows tell, in log order; `EMPTY` where none of them counts.

    A row about an entry whose making was voided says nothing.
    """
    rows = list(events)
    made = {event.entry for event in rows if event.kind in _VERBS}
    counting = living(rows)
    gone = {event.entry for event in counting if event.kind is EventKind.DELETED}
    incident = EMPTY
    entries: dict[int, Entry] = {}
    updated: datetime | None = None
    for event in counting:
        updated = later(updated, event.written_at)
        if event.kind in _OF_HEADER and (event.entry is None or event.entry not in gone):
            incident = _said_of_whole(incident, event)
        orphan = event.entry in made and event.entry not in entries and event.kind not in _VERBS
        if event.entry is not None and not orphan:
            entries[event.entry] = _entry(entries.get(event.entry), event)
    return sweep(incident._replace(entries=entries, updated_at=updated)) if incident.exists else EMPTY


def apply(incident: Incident, event: Event) -> Incident:
    """The incident with one more row; equal to folding all its rows again.

    Works on a head too (see `Incident`) when `plain(incident, event)` holds. A row cannot be applied that takes
    back what was said where the incident no longer knows what there was before (ValueError): a `voided` one, and
    the deletion of a closing line while a residual risk is kept, which that line may have named.
    """
    if event.kind is EventKind.VOIDED or _deletes_a_closing(incident, event):
        raise ValueError(f"a {event.kind} row needs the whole log: fold it again")
    at_the_end = plain(incident, event)
    incident = _header(incident, event)
    if event.entry is None:
        return sweep(incident) if incident.kind is Kind.MAINTENANCE and not at_the_end else incident
    entry = _entry(incident.entries.get(event.entry), event)
    incident = incident._replace(entries={**incident.entries, entry.number: entry})
    if at_the_end:
        return incident._replace(standing=advance(incident.standing, entry))
    return sweep(incident)


def _deletes_a_closing(incident: Incident, event: Event) -> bool:
    line = incident.entries.get(event.entry) if event.entry is not None else None
    deleted = event.kind is EventKind.DELETED and line is not None and line.verb is Verb.CLOSED
    return deleted and bool(incident.residual)


def plain(incident: Incident, event: Event) -> bool:
    """Whether a row only adds a line that extends what was found so far, or says something of an action.

    One at the end of the timeline does, and one anywhere that sets no status and no server: of many
    writers at once most are stored a little late. In a maintenance only the latter: its claims depend on
    its window as a whole.
    """
    last, updated = incident.standing.last_at, incident.updated_at
    if last is None or updated is None:
        return False
    if event.kind is EventKind.ACTION_CHANGED:
        return True
    if event.kind is EventKind.ADDED and not (event.data.get("status") or event.data.get("states")):
        return True
    if incident.kind is not Kind.INCIDENT:
        return False
    if event.kind not in (EventKind.ADDED, EventKind.CLOSED, EventKind.REOPENED):
        return False
    if "moved_from" in event.data:  # it was written earlier than its row
        return False
    return (event.at, event.written_at) >= (last, updated)


def _header(incident: Incident, event: Event) -> Incident:
    """The incident with what a row says of it as a whole, if only when it was written."""
    incident = incident._replace(updated_at=later(incident.updated_at, event.written_at))
    return _said_of_whole(incident, event) if event.kind in _OF_HEADER else incident


_OF_HEADER = (
    EventKind.OPENED,
    EventKind.EDITED,
    EventKind.IMPORTED,
    EventKind.CLOSED,
    EventKind.ACTION_CHANGED,
)
"""The kinds of rows that may say something of the incident as a whole."""


def _said_of_whole(incident: Incident, event: Event) -> Incident:
    if event.kind is EventKind.OPENED:
        changes = {"id": event.incident} | _header_fields(event.data) | _relations(incident, event.data)
    elif event.kind is EventKind.CLOSED:
        changes = {"residual": event.data["residual"]} if "residual" in event.data else {}
    elif event.kind is EventKind.ACTION_CHANGED:
        from incident_cli.core.actions import after

        changes = {"actions": after(incident.actions, event)}
    else:
        changes = _header_fields(event.data) | _relations(incident, event.data) if event.entry is None else {}
    return incident._replace(**changes) if changes else incident


def _header_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    cleared = EMPTY._asdict()
    fields = {name: cleared[name] if data[name] is None else data[name] for name in _HEADER if name in data}
    if "impact" in data:
        fields["impact_set"] = data["impact"]
    return fields


def _relations(incident: Incident, data: Mapping[str, Any]) -> dict[str, Any]:
    """The links to other incidents after a row that makes or takes back some of them.

    A row says what it changes, not what there is then: so each can be undone whatever came after it.
    """
    changes: dict[str, Any] = {}
    for name, link, unlink in (("related", "relate", "unrelate"), ("duplicates", "duplicate", "unduplicate")):
        if link in data or unlink in data:
            left = [number for number in getattr(incident, name) if number not in data.get(unlink, ())]
            changes[name] = tuple(sorted({*left, *data.get(link, ())}))
    return changes


def _entry(entry: Entry | None, event: Event) -> Entry:
    """The entry after one of its rows. Raises ValueError for a row about an entry never made."""
    if event.kind in _VERBS and (entry is None or event.kind is not EventKind.POSTMORTEM_STORED):
        return _made(event)
    if entry is None:
        raise ValueError(f"log row {event.id} is about an entry that was never made")
    if event.kind is EventKind.RETRACTED:
        why = event.data["why"] or ""
        return entry._replace(retracted=why, retracted_at=event.at if why else None)
    if event.kind is EventKind.DELETED:
        return entry._replace(deleted=True)
    if event.kind is EventKind.POSTMORTEM_STORED:
        return _stored(entry, event)
    if event.kind is EventKind.EDITED:
        return _edited(entry, event)
    return entry


def _made(event: Event) -> Entry:
    kind = EntryKind.UPDATE
    if event.kind is EventKind.POSTMORTEM_STORED:
        kind = EntryKind.POSTMORTEM
    elif event.kind in (EventKind.ADDED, EventKind.CLOSED):
        kind = event.data.get("kind", EntryKind.UPDATE)
    said = event.data.get
    return Entry(  # in the order of its fields: there may be millions
        event.entry or 0,
        event.id,
        kind,
        _VERBS[event.kind],
        event.at,
        said("recorded_at", event.written_at),
        said("author", event.author),
        said("host", event.host),
        said("text", ""),
        said("status"),
        said("states", ()),
        said("links", ()),
        said("guess", False),
        "",
        said("edited", False),
        False,
        said("keep", False),
        said("key", ""),
        said("document"),
        _ran(event.data),
        said("duplicate_of"),
        said("external_id", ""),
    )


def _ran(data: Mapping[str, Any]) -> Ran | None:
    return Ran(**{name: data[name] for name in Ran._fields if name in data}) if "argv" in data else None


def _stored(entry: Entry, event: Event) -> Entry:
    """A post-mortem stored again; its date on the timeline is that of its publication."""
    at = entry.at if entry.document is DocumentStatus.PUBLISHED else event.at
    return entry._replace(text=event.data["text"], document=event.data["document"], at=at)


def _edited(entry: Entry, event: Event) -> Entry:
    """The entry with the fields of an edit; a null clears the field."""
    cleared = Entry._field_defaults
    changes = {
        name: cleared[name] if value is None else value for name, value in event.data.items() if name != "redacted"
    }
    return entry._replace(**changes, edited=True)
