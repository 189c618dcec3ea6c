"""The fold: what a log means."""

import sys
from datetime import timedelta
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.histories import INSTANTS, START, logs
from support.make import API, DB, DEGRADED, DOWN, PARTIAL, UP, WEB, at, incident, opened, planned, row, stamped

from incident_cli.core import measure
from incident_cli.core.decide.removals import moved
from incident_cli.core.events import EventKind
from incident_cli.core.fold import apply, fold, known, living, plain
from incident_cli.core.model import (
    EMPTY,
    Claim,
    DocumentStatus,
    EntryKind,
    Impact,
    Kind,
    Severity,
    Standing,
    State,
    Status,
    Verb,
)
from incident_cli.errors import Refused


def applied(whole, rows, number):
    """The incident with the row at this place; found again from the log, where the row says that it must be."""
    try:
        return apply(whole, rows[number])
    except ValueError:
        assert rows[number].kind is EventKind.DELETED
        assert whole.residual
        return fold(rows[: number + 1])


def head(whole):
    """What a store loads for one more row: no entries, and only the claims that still hold."""
    holding = tuple(c for c in whole.standing.claims if c.until is None)
    return whole._replace(entries={}, standing=whole.standing._replace(claims=holding))


# -- properties ------------------------------------------------------------------------------------


@given(logs(voids=False))
def test_folding_at_once_equals_applying_row_by_row(rows):
    assert fold(rows) == reduce(lambda whole, number: applied(whole, rows, number), range(len(rows)), EMPTY)


@given(logs(voids=False))
def test_a_plain_row_applied_to_a_head_equals_applying_it_to_the_whole(rows):
    whole = EMPTY
    for number, event in enumerate(rows):
        after = applied(whole, rows, number)
        if plain(whole, event):
            assert plain(head(whole), event)
            assert head(apply(head(whole), event)) == head(after)
            entries = apply(head(whole), event).entries
            assert entries == ({} if event.entry is None else {event.entry: after.entries[event.entry]})
        whole = after


@given(logs(voids=False))
def test_a_head_applies_to_what_the_whole_does_claim_by_claim(rows):
    """The claims of a head that changed, with the ended ones of the whole, are the claims of the whole."""
    whole = EMPTY
    for number, event in enumerate(rows):
        after = applied(whole, rows, number)
        if plain(whole, event):
            ended = [c for c in whole.standing.claims if c.until is not None]
            assert {*ended, *apply(head(whole), event).standing.claims} == set(after.standing.claims)
        whole = after


@given(logs())
def test_voided_rows_equal_never_having_written_them(rows):
    assert fold(rows) == fold(living(rows))
    assert not any(e.kind is EventKind.VOIDED for e in living(rows))


@given(logs(voids=False), st.data())
def test_voiding_the_last_batch_and_voiding_the_voiding_are_inverse(rows, data):
    batch = rows[-1].batch
    number = len(rows)
    undo = rows[-1]._replace(
        kind=EventKind.VOIDED, id=number + 1, batch="undo", data={"batch": batch}, entry=None, event_id="u.0"
    )
    redo = undo._replace(id=number + 2, batch="redo", data={"batch": "undo"}, event_id="r.0")
    assert fold([*rows, undo]) == fold([e for e in rows if e.batch != batch])
    assert fold([*rows, undo, redo]) == fold(rows)


def drawn_line(data, whole, *, opening=False):
    """The number of a line that stands, and is no post-mortem; None where there is none."""
    lines = whole.entries.values()
    numbers = [e.number for e in lines if (e.number or opening) and not e.deleted and e.document is None]
    return data.draw(st.sampled_from(numbers)) if numbers else None


def last_row(rows, kind, entry, **fields):
    """One more row about a line, behind the others."""
    return rows[-1]._replace(kind=kind, id=len(rows) + 1, batch="last", event_id="last.0", entry=entry, data=fields)


def told(whole, *, without=None, number=None):
    """An incident but for what only its history knows. without: a line left out; number: one whose mark is."""
    entries = {n: e._replace(edited=False) if n == number else e for n, e in whole.entries.items() if n != without}
    return whole._replace(entries=entries, updated_at=None)


