"""The one grammar for every time option: DESIGN section 4, line by line, and what must hold for any words."""

import re
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from incident_cli.core import clock, days, when, zones
from incident_cli.core.instant import floor
from incident_cli.errors import Usage

PARIS = when.zone("Europe/Paris")
NOW = datetime(2014, 2, 10, 10, 48, 30, tzinfo=PARIS)  # a Monday
ZONES = [
    when.zone(name)
    for name in (
        "Europe/Paris",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "UTC",
        "Pacific/Apia",
    )
]


def read(words, now=NOW, zone=PARIS, **options):
    """The instant understood, shown as ISO 8601 in the zone."""
    found = when.instant(words, now=now, zone=zone, **options)
    assert found.tzinfo is UTC
    return zones.iso(found, zone)


def refusal(words, now=NOW, zone=PARIS, **options):
    """The Usage that the words get, after checking that it has the shape of a message."""
    with pytest.raises(Usage) as caught:
        when.instant(words, now=now, zone=zone, **options)
    error = caught.value
    assert "\n" not in error.message
    assert not error.message.endswith(".")
    assert error.hints
    return error


ENTRIES = {
    # what was typed at 10:48:30 on Monday 10 February 2014 in Paris -> what it means for an entry
    "now": "2014-02-10T10:48:30+01:00",
    "NOW": "2014-02-10T10:48:30+01:00",
    "10:26": "2014-02-10T10:26:00+01:00",
    "9:26": "2014-02-10T09:26:00+01:00",
    "  10:26 ": "2014-02-10T10:26:00+01:00",
    "10:26:05": "2014-02-10T10:26:05+01:00",
    "10:26:05.250": "2014-02-10T10:26:05.250+01:00",
    "10:26:05,2509": "2014-02-10T10:26:05.250+01:00",
    "3:05pm": "2014-02-09T15:05:00+01:00",
    "3:05 p.m.": "2014-02-09T15:05:00+01:00",
    "3:05\u202fPM": "2014-02-09T15:05:00+01:00",
    "3pm": "2014-02-09T15:00:00+01:00",
    "12am": "2014-02-10T00:00:00+01:00",
    "12:30 pm": "2014-02-09T12:30:00+01:00",
    "noon": "2014-02-09T12:00:00+01:00",
    "midnight": "2014-02-10T00:00:00+01:00",
    "23:50": "2014-02-09T23:50:00+01:00",
    "15m ago": "2014-02-10T10:33:30+01:00",
    "-15m": "2014-02-10T10:33:30+01:00",
    "=-15m": "2014-02-10T10:33:30+01:00",
    "- 15 min": "2014-02-10T10:33:30+01:00",
    "1h30m ago": "2014-02-10T09:18:30+01:00",
    "2 hours ago": "2014-02-10T08:48:30+01:00",
    "90s ago": "2014-02-10T10:47:00+01:00",
    "yesterday": "2014-02-09T00:00:00+01:00",
    "yesterday 23:50": "2014-02-09T23:50:00+01:00",
    "yesterday at noon": "2014-02-09T12:00:00+01:00",
    "23:50 yesterday": "2014-02-09T23:50:00+01:00",
    "today 10:00": "2014-02-10T10:00:00+01:00",
    "mon 09:00": "2014-02-10T09:00:00+01:00",
    "mon 11:00": "2014-02-03T11:00:00+01:00",
    "Monday 09:00": "2014-02-10T09:00:00+01:00",
    "tues 9am": "2014-02-04T09:00:00+01:00",
    "sun": "2014-02-09T00:00:00+01:00",
    "2014-02-10T10:05": "2014-02-10T10:05:00+01:00",
    "2014-02-10t10:05": "2014-02-10T10:05:00+01:00",
    "2014-02-10T09:05:00Z": "2014-02-10T10:05:00+01:00",
    "2014-02-10T09:05:00.123456Z": "2014-02-10T10:05:00.123+01:00",
    "2014-02-10T10:05:00+01:00": "2014-02-10T10:05:00+01:00",
    "2014-02-10T10:05:00 +0100": "2014-02-10T10:05:00+01:00",
    "20140210T090500Z": "2014-02-10T10:05:00+01:00",
    "20140210T1005": "2014-02-10T10:05:00+01:00",
    "2014-02-10 10:05": "2014-02-10T10:05:00+01:00",
    "2014-02-10": "2014-02-10T00:00:00+01:00",
    "20140210": "2014-02-10T00:00:00+01:00",
    "2014/02/10": "2014-02-10T00:00:00+01:00",
    "2014/2/9 10:05": "2014-02-09T10:05:00+01:00",
    "Feb 10 2014 10:05": "2014-02-10T10:05:00+01:00",
    "Feb 10, 2014, 10:05": "2014-02-10T10:05:00+01:00",
    "feb 10,2014": "2014-02-10T00:00:00+01:00",
    "10 Feb 2014 10:05": "2014-02-10T10:05:00+01:00",
    "10:05 Feb 10 2014": "2014-02-10T10:05:00+01:00",
    "10 February 10:05": "2014-02-10T10:05:00+01:00",
    "Dec 25 10:00": "2013-12-25T10:00:00+01:00",
    "Feb 29": "2012-02-29T00:00:00+01:00",
    "May 17,2013": "2013-05-17T00:00:00+02:00",
    "Mon Feb 10 10:05:00 2014": "2014-02-10T10:05:00+01:00",
    "Mon Feb 10 10:05:00 CET 2014": "2014-02-10T10:05:00+01:00",
    "Mon, 10 Feb 2014 09:05:00 +0000": "2014-02-10T10:05:00+01:00",
    "@1392023100": "2014-02-10T10:05:00+01:00",
    "@1392023100.5": "2014-02-10T10:05:00.500+01:00",
    "@1392023100 UTC": "2014-02-10T10:05:00+01:00",
    "now UTC": "2014-02-10T10:48:30+01:00",
    "09:26 UTC": "2014-02-10T10:26:00+01:00",
    "09:26Z": "2014-02-10T10:26:00+01:00",
    "10:26 UTC": "2014-02-09T11:26:00+01:00",
    "10:26 Europe/Paris": "2014-02-10T10:26:00+01:00",
    "10:26 europe/paris": "2014-02-10T10:26:00+01:00",
    "10:26 +02:00": "2014-02-10T09:26:00+01:00",
    "10:26+02:00": "2014-02-10T09:26:00+01:00",
    "9:26 a.m. -00:00": "2014-02-10T10:26:00+01:00",
    "12:26 UTC+3": "2014-02-10T10:26:00+01:00",
    "10:26 CET": "2014-02-10T10:26:00+01:00",
    "2013-07-10 10:05 CEST": "2013-07-10T10:05:00+02:00",
    "yesterday 23:50 America/New_York": "2014-02-10T05:50:00+01:00",
    # by dateutil
    "10-Feb-2014 10:05": "2014-02-10T10:05:00+01:00",
    "February 10th 2014 9:05 UTC": "2014-02-10T10:05:00+01:00",
    "Tuesday 10th February 2009 10:05": "2009-02-10T10:05:00+01:00",
    "10-Feb-1913": "1913-02-10T00:00:00+00:00",
    "2014 Feb 10": "2014-02-10T00:00:00+01:00",
}


