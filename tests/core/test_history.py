"""The history of an incident: every row of its log, told as what it changed."""

from datetime import date, timedelta

from hypothesis import given
from support.histories import logs
from support.make import DEGRADED, DOWN, WEB, at, opened, row, stamped

from incident_cli.core.actions import ActionState
from incident_cli.core.fold import fold, living
from incident_cli.core.history import history
from incident_cli.core.model import DocumentStatus, EntryKind, Ran, Severity, Status


def told(*rows):
    """(id, field, before, after) of each change."""
    return [(c.id, c.field, c.before, c.after) for c in history(stamped(rows))]


OPENING = [("1", "title", None, "slow"), ("1.0", "status", None, Status.INVESTIGATING)]
START = opened("10:00", states=(), title="slow")


def test_an_opening_tells_the_incident_and_its_line():
    rows = told(opened("10:00", title="slow", severity=Severity.SEV2, tags=("db",), key="k"))
    assert sorted(rows, key=str) == sorted(
        [
            *OPENING,
            ("1", "severity", None, Severity.SEV2),
            ("1", "tags", None, ("db",)),
            ("1.0", "servers", None, ((WEB, DOWN),)),
        ],
        key=str,
    )


def test_a_line_tells_what_it_said_and_its_time_where_it_was_written_later():
    assert told(START, row("added", "10:05", 1, text="x"))[2:] == [("1.1", "text", None, "x")]
    assert told(START, row("added", "10:05", 1, recorded="10:30", text="x"))[2:] == [
        ("1.1", "text", None, "x"),
        ("1.1", "at", None, at("10:05")),
    ]


def test_an_edit_tells_what_there_was_before():
    rows = [
        START,
        row("added", "10:05", 1, text="An atack?", states=((WEB, DOWN),), guess=True),
        row("edited", "10:06", 1, text="An attack?", at=at("10:04"), states=((WEB, DEGRADED),), guess=None),
        row("edited", "10:07", 1, kind=EntryKind.NOTE, at=at("10:03")),
        row("edited", "10:08", title="slower", severity=Severity.SEV1),
        row("edited", "10:09", severity=None),
    ]
    assert told(*rows)[5:] == [
        ("1.1", "text", "An atack?", "An attack?"),
        ("1.1", "at", at("10:05"), at("10:04")),
        ("1.1", "servers", ((WEB, DOWN),), ((WEB, DEGRADED),)),
        ("1.1", "guess", True, None),
        ("1.1", "kind", EntryKind.UPDATE, EntryKind.NOTE),
        ("1.1", "at", at("10:04"), at("10:03")),
        ("1", "title", "slow", "slower"),
        ("1", "severity", None, Severity.SEV1),
        ("1", "severity", Severity.SEV1, None),
    ]


def test_what_becomes_of_a_line_is_told():
    rows = [
        START,
        row("added", "10:05", 1, text="x"),
        row("retracted", "10:06", 1, why="no"),
        row("retracted", "10:07", 1, why=None),
        row("deleted", "10:08", 1),
        row("added", "10:09", 2, text="y"),
        row("deleted", "10:10", 2, moved_to="2.1"),
        row("added", "10:11", 3, text="z", moved_from="2.2", author="bob", host="h", recorded_at=at("10:02")),
        row("redacted", "10:12", 3),
    ]
    assert told(*rows)[3:] == [
        ("1.1", "retracted", None, "no"),
        ("1.1", "retracted", "no", None),
        ("1.1", "deleted", "x", None),
        ("1.2", "text", None, "y"),
        ("1.2", "moved_to", None, "2.1"),
        ("1.3", "text", None, "z"),
        ("1.3", "moved_from", None, "2.2"),
        ("1.3", "redacted", None, None),
    ]


def test_a_closing_tells_the_risk_that_it_left_with_the_incident():
    rows = [START, row("closed", "10:05", 1, status=Status.RESOLVED, residual="one disk")]
    assert told(*rows)[2:] == [("1.1", "status", None, Status.RESOLVED), ("1", "residual", None, "one disk")]


def test_a_link_to_another_incident_is_told_as_added_or_taken_away():
    assert told(START, row("edited", "10:05", relate=(2,)), row("edited", "10:06", unrelate=(2,)))[2:] == [
        ("1", "related", None, (2,)),
        ("1", "related", (2,), None),
    ]


def test_a_command_is_told_as_what_ran():
    rows = [START, row("added", "10:05", 1, kind=EntryKind.COMMAND, text="ok", argv=("make",), exit_code=0)]
    assert told(*rows)[2:] == [
        ("1.1", "kind", None, EntryKind.COMMAND),
        ("1.1", "text", None, "ok"),
        ("1.1", "command", None, Ran(("make",), 0)),
    ]


def test_a_post_mortem_is_dated_when_it_is_published_and_once():
    draft, published = DocumentStatus.DRAFT, DocumentStatus.PUBLISHED
    stored = [(draft, "10:05", "a"), (draft, "10:06", "b"), (published, "10:07", "b"), (published, "10:08", "c")]
    rows = [
        row("postmortem_stored", clock, 1, recorded="11:00", text=text, document=document)
        for document, clock, text in stored
    ]
    assert told(START, *rows)[2:] == [
        ("1.1", "text", None, "a"),
        ("1.1", "document", None, draft),
        ("1.1", "text", "a", "b"),
        ("1.1", "document", draft, published),
        ("1.1", "at", None, at("10:07")),
        ("1.1", "text", "b", "c"),
    ]


