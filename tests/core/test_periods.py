"""Days, weeks and months of a zone."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core import periods

PARIS = ZoneInfo("Europe/Paris")
ZONES = [ZoneInfo(name) for name in ("Europe/Paris", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "UTC")]
ODD = st.builds(
    lambda days, seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=seconds),
    st.integers(0, 9000),
    st.integers(0, 86399),
)


def hours(day):
    return (day.until - day.since).total_seconds() / 3600


@pytest.mark.parametrize(("now", "length"), [("2025-03-31T12:00Z", 23), ("2025-10-27T12:00Z", 25)])
def test_a_day_on_which_the_clocks_change_has_23_or_25_hours(now, length):
    changed, today = periods.days(datetime.fromisoformat(now), PARIS, 2)
    assert hours(changed) == length
    assert hours(today) == 13 if length == 25 else 14


def test_today_ends_now():
    now = datetime(2025, 11, 26, 23, 30, tzinfo=UTC)
    before, today = periods.days(now, PARIS, 2)
    assert (before.name, today.name) == ("2025-11-26", "2025-11-27")
    assert (before.until, today.since, today.until) == (today.since, now - timedelta(minutes=30), now)


def test_a_day_that_a_calendar_skipped_is_left_out():
    now = datetime(2012, 1, 1, tzinfo=UTC)
    assert [day.name for day in periods.days(now, ZoneInfo("Pacific/Apia"), 4)] == [
        "2011-12-29",
        "2011-12-31",
        "2012-01-01",
    ]


@given(ODD, st.sampled_from(ZONES), st.integers(1, 366))
def test_days_follow_each_other_up_to_now_and_each_begins_when_its_clocks_first_say_so(now, zone, count):
    found = periods.days(now, zone, count)
    assert found[-1].until == now
    assert count - 1 <= len(found) <= count
    assert all(one.until == other.since for one, other in pairwise(found))
    for day in found:
        assert str(day.since.astimezone(zone).date()) == day.name
        before = (day.since - timedelta(milliseconds=1)).astimezone(zone)
        assert str(before.date()) < day.name


@given(ODD, st.integers(0, 800), st.sampled_from(ZONES), st.sampled_from([periods.weeks, periods.months]))
def test_weeks_and_months_cover_a_stretch_of_time(since, more, zone, make):
    until = since + timedelta(days=more)
    found = list(make(since, until, zone))
    assert found[0].since <= since < found[0].until
    assert found[-1].since <= until < found[-1].until
    assert all(one.until == other.since for one, other in pairwise(found))
    assert len({period.name for period in found}) == len(found)


def test_weeks_are_those_of_iso():
    at = datetime(2024, 12, 30, tzinfo=UTC)
    assert [week.name for week in periods.weeks(at, at, UTC)] == ["2025-W01"]


@pytest.mark.parametrize("now", [datetime.min, datetime.max])
@pytest.mark.parametrize("zone", ZONES)
def test_at_the_ends_of_the_calendar_there_are_days_too(now, zone):
    now = now.replace(tzinfo=UTC, microsecond=0)
    assert periods.days(now, zone, 3)[-1].until == now
    assert list(periods.months(now, now, zone))
    assert list(periods.weeks(now, now, zone))