@pytest.mark.parametrize(("words", "meaning"), ENTRIES.items(), ids=ENTRIES)
def test_words_for_a_past_time_mean_the_most_recent_such_time(words, meaning):
    assert read(words) == meaning


PLANS = {
    "now": "2014-02-10T10:48:30+01:00",
    "noon": "2014-02-10T12:00:00+01:00",
    "10:26": "2014-02-11T10:26:00+01:00",
    "10:50": "2014-02-10T10:50:00+01:00",
    "+2h": "2014-02-10T12:48:30+01:00",
    "in 2h": "2014-02-10T12:48:30+01:00",
    "in 1 h 30 min": "2014-02-10T12:18:30+01:00",
    "-15m": "2014-02-10T10:33:30+01:00",
    "tomorrow 10:00": "2014-02-11T10:00:00+01:00",
    "tomorrow": "2014-02-11T00:00:00+01:00",
    "mon 09:00": "2014-02-17T09:00:00+01:00",
    "mon 11:00": "2014-02-10T11:00:00+01:00",
    "fri": "2014-02-14T00:00:00+01:00",
    "Feb 10 10:00": "2015-02-10T10:00:00+01:00",
    "Feb 29 08:00": "2016-02-29T08:00:00+01:00",
    "2030-01-01": "2030-01-01T00:00:00+01:00",
    "2013-01-01 10:00": "2013-01-01T10:00:00+01:00",
}