@given(logs(), st.data())
def test_deleting_a_line_equals_never_having_written_it(rows, data):
    whole = fold(rows)
    number = drawn_line(data, whole)
    if number is None:
        return
    after = fold([*rows, last_row(rows, EventKind.DELETED, number)])
    never = fold([event for event in rows if event.entry != number])
    assert told(after, without=number) == told(never)
    now = max([whole.began_at, *(event.recorded_at for event in rows)])
    assert measure.metrics(after, now) == measure.metrics(never, now)
    assert list(measure.gaps(after, now)) == list(measure.gaps(never, now))
    assert [measure.downtime(after, s, now) for s in after.servers] == [
        measure.downtime(never, s, now) for s in never.servers
    ]


@given(logs(), st.data(), INSTANTS)
def test_retiming_a_line_equals_having_written_it_at_that_time(rows, data, when):
    number = drawn_line(data, fold(rows), opening=True)
    if number is None:
        return
    after = fold([*rows, last_row(rows, EventKind.EDITED, number, at=when)])
    then = fold(
        [
            event._replace(at=when, data=event.data | ({"at": when} if "at" in event.data else {}))
            if event.entry == number and event.kind is not EventKind.RETRACTED
            else event
            for event in rows
        ]
    )
    assert told(after, number=number) == told(then, number=number)
    assert measure.metrics(after, at("12:00")) == measure.metrics(then, at("12:00"))


@given(logs(), logs(), st.data())
def test_moving_a_line_equals_having_written_it_there(rows, others, data):
    one, other = fold(rows), fold([event._replace(incident=2) for event in others])
    number = drawn_line(data, one)
    if number is None or not other.exists:
        return
    try:
        events = moved(one, number, other, 99, at("12:00"))
    except Refused:
        return
    stored = [e._replace(id=900 + n, batch="m", recorded_at=at("12:00")) for n, e in enumerate(events)]
    there = [e for e in stored if e.incident == 2]
    line = one.entries[number]
    found = fold([*(e._replace(incident=2) for e in others), *there]).entries[99]
    assert found == line._replace(number=99, id=found.id, key="")


@given(logs())
def test_an_incident_is_over_exactly_when_its_status_is_final(rows):
    whole = fold(rows)
    assert whole.status.final is (whole.ended_at is not None)


@given(logs())
def test_whatever_was_opened_has_a_beginning_and_a_last_instant(rows):
    whole = fold(rows)
    if whole.exists:
        assert whole.standing.began_at is not None
        assert whole.standing.last_at == max(e.at for e in whole.timeline)


@given(logs())
def test_claims_of_one_server_never_overlap_and_are_ordered(rows):
    whole = fold(rows)
    for server in {c.server for c in whole.standing.claims}:
        for standing in (False, True):
            own = [c for c in whole.standing.claims if c.server == server and c.standing is standing]
            assert own == sorted(own, key=lambda c: c.since)
            assert all(c.until is None or c.since < c.until for c in own)
            assert all(a.until is not None and a.until <= b.since for a, b in pairwise(own))


@given(logs(kind=Kind.INCIDENT))
def test_no_claim_but_a_standing_one_outlives_its_incident(rows):
    whole = fold(rows)
    if whole.ended_at is not None:
        assert all(c.until is not None and c.until <= whole.ended_at for c in whole.standing.claims if not c.standing)


@given(logs(kind=Kind.MAINTENANCE))
def test_a_maintenance_claims_only_inside_its_window(rows):
    whole = fold(rows)
    if not whole.exists:
        return
    end = whole.ended_at or (None if whole.standing.by_hand else whole.planned_until)
    for claim in whole.standing.claims:
        if not claim.standing:
            assert claim.since >= whole.began_at
            assert end is None or (claim.until is not None and claim.until <= end)


@given(logs())
def test_the_order_of_the_timeline_is_the_order_of_happening(rows):
    timeline = fold(rows).timeline
    assert timeline == sorted(timeline, key=lambda e: (e.at, e.number > 0, e.recorded_at, e.id))
    assert not any(e.deleted for e in timeline)


# -- the table of what each row does ---------------------------------------------------------------


def test_nothing_folds_to_the_empty_incident():
    assert fold([]) == EMPTY
    assert not EMPTY.exists


def test_the_opening_gives_number_beginning_status_and_states():
    whole = incident(opened("10:00", title="slow", severity=Severity.SEV2, tags=("db",)))
    assert (whole.id, whole.title, whole.severity, whole.tags) == (1, "slow", Severity.SEV2, ("db",))
    assert whole.began_at == at("10:00")
    assert whole.status is Status.INVESTIGATING
    assert whole.standing.claims == (Claim(WEB, DOWN, at("10:00")),)
    assert whole.entries[0].verb is Verb.OPENED


