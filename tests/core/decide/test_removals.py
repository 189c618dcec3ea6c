"""Striking a line through, deleting it, moving it: what it becomes, and what may not go."""

import pytest
from support.make import DOWN, WEB, at, incident, opened, planned, row, stamped

from incident_cli.core.decide.removals import deleted, moved, retracted
from incident_cli.core.events import EventKind
from incident_cli.core.fold import fold
from incident_cli.core.model import DocumentStatus, EntryKind, Status
from incident_cli.errors import NotFound, Refused, Usage

NOW = at("12:00")
OPEN = incident(opened("10:00", title="slow"))
CLOSED = incident(opened("10:00", title="slow"), row("closed", "11:00", 1, status=Status.RESOLVED))
AGAIN = (
    opened("10:00"),
    row("closed", "11:00", 1, status=Status.RESOLVED, duplicate_of=7),
    row("reopened", "11:10", 2, status=Status.INVESTIGATING),
    row("closed", "11:20", 3, status=Status.RESOLVED),
)


def other(*events, kind="incident"):
    """Incident 2, which began at 10:30."""
    first = opened("10:30", title="other") if kind == "incident" else planned("10:30", "11:30", title="other")
    return fold(e._replace(incident=2) for e in stamped([first, *events]))


def said(events):
    return [(e.kind, e.entry, dict(e.data)) for e in events]


# -- deleting --------------------------------------------------------------------------------------


def test_a_deleted_line_is_one_row_and_a_second_time_none():
    rows = [opened(), row("added", "10:05", 1, text="x")]
    assert said(deleted(incident(*rows), 1, NOW)) == [(EventKind.DELETED, 1, {})]
    assert deleted(incident(*rows, row("deleted", "10:06", 1)), 1, NOW) == []


def test_the_opening_stays_and_the_hints_say_what_to_do_instead():
    with pytest.raises(Refused, match=r"1\.0 opened #1") as refused:
        deleted(OPEN, 0, NOW)
    hints = " ".join(refused.value.hints)
    for instead in ("incident undo", "incident edit 1", 'incident close 1 "opened by mistake"'):
        assert instead in hints


def test_a_line_that_was_never_written_is_not_found():
    with pytest.raises(NotFound, match="no entry 9"):
        deleted(OPEN, 9, NOW)


def test_a_closing_can_be_deleted_unless_a_reopening_follows():
    assert deleted(CLOSED, 1, NOW)
    with pytest.raises(Refused, match=r"1\.2 reopens #1, which would be open then") as refused:
        deleted(incident(*AGAIN), 1, NOW)
    assert "incident edit 1.2 --delete" in refused.value.hints[0]


def test_a_reopening_can_be_deleted_unless_a_closing_follows():
    with pytest.raises(Refused, match=r"1\.3 closes #1, which would be closed then"):
        deleted(incident(*AGAIN), 2, NOW)
    assert deleted(incident(*AGAIN[:3]), 2, NOW)


def test_the_other_end_of_a_duplicate_goes_and_comes_with_its_closing():
    (_, gone) = deleted(incident(*AGAIN[:2]), 1, NOW)
    assert (gone.incident, dict(gone.data)) == (7, {"unduplicate": (1,)})
    (_, back) = deleted(incident(*AGAIN[:3]), 2, NOW)
    assert (back.incident, dict(back.data)) == (7, {"duplicate": (1,)})


# -- moving ----------------------------------------------------------------------------------------


def test_a_moved_line_stays_what_it_was_under_another_address():
    line = row("added", "10:40", 1, recorded="10:50", text="x", states=((WEB, DOWN),), guess=True, key="k")
    (left, there) = moved(incident(opened(), line._replace(author="bob")), 1, other(), 5, NOW)
    assert (left.incident, said([left])) == (1, [(EventKind.DELETED, 1, {"moved_to": "2.5"})])
    assert (there.incident, there.entry, there.at) == (2, 5, at("10:40"))
    assert dict(there.data) == {
        "text": "x",
        "states": ((WEB, DOWN),),
        "guess": True,
        "moved_from": "1.1",
        "author": "bob",
        "host": "host1",
        "recorded_at": at("10:50"),
    }