@pytest.mark.parametrize(("words", "meaning"), PLANS.items(), ids=PLANS)
def test_words_for_a_planned_time_mean_the_next_such_time(words, meaning):
    assert read(words, ahead=True) == meaning


def test_ten_to_midnight_typed_after_midnight_is_yesterday():
    assert read("23:50", now=datetime(2014, 2, 10, 0, 10, tzinfo=PARIS)) == "2014-02-09T23:50:00+01:00"


@pytest.mark.parametrize("words", ["10:50", "10:50:30", "+2m", "2014-02-10 10:50", "mon 10:50", "10 Feb 10:50"])
def test_up_to_two_minutes_ahead_counts_as_now(words):
    assert read(words) == "2014-02-10T10:48:30+01:00"


def test_midnight_typed_a_minute_before_counts_as_now():
    late = datetime(2014, 2, 10, 23, 59, tzinfo=PARIS)
    assert read("00:00", now=late) == read("tue 00:00", now=late) == "2014-02-10T23:59:00+01:00"


def test_a_bare_time_more_than_two_minutes_ahead_is_yesterdays():
    assert read("10:50:31") == "2014-02-09T10:50:31+01:00"


@pytest.mark.parametrize(
    "words", ["today 10:51", "2014-02-10T10:05:00Z", "tomorrow 10:00", "+2h", "in 3m", "2030-01-01", "@1892023100"]
)
def test_a_future_time_on_an_entry_is_refused(words):
    assert "is in the future" in refusal(words).message


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("02/10/2014 10:05 a.m.", "2014-02-10 or 2014-10-02, or add --date-order mdy or dmy"),
        ("02/10/2014 10:05 UTC", "2014-02-10 or 2014-10-02, or add --date-order mdy or dmy"),
        ("10.02.2014", "2014-10-02 or 2014-02-10, or add --date-order mdy or dmy"),
        ("02/25/2014", "2014-02-25, or add --date-order mdy"),
        ("25-02-2014", "2014-02-25, or add --date-order dmy"),
    ],
)
def test_a_numeric_date_is_refused_with_both_readings_and_the_option(words, hint):
    assert hint in refusal(words).hints[0]


@pytest.mark.parametrize(
    ("words", "order", "meaning"),
    [
        ("02/10/2014 10:05 a.m.", "mdy", "2014-02-10T10:05:00+01:00"),
        ("02/10/2013 10:05 a.m.", "dmy", "2013-10-02T10:05:00+02:00"),
        ("10.02.2014", "dmy", "2014-02-10T00:00:00+01:00"),
        ("25/02/2013", "dmy", "2013-02-25T00:00:00+01:00"),
        ("2014/02/10", "dmy", "2014-02-10T00:00:00+01:00"),
    ],
)
def test_a_numeric_date_is_read_in_the_order_given(words, order, meaning):
    assert read(words, date_order=order) == meaning


@pytest.mark.parametrize(
    ("words", "order"), [("02/25/2014", "dmy"), ("25/02/2014", "mdy"), ("02/10/14", "mdy"), ("30/30/2014", "")]
)
def test_a_numeric_date_that_is_no_day_in_that_order_is_refused(words, order):
    refusal(words, date_order=order)


def test_an_unknown_date_order_is_refused_whatever_the_words():
    assert "--date-order mdy" in refusal("now", date_order="ymd").hints[0]


