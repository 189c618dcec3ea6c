"""When a maintenance was really going on: the clock and the hands, a table of lives, and what holds of them all."""

import pytest
from hypothesis import given
from support.histories import logs
from support.make import DOWN, MAINTENANCE, UP, WEB, at, incident, opened, planned, row

from incident_cli.core import window
from incident_cli.core.fold import fold
from incident_cli.core.measure import changes, end_of, phase
from incident_cli.core.model import Kind, Status

S = Status
PLAN = planned("20:00", "22:00")


def turned(clock, number, status):
    return row("added", clock, number, status=status)


def closed(clock, number, status=S.COMPLETED, **data):
    return row("closed", clock, number, status=status, **data)


def reopened(clock, number, status=S.IN_PROGRESS, **data):
    return row("reopened", clock, number, status=status, **data)


LIVES = {
    "left to the clock": ([PLAN], [("20:00", "22:00")]),
    "begun early": ([PLAN, turned("19:40", 1, S.IN_PROGRESS)], [("19:40", None)]),
    "begun late, after the clock had": ([PLAN, turned("20:20", 1, S.IN_PROGRESS)], [("20:00", None)]),
    "verified, then more work": (
        [PLAN, turned("21:00", 1, S.VERIFYING), turned("21:30", 2, S.IN_PROGRESS)],
        [("20:00", None)],
    ),
    "completed early": ([PLAN, closed("21:00", 1)], [("20:00", "21:00")]),
    "completed late by hand": ([PLAN, turned("21:00", 1, S.VERIFYING), closed("23:00", 2)], [("20:00", "23:00")]),
    "its real end told after the clock had completed it": ([PLAN, closed("22:40", 1)], [("20:00", "22:40")]),
    "called off before": ([PLAN, closed("19:00", 1, S.CANCELLED)], []),
    "called off inside": ([PLAN, closed("20:30", 1, S.CANCELLED)], [("20:00", "20:30")]),
    "announced when it began": ([planned("20:00", "22:00", clock="20:00")], [("20:00", "22:00")]),
    "without a plan": ([planned(None, None, clock="08:00")], [("08:00", None)]),
    "held back before its time": (
        [PLAN, turned("19:30", 1, S.IN_PROGRESS), turned("19:40", 2, S.SCHEDULED)],
        [("19:30", "19:40")],
    ),
    "held back when its time had come": ([PLAN, turned("20:30", 1, S.SCHEDULED)], [("20:00", "20:30")]),
    "called scheduled, which it is": ([PLAN, turned("19:30", 1, S.SCHEDULED)], [("20:00", "22:00")]),
    "reopened": ([PLAN, closed("21:00", 1), reopened("21:30", 2)], [("20:00", "21:00"), ("21:30", None)]),
    "reopened and completed": (
        [PLAN, closed("21:00", 1), reopened("21:30", 2), closed("21:45", 3)],
        [("20:00", "21:00"), ("21:30", "21:45")],
    ),
    "reopened after the clock had completed it": ([PLAN, reopened("23:00", 1)], [("20:00", "22:00"), ("23:00", None)]),
    "called off by mistake": (
        [PLAN, closed("19:00", 1, S.CANCELLED), reopened("19:10", 2, S.SCHEDULED)],
        [("20:00", "22:00")],
    ),
    "a line after the end moves nothing": (
        [PLAN, closed("21:00", 1), turned("21:10", 2, S.IN_PROGRESS)],
        [("20:00", "21:00")],
    ),
}


@pytest.mark.parametrize("life", LIVES)
def test_the_server_is_in_maintenance_while_the_work_goes_on_and_no_longer(life):
    rows, expected = LIVES[life]
    whole = incident(*rows)
    held = [(c.since, c.until) for c in whole.standing.claims if not c.standing]
    assert held == [(at(since), until and at(until)) for since, until in expected]
    assert {c.state for c in whole.standing.claims} <= {MAINTENANCE}


@pytest.mark.parametrize("life", LIVES)
def test_it_began_with_the_first_stretch_else_as_planned(life):
    rows, expected = LIVES[life]
    assert incident(*rows).began_at == at(expected[0][0] if expected else "20:00")


def test_a_state_of_its_own_is_cut_to_the_window_as_well():
    whole = incident(PLAN, row("added", "21:00", 1, states=((WEB, DOWN),)))
    assert [(c.state, c.since, c.until) for c in whole.standing.claims] == [
        (MAINTENANCE, at("20:00"), at("21:00")),
        (DOWN, at("21:00"), at("22:00")),
    ]


def test_what_its_closing_leaves_behind_stands_outside_of_the_window():
    whole = incident(PLAN, closed("19:00", 1, S.CANCELLED, states=((WEB, DOWN),)))
    assert [(c.state, c.since, c.standing) for c in whole.standing.claims] == [(DOWN, at("19:00"), True)]


def test_planned_again_it_is_left_to_the_clock():
    whole = incident(PLAN, closed("19:00", 1, S.CANCELLED), reopened("19:10", 2, S.SCHEDULED))
    assert [phase(whole, at(clock)) for clock in ("19:30", "20:30", "22:00")] == [
        S.SCHEDULED,
        S.IN_PROGRESS,
        S.COMPLETED,
    ]


def test_held_back_it_waits_for_a_hand():
    whole = incident(PLAN, turned("20:30", 1, S.SCHEDULED))
    assert [phase(whole, at(clock)) for clock in ("20:40", "23:00")] == [S.SCHEDULED, S.SCHEDULED]


def test_called_off_before_its_window_no_line_of_it_changed_a_server():
    told = changes(incident(PLAN, closed("19:00", 1, S.CANCELLED)))
    assert told[1] == []


def test_reopened_its_servers_are_in_maintenance_again():
    told = changes(incident(PLAN, closed("21:00", 1), reopened("21:30", 2)))
    assert [(c.before, c.after) for c in told[2]] == [(UP, MAINTENANCE)]


PAUSES = [
    ([opened(), closed("11:00", 1, S.RESOLVED)], []),
    ([opened(), closed("11:00", 1, S.RESOLVED), reopened("12:00", 2, S.INVESTIGATING)], [("11:00", 2)]),
    ([PLAN, reopened("23:00", 1)], [("22:00", 1)]),
    ([PLAN, turned("21:00", 1, S.VERIFYING), closed("21:30", 2), reopened("21:40", 3)], [("21:30", 3)]),
]


@pytest.mark.parametrize(("rows", "expected"), PAUSES)
def test_a_pause_lies_between_an_end_and_the_line_that_opened_it_again(rows, expected):
    found = [(since, line.number) for since, line in window.pauses(incident(*rows))]
    assert found == [(at(since), number) for since, number in expected]


@given(logs(kind=Kind.MAINTENANCE))
def test_no_claim_of_a_maintenance_reaches_out_of_its_life(rows):
    whole = fold(rows)
    if not whole.exists:
        return
    claims = [c for c in whole.standing.claims if not c.standing]
    assert all(whole.began_at <= c.since for c in claims)
    assert all(c.until is None or c.since < c.until for c in claims)
    far = at("47:00")
    end = end_of(whole, far)
    assert all(c.until is not None and c.until <= end for c in claims) if end else True
