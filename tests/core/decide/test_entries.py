"""Correcting a line: what may be changed of which, and that the result could have been written so."""

import pytest
from support.make import API, DB, DEGRADED, DOWN, MAINTENANCE, UP, WEB, at, incident, opened, planned, row

from incident_cli.core.decide.entries import corrected, line_of, same_line
from incident_cli.core.events import EventKind
from incident_cli.core.model import DocumentStatus, EntryKind, Status
from incident_cli.errors import Conflict, NotFound, Refused

NOW = at("12:00")
LINES = (
    opened("10:00"),
    row("added", "10:05", 1, text="An atack?", links=("u",), guess=True),
    row("added", "10:10", 2, text="Better", status=Status.IDENTIFIED, states=((WEB, DEGRADED), (DB, DOWN))),
    row("added", "10:15", 3, text="psst", kind=EntryKind.NOTE),
    row("added", "10:20", 4, kind=EntryKind.COMMAND, argv=("make",), exit_code=0),
)
OPEN = incident(*LINES)
CLOSED = incident(*LINES, row("closed", "11:00", 5, status=Status.RESOLVED))
REOPENED = incident(
    *LINES, row("closed", "11:00", 5, status=Status.RESOLVED), row("reopened", "11:30", 6, status=Status.MONITORING)
)
DOCUMENT = incident(*LINES, row("postmortem_stored", "11:40", 5, text="# It", document=DocumentStatus.PUBLISHED))
DRAFT = incident(*LINES, row("postmortem_stored", "11:40", 5, text="# It", document=DocumentStatus.DRAFT))


def said(events):
    return [(e.kind, e.entry, dict(e.data)) for e in events]


@pytest.mark.parametrize(
    ("number", "changes", "data"),
    [
        (1, {"text": "An attack?"}, {"text": "An attack?"}),
        (1, {"guess": False}, {"guess": None}),
        (1, {"links": ()}, {"links": None}),
        (1, {"at": at("10:06")}, {"at": at("10:06")}),
        (1, {"kind": EntryKind.NOTE}, {"kind": EntryKind.NOTE}),
        (3, {"kind": EntryKind.UPDATE}, {"kind": EntryKind.UPDATE}),
        (2, {"status": None}, {"status": None}),
        (2, {"status": Status.MONITORING}, {"status": Status.MONITORING}),
        (2, {"text": ""}, {"text": None}),
        (2, {"states": ((WEB, UP),)}, {"states": ((WEB, UP),)}),
        (4, {"text": "left out"}, {"text": "left out"}),
        (0, {"status": Status.IDENTIFIED, "states": ((API, DOWN),)}, None),
        (0, {"at": at("09:50")}, {"at": at("09:50")}),
    ],
)
def test_what_changes_becomes_one_event(number, changes, data):
    assert said(corrected(OPEN, number, changes, NOW)) == [(EventKind.EDITED, number, data or changes)]


@pytest.mark.parametrize(
    ("number", "changes"),
    [(1, {"text": "An atack?"}), (1, {"guess": True}), (2, {"states": ((WEB, DEGRADED), (DB, DOWN))}), (1, {})],
)
def test_what_is_so_already_makes_no_event(number, changes):
    assert corrected(OPEN, number, changes, NOW) == []
    assert said(corrected(OPEN, number, changes | {"at": NOW}, NOW)) == [(EventKind.EDITED, number, {"at": NOW})]


@pytest.mark.parametrize(
    ("whole", "number", "changes", "says"),
    [
        (OPEN, 0, {"text": "x"}, "is the opening, and has no text"),
        (OPEN, 0, {"links": ("u",)}, "links of #1 are its own"),
        (OPEN, 0, {"states": ()}, "the title of #1 is made from its servers"),
        (OPEN, 0, {"status": None}, "has to say a status"),
        (OPEN, 0, {"status": Status.RESOLVED}, "cannot become the end"),
        (OPEN, 0, {"kind": EntryKind.NOTE}, "was opened: that is public"),
        (OPEN, 0, {"at": at("10:30")}, r"1\.2 set a status or a server before that"),
        (CLOSED, 0, {"at": at("11:30")}, "before its beginning"),
        (OPEN, 1, {"text": " ", "links": ()}, "would say nothing"),
        (OPEN, 2, {"status": Status.RESOLVED}, "cannot become the end"),
        (OPEN, 4, {"kind": EntryKind.UPDATE}, "stays internal"),
        (CLOSED, 5, {"kind": EntryKind.NOTE}, "was closed: that is public"),
        (CLOSED, 5, {"status": Status.INVESTIGATING}, "closes #1, and investigating does not"),
        (CLOSED, 5, {"status": None}, "closes #1, and no status does not"),
        (CLOSED, 5, {"at": at("09:59")}, "before its beginning"),
        (CLOSED, 2, {"at": at("11:10")}, "a line after its end moves no status"),
        (REOPENED, 6, {"status": Status.RESOLVED}, "cannot become the end"),
        (REOPENED, 6, {"at": at("10:50")}, r"1\.6 reopens #1, which would be open then"),
        (REOPENED, 5, {"at": at("11:40")}, r"1\.6 reopens #1, which would be open then"),
        (DOCUMENT, 5, {"text": "x"}, "is the post-mortem"),
        (DRAFT, 5, {"at": NOW}, "is the post-mortem"),
    ],
)
def test_what_cannot_be_is_refused(whole, number, changes, says):
    with pytest.raises(Refused, match=says):
        corrected(whole, number, changes, NOW)


@pytest.mark.parametrize(
    ("whole", "number", "changes"),
    [
        (CLOSED, 1, {"at": at("11:10")}),
        (CLOSED, 2, {"text": "better"}),
        (CLOSED, 5, {"text": "It is over", "at": at("11:30"), "states": ((WEB, DEGRADED),)}),
        (REOPENED, 6, {"at": at("11:20"), "status": Status.IDENTIFIED}),
        (DOCUMENT, 5, {"at": at("11:50")}),
        (
            incident(planned("20:00", "22:00"), row("closed", "19:00", 1, status=Status.CANCELLED)),
            1,
            {"at": at("18:00")},
        ),
        (incident(planned("20:00", "22:00")), 0, {"states": ((DB, MAINTENANCE),), "at": at("07:00")}),
    ],
)
def test_what_can_be_is_done(whole, number, changes):
    assert len(corrected(whole, number, changes, NOW)) == 1


def test_a_line_that_was_never_written_or_is_gone_is_not_found():
    gone = incident(*LINES, row("deleted", "10:30", 1))
    with pytest.raises(NotFound, match="has no entry 9"):
        corrected(OPEN, 9, {"text": "x"}, NOW)
    with pytest.raises(NotFound, match="no longer has the entry 1") as found:
        corrected(gone, 1, {"text": "x"}, NOW)
    assert found.value.hints == ("incident show 1 --history",)


def test_a_text_that_was_changed_meanwhile_is_a_conflict():
    before = line_of(OPEN, 1)
    same_line(before, OPEN)
    same_line(before, incident(*LINES, row("edited", "10:30", 1, at=at("10:06"))))
    for later in (row("edited", "10:30", 1, text="Theirs"), row("deleted", "10:30", 1)):
        with pytest.raises(Conflict, match=r"1\.1 was changed meanwhile; nothing was saved"):
            same_line(before, incident(*LINES, later))