HINTS = {
    "": "10:26",
    "  ": "10:26",
    "=": "10:26",
    "-15": "type -15m",
    "15": "type -15m",
    "15m": "type -15m",
    "10:26 IST": "10:26 +02:00",
    "10:26 foo": "10:26 +02:00",
    "25:00": "23:59",
    "24:00": "23:59",
    "10:60": "23:59",
    "23:59:60": "23:59",
    "2014-02-10T24:00": "23:59",
    "13pm": "1am to 12pm",
    "0am": "1am to 12pm",
    "2014-02-30": "YEAR-MONTH-DAY",
    "Feb 30": "YEAR-MONTH-DAY",
    "0000-01-01": "YEAR-MONTH-DAY",
}


@pytest.mark.parametrize(("words", "hint"), HINTS.items(), ids=repr)
def test_a_refusal_says_what_to_type_instead(words, hint):
    assert hint in refusal(words).hints[0]


@pytest.mark.parametrize(
    "words",
    [
        "10:26 10:27",
        "10:26 UTC Z",
        "now now",
        "now +2",
        "-1h -5",
        "10:26 -15",
        "-15m foo",
        "-0m",
        "0m ago",
        "1:30 ago",
        "last monday",
        "2014-02",
        "2014-02-10T10",
        "2014-W07-1",
        "2014-02-10x10:05",
        "Feb 2014",
        "Feb 10 2014 10",
        "Feb 10:26 10",
        "Tue Feb 10 2014",
        "Tue 10-Feb-2014",
        "Feb 10 Feb 2014",
        "Feb 10 2014 10th",
        "10 of 2014 Feb 11",
        "Feb 1h 2013",
        "2013 Feb 1h",
        "Feb 1 pm 2013",
        "10-Feb-999",
        "@",
        "@-5",
        "@1e9",
        "@999999999999",
        "-999999999w",
        "-99999999999999999999m",
        "9999-12-31T23:59:59-05:00",
        "0001-01-01T00:00:00+05:00",
        "0001-01-01",
        "10:26\0",
        "\0",
        "１０:２６",
        "-١٥m",
        "10:2６",
        "−15m",
        "9" * 5000,
        "10:26 right/Europe/Paris",
        "10:26 ../../etc/passwd",
        "10:26 Europe",
    ],
    ids=lambda words: repr(words[:20]),
)
def test_what_is_not_certain_is_refused(words):
    assert len(refusal(words).message) < 250


def test_the_words_in_a_message_are_quoted_and_cut():
    assert refusal("x" * 500).message == f"cannot read '{'x' * 59}…' as a time"


def test_a_repeated_time_is_refused_with_both_readings_to_copy():
    now = datetime(2014, 10, 27, 9, 0, tzinfo=PARIS)
    for words in ("2014-10-26 02:30", "2014-10-26T02:30", "sun 02:30", "yesterday 2:30am"):
        error = refusal(words, now=now)
        for reading in ("2014-10-26T02:30:00+02:00", "2014-10-26T02:30:00+01:00"):
            assert reading in error.message
            assert reading in error.hints[0]
            assert read(reading, now=now) == reading


def test_a_bare_time_whose_last_occurrence_was_repeated_is_refused():
    assert "happens twice" in refusal("02:30", now=datetime(2014, 10, 26, 9, 0, tzinfo=PARIS)).message


def test_an_abbreviation_tells_repeated_times_apart():
    now = datetime(2014, 10, 27, 9, 0, tzinfo=PARIS)
    assert read("2014-10-26 02:30 CEST", now=now) == "2014-10-26T02:30:00+02:00"
    assert read("2014-10-26 02:30 cet", now=now) == "2014-10-26T02:30:00+01:00"


@pytest.mark.parametrize("words", ["2013-07-10 10:05 CET", "10:26 CEST"])
def test_an_abbreviation_that_is_not_in_force_then_is_refused(words):
    assert "Europe/Paris is on" in refusal(words).message


def test_an_abbreviation_is_that_of_the_zone_in_use():
    new_york = when.zone("America/New_York")
    now = datetime(2014, 7, 1, 12, tzinfo=new_york)
    assert read("10:26 EDT", now=now, zone=new_york) == "2014-07-01T10:26:00-04:00"
    assert "is on EDT then" in refusal("10:26 EST", now=now, zone=new_york).message
    assert "unknown time zone 'EDT'" in refusal("10:26 EDT").message