def test_what_was_undone_stays_marked_and_is_no_before():
    rows = [
        START,
        row("added", "10:05", 1, text="a", batch="one"),
        row("edited", "10:06", 1, text="b", batch="two"),
        row("voided", "10:07", None, batch="undo"),
        row("edited", "10:08", 1, text="c"),
    ]
    rows[3] = rows[3]._replace(data={"batch": "two"})
    found = list(history(stamped(rows)))[2:]
    assert [(c.id, c.field, c.before, c.after, c.undone) for c in found] == [
        ("1.1", "text", None, "a", False),
        ("1.1", "text", "a", "b", True),
        ("1", "undone", None, ("1.1",), False),
        ("1.1", "text", "a", "c", False),
    ]


def test_what_was_redone_counts_again():
    rows = [START, row("added", "10:06", 1, text="b", batch="two")]
    voided = (("u", "two"), ("r", "u"), ("v", "r"), ("s", "v"))
    rows += [row("voided", "10:07", batch=name)._replace(data={"batch": of}) for name, of in voided]
    found = list(history(stamped([*rows, row("edited", "10:09", 1, text="c")])))[2:]
    assert [(c.field, c.before, c.after, c.undone) for c in found] == [
        ("text", None, "b", False),
        ("undone", None, ("1.1",), True),
        ("redone", None, ("1.1",), False),
        ("undone", None, ("1.1",), True),
        ("redone", None, ("1.1",), False),
        ("text", "b", "c", False),
    ]


def test_an_action_is_told_like_a_line():
    friday = date(2014, 2, 14)
    done = row("action_changed", "10:20", action=1, state=ActionState.DONE, recorded="10:30")
    rows = [
        START,
        row("action_changed", "10:05", action=1, text="Mirror it", state=ActionState.OPEN, due=friday, key="k"),
        row("action_changed", "10:06", action=1, due=None, owner="bob"),
        done,
        row("action_changed", "10:40", action=1, state=ActionState.DROPPED, why="no money"),
        row("action_changed", "10:50", action=1, state=ActionState.OPEN),
        row("redacted", "10:55", action=1),
    ]
    assert told(*rows)[2:] == [
        ("1.a1", "text", None, "Mirror it"),
        ("1.a1", "due", None, friday),
        ("1.a1", "due", friday, None),
        ("1.a1", "owner", None, "bob"),
        ("1.a1", "state", ActionState.OPEN, ActionState.DONE),
        ("1.a1", "done_at", None, at("10:20")),
        ("1.a1", "state", ActionState.DONE, ActionState.DROPPED),
        ("1.a1", "why", None, "no money"),
        ("1.a1", "done_at", at("10:20"), at("10:40")),
        ("1.a1", "state", ActionState.DROPPED, ActionState.OPEN),
        ("1.a1", "done_at", at("10:40"), None),
        ("1.a1", "why", "no money", None),
        ("1.a1", "redacted", None, None),
    ]


def test_who_and_when_are_those_of_the_row():
    rows = stamped([START, row("added", "10:05", 1, recorded="10:30", text="x")])
    (_, _, text, _) = history([rows[0], rows[1]._replace(author="bob", host="host2")])
    assert (text.recorded_at, text.author, text.host, text.row, text.did) == (at("10:30"), "bob", "host2", 2, "added")


@given(logs())
def test_every_row_is_told_and_those_that_count_are_the_ones_not_undone(rows):
    found = list(history(rows))
    assert [*dict.fromkeys(change.row for change in found)] == [event.id for event in rows]
    counting = {change.row for change in found if not change.undone and change.did != "voided"}
    assert counting == {event.id for event in living(rows)}


@given(logs(voids=False))
def test_the_last_that_is_told_of_a_text_is_how_it_reads(rows):
    last = {change.id: change.after for change in history(rows) if change.field == "text"}
    whole = fold(rows)
    for entry in whole.entries.values():
        assert (last.get(f"1.{entry.number}") or "") == entry.text
    for action in whole.actions.values():
        assert last[f"1.a{action.number}"] == action.text


@given(logs())
def test_each_change_of_a_text_goes_on_from_the_one_before(rows):
    """Whatever was undone in between: the text before is the one that stood there when the row was written."""
    for number, event in enumerate(rows):
        told = [c for c in history(rows[: number + 1]) if c.row == event.id and c.field == "text" and c.before]
        for change in told:
            whole, place = fold(rows[:number]), change.id.partition(".")[2]
            there = whole.actions[int(place[1:])] if place.startswith("a") else whole.entries[int(place)]
            assert change.before == there.text


def test_a_long_history_is_told_in_time_proportional_to_it():
    rows = [START, *(row("added", at("10:00") + timedelta(seconds=n), n, text=f"{n}") for n in range(1, 20_000))]
    assert len(list(history(stamped(rows)))) == 20_001
