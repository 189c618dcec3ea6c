"""Corrections: only real changes become events, and nothing impossible."""

import pytest
from support.make import DOWN, WEB, at, incident, opened, planned, row

from incident_cli.core.decide import edits, lines
from incident_cli.core.decide.lines import Line
from incident_cli.core.events import EventKind
from incident_cli.core.model import Impact, Severity, Status
from incident_cli.errors import Refused

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


def test_only_real_changes_become_an_event():
    (event,) = edits.edited(OPEN, {"title": "slow", "severity": Severity.SEV2}, NOW)
    assert said([event]) == [(EventKind.EDITED, None, {"severity": Severity.SEV2})]
    assert edits.edited(OPEN, {"title": "slow", "began_at": at("10:00"), "impact": None}, NOW) == []


def test_the_impact_compared_is_the_one_set_by_hand():
    assert edits.edited(OPEN, {"impact": Impact.CRITICAL}, NOW)


def test_the_beginning_and_the_end_are_moved_by_moving_their_lines():
    events = edits.edited(CLOSED, {"began_at": at("09:50"), "ended_at": at("11:10")}, NOW)
    assert said(events) == [
        (EventKind.EDITED, 0, {"at": at("09:50")}),
        (EventKind.EDITED, 1, {"at": at("11:10")}),
    ]


def test_an_open_incident_has_no_end_to_move():
    with pytest.raises(Refused, match="is open"):
        edits.edited(OPEN, {"ended_at": NOW}, NOW)


@pytest.mark.parametrize("changes", [{"began_at": at("11:01")}, {"ended_at": at("09:59")}])
def test_the_end_is_not_moved_before_the_beginning_nor_the_other_way_round(changes):
    with pytest.raises(Refused, match="before its beginning"):
        edits.edited(CLOSED, changes, NOW)


def test_both_may_be_moved_past_where_one_of_them_was():
    assert len(edits.edited(CLOSED, {"began_at": at("11:30"), "ended_at": at("11:40")}, NOW)) == 2


def test_the_beginning_is_not_moved_past_an_earlier_closing():
    with pytest.raises(Refused, match="before its beginning"):
        edits.edited(REOPENED, {"began_at": at("11:10")}, NOW)
    assert edits.edited(REOPENED, {"began_at": at("10:10")}, NOW)


def test_the_beginning_is_not_moved_past_a_line_that_sets_something():
    told = incident(
        opened("10:00"), row("added", "10:13", 1, status=Status.IDENTIFIED), row("added", "10:14", 2, text="x")
    )
    with pytest.raises(Refused, match=r"1\.1 set a status"):
        edits.edited(told, {"began_at": at("10:20")}, NOW)
    assert edits.edited(told, {"began_at": at("10:13")}, NOW)


def test_the_beginning_of_a_maintenance_is_its_window():
    with pytest.raises(Refused, match="begins with its window"):
        edits.edited(incident(planned("10:00", "11:00")), {"began_at": at("10:30")}, NOW)


def test_a_maintenance_that_the_clock_completed_is_not_closed_again():
    done = incident(planned("10:00", "11:00"))
    assert lines.closed(done, 1, Line(at("12:00"))) == []
    assert lines.closed(done, 1, Line(at("10:30")))


def test_a_state_after_the_planned_end_of_a_completed_maintenance_is_refused():
    with pytest.raises(Refused, match="is closed"):
        lines.updated(incident(planned("10:00", "11:00")), 1, Line(at("12:00"), states=((WEB, DOWN),)))


def test_an_incident_opened_again_is_not_closed_before_that():
    with pytest.raises(Refused, match="opened again after that"):
        lines.closed(REOPENED, 9, Line(at("11:15")))


def test_an_odd_order_of_lines_stops_only_who_moves_the_beginning_or_the_end():
    odd = incident(
        opened("10:00"), row("closed", "11:00", 1, status=Status.RESOLVED), row("edited", "12:00", 1, at=at("9:00"))
    )
    assert edits.edited(odd, {"title": "better"}, NOW)
    with pytest.raises(Refused, match="before its beginning"):
        edits.edited(odd, {"began_at": at("09:30")}, NOW)


def test_a_maintenance_called_off_before_its_window_can_still_be_edited():
    assert edits.edited(CALLED_OFF, {"severity": Severity.SEV2}, NOW)
    assert edits.edited(CALLED_OFF, {"ended_at": at("18:00")}, NOW)


def test_a_window_may_not_be_turned_round_by_moving_one_end():
    whole = incident(planned("20:00", "22:00"))
    with pytest.raises(Refused, match="planned end"):
        edits.edited(whole, {"planned_until": at("19:00")}, NOW)
    with pytest.raises(Refused, match="planned end"):
        edits.edited(whole, {"planned_from": at("23:00")}, NOW)
    assert edits.edited(whole, {"planned_from": at("23:00"), "planned_until": at("24:00")}, NOW)


def test_the_end_is_not_moved_before_a_reopening():
    again = incident(
        opened("10:00"),
        row("closed", "11:00", 1, status=Status.RESOLVED),
        row("reopened", "11:30", 2, status=Status.INVESTIGATING),
        row("closed", "11:45", 3, status=Status.RESOLVED),
    )
    with pytest.raises(Refused, match=r"1\.3 closes #1, which would be closed then"):
        edits.edited(again, {"ended_at": at("11:15")}, NOW)
    assert edits.edited(again, {"ended_at": at("11:40")}, NOW)