def test_gmt_means_utc_even_where_the_zone_uses_the_word_in_winter():
    london = when.zone("Europe/London")
    now = datetime(2014, 7, 1, 12, tzinfo=london)
    assert read("09:00 GMT", now=now, zone=london) == "2014-07-01T10:00:00+01:00"


def test_a_missing_time_is_refused_with_its_valid_neighbours():
    now = datetime(2014, 3, 31, 9, 0, tzinfo=PARIS)
    for words in ("2014-03-30 02:30", "2014-03-30T02:30:00", "sun 02:30", "Mar 30 02:30"):
        error = refusal(words, now=now)
        for reading in ("2014-03-30T01:30:00+01:00", "2014-03-30T03:30:00+02:00"):
            assert reading in error.message
            assert read(reading, now=now) == reading


def test_the_most_recent_bare_time_skips_a_day_that_lacks_it():
    assert read("02:30", now=datetime(2014, 3, 30, 9, 0, tzinfo=PARIS)) == "2014-03-29T02:30:00+01:00"


def test_the_next_bare_time_skips_a_day_that_lacks_it():
    now = datetime(2014, 3, 29, 9, 0, tzinfo=PARIS)
    assert read("02:30", now=now, ahead=True) == "2014-03-31T02:30:00+02:00"


def test_a_half_hour_clock_change_is_known():
    lord_howe = when.zone("Australia/Lord_Howe")
    error = refusal("2014-10-05 02:15", now=datetime(2014, 11, 1, tzinfo=UTC), zone=lord_howe)
    assert "2014-10-05T01:45:00+10:30" in error.message
    assert "2014-10-05T02:45:00+11:00" in error.message


def test_a_day_that_a_zone_left_out_is_skipped_by_bare_times_and_refused_by_name():
    apia = when.zone("Pacific/Apia")
    now = datetime(2011, 12, 31, 9, 0, tzinfo=apia)
    assert read("10:00", now=now, zone=apia) == "2011-12-29T10:00:00-10:00"
    assert "does not exist" in refusal("2011-12-30 10:00", now=now, zone=apia).message


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("90m", 90),
        ("1h30m", 90),
        ("1H30M", 90),
        ("1h 30m", 90),
        ("1 h 30 min", 90),
        (" 2 hours ", 120),
        ("2h", 120),
        ("1 hr", 60),
        ("1d", 1440),
        ("1w", 10080),
        ("1w2d3h4m", 13144),
        ("45s", 0.75),
        ("1 minute 30 seconds", 1.5),
    ],
)
def test_a_duration_is_read_with_its_units(words, minutes):
    assert when.duration(words) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("", "1h30m"),
        ("90", "90m"),
        ("1:30", "1h30m"),
        ("0m", "90m"),
        ("-5m", "90m"),
        ("5m1h", "90m"),
        ("1h30", "90m"),
        ("1.5h", "90m"),
        ("1mo", "90m"),
        ("999999999w", "90m"),
        ("9" * 5000 + "m", "90m"),
        ("١٥m", "90m"),
        ("5m\0", "90m"),
    ],
    ids=lambda words: repr(words[:10]),
)
def test_a_length_that_is_not_certain_is_refused(words, hint):
    with pytest.raises(Usage) as caught:
        when.duration(words)
    assert hint in caught.value.hints[0]


@pytest.mark.parametrize("name", ["UTC", "utc", "Z", "GMT", "+00:00", "UTC+0", " UTC "])
def test_utc_is_the_standard_librarys_own(name):
    assert when.zone(name) is UTC