def test_status_and_states_carry_over_when_not_given():
    whole = incident(opened(), row("added", "10:05", 1, status=Status.IDENTIFIED), row("added", "10:10", 2, text="x"))
    assert whole.status is Status.IDENTIFIED
    assert whole.standing.claims == (Claim(WEB, DOWN, at("10:00")),)


def test_a_new_state_ends_the_claim_before_it():
    whole = incident(opened(), row("added", "10:05", 1, states=((WEB, DEGRADED),)))
    assert whole.standing.claims == (
        Claim(WEB, DOWN, at("10:00"), at("10:05")),
        Claim(WEB, DEGRADED, at("10:05")),
    )


def test_the_same_state_said_again_goes_on():
    whole = incident(opened(), row("added", "10:05", 1, states=((WEB, DOWN),)))
    assert whole.standing.claims == (Claim(WEB, DOWN, at("10:00")),)


def test_a_state_replaced_in_the_instant_it_was_claimed_never_held():
    whole = incident(opened(), row("added", "10:00", 1, states=((WEB, UP),)))
    assert whole.standing.claims == (Claim(WEB, UP, at("10:00")),)
    assert whole.impact is Impact.CRITICAL


def test_of_two_states_at_one_instant_the_later_row_wins():
    lines = [row("added", "10:05", n, states=((WEB, s),)) for n, s in ((1, UP), (2, PARTIAL))]
    assert incident(opened(), *lines).standing.claims[-1].state is PARTIAL


def test_of_two_states_at_one_instant_the_later_recorded_wins_whatever_the_order_of_the_rows():
    first = row("added", "10:05", 1, recorded="10:30", states=((WEB, UP),))
    second = row("added", "10:05", 2, recorded="10:20", states=((WEB, PARTIAL),))
    assert incident(opened(), first, second).standing.claims[-1].state is UP


def test_a_backdated_line_takes_its_place_and_its_status_does_not_override_a_later_one():
    rows = [
        opened(),
        row("added", "10:30", 1, status=Status.MONITORING, states=((WEB, UP),)),
        row("added", "10:10", 2, status=Status.IDENTIFIED, states=((WEB, DEGRADED),)),
    ]
    whole = incident(*rows)
    assert whole.status is Status.MONITORING
    assert [c.state for c in whole.standing.claims] == [DOWN, DEGRADED, UP]
    assert [e.number for e in whole.timeline] == [0, 2, 1]


def test_closing_ends_every_claim_and_gives_the_end():
    whole = incident(opened(), row("closed", "11:00", 1, status=Status.RESOLVED))
    assert whole.ended_at == at("11:00")
    assert not whole.open
    assert whole.standing.claims == (Claim(WEB, DOWN, at("10:00"), at("11:00")),)


def test_a_claim_that_ends_in_the_instant_it_was_made_never_held():
    assert incident(opened(), row("closed", "10:00", 1, status=Status.RESOLVED)).standing.claims == ()


def test_closing_with_keep_leaves_behind_what_is_below_up():
    rows = [
        opened(states=((WEB, DOWN), (DB, UP))),
        row("closed", "11:00", 1, status=Status.RESOLVED, keep=True),
    ]
    left = [c for c in incident(*rows).standing.claims if c.standing]
    assert left == [Claim(WEB, DOWN, at("11:00"), None, True)]


def test_a_state_at_closing_is_left_behind_and_overrides_keep():
    closing = row("closed", "11:00", 1, status=Status.RESOLVED, keep=True, states=((WEB, DEGRADED), (API, PARTIAL)))
    left = {c.server: c.state for c in incident(opened(), closing).standing.claims if c.standing}
    assert left == {WEB: DEGRADED, API: PARTIAL}


@pytest.mark.parametrize("clock", ["11:00", "11:30"])
def test_a_line_after_the_end_moves_neither_end_nor_status_nor_claim(clock):
    late = row("added", clock, 2, status=Status.MONITORING, states=((WEB, DOWN), (DB, DOWN)), text="after all")
    before = incident(opened(), row("closed", "11:00", 1, status=Status.RESOLVED))
    after = incident(opened(), row("closed", "11:00", 1, status=Status.RESOLVED), late)
    same = ("status", "ended_at", "claims", "servers", "worst")
    assert all(getattr(after.standing, name) == getattr(before.standing, name) for name in same)
    assert after.standing.last_at == at(clock)
    assert 2 in after.entries


