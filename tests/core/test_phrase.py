"""Values -> the words that people read."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import CET, DB, DEGRADED, DOWN, MAINTENANCE, UP, WEB, at, cet, incident, opened, planned, row

from incident_cli.core import phrase
from incident_cli.core.model import DocumentStatus, EntryKind, Kind, Ran, Server, Status

NAMES = {WEB: "web", DB: "db"}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "—"),
        (0, "0 s"),
        (0.9, "0 s"),
        (1, "1 s"),
        (45, "45 s"),
        (59.999, "59 s"),
        (60, "1 min"),
        (1200, "20 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (3605, "1 h"),
        (9240, "2 h 34 min"),
        (13980, "3 h 53 min"),
        (18000, "5 h"),
        (86399, "23 h 59 min"),
        (86400, "1 d"),
        (86400 + 59, "1 d"),
        (86400 * 3 + 3600 * 4 + 60, "3 d 4 h"),
    ],
)
def test_a_span_has_two_units_at_most_and_is_rounded_down(seconds, words):
    assert phrase.span(seconds) == words


@given(st.floats(0, 10**9))
def test_a_span_never_says_more_than_it_was(seconds):
    size = {"d": 86400, "h": 3600, "min": 60, "s": 1}
    parts = phrase.span(seconds).split(" ")
    said = sum(int(n) * size[unit] for n, unit in zip(parts[::2], parts[1::2], strict=True))
    assert said <= seconds
    assert len(parts) <= 4


def test_brief_says_minutes_with_one_letter():
    assert phrase.brief(9240) == "2 h 34 m"


@pytest.mark.parametrize(
    ("clock", "words"), [("10:26", "22 m ago"), ("10:48", "just now"), ("12:48", "in 2 h"), ("10:47:30", "30 s ago")]
)
def test_ago_tells_past_and_future_apart(clock, words):
    assert phrase.ago(at(clock), at("10:48")) == words


def test_a_clock_shows_the_date_of_another_day_only():
    assert phrase.clock(cet("10:26"), CET, cet("10:48")) == "10:26 CET"
    assert phrase.clock(cet("10:26"), CET, cet("34:48")) == "2014-02-10 10:26 CET"
    assert phrase.clock(cet("10:26:05"), CET, cet("10:48")) == "10:26:05 CET"


def test_a_stamp_is_date_time_and_zone():
    assert phrase.stamp(cet("10:05"), CET) == "2014-02-10 10:05 CET"
    assert phrase.stamp(at("10:05").replace(year=33), UTC) == "0033-02-10 10:05 UTC"
    assert phrase.stamp(None, CET) == "—"


def test_a_title_given_is_the_title():
    assert phrase.title("slow", Kind.INCIDENT, ((WEB, DOWN),), NAMES) == "slow"


@pytest.mark.parametrize(
    ("kind", "states", "title"),
    [
        (Kind.INCIDENT, ((WEB, DOWN),), "web is down"),
        (Kind.INCIDENT, ((WEB, DOWN), (DB, DOWN)), "web, db are down"),
        (Kind.INCIDENT, ((WEB, DOWN), (DB, DEGRADED)), "web is down; db is degraded"),
        (Kind.MAINTENANCE, ((WEB, MAINTENANCE), (DB, MAINTENANCE)), "maintenance of web, db"),
        (Kind.INCIDENT, ((9, DOWN),), "— is down"),
        (Kind.INCIDENT, (), "—"),
    ],
)
def test_a_title_is_made_from_the_servers_where_none_was_given(kind, states, title):
    assert phrase.title("", kind, states, NAMES) == title


def test_a_headline_comes_from_the_opening_not_from_later_lines():
    whole = incident(opened(), row("added", "10:05", 1, states=((DB, DOWN),)))
    assert phrase.headline(whole, NAMES) == "web is down"


def test_a_resolved_operation_is_said_to_be_completed():
    closing = row("closed", "11:00", 1, status=Status.RESOLVED)
    assert phrase.status_word(incident(opened(label="Operation"), closing), at("12:00")) == "completed"
    assert phrase.status_word(incident(opened(), closing), at("12:00")) == "resolved"
    assert phrase.status_word(incident(planned("20:00", "22:00")), at("21:00")) == "in progress"


def test_a_move_says_from_what_to_what():
    assert phrase.move("web", UP, DOWN) == "web up → down"
    assert phrase.move("web", None, DOWN) == "web down"
    assert phrase.move("web", DOWN, DOWN) == "web down"


@pytest.mark.parametrize(("behind", "late"), [(299, None), (300, 300), (3600, 3600), (-60, None)])
def test_a_line_is_late_from_five_minutes_on(behind, late):
    assert phrase.late(at("10:00"), at("10:00") + timedelta(seconds=behind)) == late


def test_server_names_are_found_by_id():
    assert phrase.server_names({1: Server(1, "web")}) == {1: "web"}


@pytest.mark.parametrize(
    ("clock", "words"), [("10:00", "T+0"), ("10:21", "T+21 m"), ("08:00", "T-2 h"), ("10:00:01", "T+1 s")]
)
def test_an_offset_counts_from_the_beginning(clock, words):
    assert phrase.offset(at(clock), at("10:00")) == words


def test_a_day_names_the_zone_of_the_times_below_it():
    assert phrase.day(cet("10:05"), CET) == "Mon 2014-02-10, times in CET"


def test_lasted_tells_over_open_and_ahead_apart():
    closing = row("closed", "15:00", 1, status=Status.RESOLVED)
    assert phrase.lasted(incident(opened(), closing), at("20:00")) == "5 h"
    assert phrase.lasted(incident(opened()), at("12:03")) == "open 2 h 3 m"
    assert phrase.lasted(incident(planned("20:00", "22:00")), at("17:00")) == "in 3 h"
    assert phrase.lasted(incident(planned("20:00", "22:00")), at("23:00")) == "2 h"


def test_the_last_word_says_how_long_the_public_has_waited():
    assert phrase.last_word(incident(opened()), at("12:00")) == "no word yet"
    assert phrase.last_word(incident(opened(), row("added", "11:38", 1, text="x")), at("12:00")) == "last word 22 m ago"


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ("17:00", "in 3 h, 20:00 UTC to 22:00 UTC"),
        ("21:00", "in progress, until 22:00 UTC"),
        ("23:00", "completed, until 22:00 UTC"),
    ],
)
def test_a_window_says_where_a_maintenance_stands(clock, words):
    assert phrase.window(incident(planned("20:00", "22:00")), UTC, at(clock)) == words


def test_a_window_that_is_past_says_by_how_much():
    whole = incident(planned("20:00", "22:00"), row("added", "20:05", 1, status=Status.IN_PROGRESS))
    assert phrase.window(whole, UTC, at("22:30")) == "overrun by 30 m: in progress, planned until 22:00 UTC"


def test_marks_say_what_a_reader_has_to_know_of_a_line():
    rows = [
        opened(),
        row("added", "10:05", 1, recorded="10:20", kind=EntryKind.NOTE, guess=True),
        row("edited", "10:06", 1, text="x"),
        row("retracted", "10:07", 1, why="wrong host"),
    ]
    entry = incident(*rows).entries[1]
    assert phrase.marks(entry) == ["note (internal)", "guess", "edited", "+15 m late", "retracted: wrong host"]


def test_a_plain_line_has_no_marks():
    assert phrase.marks(incident(opened()).entries[0]) == []


def test_a_document_is_said_without_underscores():
    rows = [opened(), row("postmortem_stored", "12:00", 1, text="x", document=DocumentStatus.IN_REVIEW)]
    assert phrase.document(incident(*rows).entries[1]) == "in review"


def test_a_line_without_a_text_says_what_it_did():
    whole = incident(opened(), row("added", "10:05", 1, status=Status.IDENTIFIED), row("closed", "11:00", 2))
    assert [phrase.happened(whole.entries[n]) for n in (0, 1, 2)] == ["opened", "", "closed"]


@pytest.mark.parametrize(
    ("ran", "typed", "ended"),
    [
        (Ran(("make", "deploy"), 2, "", 3.14), "$ make deploy", "exit 2 after 3.1 s"),
        (Ran(("sh", "-c", "a; b"), 0, "", 0.04), "$ sh -c 'a; b'", "exit 0 after 40 ms"),
        (Ran(("sleep", ""), None, "SIGTERM", 7260.5), "$ sleep ''", "ended by SIGTERM after 2 h 1 m"),
    ],
)
def test_a_command_is_said_as_it_would_be_typed_and_with_its_end(ran, typed, ended):
    assert phrase.command(ran) == (typed, ended)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (48_000, "48 kB"), (3_140_000, "3.1 MB")],
)
def test_a_size_has_two_digits_or_is_exact(count, words):
    assert phrase.size(count) == words


def test_a_command_that_took_long_is_late_by_what_passed_after_its_end():
    def marks(duration):
        ran = {"argv": ("make",), "exit_code": 0, "duration_s": duration, "left_out_bytes": 0}
        told = incident(opened("10:00"), row("added", "10:00", 1, recorded="11:00", kind=EntryKind.COMMAND, **ran))
        return phrase.marks(told.entries[1])

    assert marks(3600.0) == ["command (internal)"]
    assert marks(600.0) == ["command (internal)", "+50 m late"]
