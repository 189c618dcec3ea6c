"""What the rows about an action mean."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from support.histories import logs
from support.make import at, incident, opened, planned, row, stamped

from incident_cli.core.actions import Action, ActionKind, ActionState, Priority, in_order, today
from incident_cli.core.events import decode, encode
from incident_cli.core.fold import apply, fold, plain

FRIDAY = date(2014, 2, 14)


def added(number=1, clock="12:00", text="Replace the disk", **data):
    data = {"action": number, "text": text, "state": ActionState.OPEN} | data
    return row("action_changed", clock, **data)


def changed(number=1, clock="13:00", **data):
    return row("action_changed", clock, **({"action": number} | data))


def actions(*events):
    return incident(opened(), *events).actions


def test_an_action_is_what_the_row_that_added_it_says():
    said = {"owner": "bob", "due": FRIDAY, "kind": ActionKind.PREVENT, "priority": Priority.P1, "key": "k"}
    (action,) = actions(added(**said)).values()
    assert action == Action(1, "Replace the disk", at("12:00"), author="ann", **said)


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", "Mirror it"), ("owner", "zoe"), ("due", FRIDAY), ("kind", ActionKind.DETECT), ("priority", Priority.P4)],
)
def test_a_later_row_changes_what_it_names_and_a_null_takes_it_back(field, value):
    before = actions(added())[1]
    after = actions(added(), changed(**{field: value}))[1]
    assert after == before._replace(**{field: value})
    if field != "text":
        assert actions(added(), changed(**{field: value}), changed(**{field: None}))[1] == before


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.DROPPED])
def test_what_is_over_says_when_and_why_and_opening_it_again_forgets_both(state):
    over = changed(state=state, why="no money")
    action = actions(added(), over)[1]
    assert (action.state, action.done_at, action.why, action.open) == (state, at("13:00"), "no money", False)
    again = actions(added(), over, changed(clock="14:00", state=ActionState.OPEN))[1]
    assert again == actions(added())[1]


def test_a_row_about_an_action_whose_adding_was_undone_says_nothing():
    first = added()._replace(batch="gone")
    void = row("voided", "14:00")._replace(data={"batch": "gone"})
    assert actions(first, changed(owner="bob"), void) == {}
    assert apply(incident(opened()), stamped([changed(owner="bob")])[0]).actions == {}


def test_actions_move_nothing_of_the_incident():
    for opening in (opened(), planned("11:00", "13:00")):
        before = incident(opening, row("added", "12:00", 1, text="x"))
        after = incident(opening, row("added", "12:00", 1, text="x"), added(clock="12:30"))
        assert after._replace(actions={}, updated_at=None) == before._replace(updated_at=None)
        assert after.updated_at == at("12:30")


def test_an_action_can_be_put_onto_a_head():
    for opening in (opened(), planned("11:00", "13:00")):
        rows = stamped([opening, added()])
        whole = fold(rows[:1])
        head = whole._replace(entries={})
        assert plain(head, rows[1])
        assert apply(head, rows[1]) == fold(rows)._replace(entries={})


@given(logs())
def test_the_data_of_a_row_comes_back_from_its_json(rows):
    for event in rows:
        if event.kind == "action_changed":
            found = decode(encode(event.data), of_entry=False, of_action=True)
            assert (found, list(map(type, found.values()))) == (event.data, list(map(type, event.data.values())))


def test_an_action_is_overdue_when_its_day_is_over_where_the_reader_is():
    action = Action(1, "x", at("12:00"), due=FRIDAY)
    night = datetime(2014, 2, 14, 23, 30, tzinfo=UTC)
    east = timezone(timedelta(hours=1))
    assert [action.overdue(today(night, zone)) for zone in (UTC, east)] == [False, True]
    assert not action._replace(state=ActionState.DONE).overdue(today(night, east))
    assert not action._replace(due=None).overdue(date.max)


def test_the_day_is_told_at_both_ends_of_the_calendar():
    last = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
    assert today(last, timezone(timedelta(hours=1))) == date(9999, 12, 31)


def test_actions_are_in_order_of_their_due_then_of_their_priority_and_what_is_over_comes_last():
    made = at("12:00")
    over = {"state": ActionState.DONE, "due": date(2014, 1, 1)}
    found = in_order(
        {
            1: Action(1, "whenever", made),
            2: Action(2, "whenever, but urgent", made, priority=Priority.P1),
            3: Action(3, "friday", made, due=FRIDAY),
            4: Action(4, "friday, urgent", made, due=FRIDAY, priority=Priority.P2),
            5: Action(5, "done first", made, done_at=at("13:00"), **over),
            6: Action(6, "done last", made, done_at=at("14:00"), **over),
            7: Action(7, "whenever, and later", made),
        }
    )
    assert [action.number for action in found] == [4, 3, 2, 1, 7, 6, 5]