def test_a_second_closing_changes_nothing():
    rows = [opened(), row("closed", "11:00", 1, status=Status.RESOLVED), row("closed", "12:00", 2, keep=True)]
    assert incident(*rows).ended_at == at("11:00")
    assert not any(c.standing for c in incident(*rows).standing.claims)


def test_reopening_clears_the_end_and_claims_every_server_up():
    rows = [
        opened(states=((WEB, DOWN), (DB, DEGRADED))),
        row("closed", "11:00", 1, status=Status.RESOLVED),
        row("reopened", "12:00", 2, status=Status.INVESTIGATING),
    ]
    whole = incident(*rows)
    assert whole.ended_at is None
    assert whole.status is Status.INVESTIGATING
    now = {c.server: (c.state, c.since) for c in whole.standing.claims if c.until is None}
    assert now == {WEB: (UP, at("12:00")), DB: (UP, at("12:00"))}


def test_reopening_says_what_it_says_of_a_server():
    rows = [
        opened(),
        row("closed", "11:00", 1, status=Status.RESOLVED),
        row("reopened", "12:00", 2, states=((WEB, DOWN),)),
    ]
    assert [c.state for c in incident(*rows).standing.claims] == [DOWN, DOWN]


def test_reopening_ends_what_the_closing_left_behind():
    rows = [opened(), row("closed", "11:00", 1, status=Status.RESOLVED, keep=True), row("reopened", "12:00", 2)]
    standing = [c for c in incident(*rows).standing.claims if c.standing]
    assert standing == [Claim(WEB, DOWN, at("11:00"), at("12:00"), True)]


def test_a_deleted_line_no_longer_counts_but_keeps_its_number():
    rows = [opened(), row("added", "10:05", 1, states=((WEB, UP),)), row("deleted", "10:06", 1)]
    whole = incident(*rows)
    assert whole.standing.claims == (Claim(WEB, DOWN, at("10:00")),)
    assert whole.entries[1].deleted
    assert [e.number for e in whole.timeline] == [0]


def test_deleting_the_closing_line_opens_the_incident_again():
    rows = [opened(), row("closed", "11:00", 1, status=Status.RESOLVED), row("deleted", "11:01", 1)]
    assert incident(*rows).open
    assert incident(*rows).ended_at is None


def test_a_retracted_line_keeps_its_states_and_status_and_says_why():
    rows = [opened(), row("added", "10:05", 1, states=((WEB, UP),)), row("retracted", "10:06", 1, why="wrong host")]
    whole = incident(*rows)
    assert whole.entries[1].retracted == "wrong host"
    assert whole.entries[1].retracted_at == at("10:06")
    assert whole.standing.claims[-1].state is UP


def test_an_edit_changes_only_the_fields_it_names_and_marks_the_line():
    rows = [opened(), row("added", "10:05", 1, text="a", links=("u",)), row("edited", "10:06", 1, text="b")]
    entry = incident(*rows).entries[1]
    assert (entry.text, entry.links, entry.edited, entry.at) == ("b", ("u",), True, at("10:05"))


def test_an_edit_with_a_null_clears_the_field():
    rows = [
        opened(),
        row("added", "10:05", 1, text="a", states=((WEB, UP),), status=Status.IDENTIFIED, guess=True),
        row("edited", "10:06", 1, states=None, status=None, guess=None),
    ]
    whole = incident(*rows)
    assert whole.entries[1].states == ()
    assert whole.status is Status.INVESTIGATING
    assert not whole.entries[1].guess
    assert whole.standing.claims[-1].state is DOWN


def test_moving_a_line_in_time_sweeps_its_states_along():
    rows = [opened(), row("added", "10:30", 1, states=((WEB, UP),)), row("edited", "10:40", 1, at=at("10:10"))]
    assert incident(*rows).standing.claims[0].until == at("10:10")


def test_moving_the_end_back_takes_later_states_out_of_the_account():
    rows = [
        opened(),
        row("added", "10:30", 1, states=((WEB, UP),)),
        row("closed", "11:00", 2, status=Status.RESOLVED),
        row("edited", "11:01", 2, at=at("10:20")),
    ]
    assert incident(*rows).standing.claims == (Claim(WEB, DOWN, at("10:00"), at("10:20")),)