@pytest.mark.parametrize(
    ("name", "hours"),
    [("+02:00", 2), ("+0200", 2), ("+2", 2), ("-5", -5), ("UTC+3", 3), ("gmt-3", -3), ("+05:45", 5.75)],
)
def test_an_offset_is_east_when_positive(name, hours):
    assert when.zone(name) == timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("AMERICA/PORT_OF_SPAIN", "America/Port_of_Spain"),
        ("America/New York", "America/New_York"),
        ("America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("japan", "Japan"),
    ],
)
def test_an_iana_key_is_found_in_any_case(name, key):
    assert str(when.zone(name)) == key


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Paris", "Europe/Paris"),
        ("Europe/Pari", "Europe/Paris"),
        ("IST", "+02:00"),
        ("", "+02:00"),
        ("Europe", "+02:00"),
        ("../../etc/passwd", "+02:00"),
        ("/etc/passwd", "+02:00"),
        ("/usr/share/zoneinfo/Europe/Paris", ""),
        ("Europe/../Europe/Paris", ""),
        ("Europe/Paris\0", ""),
        ("\0", "+02:00"),
        (".", "+02:00"),
        ("tzdata.zi", "+02:00"),
        ("zone.tab", "+02:00"),
        ("localtime", "+02:00"),
        ("right/Europe/Paris", ""),
        ("posix/Europe/Paris", ""),
        ("+25", "+02:00"),
        ("+15", "+02:00"),
        ("+02:60", "+02:00"),
        ("+٠٢:٠٠", "+02:00"),
        ("\ud800", "+02:00"),
        ("x" * 5000, "+02:00"),
    ],
    ids=lambda name: repr(name[:20]),
)
def test_any_other_zone_name_is_refused(name, hint):
    with pytest.raises(Usage) as caught:
        when.zone(name)
    assert hint in caught.value.hints[0]
    assert "localtime" not in caught.value.hints[0]


def test_importing_and_the_commonest_words_load_neither_dateutil_nor_zoneinfo():
    script = """
import sys
from datetime import datetime, timezone
from incident_cli.core import when
now = datetime(2014, 2, 10, 12, tzinfo=timezone.utc)
for words in ("now", "10:26", "-15m", "15m ago", "2014-02-10T10:05:00Z", "10:26 UTC", "10:26 +02:00"):
    when.instant(words, now=now, zone=when.zone("UTC"))
print(*(name for name in ("dateutil", "zoneinfo", "calendar", "difflib", "_strptime") if name in sys.modules))
"""
    # sys.executable, not the environment's PATH; the tree under test first, wherever pytest was started.
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


# Properties

MOMENTS = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))
CLOCKS = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
DST_WORDS = ("happens twice", "does not exist")


