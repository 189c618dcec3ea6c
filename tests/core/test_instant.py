"""Instants: UTC, whole milliseconds, one text form."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core import instant

ANY = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))


def test_text_is_utc_with_milliseconds_and_z():
    in_paris = datetime(2014, 2, 10, 10, 5, tzinfo=timezone(timedelta(hours=1)))
    assert instant.text(in_paris) == "2014-02-10T09:05:00.000Z"


def test_text_of_an_early_year_has_four_digits():
    assert instant.text(datetime(33, 4, 3, tzinfo=UTC)) == "0033-04-03T00:00:00.000Z"


def test_floor_cuts_and_never_rounds_up():
    assert instant.floor(datetime(2014, 2, 10, 9, 5, 0, 999_999, UTC)).microsecond == 999_000


@pytest.mark.parametrize("function", [instant.floor, instant.text])
def test_a_datetime_without_a_zone_is_no_instant(function):
    with pytest.raises(ValueError, match="zone"):
        function(datetime(2014, 2, 10))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2014-02-10T09:05:00.000",
        "2014-02-10T09:05:00Z",
        "2014-02-10 09:05:00.000Z",
        "2014-02-10T09:05:00.000z",
        "2014-02-10T09:05:00,000Z",
        "2014-02-30T09:05:00.000Z",
        "2014-02-10T24:00:00.000Z",
        "2014-02-10T09:05:00.0000Z",
        "２014-02-10T09:05:00.000Z",
        "2014-02-10T09:05:00.000Z ",
        "2014-W07-1T09:05:00.000Z",
        "2014-02-10T09:05+01:00Z0",
        "x" * 24,
    ],
)
def test_parse_refuses_every_other_form(written):
    with pytest.raises(ValueError):  # noqa: PT011 (the class is the promise)
        instant.parse(written)


@given(st.text(alphabet="0123456789-:.TZW+ ", min_size=22, max_size=26))
def test_parse_raises_nothing_but_value_error(written):
    with contextlib.suppress(ValueError):
        assert instant.text(instant.parse(written)) == written


@given(ANY)
def test_parse_is_the_inverse_of_text(moment):
    written = instant.text(moment)
    assert len(written) == 24
    assert instant.parse(written) == instant.floor(moment)
    assert instant.parse(written).utcoffset() == timedelta(0)


@given(ANY, ANY)
def test_texts_sort_as_the_instants_do(a, b):
    assert (instant.text(a) < instant.text(b)) == (instant.floor(a) < instant.floor(b))


@given(ANY, st.integers(min_value=-(10**8), max_value=10**8))
def test_seconds_count_from_the_first_to_the_second_without_noise(moment, count):
    try:
        later = moment + timedelta(seconds=count)
    except OverflowError:
        return
    assert instant.seconds(moment, later) == float(count)


def test_seconds_keep_milliseconds():
    start = datetime(2014, 2, 10, tzinfo=UTC)
    assert instant.seconds(start, start + timedelta(milliseconds=1250)) == 1.25
