"""What a command may do now, and what it may not."""

import pytest
from hypothesis import given
from support.histories import logs
from support.make import DB, DEGRADED, DOWN, MAINTENANCE, UP, WEB, at, incident, opened, planned, row

from incident_cli.core import decide
from incident_cli.core.decide import Line
from incident_cli.core.events import EventKind
from incident_cli.core.fold import fold
from incident_cli.core.measure import end_of, phase
from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Kind, Server, Severity, State, Status
from incident_cli.errors import Conflict, NotFound, Refused, Usage

NOW = at("12:00")
OPEN = incident(opened("10:00", title="slow"))
CLOSED = incident(opened("10:00", title="slow"), row("closed", "11:00", 1, status=Status.RESOLVED))
REOPENED = incident(
    opened("10:00"),
    row("closed", "11:00", 1, status=Status.RESOLVED),
    row("reopened", "11:30", 2, status=Status.INVESTIGATING),
)
CALLED_OFF = incident(planned("20:00", "22:00"), row("closed", "19:00", 1, status=Status.CANCELLED))


def said(events):
    return [(e.kind, e.entry, dict(e.data)) for e in events]


# -- open ------------------------------------------------------------------------------------------


def test_opening_makes_row_0_and_with_a_text_row_1():
    line = Line(at("10:00"), states=((WEB, DOWN),))
    events = decide.opened(7, line, {}, Line(NOW, text="looking"))
    assert said(events) == [
        (EventKind.OPENED, 0, {"status": Status.INVESTIGATING, "states": ((WEB, DOWN),)}),
        (EventKind.ADDED, 1, {"text": "looking"}),
    ]
    assert [e.incident for e in events] == [7, 7]
    assert [e.at for e in events] == [at("10:00"), NOW]


def test_an_opening_needs_a_title_or_a_server():
    with pytest.raises(Usage, match="title or a server"):
        decide.opened(1, Line(NOW), {}, None)
    assert decide.opened(1, Line(NOW), {"title": "x"}, None)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.COMPLETED, Status.CANCELLED])
def test_nothing_is_opened_in_a_final_status(status):
    with pytest.raises(Refused, match=f"cannot be opened as {status}"):
        decide.opened(1, Line(NOW, status=status), {"title": "x"}, None)


def test_a_maintenance_is_scheduled_first():
    (event,) = decide.opened(1, Line(NOW), {"title": "x", "kind": Kind.MAINTENANCE}, None)
    assert event.data["status"] is Status.SCHEDULED


@pytest.mark.parametrize("end", ["19:59", "20:00"])
def test_a_window_ends_after_it_begins(end):
    header = {"title": "x", "kind": Kind.MAINTENANCE, "planned_from": at("20:00"), "planned_until": at(end)}
    with pytest.raises(Refused, match="not after the planned beginning"):
        decide.opened(1, Line(NOW), header, None)


# -- update ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_line_that_says_nothing_is_refused(text):
    with pytest.raises(Usage, match="nothing to add"):
        decide.updated(OPEN, 1, Line(NOW, text=text))


@pytest.mark.parametrize(
    "line",
    [Line(NOW, "x"), Line(NOW, status=Status.IDENTIFIED), Line(NOW, states=((WEB, UP),)), Line(NOW, links=("u",))],
)
def test_a_text_a_status_a_state_or_a_link_is_enough(line):
    (event,) = decide.updated(OPEN, 4, line)
    assert (event.kind, event.entry, event.incident) == (EventKind.ADDED, 4, 1)


def test_a_final_status_closes():
    (event,) = decide.updated(OPEN, 1, Line(NOW, "done", Status.RESOLVED))
    assert said([event]) == [(EventKind.CLOSED, 1, {"text": "done", "status": Status.RESOLVED})]


@pytest.mark.parametrize("kind", [EntryKind.NOTE, EntryKind.COMMAND])
def test_an_internal_line_does_not_close_since_closing_would_publish_it(kind):
    with pytest.raises(Usage, match="internal note cannot close"):
        decide.updated(OPEN, 1, Line(NOW, "secret", Status.RESOLVED, kind=kind))


@pytest.mark.parametrize("line", [Line(at("11:00"), states=((WEB, UP),)), Line(NOW, status=Status.MONITORING)])
def test_a_line_after_the_end_may_not_set_a_status_or_a_state(line):
    with pytest.raises(Refused, match="is closed"):
        decide.updated(CLOSED, 2, line)


def test_a_text_may_be_added_after_the_end_and_a_state_before_it():
    assert decide.updated(CLOSED, 2, Line(NOW, "one more thing"))
    assert decide.updated(CLOSED, 2, Line(at("10:30"), states=((WEB, UP),)))


def test_a_closed_incident_is_not_resolved_again_before_its_end():
    with pytest.raises(Refused, match="closed already"):
        decide.updated(CLOSED, 2, Line(at("10:30"), status=Status.RESOLVED))