def test_a_command_is_moved_with_how_it_ended():
    line = row("added", "10:40", 1, kind=EntryKind.COMMAND, argv=("make",), exit_code=2, duration_s=3.5)
    (_, there) = moved(incident(opened(), line), 1, other(), 5, NOW)
    found = fold(stamped([opened(), there._replace(incident=1)])).entries[5]
    assert (found.kind, found.ran.argv, found.ran.exit_code, found.ran.duration_s) == ("command", ("make",), 2, 3.5)


def test_the_marks_of_a_line_move_with_it():
    rows = [opened(), row("added", "10:40", 1, text="x"), row("edited", "10:41", 1, text="y")]
    (_, there, struck) = moved(incident(*rows, row("retracted", "10:42", 1, why="no")), 1, other(), 5, NOW)
    assert there.data["edited"]
    assert (struck.incident, said([struck])) == (2, [(EventKind.RETRACTED, 5, {"why": "no"})])
    assert struck.at == at("10:42")


@pytest.mark.parametrize(
    ("line", "to", "says"),
    [
        (row("closed", "11:00", 1, status=Status.RESOLVED), other(), "where #1 was closed, and cannot be moved"),
        (
            row("postmortem_stored", "11:00", 1, text="x", document=DocumentStatus.PUBLISHED),
            other(),
            "post-mortem, and cannot be moved",
        ),
        (row("added", "10:40", 1, status=Status.IDENTIFIED), other(kind="maintenance"), "no status of #2"),
        (
            row("added", "11:30", 1, states=((WEB, DOWN),)),
            other(row("closed", "11:00", 1, status=Status.RESOLVED)),
            "#2 is closed",
        ),
    ],
)
def test_what_cannot_stand_there_is_refused(line, to, says):
    with pytest.raises(Refused, match=says) as refused:
        moved(incident(opened(), line), 1, to, 5, NOW)
    assert refused.value.hints


def test_the_opening_cannot_be_moved_and_a_line_not_to_where_it_stands():
    with pytest.raises(Refused, match="where #1 was opened"):
        moved(OPEN, 0, other(), 5, NOW)
    with pytest.raises(Usage, match="is a line of #1 already"):
        moved(incident(opened(), row("added", "10:05", 1, text="x")), 1, OPEN, 5, NOW)


# -- retracting ------------------------------------------------------------------------------------


def test_a_retraction_is_taken_back_with_none():
    rows = [opened(), row("added", "10:05", 1, text="x"), row("retracted", "10:06", 1, why="wrong host")]
    (event,) = retracted(incident(*rows), 1, None, NOW)
    assert said([event]) == [(EventKind.RETRACTED, 1, {"why": None})]
    after = incident(*rows, event._replace(recorded_at=NOW)).entries[1]
    assert (after.retracted, after.retracted_at) == ("", None)
    assert retracted(incident(*rows[:2]), 1, None, NOW) == []


def test_retracting_says_why():
    (event,) = retracted(CLOSED, 1, "wrong host", NOW)
    assert said([event]) == [(EventKind.RETRACTED, 1, {"why": "wrong host"})]


def test_retracting_again_for_the_same_reason_does_nothing():
    rows = [opened(), row("added", "10:05", 1, text="x"), row("retracted", "10:06", 1, why="wrong host")]
    assert retracted(incident(*rows), 1, "wrong host", NOW) == []
    assert retracted(incident(*rows), 1, "another reason", NOW)


@pytest.mark.parametrize("why", ["", "  "])
def test_retracting_without_a_reason_is_refused(why):
    with pytest.raises(Usage, match="says why"):
        retracted(CLOSED, 1, why, NOW)


def test_the_opening_cannot_be_retracted_nor_what_is_not_there():
    with pytest.raises(Refused, match="opening"):
        retracted(OPEN, 0, "x", NOW)
    with pytest.raises(NotFound, match="no entry 9"):
        retracted(OPEN, 9, "x", NOW)
    gone = incident(opened(), row("added", "10:05", 1, text="x"), row("deleted", "10:06", 1))
    with pytest.raises(NotFound):
        retracted(gone, 1, "x", NOW)