def test_an_edit_of_the_incident_changes_its_fields_and_a_null_clears_them():
    rows = [
        opened(title="a", severity=Severity.SEV1, tags=("x",)),
        row("edited", "10:10", title="b", severity=None, tags=None, impact=Impact.MINOR),
    ]
    whole = incident(*rows)
    assert (whole.title, whole.severity, whole.tags, whole.impact) == ("b", None, (), Impact.MINOR)
    assert incident(*rows, row("edited", "10:11", impact=None)).impact is Impact.CRITICAL


def test_impact_follows_the_worst_state_ever_claimed():
    assert incident(opened(states=((WEB, DEGRADED),))).impact is Impact.MINOR
    assert (
        incident(opened(states=((WEB, PARTIAL),)), row("added", "10:05", 1, states=((WEB, UP),))).impact is Impact.MAJOR
    )
    assert incident(opened(states=(), title="odd")).impact is Impact.NONE


def test_the_residual_risk_comes_from_the_closing_and_goes_with_an_edit():
    rows = [opened(), row("closed", "11:00", 1, status=Status.RESOLVED, residual="a crack")]
    assert incident(*rows).residual == "a crack"
    assert incident(*rows, row("edited", "12:00", residual=None)).residual == ""


def test_a_postmortem_is_one_line_however_often_it_is_stored():
    rows = [
        opened(),
        row("postmortem_stored", "12:00", 1, text="draft", document=DocumentStatus.DRAFT),
        row("postmortem_stored", "13:00", 1, text="final", document=DocumentStatus.PUBLISHED),
        row("postmortem_stored", "14:00", 1, text="typo", document=DocumentStatus.PUBLISHED),
    ]
    document = incident(*rows).document
    assert document is not None
    assert (document.text, document.at, document.kind) == ("typo", at("13:00"), EntryKind.POSTMORTEM)


def test_an_unpublished_postmortem_is_not_on_the_timeline():
    rows = [opened(), row("postmortem_stored", "12:00", 1, text="draft", document=DocumentStatus.DRAFT)]
    assert [e.number for e in incident(*rows).timeline] == [0]
    assert incident(*rows).standing.last_at == at("10:00")


def test_a_postmortem_is_no_word_to_the_users():
    rows = [opened(), row("postmortem_stored", "12:00", 1, text="done", document=DocumentStatus.PUBLISHED)]
    assert incident(*rows).standing.last_word_at is None


def test_a_note_is_no_word_to_the_users():
    note = row("added", "10:05", 1, text="x", kind=EntryKind.NOTE)
    assert incident(opened(), note).standing.last_word_at is None
    assert incident(opened(), note, row("added", "10:06", 2, text="x")).standing.last_word_at == at("10:06")


def test_a_row_about_a_line_that_was_never_made_is_refused():
    with pytest.raises(ValueError, match="never made"):
        incident(opened(), row("edited", "10:05", 7, text="x"))


def test_a_row_about_a_line_whose_making_was_voided_says_nothing():
    made = row("added", "10:05", 1, text="x")._replace(batch="gone")
    rows = stamped([opened(), made, row("retracted", "10:06", 1, why="wrong")])
    void = row("voided", "10:07")._replace(data={"batch": rows[1].batch}, incident=1, id=9, batch="void")
    assert fold([*rows, void]).entries.keys() == {0}


def test_a_voided_row_cannot_be_applied():
    rows = stamped([opened(), row("voided", "10:05", batch="u")._replace(data={"batch": "b1"})])
    with pytest.raises(ValueError, match="fold it again"):
        apply(fold(rows[:1]), rows[1])


def test_voiding_the_opening_leaves_nothing():
    rows = stamped([opened(), row("voided", "10:05")._replace(data={"batch": "b1"})])
    assert fold(rows) == EMPTY


def test_a_voiding_does_not_reach_rows_written_after_it():
    """A batch name is never used twice, but if it were, only what came before would be void."""
    voiding = row("voided", "10:05")._replace(data={"batch": "b"})
    rows = stamped([opened(batch="b"), voiding, opened(batch="b")])
    assert fold(rows).exists


def test_updated_at_never_goes_backwards():
    rows = [opened(), row("added", "10:05", 1, recorded="12:00"), row("added", "10:06", 2, recorded="11:00")]
    assert incident(*rows).updated_at == at("12:00")