# -- close -----------------------------------------------------------------------------------------


def test_closing_stores_what_was_typed_and_the_last_status():
    line = Line(NOW, "all well", states=((WEB, DEGRADED),))
    (event,) = decide.closed(OPEN, 3, line, keep=True, residual="a crack")
    assert dict(event.data) == {
        "text": "all well",
        "status": Status.RESOLVED,
        "states": ((WEB, DEGRADED),),
        "keep": True,
        "residual": "a crack",
    }


def test_a_maintenance_closes_as_completed():
    (event,) = decide.closed(incident(planned("20:00", "22:00")), 1, Line(at("21:00")))
    assert event.data["status"] is Status.COMPLETED


def test_closing_twice_does_nothing():
    assert decide.closed(CLOSED, 2, Line(NOW, "again")) == []


def test_the_end_is_not_before_the_beginning():
    with pytest.raises(Refused, match="before the beginning"):
        decide.closed(OPEN, 1, Line(at("09:59")))
    assert decide.closed(OPEN, 1, Line(at("10:00")))


def test_a_maintenance_may_be_called_off_before_its_window():
    assert decide.closed(incident(planned("20:00", "22:00")), 1, Line(at("19:00"), status=Status.CANCELLED))


# -- keys ------------------------------------------------------------------------------------------


def test_a_keyed_opening_said_again_does_nothing():
    line = Line(at("10:00"), states=((WEB, DOWN),), key="k")
    before = decide.opened(1, line, {"title": "x"}, None)
    assert decide.opened(2, line._replace(at=NOW), {"title": "x"}, None, before) == []


def test_a_key_used_with_other_words_is_a_conflict():
    before = decide.opened(1, Line(NOW, key="k"), {"title": "x"}, None)
    with pytest.raises(Conflict, match='the key "k" was used before'):
        decide.opened(2, Line(NOW, key="k"), {"title": "y"}, None, before)


def test_a_time_typed_otherwise_is_another_word_and_a_default_time_is_none():
    before = decide.updated(OPEN, 1, Line(NOW, "x", key="k", key_time="-5m"))
    assert decide.updated(OPEN, 2, Line(at("13:00"), "x", key="k", key_time="-5m"), before) == []
    with pytest.raises(Conflict):
        decide.updated(OPEN, 2, Line(NOW, "x", key="k", key_time="-6m"), before)


def test_a_keyed_closing_said_again_does_nothing():
    before = decide.closed(OPEN, 1, Line(NOW, "x", key="k"))
    assert decide.closed(CLOSED, 2, Line(NOW, "x", key="k"), earlier=before) == []
    with pytest.raises(Conflict):
        decide.closed(CLOSED, 2, Line(NOW, "y", key="k"), earlier=before)


def test_an_update_that_closed_may_be_said_again():
    line = Line(NOW, "x", Status.RESOLVED, key="k")
    before = decide.updated(OPEN, 1, line)
    assert decide.updated(CLOSED, 2, line, before) == []


def test_servers_made_on_the_way_are_no_part_of_the_words():
    made = decide.mention([], [("web", DOWN)], 1, NOW)
    decide.repeated(
        [*made.created, *decide.updated(OPEN, 1, Line(NOW, "x"))], decide.updated(OPEN, 1, Line(NOW, "x")), "k"
    )


# -- edit ------------------------------------------------------------------------------------------


def test_only_real_changes_become_an_event():
    (event,) = decide.edited(OPEN, {"title": "slow", "severity": Severity.SEV2}, NOW)
    assert said([event]) == [(EventKind.EDITED, None, {"severity": Severity.SEV2})]
    assert decide.edited(OPEN, {"title": "slow", "began_at": at("10:00"), "impact": None}, NOW) == []


def test_the_impact_compared_is_the_one_set_by_hand():
    assert decide.edited(OPEN, {"impact": Impact.CRITICAL}, NOW)


def test_the_beginning_and_the_end_are_moved_by_moving_their_lines():
    events = decide.edited(CLOSED, {"began_at": at("09:50"), "ended_at": at("11:10")}, NOW)
    assert said(events) == [
        (EventKind.EDITED, 0, {"at": at("09:50")}),
        (EventKind.EDITED, 1, {"at": at("11:10")}),
    ]


def test_an_open_incident_has_no_end_to_move():
    with pytest.raises(Refused, match="is open"):
        decide.edited(OPEN, {"ended_at": NOW}, NOW)


@pytest.mark.parametrize("changes", [{"began_at": at("11:01")}, {"ended_at": at("09:59")}])
def test_the_end_is_not_moved_before_the_beginning_nor_the_other_way_round(changes):
    with pytest.raises(Refused, match="before its beginning"):
        decide.edited(CLOSED, changes, NOW)


