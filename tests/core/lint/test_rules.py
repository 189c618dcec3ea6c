"""Each rule about an incident: what it tells, from when on, and what it leaves alone."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.histories import START, histories, rows_of
from support.make import CET, DB, DEGRADED, DOWN, UP, WEB, at, incident, opened, planned, row

from incident_cli.core.fold import fold
from incident_cli.core.lint.expected import Expected
from incident_cli.core.lint.finding import Seen
from incident_cli.core.lint.rules import findings
from incident_cli.core.model import DocumentStatus, Severity, Status

DAY = timedelta(days=1)


def told(incident, now, *, alone=False, expected=None):
    """What is found at an instant, as (rule, about, command)."""
    when = at(now) if isinstance(now, str) else now
    seen = Seen(when, CET, expected or Expected(), alone)
    return [(found.rule, found.about, found.command) for found in findings(incident, seen)]


def rules(*args, **more):
    return [rule for rule, _, _ in told(*args, **more)]


def closed(clock="11:00", /, entry=2, **data):
    return row("closed", clock, entry, status=Status.RESOLVED, **data)


# -- silence ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "last", "silent"),
    [("SEV1", "10:30", "10:31"), ("SEV2", "11:00", "11:01"), ("SEV4", "14:00", "14:01"), (None, "14:00", "14:01")],
)
def test_nobody_waits_longer_than_the_cadence_of_the_severity(severity, last, silent):
    one = incident(opened(**({"severity": Severity(severity)} if severity else {})))
    assert told(one, last) == []
    assert told(one, silent) == [("silent", "1", "incident update 1 TEXT")]


def test_a_word_begins_the_wait_anew_and_a_note_does_not():
    start = opened(severity=Severity.SEV1)
    assert rules(incident(start, row("added", "10:25", 1, text="word")), "10:50") == []
    assert rules(incident(start, row("added", "10:25", 1, kind="note", text="note")), "10:50") == ["silent"]


def test_who_is_closed_or_planned_may_be_silent():
    assert rules(incident(opened(states=()), closed()), "23:00") == []
    assert rules(incident(planned("09:00", "20:00")), "19:00") == []


# -- open, but up ----------------------------------------------------------------------------------


def test_open_with_every_server_up_is_told_at_once():
    one = incident(opened(states=((WEB, DOWN), (DB, UP))), row("added", "10:20", 1, states=((WEB, UP),)))
    assert told(one, "10:21") == [("open-but-up", "1", "incident close 1")]


def test_one_server_below_up_is_enough_to_stay_open():
    one = incident(opened(states=((WEB, DOWN), (DB, DEGRADED))), row("added", "10:20", 1, states=((WEB, UP),)))
    assert rules(one, "10:21") == []


def test_monitoring_may_go_on_for_an_hour():
    up = row("added", "10:20", 1, states=((WEB, UP),), status=Status.MONITORING)
    one = incident(opened(), up)
    assert rules(one, "11:20") == []
    assert rules(one, "11:21") == ["open-but-up"]


def test_an_incident_without_servers_cannot_be_green():
    assert rules(incident(opened(states=())), "11:00") == []


# -- maintenance -----------------------------------------------------------------------------------


def test_a_maintenance_past_its_end_is_told_when_nobody_closed_it():
    by_hand = incident(planned("10:00", "11:00"), row("added", "10:05", 1, status=Status.IN_PROGRESS))
    assert rules(by_hand, "11:00") == []
    assert told(by_hand, "11:01") == [("maintenance-overrun", "1", "incident close 1")]
    assert rules(incident(planned("10:00", "11:00")), "12:00") == []


def test_one_called_off_before_its_window_has_no_wrong_end():
    one = incident(planned("20:00", "21:00"), row("closed", "10:00", 1, status=Status.CANCELLED))
    assert rules(one, "12:00") == []


def test_a_planned_end_before_the_planned_beginning():
    one = incident(planned("11:00", "10:00"))
    assert told(one, "08:30") == [("end-before-beginning", "1", "incident edit 1 --until TIME")]


# -- instants --------------------------------------------------------------------------------------


def test_an_end_before_the_beginning():
    one = incident(opened("10:00"), closed("09:00"))
    assert told(one, "12:00") == [("end-before-beginning", "1", "incident edit 1 --ended TIME")]


def test_a_line_after_now_goes_to_when_it_was_written():
    one = incident(opened(), row("added", "12:00", 1, recorded="10:20", text="x"))
    assert rules(one, "11:58") == []
    assert told(one, "10:30") == [("entry-in-future", "1.1", "incident edit 1.1 -t 2014-02-10T11:20:00+01:00")]


def test_and_to_now_when_that_is_to_come_as_well():
    one = incident(opened(), row("added", "12:00", 1, recorded="12:00", text="x"))
    assert told(one, "10:30") == [("entry-in-future", "1.1", "incident edit 1.1 -t 2014-02-10T11:30:00+01:00")]


def test_a_first_line_half_a_day_after_the_beginning():
    def one(clock):
        return incident(opened("10:00"), row("added", clock, 1, text="x"))

    assert rules(one("22:00"), "22:01") == []
    assert told(one("22:01"), "22:02") == [("late-first-entry", "1", "incident edit 1 --began TIME")]


@pytest.mark.parametrize(
    ("header", "command"),
    [
        ({"detected_at": at("10:10")}, "--detected 2014-02-10T11:05:00+01:00"),
        ({"acknowledged_at": at("10:10")}, "--acknowledged 2014-02-10T11:05:00+01:00"),
        ({"acknowledged_at": at("09:50")}, "--acknowledged TIME"),
        ({"acknowledged_at": at("10:02"), "detected_at": at("10:04")}, "--acknowledged TIME"),
        ({"impact_began_at": at("11:10")}, "--impact-start TIME"),
        ({"detected_at": at("11:10")}, "--detected TIME"),
        ({"acknowledged_at": at("11:10")}, "--acknowledged TIME"),
    ],
)
def test_a_time_of_the_header_that_the_lines_speak_against(header, command):
    one = incident(opened(states=(), **header), row("added", "10:05", 1, text="x"), closed())
    assert told(one, "12:00") == [("header-times", "1", f"incident edit 1 {command}")]


@pytest.mark.parametrize(
    "header",
    [
        {"impact_began_at": at("09:30")},
        {"impact_began_at": at("10:30")},
        {"impact_began_at": at("11:00")},
        {"detected_at": at("09:30")},
        {"detected_at": at("10:05"), "acknowledged_at": at("10:05")},
        {"impact_began_at": at("10:03"), "detected_at": at("10:01")},
    ],
)
def test_what_may_well_have_been_is_left_alone(header):
    one = incident(opened(states=(), **header), row("added", "10:05", 1, text="x"), closed())
    assert told(one, "12:00") == []


def test_a_time_of_the_header_after_now():
    one = incident(opened(impact_began_at=at("12:00")))
    assert told(one, "10:30") == [("header-times", "1", "incident edit 1 --impact-start TIME")]


def test_a_line_that_moves_something_behind_the_end():
    rows = [opened(), row("added", "11:30", 1, states=((WEB, DEGRADED),)), closed("12:00")]
    assert rules(incident(*rows), "13:00") == []
    earlier = row("edited", "12:30", 2, at=at("11:00"))
    assert told(incident(*rows, earlier), "13:00") == [
        ("header-times", "1.1", "incident edit 1 --ended 2014-02-10T12:30:00+01:00")
    ]


# -- afterwards ------------------------------------------------------------------------------------


def test_a_post_mortem_is_due_after_five_days():
    one, end = incident(opened(), closed("11:00", 1)), at("11:00")
    assert told(one, end + 5 * DAY - timedelta(minutes=1)) == []
    assert told(one, end + 5 * DAY) == [("postmortem-overdue", "1", "incident postmortem 1 -e")]
    assert told(one, end, alone=True) == [("postmortem-missing", "1", "incident postmortem 1 -e")]


def test_a_draft_is_to_be_published_and_a_published_one_is_done():
    rows = [opened(), closed("11:00", 1), row("postmortem_stored", "11:30", 2, text="x", document=DocumentStatus.DRAFT)]
    late = at("11:00") + 6 * DAY
    assert told(incident(*rows), late) == [("postmortem-overdue", "1", "incident postmortem 1 --publish")]
    done = row("postmortem_stored", "11:40", 2, text="x", document=DocumentStatus.PUBLISHED)
    assert told(incident(*rows, done), late, alone=True) == []


def test_who_needs_none_is_left_alone():
    late = at("11:00") + 6 * DAY
    assert rules(incident(opened(), closed(duplicate_of=7)), late, alone=True) == []
    assert rules(incident(opened(severity=Severity.SEV3), closed()), late, alone=True) == []
    assert rules(incident(planned("10:00", "11:00")), late, alone=True) == []


# -- all of them -----------------------------------------------------------------------------------


@given(histories(), st.integers(-60, 60 * 24 * 40), st.booleans())
def test_whatever_was_typed_gets_an_answer(steps, minutes, alone):
    """Each finding is one line with a command, and said once."""
    one = fold(rows_of(steps))
    if not one.exists:
        return
    found = list(findings(one, Seen(START + timedelta(minutes=minutes), UTC, Expected(), alone)))
    assert len({(f.rule, f.about, f.text) for f in found}) == len(found)
    for each in found:
        assert each.incident == one.id
        assert each.command.startswith("incident ")
        assert "\n" not in each.text + each.command
