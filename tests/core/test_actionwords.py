"""Actions in words."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from support.make import CET, at

from incident_cli.core import actionwords
from incident_cli.core.actions import Action, ActionKind, ActionState, Priority
from incident_cli.errors import Usage

NOW = datetime(2014, 2, 10, 12, tzinfo=UTC)
"""A Monday."""
MONDAY = date(2014, 2, 10)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2014-02-20", date(2014, 2, 20)),
        ("friday", date(2014, 2, 14)),
        ("monday", date(2014, 2, 17)),
        ("today", MONDAY),
        ("tomorrow", date(2014, 2, 11)),
        ("+2w", date(2014, 2, 24)),
        ("in 3 days", date(2014, 2, 13)),
        ("Mar 1", date(2014, 3, 1)),
        ("2014-02-20 17:00", date(2014, 2, 20)),
        ("2014-02-01", date(2014, 2, 1)),
        ("now", MONDAY),
    ],
)
def test_a_due_is_the_day_of_a_planned_time(typed, day):
    assert actionwords.due(typed, now=NOW, zone=CET) == day


def test_a_due_is_a_day_where_the_reader_is():
    night = datetime(2014, 2, 10, 23, 30, tzinfo=UTC)
    assert actionwords.due("today", now=night, zone=ZoneInfo("Europe/Paris")) == date(2014, 2, 11)
    assert actionwords.due("today", now=night, zone=ZoneInfo("America/New_York")) == MONDAY


@pytest.mark.parametrize("typed", ["", "soon", "2014-02-30", "02/10/2014"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(Usage) as caught:
        actionwords.due(typed, now=NOW, zone=CET)
    assert "time" not in caught.value.message


def test_a_priority_is_said_in_several_ways():
    assert {actionwords.priority(typed) for typed in ("1", "p1", "P1", " P1 ")} == {Priority.P1}
    for typed in ("0", "5", "P", "", "high"):
        with pytest.raises(Usage):
            actionwords.priority(typed)


def test_a_kind_is_said_by_any_beginning_that_fits_one():
    assert actionwords.kind("Prev") is ActionKind.PREVENT
    for typed in ("p", "none", ""):
        with pytest.raises(Usage):
            actionwords.kind(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("168", "168 is an incident"), ("168.3", "168.3 is a line"), ("soon", '"soon" is no action'), ("a3", "no action")],
)
def test_what_is_no_action_is_refused_with_what_it_is(typed, said):
    with pytest.raises(Usage, match=said):
        actionwords.address(typed)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2014, 2, 14), "Fri 2014-02-14 (in 4 d)"),
        (date(2014, 2, 11), "Tue 2014-02-11 (tomorrow)"),
        (MONDAY, "Mon 2014-02-10 (today)"),
        (date(2014, 2, 9), "Sun 2014-02-09 (yesterday)"),
        (date(2014, 2, 6), "Thu 2014-02-06 (4 d ago)"),
    ],
)
def test_a_due_says_how_far_it_is(day, said):
    assert actionwords.said_due(day, MONDAY) == said


def facts(action, **more):
    return list(actionwords.facts(action, NOW, UTC, **more))


def test_the_facts_of_an_action():
    action = Action(1, "x", at("09:00"), "bob", date(2014, 2, 9), ActionKind.DETECT, Priority.P2)
    assert facts(action) == ["owner bob", "overdue: Sun 2014-02-09 (yesterday)", "detect", "P2"]
    assert facts(action._replace(due=MONDAY)) == ["owner bob", "due Mon 2014-02-10 (today)", "detect", "P2"]
    assert facts(action, public=True) == ["overdue: Sun 2014-02-09 (yesterday)", "detect", "P2"]
    over = action._replace(state=ActionState.DROPPED, done_at=at("11:00"), why="no money")
    assert facts(over) == ["dropped 2014-02-10", "no money", "owner bob", "was due 2014-02-09", "detect", "P2"]
    assert facts(Action(1, "x", at("09:00"))) == []