def test_both_may_be_moved_past_where_one_of_them_was():
    assert len(decide.edited(CLOSED, {"began_at": at("11:30"), "ended_at": at("11:40")}, NOW)) == 2


def test_the_beginning_is_not_moved_past_an_earlier_closing():
    with pytest.raises(Refused, match="before its beginning"):
        decide.edited(REOPENED, {"began_at": at("11:10")}, NOW)
    assert decide.edited(REOPENED, {"began_at": at("10:10")}, NOW)


def test_the_beginning_is_not_moved_past_a_line_that_sets_something():
    told = incident(
        opened("10:00"), row("added", "10:13", 1, status=Status.IDENTIFIED), row("added", "10:14", 2, text="x")
    )
    with pytest.raises(Refused, match=r"1\.1 set a status"):
        decide.edited(told, {"began_at": at("10:20")}, NOW)
    assert decide.edited(told, {"began_at": at("10:13")}, NOW)


def test_the_beginning_of_a_maintenance_is_its_window():
    with pytest.raises(Refused, match="begins with its window"):
        decide.edited(incident(planned("10:00", "11:00")), {"began_at": at("10:30")}, NOW)


def test_a_maintenance_that_the_clock_completed_is_not_closed_again():
    done = incident(planned("10:00", "11:00"))
    assert decide.closed(done, 1, Line(at("12:00"))) == []
    assert decide.closed(done, 1, Line(at("10:30")))


def test_a_state_after_the_planned_end_of_a_completed_maintenance_is_refused():
    with pytest.raises(Refused, match="is closed"):
        decide.updated(incident(planned("10:00", "11:00")), 1, Line(at("12:00"), states=((WEB, DOWN),)))


def test_an_incident_opened_again_is_not_closed_before_that():
    with pytest.raises(Refused, match="opened again after that"):
        decide.closed(REOPENED, 9, Line(at("11:15")))


def test_an_odd_order_of_lines_stops_only_who_moves_the_beginning_or_the_end():
    odd = incident(
        opened("10:00"), row("closed", "11:00", 1, status=Status.RESOLVED), row("edited", "12:00", 1, at=at("9:00"))
    )
    assert decide.edited(odd, {"title": "better"}, NOW)
    with pytest.raises(Refused, match="before its beginning"):
        decide.edited(odd, {"began_at": at("09:30")}, NOW)


def test_a_maintenance_called_off_before_its_window_can_still_be_edited():
    assert decide.edited(CALLED_OFF, {"severity": Severity.SEV2}, NOW)
    assert decide.edited(CALLED_OFF, {"ended_at": at("18:00")}, NOW)


def test_a_window_may_not_be_turned_round_by_moving_one_end():
    whole = incident(planned("20:00", "22:00"))
    with pytest.raises(Refused, match="planned end"):
        decide.edited(whole, {"planned_until": at("19:00")}, NOW)
    with pytest.raises(Refused, match="planned end"):
        decide.edited(whole, {"planned_from": at("23:00")}, NOW)
    assert decide.edited(whole, {"planned_from": at("23:00"), "planned_until": at("24:00")}, NOW)


# -- retract ---------------------------------------------------------------------------------------


def test_retracting_says_why():
    (event,) = decide.retracted(CLOSED, 1, "wrong host", NOW)
    assert said([event]) == [(EventKind.RETRACTED, 1, {"why": "wrong host"})]


def test_retracting_again_for_the_same_reason_does_nothing():
    rows = [opened(), row("added", "10:05", 1, text="x"), row("retracted", "10:06", 1, why="wrong host")]
    assert decide.retracted(incident(*rows), 1, "wrong host", NOW) == []
    assert decide.retracted(incident(*rows), 1, "another reason", NOW)


@pytest.mark.parametrize("why", ["", "  "])
def test_retracting_without_a_reason_is_refused(why):
    with pytest.raises(Usage, match="says why"):
        decide.retracted(CLOSED, 1, why, NOW)


def test_the_opening_cannot_be_retracted_nor_what_is_not_there():
    with pytest.raises(Refused, match="opening"):
        decide.retracted(OPEN, 0, "x", NOW)
    with pytest.raises(NotFound, match="no entry 9"):
        decide.retracted(OPEN, 9, "x", NOW)
    gone = incident(opened(), row("added", "10:05", 1, text="x"), row("deleted", "10:06", 1))
    with pytest.raises(NotFound):
        decide.retracted(gone, 1, "x", NOW)


# -- post-mortem -----------------------------------------------------------------------------------

DRAFT = row("postmortem_stored", "11:30", 2, text="a", document=DocumentStatus.DRAFT)
STORED = incident(opened(), row("closed", "11:00", 1, status=Status.RESOLVED), DRAFT)


