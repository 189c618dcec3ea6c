"""The marks of a time axis: few, round by the clocks of a zone, whatever the span."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core.axis import marks

PARIS = ZoneInfo("Europe/Paris")
NEPAL = ZoneInfo("Asia/Kathmandu")


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def labels(since, until, zone=PARIS, most=8):
    return [mark.label for mark in marks(since, until, zone, most)]


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2014-02-10 10:05", "2014-02-10 15:05", ["11:00", "12:00", "13:00", "14:00", "15:00"]),
        ("2014-02-10 10:05", "2014-02-10 10:06:10", ["10:05:00", "10:05:10", "10:05:20", "10:05:30", "10:05:40"]),
        ("2014-02-10 22:00", "2014-02-11 03:00", ["22:00", "23:00", "02-11", "01:00", "02:00", "03:00"]),
        ("2014-02-10 10:00", "2014-02-16 10:00", ["02-11", "02-12", "02-13", "02-14"]),
        ("2014-02-10 10:00", "2014-08-14 10:00", ["2014-03", "2014-04", "2014-05", "2014-06", "2014-07", "2014-08"]),
        ("2014-02-10 10:00", "2020-08-14 10:00", ["2015", "2016", "2017", "2018", "2019", "2020"]),
        ("2014-02-10 10:05:01", "2014-02-10 10:05:01", []),
    ],
)
def test_marks_stand_at_round_times(since, until, said):
    assert labels(paris(since), paris(until))[: len(said)] == said


def test_a_mark_that_begins_a_day_says_so():
    found = marks(paris("2014-02-10 22:00"), paris("2014-02-11 03:00"), PARIS, 8)
    assert [mark.label for mark in found if mark.day] == ["02-11"]


def test_a_zone_off_the_full_hour_has_its_own_round_times():
    assert labels(datetime(2014, 2, 10, 9, tzinfo=UTC), datetime(2014, 2, 10, 12, tzinfo=UTC), NEPAL)[:2] == [
        "15:00",
        "15:30",
    ]


def test_an_hour_that_the_clocks_leave_out_has_no_mark():
    assert labels(paris("2014-03-30 00:30"), paris("2014-03-30 05:30"), most=5) == ["01:00", "03:00", "04:00", "05:00"]


def test_an_hour_that_comes_twice_is_marked_once():
    found = labels(paris("2014-10-26 00:30"), paris("2014-10-26 05:30"))
    assert found == ["01:00", "02:00", "03:00", "04:00", "05:00"]


INSTANTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
ZONES = st.sampled_from([UTC, PARIS, NEPAL, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia")])


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=4000000)), ZONES, st.integers(2, 12))
def test_marks_are_few_in_order_and_inside(since, length, zone, most):
    until = min(since, datetime(9999, 12, 31, tzinfo=UTC)) + min(length, datetime(9999, 12, 31, tzinfo=UTC) - since)
    found = [mark.at for mark in marks(since, until, zone, most)]
    assert len(found) <= most
    assert found == sorted(set(found))
    assert all(since <= at <= until for at in found)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)), ZONES)
def test_any_span_of_minutes_or_more_has_a_mark(since, zone):
    for length in (timedelta(minutes=10), timedelta(hours=5), timedelta(days=2), timedelta(days=100)):
        assert len(marks(since, since + length, zone, 8)) >= 2


@pytest.mark.parametrize("zone", [PARIS, NEPAL, UTC])
def test_both_ends_of_the_calendar_have_marks_or_none_but_no_error(zone):
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    for since, until in ((first, first + timedelta(hours=3)), (last - timedelta(hours=3), last), (first, last)):
        assert len(marks(since, until, zone, 8)) <= 8
