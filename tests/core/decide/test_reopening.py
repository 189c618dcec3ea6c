"""Opening again: from when on, as what, and what may be said of the time in between."""

import pytest
from support.make import DOWN, UP, WEB, at, incident, opened, planned, row

from incident_cli.core.decide import lines, reopening
from incident_cli.core.decide.lines import Line
from incident_cli.core.decide.order import check_order
from incident_cli.core.events import EventKind
from incident_cli.core.model import Status
from incident_cli.errors import Refused, Usage

NOW = at("12:00")
OPEN = incident(opened("10:00"))
CLOSING = row("closed", "11:00", 1, status=Status.RESOLVED, residual="a crack")
CLOSED = incident(opened("10:00"), CLOSING)
REOPENED = incident(opened("10:00"), CLOSING, row("reopened", "11:30", 2, status=Status.INVESTIGATING))
PLAN = planned("20:00", "22:00")


def test_reopening_stores_what_was_typed_and_a_first_status():
    line = Line(at("11:30"), "again", states=((WEB, DOWN),), links=("u",))
    (event,) = reopening.reopened(CLOSED, 2, line, NOW)
    assert (event.kind, event.at, event.incident, event.entry) == (EventKind.REOPENED, at("11:30"), 1, 2)
    assert dict(event.data) == {
        "text": "again",
        "status": Status.INVESTIGATING,
        "states": ((WEB, DOWN),),
        "links": ("u",),
    }


def test_a_status_may_be_said():
    (event,) = reopening.reopened(CLOSED, 2, Line(NOW, status=Status.MONITORING), NOW)
    assert event.data["status"] is Status.MONITORING


@pytest.mark.parametrize("whole", [OPEN, REOPENED])
def test_what_is_open_stays_as_it_is(whole):
    assert reopening.reopened(whole, 9, Line(NOW, "x"), NOW) == []


def test_a_final_status_does_not_open():
    with pytest.raises(Usage, match="does not open"):
        reopening.reopened(CLOSED, 2, Line(NOW, status=Status.RESOLVED), NOW)


def test_it_is_not_opened_again_before_its_end():
    with pytest.raises(Refused, match="not closed yet at that time"):
        reopening.reopened(CLOSED, 2, Line(at("10:59")), NOW)
    assert reopening.reopened(CLOSED, 2, Line(at("11:00")), NOW)


def test_under_a_clock_set_back_it_is_not_opened_again_in_the_instant_of_its_end():
    late = incident(opened("10:00"), CLOSING._replace(recorded_at=at("12:30")))
    with pytest.raises(Refused, match="not closed yet"):
        reopening.reopened(late, 2, Line(at("11:00")), NOW)
    assert reopening.reopened(late, 2, Line(at("11:01")), NOW)


@pytest.mark.parametrize(
    ("closing", "clock", "status"),
    [("19:00", "19:30", Status.SCHEDULED), ("19:00", "20:30", Status.IN_PROGRESS), (None, "23:00", Status.IN_PROGRESS)],
)
def test_a_maintenance_goes_on_or_is_planned_again_before_its_window(closing, clock, status):
    rows = [PLAN, *([row("closed", closing, 1, status=Status.CANCELLED)] if closing else [])]
    (event,) = reopening.reopened(incident(*rows), 2, Line(at(clock)), at(clock))
    assert event.data["status"] is status


def test_a_maintenance_whose_window_has_come_is_not_planned_again():
    line = Line(at("23:00"), status=Status.SCHEDULED)
    with pytest.raises(Refused, match="planned beginning of #1 is past"):
        reopening.reopened(incident(PLAN), 1, line, at("23:00"))


def test_the_same_key_does_nothing_a_second_time():
    line = Line(NOW, "again", key="k")
    (event,) = reopening.reopened(CLOSED, 2, line, NOW)
    assert reopening.reopened(REOPENED, 3, line, NOW, earlier=[event]) == []


def test_reopening_a_duplicate_takes_both_ends_of_the_link_back():
    duplicate = incident(opened("10:00"), row("closed", "11:00", 1, status=Status.RESOLVED, duplicate_of=7))
    own, other = reopening.reopened(duplicate, 2, Line(NOW), NOW)
    assert own.kind is EventKind.REOPENED
    assert (other.incident, dict(other.data)) == (7, {"unduplicate": (1,)})


@pytest.mark.parametrize("line", [Line(at("11:15"), states=((WEB, UP),)), Line(at("11:00"), status=Status.MONITORING)])
def test_of_the_time_in_which_it_was_closed_no_status_and_no_server_is_said(line):
    with pytest.raises(Refused, match=r"was closed then, until 1\.2"):
        lines.updated(REOPENED, 3, line)


def test_a_text_of_that_time_and_a_state_before_it_are_taken():
    assert lines.updated(REOPENED, 3, Line(at("11:15"), "seen in the log"))
    assert lines.updated(REOPENED, 3, Line(at("10:30"), states=((WEB, UP),)))
    assert lines.updated(REOPENED, 3, Line(at("11:30"), states=((WEB, DOWN),)))


def test_of_the_time_after_the_clock_had_completed_a_maintenance_neither():
    whole = incident(PLAN, row("reopened", "23:00", 1, status=Status.IN_PROGRESS))
    with pytest.raises(Refused, match=r"until 1\.1"):
        lines.updated(whole, 2, Line(at("22:30"), states=((WEB, DOWN),)))


def test_a_maintenance_that_the_clock_ended_and_somebody_opened_again_can_be_corrected():
    rows = [PLAN, row("reopened", "23:00", 1, status=Status.IN_PROGRESS), row("closed", "23:30", 2)]
    whole = incident(*rows)
    check_order(whole, [whole.entries[2]._replace(at=at("23:20"))])
    twice = whole.entries[2]._replace(number=3, at=at("23:40"))
    with pytest.raises(Refused, match="would be closed then"):
        check_order(whole, [twice])
