"""Storing the post-mortem."""

import pytest
from support.make import at, incident, opened, planned, row

from incident_cli.core.decide import documents
from incident_cli.core.model import DocumentStatus, Status
from incident_cli.errors import Conflict, Usage

NOW = at("12:00")
OPEN = incident(opened("10:00", title="slow"))
CLOSED = incident(opened("10:00", title="slow"), row("closed", "11:00", 1, status=Status.RESOLVED))
REOPENED = incident(
    opened("10:00"),
    row("closed", "11:00", 1, status=Status.RESOLVED),
    row("reopened", "11:30", 2, status=Status.INVESTIGATING),
)
CALLED_OFF = incident(planned("20:00", "22:00"), row("closed", "19:00", 1, status=Status.CANCELLED))


def said(events):
    return [(e.kind, e.entry, dict(e.data)) for e in events]


DRAFT = row("postmortem_stored", "11:30", 2, text="a", document=DocumentStatus.DRAFT)
STORED = incident(opened(), row("closed", "11:00", 1, status=Status.RESOLVED), DRAFT)


def test_a_postmortem_is_stored_under_one_number():
    (first,) = documents.stored_document(CLOSED, 2, "a", DocumentStatus.DRAFT, NOW, NOW)
    (again,) = documents.stored_document(STORED, 3, "b", DocumentStatus.DRAFT, NOW, NOW)
    assert (first.entry, again.entry) == (2, 2)


def test_the_same_text_and_status_are_not_stored_again():
    assert documents.stored_document(STORED, 3, "a", DocumentStatus.DRAFT, NOW, NOW) == []
    assert documents.stored_document(STORED, 3, "a", DocumentStatus.PUBLISHED, NOW, NOW)


def test_a_postmortem_is_not_dated_in_the_future():
    with pytest.raises(Usage, match="future"):
        documents.stored_document(CLOSED, 2, "a", DocumentStatus.DRAFT, at("12:01"), NOW)


def test_a_postmortem_that_somebody_else_stored_meanwhile_is_a_conflict():
    with pytest.raises(Conflict, match="changed meanwhile"):
        documents.same_document(CLOSED, STORED)
    documents.same_document(STORED, STORED)