# -- plain -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (row("added", "10:30", 2), True),
        (row("closed", "10:30", 2), True),
        (row("reopened", "10:30", 2), True),
        (row("added", "10:05", 2, recorded="10:30"), True),
        (row("added", "10:05", 2, recorded="10:01", status=Status.IDENTIFIED), False),
        (row("added", "10:04", 2, recorded="10:30", states=((WEB, UP),)), False),
        (row("added", "10:04", 2, recorded="10:30", text="says, and moves nothing"), True),
        (row("edited", "10:30", 1), False),
        (row("edited", "10:30"), False),
        (row("deleted", "10:30", 1), False),
        (row("retracted", "10:30", 1), False),
        (row("postmortem_stored", "10:30", 2), False),
    ],
)
def test_only_a_new_line_at_the_end_or_one_that_moves_nothing_is_plain(event, expected):
    whole = incident(opened(), row("added", "10:05", 1))
    assert plain(whole, stamped([event])[0]) is expected


def test_nothing_is_plain_on_an_incident_that_does_not_exist():
    assert not plain(EMPTY, stamped([row("added", "23:00", 1)])[0])


def test_on_a_maintenance_only_a_line_that_moves_nothing_is_plain():
    whole = incident(planned("20:00", "22:00"))
    for line, expected in (
        (row("added", "21:00", 1, text="moves nothing"), True),
        (row("added", "21:00", 1, status=Status.VERIFYING), False),
        (row("added", "21:00", 1, states=((WEB, UP),)), False),
        (row("closed", "21:00", 1), False),
    ):
        assert plain(whole, stamped([line])[0]) is expected


# -- maintenance -----------------------------------------------------------------------------------


def claims(whole):
    return [(c.state.short, c.since, c.until) for c in whole.standing.claims]


def test_a_maintenance_left_to_the_clock_claims_its_planned_window():
    whole = incident(planned("20:00", "22:00"))
    assert claims(whole) == [("maintenance", at("20:00"), at("22:00"))]
    assert whole.began_at == at("20:00")


def test_a_maintenance_begun_early_claims_from_then_on():
    whole = incident(planned("20:00", "22:00"), row("added", "19:40", 1, status=Status.IN_PROGRESS))
    assert claims(whole) == [("maintenance", at("19:40"), None)]


def test_a_maintenance_touched_by_hand_claims_until_it_is_closed():
    rows = [planned("20:00", "22:00"), row("added", "21:00", 1, status=Status.VERIFYING)]
    assert claims(incident(*rows)) == [("maintenance", at("20:00"), None)]
    closing = row("closed", "23:00", 2, status=Status.COMPLETED)
    assert claims(incident(*rows, closing)) == [("maintenance", at("20:00"), at("23:00"))]


def test_a_maintenance_called_off_before_its_window_never_claims():
    whole = incident(planned("20:00", "22:00"), row("closed", "19:00", 1, status=Status.CANCELLED))
    assert claims(whole) == []
    assert whole.status is Status.CANCELLED


def test_a_maintenance_called_off_before_it_was_announced_still_has_a_beginning():
    rows = [planned(None, None, clock="08:00"), row("closed", "07:00", 1, status=Status.CANCELLED)]
    assert incident(*rows).began_at == at("08:00")


def test_a_line_after_the_planned_end_does_not_stretch_the_window():
    rows = [planned("20:00", "22:00"), row("added", "23:00", 1, states=((WEB, DOWN),))]
    assert claims(incident(*rows)) == [("maintenance", at("20:00"), at("22:00"))]


def test_moving_the_window_moves_the_claims():
    rows = [planned("20:00", "22:00"), row("edited", "09:00", planned_from=at("21:00"), planned_until=at("24:00"))]
    assert claims(incident(*rows)) == [("maintenance", at("21:00"), at("24:00"))]


def test_a_reopened_maintenance_is_no_longer_completed_by_the_clock():
    rows = [
        planned("20:00", "22:00"),
        row("closed", "21:00", 1, status=Status.COMPLETED),
        row("reopened", "21:30", 2, status=Status.IN_PROGRESS, states=((WEB, State.UNDER_MAINTENANCE),)),
    ]
    whole = incident(*rows)
    assert measure.phase(whole, at("22:30")) is Status.IN_PROGRESS
    assert whole.standing.claims[-1].until is None


# -- what could break a fold -----------------------------------------------------------------------


