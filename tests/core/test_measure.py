"""Figures: the seed by hand, maintenance and the clock, and what holds for every history."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.histories import INSTANTS, logs
from support.make import DB, DEGRADED, DOWN, MAINTENANCE, UP, WEB, at, cet, incident, opened, planned, row

from incident_cli.core import measure
from incident_cli.core.fold import fold
from incident_cli.core.measure import Change, Metrics
from incident_cli.core.model import DocumentStatus, EntryKind, Kind, State, Status
from incident_cli.core.window import pauses

S = Status
LATER = at("23:00")


def line(clock, entry, text, **data):
    return row("added", cet(clock), entry, text=text, **data)


SEED = [
    row(
        "opened",
        cet("10:05"),
        0,
        states=((WEB, DOWN),),
        status=S.INVESTIGATING,
        label="Operation",
        impact_began_at=cet("09:45"),
    ),
    line("10:13", 1, "We are looking at it."),
    line("10:22", 2, "It answers again.", states=((WEB, UP),)),
    line("10:26", 3, "It does not.", states=((WEB, DOWN),)),
    line("10:39", 4, "Perhaps the kernel.", guess=True),
    line("10:57", 5, "Another kernel is tried."),
    line("12:08", 6, "No change with the other kernel."),
    line("12:32", 7, "The old disks are put back."),
    line("12:39", 8, "It is the network card.", status=S.IDENTIFIED),
    line("12:53", 9, "A new card is on its way."),
    line("13:13", 10, "The card has come."),
    line("13:40", 11, "The card is in."),
    line("13:58", 12, "All sites answer.", states=((WEB, UP),), status=S.MONITORING),
    row("closed", cet("15:05"), 13, text="Nothing more was seen.", status=S.RESOLVED),
    row("postmortem_stored", cet("19:38"), 14, text="# What happened", document=DocumentStatus.PUBLISHED),
]


def test_the_figures_of_the_seed():
    found = measure.metrics(incident(*SEED), LATER)
    assert found == Metrics(
        ttd_s=1200, first_word_s=480, tta_s=480, tti_s=9240, ttm_s=13980, ttr_s=18000, longest_silence_s=4260
    )


def test_the_longest_silence_of_the_seed_lies_between_10_57_and_12_08():
    longest = max(measure.gaps(incident(*SEED), LATER), key=lambda gap: gap.seconds)
    assert (longest.since, longest.until) == (cet("10:57"), cet("12:08"))


def test_the_false_dawn_of_the_seed_is_not_its_mitigation():
    assert measure.mitigated(incident(*SEED), LATER) == cet("13:58")


def test_the_downtime_of_the_seed_is_both_outages():
    assert measure.downtime(incident(*SEED), WEB, LATER) == (17 + 3 * 60 + 32) * 60


# -- one figure at a time --------------------------------------------------------------------------


def figures(*rows, now="12:00"):
    return measure.metrics(incident(*rows), at(now))


def test_an_open_incident_has_no_end_and_no_mitigation():
    found = figures(opened(), row("added", "10:05", 1, states=((WEB, UP),)))
    assert (found.ttr_s, found.ttm_s) == (None, None)


def test_detection_is_measured_from_the_impact_to_the_detection_else_to_the_beginning():
    assert figures(opened(impact_began_at=at("09:40"))).ttd_s == 1200
    assert figures(opened(impact_began_at=at("09:40"), detected_at=at("09:50"))).ttd_s == 600
    assert figures(opened()).ttd_s is None


def test_a_figure_that_would_be_negative_is_not_known():
    assert figures(opened(impact_began_at=at("10:30"))).ttd_s is None
    assert figures(opened(acknowledged_at=at("09:00"))).tta_s is None


def test_the_acknowledgement_is_as_set_else_the_first_entry_by_a_person():
    note = row("added", "10:03", 1, text="x", kind=EntryKind.NOTE)
    command = row("added", "10:02", 2, text="x", kind=EntryKind.COMMAND)
    assert figures(opened(), note, command).tta_s == 180
    assert figures(opened(acknowledged_at=at("10:01")), note).tta_s == 60


def test_a_note_is_no_first_word():
    assert figures(opened(), row("added", "10:03", 1, text="x", kind=EntryKind.NOTE)).first_word_s is None


def test_the_first_identified_counts_not_the_last():
    again = [row("added", clock, n, status=S.IDENTIFIED) for n, clock in ((1, "10:10"), (2, "10:20"))]
    assert figures(opened(), *again).tti_s == 600


def test_mitigation_at_the_end_when_servers_are_down_until_then():
    assert figures(opened(), row("closed", "11:00", 1, status=S.RESOLVED)).ttm_s == 3600


def test_without_trouble_there_is_nothing_to_mitigate():
    assert figures(opened(title="x", states=()), row("closed", "11:00", 1, status=S.RESOLVED)).ttm_s is None


def test_a_trouble_that_is_left_behind_at_the_closing_was_never_mitigated():
    assert figures(opened(), row("closed", "11:00", 1, status=S.RESOLVED, keep=True)).ttm_s is None


def test_what_a_closing_leaves_behind_does_not_undo_a_mitigation():
    closing = row("closed", "11:00", 2, status=S.RESOLVED, states=((WEB, DEGRADED),))
    assert figures(opened(), row("added", "10:30", 1, states=((WEB, UP),)), closing).ttm_s == 1800


def test_mitigation_waits_for_the_last_server():
    rows = [
        opened(states=((WEB, DOWN), (DB, DEGRADED))),
        row("added", "10:10", 1, states=((WEB, UP),)),
        row("added", "10:20", 2, states=((DB, UP),)),
        row("closed", "11:00", 3, status=S.RESOLVED),
    ]
    assert figures(*rows).ttm_s == 1200


def test_the_silence_of_an_open_incident_goes_on_until_now():
    assert figures(opened(), row("added", "10:05", 1, text="x"), now="12:05").longest_silence_s == 7200


def test_a_word_after_the_end_breaks_no_silence():
    rows = [opened(), row("closed", "11:00", 1, status=S.RESOLVED), row("added", "11:30", 2, text="x")]
    assert figures(*rows).longest_silence_s == 3600


def test_downtime_counts_what_is_below_up_but_not_maintenance():
    rows = [
        opened(),
        row("added", "10:10", 1, states=((WEB, MAINTENANCE),)),
        row("added", "10:20", 2, states=((WEB, DEGRADED),)),
        row("added", "10:25", 3, states=((WEB, UP),)),
    ]
    assert measure.downtime(incident(*rows), WEB, at("12:00")) == 900


def test_a_state_left_behind_is_no_downtime_of_the_incident():
    rows = [opened(), row("closed", "11:00", 1, status=S.RESOLVED, keep=True)]
    assert measure.downtime(incident(*rows), WEB, LATER) == 3600


# -- maintenance and the clock ---------------------------------------------------------------------

LEFT = (planned("20:00", "22:00"),)
BEGUN = (*LEFT, row("added", "19:30", 1, status=S.IN_PROGRESS))
VERIFYING = (*LEFT, row("added", "21:30", 1, status=S.VERIFYING))
VERIFIED_LATE = (*VERIFYING, row("closed", "23:00", 2, status=S.COMPLETED))
CANCELLED = (*LEFT, row("closed", "19:00", 1, status=S.CANCELLED))
SET_BACK = (*BEGUN, row("added", "19:40", 2, status=S.SCHEDULED))
OPEN_END = (planned("20:00", None),)
PHASES = [
    (LEFT, "19:59", S.SCHEDULED, False),
    (LEFT, "20:00", S.IN_PROGRESS, False),
    (LEFT, "21:59", S.IN_PROGRESS, False),
    (LEFT, "22:00", S.COMPLETED, False),
    (LEFT, "23:00", S.COMPLETED, False),
    (BEGUN, "19:45", S.IN_PROGRESS, False),
    (BEGUN, "22:00", S.IN_PROGRESS, False),
    (BEGUN, "22:01", S.IN_PROGRESS, True),
    (VERIFYING, "22:30", S.VERIFYING, True),
    (VERIFIED_LATE, "23:30", S.COMPLETED, False),
    (CANCELLED, "19:30", S.CANCELLED, False),
    (CANCELLED, "21:00", S.CANCELLED, False),
    (CANCELLED, "23:00", S.CANCELLED, False),
    (SET_BACK, "21:00", S.SCHEDULED, False),
    (SET_BACK, "22:30", S.SCHEDULED, True),
    (OPEN_END, "19:00", S.SCHEDULED, False),
    (OPEN_END, "23:59", S.IN_PROGRESS, False),
]


@pytest.mark.parametrize(("rows", "clock", "phase", "overrun"), PHASES)
def test_the_clock_starts_a_maintenance_and_completes_one_that_nobody_touched(rows, clock, phase, overrun):
    whole = incident(*rows)
    assert measure.phase(whole, at(clock)) is phase
    assert measure.overrun(whole, at(clock)) is overrun


def test_the_clock_does_nothing_to_an_incident():
    assert measure.phase(incident(opened(planned_until=at("10:30"))), at("12:00")) is S.INVESTIGATING


@pytest.mark.parametrize(
    ("rows", "clock", "end"),
    [
        (LEFT, "21:59", None),
        (LEFT, "22:00", "22:00"),
        (BEGUN, "23:00", None),
        (VERIFIED_LATE, "23:30", "23:00"),
        (CANCELLED, "23:30", "19:00"),
    ],
)
def test_a_maintenance_ends_when_it_is_closed_else_when_the_clock_completes_it(rows, clock, end):
    assert measure.end_of(incident(*rows), at(clock)) == (end and at(end))


def test_a_maintenance_called_off_before_its_window_has_no_figures():
    assert measure.metrics(incident(*CANCELLED), LATER) == Metrics(*[None] * 7)


def test_a_maintenance_that_has_not_begun_has_no_silence():
    assert list(measure.gaps(incident(*LEFT), at("19:00"))) == []


def test_a_maintenance_has_no_times_to_anything_but_its_silence():
    told = (*LEFT, row("added", "21:00", 1, text="half way"))
    assert measure.metrics(incident(*told), LATER) == Metrics(*[None] * 6, longest_silence_s=3600)


def test_a_maintenance_was_called_off_when_it_ended_before_it_began():
    assert measure.called_off(incident(*CANCELLED), LATER)
    inside = incident(*LEFT, row("closed", "20:30", 1, status=S.CANCELLED))
    assert not measure.called_off(inside, LATER)
    assert not measure.called_off(incident(*LEFT), at("19:00"))


# -- opened again ----------------------------------------------------------------------------------

AGAIN = (
    opened("10:00"),
    row("added", "10:10", 1, text="we look"),
    row("closed", "11:00", 2, status=S.RESOLVED),
    row("added", "12:00", 3, text="a word in between"),
    row("reopened", "14:00", 4, status=S.INVESTIGATING, states=((WEB, DOWN),)),
    row("added", "14:20", 5, status=S.MONITORING, states=((WEB, UP),)),
    row("closed", "15:00", 6, status=S.RESOLVED),
)


def test_the_times_of_a_reopened_incident_run_to_its_last_end_the_closed_time_included():
    found = measure.metrics(incident(*AGAIN), LATER)
    assert (found.ttr_s, found.ttm_s) == (5 * 3600, 4 * 3600 + 20 * 60)


def test_its_downtime_leaves_the_closed_time_out():
    assert measure.downtime(incident(*AGAIN), WEB, LATER) == 3600 + 20 * 60


def test_nobody_owed_a_word_while_it_was_closed():
    found = [(gap.since, gap.until) for gap in measure.gaps(incident(*AGAIN), LATER) if gap.seconds]
    assert found == [
        (at(since), at(until))
        for since, until in (("10:00", "10:10"), ("10:10", "11:00"), ("14:00", "14:20"), ("14:20", "15:00"))
    ]


# -- changes ---------------------------------------------------------------------------------------


def test_changes_say_what_each_line_did_to_each_server():
    rows = [
        opened(states=((WEB, DOWN), (DB, DEGRADED))),
        row("added", "10:10", 1, states=((WEB, DOWN), (DB, UP))),
        row("closed", "11:00", 2, status=S.RESOLVED),
    ]
    assert measure.changes(incident(*rows)) == {
        0: [Change(WEB, None, DOWN), Change(DB, None, DEGRADED)],
        1: [Change(DB, DEGRADED, UP)],
        2: [Change(WEB, DOWN, UP)],
    }


def test_a_closing_that_keeps_changes_nothing():
    assert measure.changes(incident(opened(), row("closed", "11:00", 1, keep=True)))[1] == []


def test_a_closing_says_what_it_leaves_behind():
    closing = row("closed", "11:00", 1, states=((WEB, DEGRADED),), status=S.RESOLVED)
    assert measure.changes(incident(opened(), closing))[1] == [Change(WEB, DOWN, DEGRADED)]


def test_a_line_after_the_end_changes_nothing():
    rows = [opened(), row("closed", "11:00", 1, status=S.RESOLVED), row("added", "11:30", 2, states=((WEB, DOWN),))]
    assert measure.changes(incident(*rows))[2] == []


# -- what holds for every history ------------------------------------------------------------------


@given(logs(), INSTANTS)
def test_no_figure_is_negative(rows, now):
    whole = fold(rows)
    if whole.exists:
        assert all(figure is None or figure >= 0 for figure in measure.metrics(whole, now))
        assert all(measure.downtime(whole, server, now) >= 0 for server in (1, 2, 3))


@given(logs(), st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_figures_of_a_closed_incident_do_not_depend_on_now(rows, sooner, later):
    whole = fold(rows)
    if whole.ended_at is None:
        return
    after = [max(whole.ended_at, whole.standing.last_at) + timedelta(minutes=m) for m in (sooner, later)]
    assert measure.metrics(whole, after[0]) == measure.metrics(whole, after[1])
    for server in (1, 2, 3):
        assert measure.downtime(whole, server, after[0]) == measure.downtime(whole, server, after[1])


@given(logs(), INSTANTS)
def test_silences_tile_the_time_from_the_beginning_to_the_end(rows, now):
    whole = fold(rows)
    if not whole.exists:
        return
    found = list(measure.gaps(whole, now))
    end = measure.end_of(whole, now) or now
    if whole.began_at > end:
        assert found == []
        return
    assert (found[0].since, found[-1].until) == (whole.began_at, end)
    left_out = [(a.until, b.since) for a, b in pairwise(found) if a.until != b.since]
    assert set(left_out) <= {(since, reopening.at) for since, reopening in pauses(whole)}  # nobody owed a word then
    paused = sum((until - since).total_seconds() for since, until in left_out)
    told = sum(gap.seconds for gap in found)
    assert told + paused == pytest.approx((end - whole.began_at).total_seconds())


@given(logs())
def test_the_stretches_of_a_server_follow_one_another_without_overlap(rows):
    whole = fold(rows)
    for server in whole.servers:
        found = measure.stretches(whole, server)
        assert all(a.until is not None and a.until <= b.since for a, b in pairwise(found))


@given(logs(kind=Kind.INCIDENT), INSTANTS)
def test_the_states_of_a_server_add_up_to_the_time_since_it_was_first_claimed(rows, now):
    """Up, below up and the closed time between a closing and a reopening: together the whole window."""
    whole = fold(rows)
    if whole.ended_at is not None or any(e.verb in ("closed", "reopened") for e in whole.timeline):
        return
    for server in whole.servers:
        found = measure.stretches(whole, server)
        if found:
            assert found[-1].until is None
            assert all(a.until == b.since for a, b in pairwise(found))
            lengths = [((p.until or max(now, p.since)) - p.since).total_seconds() for p in found]
            window = (max(now, found[-1].since) - found[0].since).total_seconds()
            assert sum(lengths) == pytest.approx(window)


@given(logs(), INSTANTS)
def test_mitigation_lies_between_the_trouble_and_the_end(rows, now):
    whole = fold(rows)
    if not whole.exists:
        return
    found, end = measure.mitigated(whole, now), measure.end_of(whole, now)
    if found is not None:
        assert found <= end
        below = [c for c in whole.standing.claims if not c.standing and not c.state.up]
        assert not any(c.since < end and (c.until or end) > found for c in below)


@given(logs())
def test_changes_start_where_the_change_before_left_a_server(rows):
    held = {}
    whole = fold(rows)
    found = measure.changes(whole)
    for entry in whole.timeline:
        for change in found[entry.number]:
            assert change.before == held.get(change.server)
            assert change.before is not change.after
            held[change.server] = change.after


def test_every_state_has_a_place_in_the_order_of_badness():
    assert sorted(State, key=lambda s: s.rank) == [UP, MAINTENANCE, DEGRADED, State.PARTIAL_OUTAGE, DOWN]
