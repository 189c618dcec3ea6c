"""Storing the post-mortem."""

from __future__ import annotations

from datetime import datetime

from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import DocumentStatus, Incident
from incident_cli.errors import Conflict, Usage


def stored_document(
    incident: Incident, entry: int, text: str, status: DocumentStatus, at: datetime, now: datetime
) -> list[Event]:
    """Store the post-mortem: a first time as a new entry, later as new rows of that same entry.

    `at` dates it on the timeline when it is published. The same text and status again: no events.
    """
    if at > now:
        raise Usage("a post-mortem cannot be dated in the future")
    document = incident.document
    if document is not None and (document.text, document.document) == (text, status):
        return []
    number = entry if document is None else document.number
    return [
        Event(EventKind.POSTMORTEM_STORED, at, {"text": text, "document": status}, incident=incident.id, entry=number)
    ]


def same_document(before: Incident, now: Incident) -> None:
    """Check that nobody stored another post-mortem while one was being edited. Raises Conflict."""
    then, current = before.document, now.document
    if (then and (then.text, then.document)) != (current and (current.text, current.document)):
        raise Conflict(
            f"the post-mortem of #{now.id} was changed meanwhile; nothing was saved", f"incident postmortem {now.id}"
        )