def test_an_opening_moved_behind_a_closing_is_still_the_beginning():
    rows = [
        opened("10:00"),
        row("closed", "11:00", 1, status=Status.RESOLVED),
        row("reopened", "12:00", 2, status=Status.INVESTIGATING),
        row("edited", "12:05", 0, at=at("11:30")),
    ]
    assert incident(*rows).began_at == at("11:30")


def test_a_closing_at_the_instant_of_the_opening_under_a_clock_set_back_still_ends_it():
    rows = [
        opened("10:00", title="x")._replace(recorded_at=at("12:00")),
        row("closed", "10:00", 1, recorded="11:59", status=Status.RESOLVED),
    ]
    whole = incident(*rows)
    assert (whole.began_at, whole.ended_at) == (at("10:00"), at("10:00"))


def test_the_standing_of_nothing_is_investigating_without_a_beginning():
    assert Standing().began_at is None
    with pytest.raises(ValueError, match="no beginning"):
        EMPTY.began_at


def test_many_lines_in_one_millisecond_keep_the_order_of_the_log():
    lines = [row("added", "10:05", n, text=str(n)) for n in range(1, 30)]
    assert [e.number for e in incident(opened(), *lines).timeline] == list(range(30))


def test_a_claim_can_be_a_millisecond_long():
    tick = at("10:00") + timedelta(milliseconds=1)
    whole = incident(opened(), row("added", tick, 1, states=((WEB, UP),)))
    assert whole.standing.claims[0].until == tick


def test_a_deleted_closing_takes_the_risk_that_it_named_along_and_no_other():
    closing = row("closed", "11:00", 1, status=Status.RESOLVED, residual="one disk")
    gone = row("deleted", "11:05", 1)
    assert incident(opened(), closing, gone).residual == ""
    assert incident(opened(), row("edited", "10:30", residual="old"), closing, gone).residual == "old"
    assert incident(opened(), closing, row("edited", "11:01", residual="mine"), gone).residual == "mine"
    with pytest.raises(ValueError, match="fold it again"):
        apply(incident(opened(), closing), stamped([gone])[0])


def test_a_moved_line_stands_where_it_was_written_not_where_it_was_moved():
    """Two lines of one instant: the one that was written first counts first, whenever it came here."""
    here = row("added", "10:05", 1, recorded="10:30", states=((WEB, UP),))
    data = {"moved_from": "2.1", "author": "bob", "host": "h", "recorded_at": at("10:10")}
    there = row("added", "10:05", 2, recorded="10:40", states=((WEB, PARTIAL),))
    rows = stamped([opened(), here, there._replace(data=there.data | data)])
    assert not plain(fold(rows[:2]), rows[2])
    assert fold(rows) == apply(fold(rows[:2]), rows[2])
    assert fold(rows).standing.claims[-1].state is UP
    assert (fold(rows).entries[2].author, fold(rows).entries[2].recorded_at) == ("bob", at("10:10"))


def test_four_times_as_many_changes_are_about_four_times_the_work():
    """Counted in steps of the interpreter: with a look at the claims that are over it would be sixteen times."""

    def steps(count):
        lines = ((n, START + timedelta(seconds=n), (DOWN, DEGRADED)[n % 2]) for n in range(1, count + 1))
        rows = stamped([opened(), *(row("added", when, n, states=((WEB, state),)) for n, when, state in lines)])
        done = 0

        def step(frame, what, _):
            nonlocal done
            done += what == "opcode"
            frame.f_trace_opcodes = True
            return step

        before = sys.gettrace()
        sys.settrace(step)
        try:
            fold(rows)
        finally:
            sys.settrace(before)
        return done

    assert steps(400) < 6 * steps(100)


# -- what was known ----------------------------------------------------------------------------------


def test_what_was_known_is_a_beginning_of_the_log_whatever_the_clock_said():
    log = [
        row("opened", "10:00", 0, title="x")._replace(recorded_at=at("10:00")),
        row("added", "10:00", 1, text="by a clock that was ahead")._replace(recorded_at=at("15:00")),
        row("added", "10:00", 2, text="x")._replace(recorded_at=at("10:05")),
    ]
    millisecond = timedelta(milliseconds=1)
    instants = [at("09:59"), at("10:00"), at("10:05") - millisecond, at("10:05"), at("16:00")]
    assert [len(known(log, each)) for each in instants] == [0, 1, 1, 3, 3]
