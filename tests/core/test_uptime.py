"""Uptime: states day by day, and what they come to."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import DEGRADED, DOWN, MAINTENANCE, PARTIAL, UP, at

from incident_cli.core import periods
from incident_cli.core.combined import spans
from incident_cli.core.model import State
from incident_cli.core.uptime import Weights, explained, lost, percent, said, understood, uptime
from incident_cli.errors import Usage

BEGAN = datetime(2025, 3, 29, 22, tzinfo=UTC)
"""The evening before the clocks are put on in Paris."""
PARIS = ZoneInfo("Europe/Paris")
HOURS = 60


def minute(number):
    return BEGAN + timedelta(minutes=number)


def claim(since, until, state, standing=False):
    return (state, minute(since), None if until is None else minute(until), standing)


CLAIMS = st.lists(
    st.builds(
        lambda since, length, state, standing: claim(since, length and since + length, state, standing),
        st.integers(-600, 3500),
        st.one_of(st.none(), st.integers(1, 1500)),
        st.sampled_from(list(State)),
        st.booleans(),
    ),
    max_size=6,
)


def state_at(claims, instant):
    """The definition: the worst claim of an open incident, else what was set last, else up."""
    holding = [c for c in claims if c[1] <= instant and (c[2] is None or instant < c[2])]
    own = [state for state, _, _, standing in holding if not standing]
    if own:
        return max(own, key=lambda state: state.rank)
    said = sorted((c for c in holding if c[3]), key=lambda c: c[1])
    return said[-1][0] if said else UP


@given(CLAIMS, st.integers(-700, 100), st.integers(0, 60), st.integers(1, 3000))
def test_spans_equal_a_count_minute_by_minute_sum_to_the_window_and_leave_no_gap(claims, known, since, length):
    until = since + length
    first = min([minute(known), *(c[1] for c in claims)])
    found = spans(claims, first, minute(since), minute(until))
    start = max(minute(since), first)
    assert sum((until_ - since_ for since_, until_, _ in found), timedelta()) == max(timedelta(), minute(until) - start)
    assert all(a[1] == b[0] and a[2] is not b[2] for a, b in pairwise(found))
    told = {}
    for at_, end, state in found:
        while at_ < end:
            told[at_] = state
            at_ += timedelta(minutes=1)
    every = [minute(n) for n in range(since, until) if minute(n) >= first]
    assert told == {instant: state_at(claims, instant) for instant in every}


@given(CLAIMS, st.integers(-100, 3000), st.integers(1, 4), st.sampled_from([UTC, PARIS]))
def test_cells_equal_a_count_minute_by_minute_whose_days_may_have_23_hours(claims, known, count, zone):
    now = minute(HOURS * 60)
    first = min([minute(known), *(c[1] for c in claims)])
    days = periods.days(now, zone, count)
    found = spans(claims, first, days[0].since, now)
    told = uptime(7, found, days, Weights())
    total = Counter()
    for cell in told.cells:
        counted, instant = Counter(), cell.day.since
        while instant < cell.day.until:
            if instant >= first:
                counted[state_at(claims, instant)] += 60
            instant += timedelta(minutes=1)
        assert dict(cell.spent) == dict(counted)
        assert cell.state == max(counted, key=lambda state: state.rank, default=None)
        total += counted
    assert told.percent == percent(total, Weights())
    assert lost(found) == total[DOWN] + total[PARTIAL] + total[DEGRADED]


@given(CLAIMS, st.integers(1, 3000))
def test_claims_that_say_up_change_nothing_where_nothing_was_set_by_hand(claims, until):
    claims = [(*c[:3], False) for c in claims]
    known = min([minute(0), *(c[1] for c in claims)])
    telling = [c for c in claims if c[0] is not UP]
    assert spans(telling, known, minute(0), minute(until)) == spans(claims, known, minute(0), minute(until))


def days(count, now="12:00"):
    return periods.days(at(now), UTC, count)


def told(*claims, known="00:00", count=1, now="12:00"):
    chosen = days(count, now)
    found = spans([(state, at(a), b and at(b), False) for a, b, state in claims], at(known), chosen[0].since, at(now))
    return uptime(1, found, chosen, Weights())


@pytest.mark.parametrize(
    ("state", "expected"), [(DOWN, 75.0), (PARTIAL, 92.5), (DEGRADED, 100.0), (UP, 100.0), (MAINTENANCE, 100.0)]
)
def test_a_quarter_of_the_time_in_a_state_costs_its_weight(state, expected):
    assert told(("03:00", "06:00", state)).percent == expected


def test_maintenance_is_taken_out_of_the_time_that_counts():
    assert told(("00:00", "06:00", MAINTENANCE), ("09:00", "12:00", DOWN)).percent == 50
    assert told(("00:00", None, MAINTENANCE)).percent is None


def test_overlapping_incidents_count_once_and_the_worst_wins():
    assert told(("03:00", "06:00", PARTIAL), ("03:00", "06:00", DOWN), ("04:00", "05:00", DOWN)).percent == 75


def test_the_time_before_the_first_record_is_left_out():
    assert told(("09:00", "10:30", DOWN), known="09:00").percent == 50
    before, today = told(("09:00", "10:30", DOWN), known="09:00", count=2).cells
    assert (before.state, dict(before.spent)) == (None, {})
    assert sum(today.spent.values()) == 3 * 3600


def test_of_a_server_of_which_nothing_is_known_there_is_no_percentage():
    never = uptime(1, [], days(2), Weights())
    assert never.percent is None
    assert [cell.state for cell in never.cells] == [None, None]


def test_what_is_not_whole_is_never_called_so():
    assert percent({UP: 1e9, DOWN: 0.001}, Weights()) == 99.999999
    assert percent({UP: 1e9, DEGRADED: 5}, Weights()) == 100
    assert percent({DOWN: 5}, Weights()) == 0
    assert [said(value) for value in (None, 100.0, 99.9999, 99.5, 0.0)] == ["—", "100 %", "99.999 %", "99.5 %", "0 %"]


def test_a_day_shows_its_worst_state_however_short():
    assert told(("03:00", "03:01", DOWN), ("04:00", "08:00", MAINTENANCE)).cells[0].state is DOWN


def test_weights_are_read_from_the_settings():
    assert understood({}) == Weights()
    assert understood({"uptime": {"partial": 0.5, "degraded_performance": 0.1, "Degraded": 1}}) == Weights(1, 0.5, 1)
    assert explained(Weights()) == "down 1, partial 0.3, degraded 0"


@pytest.mark.parametrize(
    "table", [{"uptime": 1}, {"uptime": {"up": 1}}, *({"uptime": {"down": v}} for v in (2, -0.1, "1", True, 1e999))]
)
def test_weights_that_cannot_be_are_refused(table):
    with pytest.raises(Usage):
        understood(table)