def test_a_postmortem_is_stored_under_one_number():
    (first,) = decide.stored_document(CLOSED, 2, "a", DocumentStatus.DRAFT, NOW, NOW)
    (again,) = decide.stored_document(STORED, 3, "b", DocumentStatus.DRAFT, NOW, NOW)
    assert (first.entry, again.entry) == (2, 2)


def test_the_same_text_and_status_are_not_stored_again():
    assert decide.stored_document(STORED, 3, "a", DocumentStatus.DRAFT, NOW, NOW) == []
    assert decide.stored_document(STORED, 3, "a", DocumentStatus.PUBLISHED, NOW, NOW)


def test_a_postmortem_is_not_dated_in_the_future():
    with pytest.raises(Usage, match="future"):
        decide.stored_document(CLOSED, 2, "a", DocumentStatus.DRAFT, at("12:01"), NOW)


def test_a_postmortem_that_somebody_else_stored_meanwhile_is_a_conflict():
    with pytest.raises(Conflict, match="changed meanwhile"):
        decide.same_document(CLOSED, STORED)
    decide.same_document(STORED, STORED)


# -- servers ---------------------------------------------------------------------------------------

KNOWN = [Server(1, "web1"), Server(2, "Database")]


def test_names_are_resolved_whatever_their_case():
    found = decide.mention(KNOWN, [("WEB1", DOWN), ("database", UP)], 3, NOW)
    assert (found.states, found.created, found.doubts) == (((1, DOWN), (2, UP)), (), ())


def test_a_new_name_makes_a_server_once():
    found = decide.mention(KNOWN, [("mail", DOWN), ("MAIL", UP), ("ftp", DOWN)], 3, NOW)
    assert found.states == ((3, UP), (4, DOWN))
    assert [(e.kind, e.server, e.data) for e in found.created] == [
        (EventKind.SERVER_CHANGED, 3, {"name": "mail"}),
        (EventKind.SERVER_CHANGED, 4, {"name": "ftp"}),
    ]


def test_a_name_that_is_nearly_another_is_doubted():
    assert decide.mention(KNOWN, [("databse", DOWN)], 3, NOW).doubts == (("databse", "Database"),)


def test_two_letters_that_changed_places_are_doubted_in_a_short_name_as_well():
    assert decide.mention(KNOWN, [("wbe1", DOWN)], 3, NOW).doubts == (("wbe1", "web1"),)


@pytest.mark.parametrize("name", ["web2", "web11", "WEB9", "web"])
def test_names_that_differ_only_in_digits_are_never_doubted(name):
    assert decide.mention(KNOWN, [(name, DOWN)], 3, NOW).doubts == ()


def test_setting_states_makes_the_new_servers_first():
    events = decide.server_states(
        decide.mention(KNOWN, [("mail", DOWN), ("web1", MAINTENANCE)], 3, NOW), NOW, "by hand"
    )
    assert [(e.kind, e.server) for e in events] == [
        (EventKind.SERVER_CHANGED, 3),
        (EventKind.STATE_SET, 3),
        (EventKind.STATE_SET, 1),
    ]
    assert dict(events[1].data) == {"state": DOWN, "note": "by hand"}


def test_a_state_set_without_a_note_carries_the_state_alone():
    (event,) = decide.server_states(decide.mention(KNOWN, [("web1", DOWN)], 3, NOW), NOW, "")
    assert dict(event.data) == {"state": State.MAJOR_OUTAGE}


# -- what holds for every history ------------------------------------------------------------------


@given(logs())
def test_closing_now_closes_whatever_is_open_and_leaves_alone_what_is_closed(rows):
    whole = fold(rows)
    if not whole.exists:
        return
    when = max(e.recorded_at for e in rows)
    when = max([when, whole.began_at, *(e.at for e in whole.timeline)])
    events = decide.closed(whole, 99, Line(when))
    assert bool(events) is (end_of(whole, when) is None)
    after = fold([*rows, *(e._replace(id=999, batch="z", recorded_at=when) for e in events)])
    assert phase(after, when).final
    assert end_of(after, when) == (end_of(whole, when) or when)


@given(logs())
def test_an_edit_to_what_is_so_already_makes_no_event(rows):
    whole = fold(rows)
    if not whole.exists:
        return
    same = {"title": whole.title, "severity": whole.severity, "impact": whole.impact_set, "tags": whole.tags}
    same["began_at"] = whole.entries[0].at
    if whole.ended_at is not None:
        same["ended_at"] = whole.ended_at
    try:
        assert decide.edited(whole, same, NOW) == []
    except Refused:  # edits of lines may have put an older closing line before the beginning
        assert min(e.at for e in whole.timeline if e.verb == "closed") < whole.entries[0].at


def test_the_second_server_of_a_pair_may_be_new():
    assert decide.mention([Server(DB, "db")], [("db", UP), ("web", UP)], 7, NOW).states == ((DB, UP), (7, UP))
