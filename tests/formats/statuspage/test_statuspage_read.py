"""What an object of Statuspage means: when it began and ended, what its lines set, and what is said to be odd."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Kind, State, Status, Verb
from incident_cli.core.portable import PortableServer
from incident_cli.formats import statuspage
from incident_cli.formats.source import Reading, Source, Unreadable

NOW = datetime(2026, 1, 1, tzinfo=UTC)
UP, DOWN, PARTIAL = State.OPERATIONAL, State.MAJOR_OUTAGE, State.PARTIAL_OUTAGE


def at(clock):
    """`10:05` UTC on the first of March 2024."""
    return datetime(2024, 3, 1, *map(int, clock.split(":")), tzinfo=UTC)


def told(clock):
    return f"2024-03-01T{clock}:00.000Z"


def update(clock, status="investigating", body="", shown=None, components=None, **more):
    return {
        "id": f"u{clock}{status}",
        "status": status,
        "body": body,
        "created_at": told(clock),
        "display_at": told(shown or clock),
        "affected_components": components,
        **more,
    }


def said(code, old, new, name="API"):
    return {"code": code, "name": name, "old_status": old, "new_status": new}


@pytest.fixture
def read(tmp_path):
    """Reads one object."""

    def read_one(*updates, reading=None, **more):
        value = {"id": "i1", "name": "API is down", "status": "resolved", "created_at": told("10:00"), **more}
        value = {name: each for name, each in value.items() if each != "absent"}
        path = tmp_path / "x.json"
        path.write_text(json.dumps({"incident": value | {"incident_updates": list(updates)[::-1]}}))
        (piece,) = statuspage.read(Source("x.json", str(path)), reading or Reading(NOW, UTC))
        if isinstance(piece, Unreadable):
            raise piece
        return piece.load()

    return read_one


def ends(portable):
    (line,) = [line for line in portable.lines if line.verb is Verb.CLOSED]
    return line


# -- beginning and end --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "clock"),
    [
        ({}, "10:00"),
        ({"started_at": told("09:30")}, "09:30"),
        ({"started_at": None}, "10:00"),
        ({"started_at": told("10:02")}, "10:02"),
        ({"started_at": told("10:20")}, "10:05"),
        ({"created_at": "absent"}, "10:05"),
        ({"created_at": told("10:01"), "started_at": told("23:00")}, "10:01"),
    ],
)
def test_it_began_with_the_earliest_of_its_start_and_its_updates(read, more, clock):
    assert read(update("10:05"), update("11:00", "resolved"), resolved_at=told("11:00"), **more).began_at == at(clock)


def test_an_update_happened_when_it_is_displayed_and_was_written_when_it_was_created(read):
    portable = read(update("10:05", shown="09:40"), status="investigating")
    assert (portable.lines[0].at, portable.lines[0].recorded_at) == (at("09:40"), at("10:05"))
    assert (portable.began_at, portable.recorded_at) == (at("09:40"), at("10:00"))


def test_the_opening_is_written_first(read):
    portable = read(update("10:05"), created_at=told("10:30"), status="investigating")
    assert portable.recorded_at == at("10:05")


def test_lines_stand_in_the_order_in_which_they_were_written(read):
    portable = read(update("10:05", body="1"), update("10:10", shown="10:01", body="2"), status="monitoring")
    assert [line.text for line in portable.lines] == ["1", "2"]
    assert [line.text for line in portable.timeline] == ["2", "1"]


def test_the_update_that_is_nearest_to_the_end_tells_it(read):
    portable = read(
        update("10:05"),
        update("10:30", "resolved", "not yet"),
        update("11:00", "resolved", "done"),
        resolved_at="2024-03-01T10:59:59.200Z",
    )
    assert (ends(portable).text, ends(portable).at, ends(portable).status) == ("done", at("11:00"), Status.RESOLVED)
    assert [line.status for line in portable.lines] == [Status.INVESTIGATING, None, Status.RESOLVED]


def test_an_end_that_no_update_tells_becomes_a_line_that_says_nothing(read):
    portable = read(update("10:05"), update("11:30", "resolved", "done"), resolved_at=told("11:00"))
    line = ends(portable)
    assert (line.at, line.kind, line.text, line.status) == (at("11:00"), EntryKind.NOTE, "", Status.RESOLVED)
    assert [line.status for line in portable.lines if line.kind.public] == [Status.INVESTIGATING, None]


@pytest.mark.parametrize(
    ("updates", "more", "clock"),
    [
        ([update("10:05"), update("11:00", "resolved")], {}, "11:00"),
        ([update("10:05"), update("11:00", "resolved")], {"status": "absent"}, "11:00"),
        (
            [update("10:05"), update("11:00", "resolved"), update("15:00", "postmortem")],
            {"status": "postmortem"},
            "11:00",
        ),
        ([update("10:05"), update("11:00", "postmortem")], {"status": "postmortem"}, "11:00"),
        ([update("10:05"), update("11:00")], {"updated_at": told("12:00")}, "12:00"),
        ([update("10:05"), update("11:00")], {}, "11:00"),
        ([], {"updated_at": told("12:00")}, "12:00"),
        ([], {}, "10:00"),
    ],
)
def test_without_an_end_of_its_own_it_ended_with_its_last_final_update(read, updates, more, clock):
    assert read(*updates, **more).ended_at == at(clock)


def test_what_is_not_over_has_no_end(read):
    portable = read(update("10:05"), update("11:00", "resolved"), update("11:10", "monitoring"), status="monitoring")
    assert (portable.ended_at, portable.status_now) == (None, Status.MONITORING)


def test_no_end_comes_before_the_beginning(read):
    portable = read(update("10:05"), resolved_at=told("09:00"))
    assert (portable.began_at, portable.ended_at) == (at("10:00"), at("10:00"))
    assert any("after its end" in each for each in portable.warnings)


def test_after_the_end_nothing_is_set(read):
    portable = read(
        update("10:05", components=[said("c1", "operational", "major_outage")]),
        update("11:00", "resolved", components=[said("c1", "major_outage", "partial_outage")]),
        update("12:00", "monitoring", components=[said("c1", "partial_outage", "major_outage")]),
        resolved_at=told("11:00"),
    )
    assert [(line.status, line.states) for line in portable.lines] == [
        (Status.INVESTIGATING, (("c1", DOWN),)),
        (Status.RESOLVED, ()),
        (None, ()),
    ]


def test_the_last_post_mortem_is_the_document(read):
    portable = read(
        update("10:05"),
        update("11:00", "resolved"),
        update("15:00", "postmortem", "first"),
        update("16:00", "postmortem", "second"),
        status="postmortem",
        resolved_at=told("11:00"),
    )
    assert [(line.kind, line.document, line.status) for line in portable.lines[2:]] == [
        (EntryKind.UPDATE, None, None),
        (EntryKind.POSTMORTEM, DocumentStatus.PUBLISHED, None),
    ]


# -- components ---------------------------------------------------------------------------------------------------


def test_what_the_first_mention_says_was_there_before_holds_from_the_beginning(read):
    portable = read(
        update("10:05", components=[said("c1", "operational", "partial_outage")]),
        update("10:10", components=[said("c1", "major_outage", "major_outage"), said("c2", "partial_outage", None)]),
        update("11:00", "resolved", components=[said("c3", "major_outage", "operational", "Mail")]),
        resolved_at=told("11:00"),
    )
    assert portable.states == (("c1", UP), ("c2", PARTIAL), ("c3", DOWN))
    assert [line.states for line in portable.lines] == [(("c1", PARTIAL),), (("c1", DOWN),), ()]
    assert portable.affected == ()


def test_a_component_without_a_known_state_is_affected_and_nothing_else(read):
    portable = read(
        update("10:05", components=[{"code": "c1", "name": "API"}, said("c2", "on fire", "", "Web"), {}]),
        components=[{"id": "c3", "name": "Mail", "status": "major_outage", "position": 4, "description": "all of it"}],
    )
    assert (portable.states, portable.affected) == ((), ("c3", "c1", "c2"))
    assert portable.servers == (
        PortableServer("Mail", "c3", "", "all of it", 4),
        PortableServer("API", "c1"),
        PortableServer("Web", "c2"),
    )
    assert any("'on fire' is no state" in each for each in portable.warnings)


def test_a_component_is_called_as_it_is_listed_else_as_it_was_called_last(read):
    portable = read(
        update("10:05", components=[said("c1", "operational", "major_outage", "Old"), said("c2", None, None, "Old")]),
        update("10:06", components=[said("c1", "operational", "major_outage", "New"), said("c2", None, None, "New")]),
        components=[{"id": "c1", "name": "Listed"}],
    )
    assert [server.name for server in portable.servers] == ["Listed", "New"]


def test_a_component_without_a_code_is_known_by_its_name(read):
    portable = read(
        update("10:05", components=[{"name": "API", "old_status": "operational", "new_status": "major_outage"}]),
        update("10:06", components=[{"name": "Web", "old_status": "operational", "new_status": "major_outage"}]),
        update("10:07", components=[said("c2", "major_outage", "partial_outage", "web")]),
        status="monitoring",
    )
    assert portable.states == (("API", UP), ("c2", UP))
    assert portable.servers == (PortableServer("API"), PortableServer("web", "c2"))


def test_groups_are_no_servers(read):
    portable = read(
        components=[
            {"id": "g", "name": "Europe", "group": True},
            {"id": "c1", "name": "API", "group": False, "group_id": "g"},
        ]
    )
    assert portable.servers == (PortableServer("API", "c1", "Europe"),)


# -- the rest -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "impact"), [("none", Impact.NONE), ("critical", Impact.CRITICAL), ("maintenance", None), (None, None)]
)
def test_the_impact_is_the_one_that_it_says(read, word, impact):
    assert read(impact=word).impact is impact


def test_a_maintenance_is_told_by_its_window_and_was_announced_before(read):
    portable = read(
        update("10:05", "scheduled"),
        update("12:00", "in_progress", components=[said("c1", "operational", "under_maintenance")]),
        update("13:00", "completed"),
        status="completed",
        started_at=told("12:00"),
        scheduled_for=told("12:00"),
        scheduled_until=told("14:00"),
        impact="maintenance",
    )
    assert (portable.kind, portable.began_at, portable.status) == (Kind.MAINTENANCE, at("10:00"), Status.SCHEDULED)
    assert (portable.planned_from, portable.planned_until) == (at("12:00"), at("14:00"))
    assert (portable.ended_at, portable.status_now) == (at("13:00"), Status.COMPLETED)
    assert [line.status for line in portable.lines] == [Status.SCHEDULED, Status.IN_PROGRESS, Status.COMPLETED]


def test_html_is_told_as_plain_text_and_everything_else_as_it_is(read):
    portable = read(update("10:05", body="one<br />two"), update("10:06", body=" a < b &amp; c\r\n"))
    assert [line.text for line in portable.lines if line.kind.public] == ["one\ntwo", " a < b &amp; c\r\n"]


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("2024-03-01T02:05:00-08:00", 0),
        ("2024-03-01T10:05:00Z", 0),
        ("2024-03-01T10:05:00.123987Z", 0.123),
        ("2024-03-01T10:05:00+00:00", 0),
        ("2024-03-01 10:05:00 UTC", 0),
        ("2024-03-01 10:05", 0),
    ],
)
def test_a_time_is_read_with_its_offset_to_the_millisecond(read, words, seconds):
    portable = read(update("10:00", id="u1") | {"created_at": words, "display_at": None}, status="investigating")
    assert portable.lines[0].at == at("10:05") + timedelta(seconds=seconds)


@pytest.mark.parametrize(("said_so", "hour"), [(True, "08:05"), (False, "10:05")])
def test_a_time_without_a_zone_is_in_the_one_that_was_given_else_in_utc(read, said_so, hour):
    reading = Reading(NOW, timezone(timedelta(hours=2)), said_so)
    portable = read(update("10:00") | {"display_at": "2024-03-01T10:05:00"}, reading=reading, status="investigating")
    assert portable.lines[0].at == at(hour)
    assert any("without a zone" in each for each in portable.warnings)


def test_a_look_alike_with_most_keys_missing_is_read(read):
    portable = read(
        {"id": "01J", "status": "investigating", "body": "x", "created_at": "2024-03-01T02:10:00.5-08:00"},
        {"id": "01K", "status": "resolved", "body": "y", "created_at": "2024-03-01T02:40:00.25-08:00"},
        created_at="2024-03-01T02:10:00.5-08:00",
    )
    assert (portable.ended_at - portable.began_at).total_seconds() == 1799.75


@pytest.mark.parametrize(
    ("updates", "more", "words"),
    [
        ([], {}, "it has no updates"),
        ([update("10:05", "odd")], {}, "the status 'odd' is unknown"),
        ([update("10:05", "in_progress")], {}, "the status 'in_progress' is unknown"),
        ([update("10:05", id="a"), update("10:06", id="a")], {}, "the same id"),
        ([update("10:05", shown="10:05") | {"display_at": "soon"}], {}, "display_at 'soon' is no time"),
        ([update("10:05") | {"created_at": "10:06"}], {}, "created_at '10:06' is no time"),
        ([{"body": "x"}], {}, "an update names no time"),
        ([update("10:05")], {"resolved_at": "2024-05-01T10:00:00Z"}, "it lasts 61 days"),
        (
            [update("10:05", shown="10:05") | {"display_at": "1970-01-01T00:00:00Z"}],
            {"resolved_at": told("11:00")},
            "it lasts 197",
        ),
        ([update("10:05")], {"status": "identified", "resolved_at": told("11:00")}, "its status is 'identified'"),
        ([update("10:05")], {"started_at": told("12:00"), "resolved_at": told("11:00")}, "it starts after its end"),
    ],
)
def test_what_is_odd_is_taken_and_said(read, updates, more, words):
    assert any(words in each for each in read(*updates, **more).warnings)


def test_what_is_usual_is_not_worth_a_word(read):
    portable = read(
        update("10:05", components=[said("c1", "operational", "major_outage")]),
        update("10:30", "monitoring", components=[said("c1", "partial_outage", "partial_outage")]),
        update("11:00", "resolved"),
        resolved_at=told("11:00"),
    )
    assert portable.warnings == ()


def test_updates_with_one_id_are_told_apart(read):
    portable = read(update("10:05", id="a"), update("10:06", id="a"), update("10:07", id=""), status="monitoring")
    assert [line.external_id for line in portable.lines] == ["a", "a#2", ""]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"id": 17}, "17"),
        ({"id": None, "shortlink": "https://stspg.io/x"}, "https://stspg.io/x"),
        ({"id": "absent"}, "b56ce103"),
    ],
)
def test_it_is_known_by_its_id_else_by_something_that_stays(read, more, name):
    assert read(**more).external_id == name


@pytest.mark.parametrize("updates", [True, False], ids=["newest first", "oldest first"])
def test_updates_may_stand_in_either_order(read, updates):
    rows = [update("10:05", body="1"), update("10:05", "monitoring", body="2"), update("10:09", body="3")]
    portable = read(*(rows if updates else rows[::-1]), status="monitoring")
    assert [line.text for line in portable.lines] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"name": 17}, "name is a number, not a text"),
        ({"status": []}, "status is a list, not a text"),
        ({"created_at": 17}, "created_at is a number, not a time"),
        ({"created_at": None}, "nothing in it names a time"),
        ({"resolved_at": {}}, "resolved_at is an object, not a time"),
        ({"components": {}}, "components is an object, not a list"),
        ({"components": [17]}, "a component is a number, not an object"),
        ({"impact": True}, "impact is true, not a text"),
        ({"name": "x" * (5 * 1024 * 1024)}, "name is longer than 4 MB"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_has_the_wrong_type_is_left_out(read, more, why):
    with pytest.raises(Unreadable) as caught:
        read(**more)
    assert why in caught.value.message
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (17, "an update is a number, not an object"),
        (update("10:05", body=17), "body is a number, not a text"),
        (update("10:05", components={}), "affected_components is an object, not a list"),
        (update("10:05", components=["API"]), "an affected component is a text, not an object"),
        (update("10:05", components=[said(None, None, None, ["API"])]), "name is a list, not a text"),
        (update("10:05", id=1.5), "id is a number, not a text"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_update_of_the_wrong_type_leaves_its_incident_out(read, wrong, why):
    with pytest.raises(Unreadable, match=why):
        read(update("10:05"), wrong)


def test_what_is_nested_too_deep_is_left_out(read):
    value = 1
    for _ in range(100):
        value = [value]
    with pytest.raises(Unreadable, match="more than 64 levels"):
        read(more=value)
