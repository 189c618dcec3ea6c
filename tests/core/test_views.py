"""The states of servers over all incidents, the board and the sheet."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.histories import SERVERS, START, logs
from support.make import DB, DEGRADED, DOWN, MAINTENANCE, PARTIAL, UP, WEB, at, incident, opened, planned, row

from incident_cli.core.fold import fold
from incident_cli.core.model import Claim, EntryKind, Server, State, Status
from incident_cli.core.views import Board, Summary, board, server_states, server_stretches, sheet

LATER = at("23:00")


def claimed(number, *rows):
    return [(number, claim) for claim in incident(*rows).standing.claims]


def set_to(clock, state, server=WEB):
    return (None, Claim(server, state, at(clock), standing=True))


def shape(claims, now=LATER):
    """The combined states as `10:00 down` words."""
    return [f"{part.since:%H:%M} {part.state.short}" for part in server_stretches(claims, now)]


CLOSED = row("closed", "11:00", 9, status=Status.RESOLVED)


def test_a_server_is_as_its_only_incident_claims_and_up_after_it():
    assert shape(claimed(1, opened(), CLOSED)) == ["10:00 down", "11:00 up"]


def test_the_worst_of_overlapping_incidents_counts():
    one = claimed(1, opened("10:00", states=((WEB, DEGRADED),)), row("closed", "12:00", 1, status=Status.RESOLVED))
    two = claimed(2, opened("10:30", states=((WEB, DOWN),)), CLOSED)
    assert shape(one + two) == ["10:00 degraded", "10:30 down", "11:00 degraded", "12:00 up"]
    assert shape(two + one) == shape(one + two)


def test_a_server_goes_green_by_itself_only_when_no_other_open_incident_claims_it():
    one = claimed(1, opened("10:00"), CLOSED)
    two = claimed(2, opened("10:30"))
    assert shape(one + two) == ["10:00 down"]


def test_a_state_set_below_an_open_claim_waits_until_the_claim_ends():
    claims = [*claimed(1, opened("10:00"), CLOSED), set_to("10:30", DEGRADED)]
    assert shape(claims) == ["10:00 down", "11:00 degraded"]


def test_the_last_state_set_counts():
    assert shape([set_to("10:00", DOWN), set_to("11:00", UP)]) == ["10:00 down", "11:00 up"]


def test_of_states_set_at_one_instant_the_last_made_counts():
    assert shape([set_to("10:00", DOWN), set_to("10:00", DEGRADED)]) == ["10:00 degraded"]


@pytest.mark.parametrize("how", [{"keep": True}, {"states": ((WEB, DOWN),)}])
def test_what_a_closing_leaves_behind_stands_until_something_else_is_set(how):
    closing = row("closed", "11:00", 1, status=Status.RESOLVED, **how)
    assert shape(claimed(1, opened(), closing)) == ["10:00 down"]
    assert shape([*claimed(1, opened(), closing), set_to("12:00", UP)]) == ["10:00 down", "12:00 up"]


def test_reopening_takes_back_what_the_closing_left_behind():
    rows = [opened(), row("closed", "11:00", 1, status=Status.RESOLVED, keep=True), row("reopened", "12:00", 2)]
    assert shape(claimed(1, *rows)) == ["10:00 down", "12:00 up"]


def test_maintenance_shows_inside_its_window_only():
    assert shape(claimed(1, planned("20:00", "22:00"))) == ["20:00 maintenance", "22:00 up"]
    assert shape(claimed(1, planned("20:00", "22:00")), at("19:00")) == []


def test_maintenance_never_hides_an_outage():
    claims = claimed(1, planned("20:00", "22:00")) + claimed(2, opened("21:00", states=((WEB, DEGRADED),)))
    assert shape(claims) == ["20:00 maintenance", "21:00 degraded"]


def test_nothing_of_the_future_counts_yet():
    assert shape([*claimed(1, opened("10:00"))], at("09:59")) == []
    assert shape([*claimed(1, opened("10:00"), CLOSED)], at("10:30")) == ["10:00 down"]


# -- against a brute force, minute by minute -------------------------------------------------------


def state_at(claims, minute):
    """The definition of DESIGN section 3, read off at one instant."""
    holding = [c for _, c in claims if c.since <= minute and (c.until is None or minute < c.until)]
    own = [c.state for c in holding if not c.standing]
    if own:
        return max(own, key=lambda s: s.rank)
    said = [c for c in holding if c.standing]
    if said:
        latest = max(c.since for c in said)
        return [c.state for c in said if c.since == latest][-1]
    return State.OPERATIONAL if any(c.since <= minute for _, c in claims) else None


SETS = st.lists(
    st.builds(
        lambda minute, state: (None, Claim(WEB, state, START + timedelta(minutes=minute), standing=True)),
        st.integers(-10, 60),
        st.sampled_from(list(State)),
    ),
    max_size=3,
)


@given(logs(voids=False), logs(voids=False), SETS, st.integers(0, 60))
def test_combined_states_equal_the_definition_minute_by_minute(one, two, sets, until):
    now = START + timedelta(minutes=until)
    for server in SERVERS:
        claims = [(n, c) for n, rows in ((1, one), (2, two)) for c in fold(rows).standing.claims if c.server == server]
        claims += sets if server == WEB else []
        claims.sort(key=lambda pair: pair[1].since)
        found = list(server_stretches(claims, now))
        for minute in range(-15, until + 1):
            instant = START + timedelta(minutes=minute)
            shown = [p.state for p in found if p.since <= instant and (p.until is None or instant < p.until)]
            assert shown == [s for s in [state_at(claims, instant)] if s is not None]


@given(logs(), SETS)
def test_neighbouring_stretches_differ_and_leave_no_gap(rows, sets):
    claims = [(1, c) for c in fold(rows).standing.claims if c.server == WEB] + sets
    found = list(server_stretches(claims, LATER))
    assert all(a.until == b.since and a.state is not b.state for a, b in pairwise(found))
    if found:
        assert found[-1].until is None
        window = (LATER - found[0].since).total_seconds()
        assert sum(((p.until or LATER) - p.since).total_seconds() for p in found) == pytest.approx(window)


# -- servers now -----------------------------------------------------------------------------------


def test_a_server_now_names_the_open_incidents_that_hold_it():
    claims = claimed(1, opened("10:00")) + claimed(2, opened("10:30", states=((WEB, DEGRADED), (DB, UP))))
    web, db = server_states([Server(WEB, "web"), Server(DB, "db")], claims, at("11:00"))
    assert (web.state, web.since, web.holders) == (DOWN, at("10:00"), (1, 2))
    assert (db.state, db.holders) == (UP, ())


def test_a_server_never_mentioned_is_unknown():
    (web,) = server_states([Server(WEB, "web")], [], LATER)
    assert (web.state, web.since) == (None, None)


def test_what_stands_behind_is_held_by_no_incident():
    closing = row("closed", "11:00", 1, status=Status.RESOLVED, keep=True)
    (web,) = server_states([Server(WEB, "web")], claimed(1, opened(), closing), LATER)
    assert (web.state, web.holders) == (DOWN, ())


# -- board and sheet -------------------------------------------------------------------------------


def summary(*rows):
    return Summary(incident(*rows), "x")


def test_the_board_holds_what_is_open_by_its_beginning_and_no_more():
    late, early = summary(opened("11:00")), summary(opened("10:00"))
    over = summary(opened("09:00"), CLOSED)
    ahead, done = summary(planned("20:00", "22:00")), summary(planned("08:30", "09:00"))
    found = board([late, over, ahead, early, done], [], [], at("12:00"))
    assert found.incidents == (early, late)
    assert found.maintenance == (ahead,)


def states(*found):
    return [s for state in found for s in server_states([Server(WEB, "w")], [set_to("10:00", state)], LATER)]


@pytest.mark.parametrize(
    ("state", "calm"), [(UP, True), (MAINTENANCE, True), (DEGRADED, False), (PARTIAL, False), (DOWN, False)]
)
def test_the_board_is_calm_while_every_server_is_up_or_in_maintenance(state, calm):
    assert Board((), (), tuple(states(state)), ()).calm is calm


def test_the_board_is_not_calm_while_an_incident_is_open():
    assert not Board((summary(opened(title="x", states=())),), (), (), ()).calm


def test_a_sheet_shows_the_kinds_asked_for_in_the_order_asked_for():
    note = row("added", "10:05", 1, text="x", kind=EntryKind.NOTE)
    whole = incident(opened(), note, row("added", "10:06", 2, text="y"))
    assert [e.number for e in sheet(whole, "x", {}).lines] == [0, 1, 2]
    assert [e.number for e in sheet(whole, "x", {}, reverse=True).lines] == [2, 1, 0]
    assert [e.number for e in sheet(whole, "x", {}, kinds=["note"]).lines] == [1]


def test_a_public_sheet_has_no_internal_line_whatever_is_asked_for():
    notes = [row("added", "10:05", n, text="x", kind=k) for n, k in ((1, EntryKind.NOTE), (2, EntryKind.COMMAND))]
    whole = incident(opened(), *notes)
    assert [e.number for e in sheet(whole, "x", {}, public=True).lines] == [0]
    assert [e.number for e in sheet(whole, "x", {}, public=True, kinds=["note"]).lines] == []
