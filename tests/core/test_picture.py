"""A picture of an incident as values: what it draws is what `measure` tells."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.histories import logs
from support.make import API, DB, DEGRADED, DOWN, PARTIAL, UP, WEB, at, incident, opened, planned, row

from incident_cli.core import measure, phrase, views
from incident_cli.core.fold import fold
from incident_cli.core.instant import seconds
from incident_cli.core.measure import Stretch
from incident_cli.core.model import DocumentStatus, EntryKind, Kind, Server, State, Status
from incident_cli.core.picture import (
    MOST_ROWS,
    SHADES,
    bars,
    cells,
    gathered,
    levels,
    phases,
    picture,
    runs,
)

SERVERS = {WEB: Server(WEB, "web"), DB: Server(DB, "db"), API: Server(API, "api")}
LATER = at("23:00")


def sheet(found, servers=SERVERS, *, public=False):
    return views.sheet(found, phrase.headline(found, phrase.server_names(servers)), servers, public=public)


def drawn(*events, now=LATER, **options):
    return picture(sheet(incident(*events), **options), now)


def told(found):
    """Bars as (state, since, until) in clocks."""
    return [(bar.state, f"{bar.since:%H:%M}", f"{bar.until:%H:%M}") for bar in found]


OUTAGE = (
    opened("10:00", impact_began_at=at("09:40")),
    row("added", "10:10", 1, text="a", states=((DB, DEGRADED),)),
    row("added", "10:20", 2, text="b", states=((WEB, UP),), status=Status.IDENTIFIED),
    row("added", "10:25", 3, text="c", kind=EntryKind.NOTE),
    row("closed", "11:00", 4, text="d", status=Status.RESOLVED),
)


def test_it_runs_from_the_start_of_the_impact_to_the_end():
    found = drawn(*OUTAGE)
    assert (found.since, found.began, found.until, found.still) == (at("09:40"), at("10:00"), at("11:00"), False)


def test_an_impact_that_began_long_before_does_not_squeeze_the_rest():
    found = drawn(opened("10:00", impact_began_at=at("08:00")), *OUTAGE[1:])
    assert found.since == at("10:00")


def test_an_open_one_runs_to_now():
    found = drawn(*OUTAGE[:3], now=at("10:40"))
    assert (found.until, found.still) == (at("10:40"), True)


@pytest.mark.parametrize(
    ("events", "now"),
    [
        ((opened("10:00"),), at("10:00")),
        ((planned("12:00", "13:00"),), at("11:00")),
        ((planned("12:00", "13:00"), row("closed", "11:00", 1, status=Status.CANCELLED)), LATER),
    ],
)
def test_no_time_is_no_picture(events, now):
    assert drawn(*events, now=now) is None


def test_each_server_has_a_bar_for_each_state_and_for_the_time_before_it_was_named():
    web, db = drawn(*OUTAGE).rows
    assert (web.name, told(web.bars)) == (
        "web",
        [(None, "09:40", "10:00"), (DOWN, "10:00", "10:20"), (UP, "10:20", "11:00")],
    )
    assert (db.name, told(db.bars)) == ("db", [(None, "09:40", "10:10"), (DEGRADED, "10:10", "11:00")])


def test_the_time_in_which_an_incident_was_closed_has_no_state():
    again = row("reopened", "12:00", 5, states=((WEB, PARTIAL),), status=Status.INVESTIGATING)
    found = drawn(*OUTAGE, again, row("closed", "13:00", 6, status=Status.RESOLVED))
    assert told(found.rows[0].bars)[-2:] == [(None, "11:00", "12:00"), (PARTIAL, "12:00", "13:00")]


def test_what_was_claimed_before_it_and_what_is_left_behind_it_is_not_in_it():
    early = row("added", "09:50", 1, states=((WEB, DEGRADED),))
    closed = row("closed", "11:00", 2, status=Status.RESOLVED, states=((DB, DEGRADED),))
    web, db = drawn(opened("10:00"), early, closed).rows
    assert told(web.bars) == [(DOWN, "10:00", "11:00")]
    assert told(db.bars) == [(None, "10:00", "11:00")]
    (again, _) = drawn(opened("10:00", states=((DB, DOWN),)), early, closed).rows
    assert told(again.bars) == [(DEGRADED, "10:00", "11:00")]


def test_phases_are_named_from_what_the_lines_say():
    assert [(phase.name, f"{phase.since:%H:%M}") for phase in drawn(*OUTAGE).phases] == [
        ("unnoticed", "09:40"),
        ("investigating", "10:00"),
        ("identified", "10:20"),
    ]


def test_a_reopened_one_was_resolved_in_between():
    again = row("reopened", "12:00", 5, status=Status.INVESTIGATING)
    found = drawn(*OUTAGE, again, row("closed", "13:00", 6, status=Status.RESOLVED))
    assert [phase.name for phase in found.phases][-3:] == ["identified", "resolved", "investigating"]


def test_a_line_that_was_added_while_it_was_closed_begins_no_phase():
    rows = (
        *OUTAGE,
        row("added", "11:30", 5, status=Status.MONITORING),
        row("reopened", "12:00", 6, status=Status.INVESTIGATING),
        row("closed", "13:00", 7, status=Status.RESOLVED),
    )
    assert [phase.name for phase in drawn(*rows).phases][-3:] == ["identified", "resolved", "investigating"]


def test_a_line_that_says_the_same_status_again_begins_no_phase():
    found = drawn(opened("10:00"), row("added", "10:10", 1, status=Status.INVESTIGATING), now=at("11:00"))
    assert [phase.name for phase in found.phases] == ["investigating"]


def test_the_clock_begins_a_maintenance():
    found = drawn(planned("10:00", "12:00"), row("added", "11:00", 1, status=Status.VERIFYING), now=at("11:30"))
    assert [(phase.name, f"{phase.since:%H:%M}") for phase in found.phases] == [
        ("in progress", "10:00"),
        ("verifying", "11:00"),
    ]


def test_a_maintenance_that_was_announced_when_it_was_over_has_its_phase():
    found = drawn(planned("08:00", "09:00", clock="10:00"))
    assert [(phase.name, f"{phase.since:%H:%M}", f"{phase.until:%H:%M}") for phase in found.phases] == [
        ("in progress", "08:00", "09:00")
    ]


def test_a_maintenance_that_is_held_back_is_not_in_progress():
    held = row("added", "10:20", 1, status=Status.SCHEDULED)
    found = drawn(planned("10:00", "12:00"), held, now=at("10:30"))
    assert [phase.name for phase in found.phases] == ["in progress", "scheduled"]


def test_ticks_are_the_lines_within_it_but_for_the_document_and_in_public_those_for_all():
    rows = (
        *OUTAGE,
        row("added", "12:00", 5, text="late"),
        row("postmortem_stored", "10:30", 6, text="x", document=DocumentStatus.PUBLISHED),
    )
    assert [f"{tick:%H:%M}" for tick in drawn(*rows).ticks] == ["10:00", "10:10", "10:20", "10:25", "11:00"]
    assert len(drawn(*rows, public=True).ticks) == 4


def test_of_very_many_servers_the_least_impaired_have_no_row():
    servers = {number: Server(number, f"s{number}") for number in range(1, MOST_ROWS + 3)}
    states = tuple((number, DOWN) for number in servers)
    rows = [opened("10:00", states=states), row("added", "10:30", 1, states=((7, UP), (1, UP)))]
    found = picture(sheet(incident(*rows), servers), at("11:00"))
    assert found.left_out == 2
    assert [each.name for each in found.rows] == [f"s{n}" for n in range(2, MOST_ROWS + 3) if n != 7]


def test_places_run_from_nothing_to_one():
    found = drawn(*OUTAGE)
    assert [found.place(instant) for instant in (at("09:40"), at("10:20"), at("11:00"))] == [0, 0.5, 1]


# -- whatever the history -------------------------------------------------------------------------


@given(logs(), st.integers(-10, 200))
def test_bars_are_the_stretches_and_fill_the_picture_without_a_gap(rows, minutes):
    whole, now = fold(rows), at("10:00") + timedelta(minutes=minutes)
    found = picture(sheet(whole), now) if whole.exists else None
    if found is None:
        return
    names = {name: server for server, name in phrase.server_names(SERVERS).items()}
    for each in found.rows:
        ends = [each.bars[0].since, *(bar.until for bar in each.bars)]
        assert ends[0] == found.since
        assert ends[-1] == found.until
        assert all(bar.since < bar.until for bar in each.bars)
        assert all(one.until == other.since for one, other in pairwise(each.bars))
        assert sum(seconds(bar.since, bar.until) for bar in each.bars) == pytest.approx(
            seconds(found.since, found.until)
        )
        said = [(bar.state, bar.since, bar.until) for bar in each.bars if bar.state is not None]
        assert said == [
            (part.state, max(part.since, found.since), min(part.until or found.until, found.until))
            for part in measure.stretches(whole, names[each.name])
            if max(part.since, found.since) < min(part.until or found.until, found.until)
        ]


@given(logs(), st.integers(-10, 200))
def test_bars_below_up_are_the_downtime(rows, minutes):
    whole, now = fold(rows), at("10:00") + timedelta(minutes=minutes)
    found = picture(sheet(whole), now) if whole.exists else None
    if found is None or any(not found.since <= entry.at <= now for entry in whole.timeline):
        return  # what was claimed before the beginning is downtime, and not in the picture
    for each in found.rows:
        impaired = (DEGRADED, PARTIAL, DOWN)
        down = sum(seconds(bar.since, bar.until) for bar in each.bars if bar.state in impaired)
        assert down == pytest.approx(each.downtime)


@given(logs(), st.integers(-10, 200))
def test_phases_follow_each_other_differ_and_fill_the_time_from_the_beginning(rows, minutes):
    whole, now = fold(rows), at("10:00") + timedelta(minutes=minutes)
    found = picture(sheet(whole), now) if whole.exists else None
    if found is None:
        return
    said = list(phases(whole, found.began, found.until))
    assert said[0][1] == found.began
    assert said[-1][2] == found.until
    for (one, since, until), (other, begins, _) in pairwise(said):
        assert (one is not other, since < until, until == begins) == (True, True, True)
    if found.still and whole.kind is Kind.INCIDENT and all(entry.at < now for entry in whole.timeline):
        assert said[-1][0] is measure.phase(whole, found.until)


# -- cells ----------------------------------------------------------------------------------------


def after(minutes):
    return at("10:00") + timedelta(minutes=minutes)


def test_the_shades_differ_without_colour():
    assert len(set(SHADES.values())) == len(State)


def test_a_short_outage_in_a_long_strip_is_still_seen():
    parts = [
        Stretch(UP, after(0), after(500)),
        Stretch(DOWN, after(500), after(501)),
        Stretch(UP, after(501), None),
    ]
    assert cells(parts, after(0), after(6000), 20) == [UP, DOWN, *[UP] * 18]


def test_a_cell_is_empty_where_nothing_was_claimed():
    assert cells([Stretch(DEGRADED, after(30), after(60))], after(0), after(120), 4) == [None, DEGRADED, None, None]


POINTS = st.lists(st.tuples(st.integers(-50, 200), st.sampled_from(list(State))), max_size=8)


@given(POINTS, st.integers(1, 60))
def test_cells_show_the_worst_state_of_their_span(points, width):
    points.sort(key=lambda point: point[0])
    ends = [*(after(minutes) for minutes, _ in points[1:]), None]
    parts = [Stretch(state, after(m), end) for (m, state), end in zip(points, ends, strict=bool(points))]
    inside = [p for p in parts if p.since < after(100) and (p.until is None or p.until > max(after(0), p.since))]
    found = cells(parts, after(0), after(100), width)
    assert len(found) == width
    if inside:
        assert max(s.rank for s in found if s) >= max(p.state.rank for p in inside)


@given(POINTS, st.integers(1, 60))
def test_runs_are_the_cells_again(points, width):
    points.sort(key=lambda point: point[0])
    ends = [*(after(minutes) for minutes, _ in points[1:]), None]
    parts = [Stretch(state, after(m), end) for (m, state), end in zip(points, ends, strict=bool(points))]
    found = cells(bars(parts, after(0), after(100)), after(0), after(100), width)
    together = list(runs(found))
    assert [state for state, first, last in together for _ in range(first, last)] == found
    assert all(one[0] is not other[0] for one, other in pairwise(together))


def test_lines_in_one_cell_are_counted_and_none_is_lost():
    found = drawn(*OUTAGE)
    assert gathered(found, 8) == [0, 0, 1, 1, 2, 0, 0, 1]


# -- labels ---------------------------------------------------------------------------------------


def test_labels_that_would_touch_stand_on_another_line():
    assert levels([(0, 10), (5, 10), (10, 10), (12, 3)], 2) == [0, 1, 0, None]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 40)), max_size=20), st.integers(1, 4))
def test_no_label_touches_another(labels, most):
    labels.sort()
    placed = [(label, level) for label, level in zip(labels, levels(labels, most), strict=True) if level is not None]
    for number, ((start, length), level) in enumerate(placed):
        for (other, other_length), other_level in placed[number + 1 :]:
            assert level != other_level or start + length <= other or other + other_length <= start