def local(instant, zone):
    """What the clocks of the zone show."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


@given(MOMENTS, CLOCKS, st.sampled_from(ZONES))
@example(datetime(2014, 3, 30, 7, tzinfo=UTC), time(2, 30), PARIS)
@example(datetime(2014, 10, 26, 0, 40, tzinfo=UTC), time(2, 30), PARIS)
@example(datetime(2014, 10, 26, 7, tzinfo=UTC), time(2, 30), PARIS)
@example(datetime(2011, 12, 30, 20, tzinfo=UTC), time(10), when.zone("Pacific/Apia"))
def test_any_clock_time_is_the_last_moment_that_showed_it(now, clock_time, zone):
    words = f"{clock_time:%H:%M}"
    try:
        found = when.instant(words, now=now, zone=zone)
    except Usage as error:
        assert "happens twice" in error.message  # noqa: PT017 (a refusal is allowed, for this reason alone)
        return
    now = floor(now)
    if found == now:  # up to two minutes ahead
        shown = {f"{local(now + timedelta(seconds=step), zone):%H:%M}" for step in range(0, 121, 30)}
        assert words in shown
        return
    assert found < now
    assert f"{local(found, zone):%H:%M}" == words
    # 25 hours back at most, unless the day between lacks that time.
    missing = any(
        not zones.readings(datetime.combine(day, clock_time), zone)
        for day in days.nearby(local(now, zone).date(), False)
    )
    assert now - found <= timedelta(hours=25) or (missing and now - found <= timedelta(hours=49))


@given(MOMENTS, CLOCKS, st.sampled_from(ZONES))
def test_any_planned_clock_time_is_now_or_later_and_within_two_days(now, clock_time, zone):
    try:
        found = when.instant(f"{clock_time:%H:%M}", now=now, zone=zone, ahead=True)
    except Usage as error:
        assert "happens twice" in error.message  # noqa: PT017
        return
    assert floor(now) <= found <= now + timedelta(hours=49)
    assert local(found, zone).time() == clock_time


@given(MOMENTS, st.integers(min_value=1, max_value=10**6), st.sampled_from(ZONES))
def test_minus_n_minutes_is_n_minutes_ago(now, count, zone):
    expected = floor(now) - timedelta(minutes=count)
    for words in (f"-{count}m", f"{count}m ago", f"=-{count}m", f"{count} minutes ago"):
        assert when.instant(words, now=now, zone=zone) == expected


@given(
    st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_an_instant_printed_with_its_offset_reads_back_as_itself(moment, shown_in, read_in):
    moment = floor(moment)
    for printed in (zones.iso(moment, shown_in), zones.iso(moment, shown_in).replace("T", " ")):
        assert when.instant(printed, now=NOW, zone=read_in, ahead=True) == moment


@given(st.integers(min_value=0, max_value=4 * 10**9))
def test_an_epoch_reads_back_as_itself(count):
    assert when.instant(f"@{count}", now=NOW, zone=PARIS, ahead=True).timestamp() == count


@given(
    st.dates(min_value=datetime(1900, 1, 1).date()),
    st.sampled_from(["%d-%b-%Y", "%b %d, %Y", "%A %d %B %Y", "%Y %b %d"]),
)
def test_a_date_with_a_month_name_is_that_date_by_our_grammar_or_dateutils(day, shape):
    assume(day.year < 9999)
    assert when.instant(day.strftime(shape), now=NOW, zone=UTC, ahead=True) == datetime.combine(day, time(0), UTC)


PIECES = """
now 10:26 25:00 3 pm p.m. noon -15m +2h ago in @1392023100 @9e9 yesterday tomorrow mon Tue Feb 10 30 2014 0000 9999 10th
February 2014-02-10 9999-12-31 0001-01-01 02/10/2014 10.02.14 10-Feb-2014 2014-02-10T10:05 T Z UTC CET IST EST +02:00
-0500 -15 +99 Europe/Paris Europe ../x , at on = : 999999999w 1h30m 0 Sept. may JAN of and st
"""
PHRASES = st.lists(st.sampled_from(PIECES.split()), max_size=6)
WORDS = st.one_of(st.text(), PHRASES.map(" ".join), PHRASES.map("".join))
ENDS = st.datetimes(max_value=datetime(1, 1, 5)) | st.datetimes(min_value=datetime(9999, 12, 27))


@settings(deadline=None)  # a name that is no zone is looked for in every zone folder
@given(WORDS, st.sampled_from(ZONES), st.sampled_from(["", "mdy", "dmy"]), st.booleans())
def test_no_words_raise_anything_but_usage(words, zone, order, ahead):
    try:
        found = when.instant(words, now=NOW, zone=zone, date_order=order, ahead=ahead)
    except Usage as error:
        assert error.message  # noqa: PT017
        return
    assert found == floor(found)
    assert ahead or found <= floor(NOW)


@settings(deadline=None)  # a name that is no zone is looked for in every zone folder
@given(ENDS.map(lambda moment: moment.replace(tzinfo=UTC)), WORDS)
def test_not_even_at_the_ends_of_the_calendar(now, words):
    for zone in (PARIS, timezone(timedelta(hours=-12))):
        try:
            when.instant(words, now=now, zone=zone, ahead=True)
        except Usage:
            continue


@settings(deadline=None)  # a name that is no zone is looked for in every zone folder
@given(WORDS)
def test_no_duration_or_zone_raises_anything_but_usage(words):
    for function in (when.duration, when.zone):
        try:
            function(words)
        except Usage as error:
            assert re.search("cannot read|too long|unknown time zone", error.message)  # noqa: PT017


@given(st.integers(min_value=1, max_value=10**5))
def test_a_duration_is_the_same_in_minutes_and_in_hours_and_minutes(minutes):
    hours, rest = divmod(minutes, 60)
    written = (f"{hours}h" if hours else "") + (f"{rest}m" if rest else "")
    assert when.duration(written) == when.duration(f"{minutes}m") == clock.span(f"{minutes} minutes")
