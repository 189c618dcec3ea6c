"""What was recorded here is written as Statuspage would tell it, and means the same when it is read again."""

import json
from datetime import UTC, datetime

import pytest

from incident_cli.core.model import EntryKind, Impact, Kind, State, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, PortableServer
from incident_cli.formats import statuspage
from incident_cli.formats.source import Reading, Source
from incident_cli.formats.writing import Writing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WRITING = Writing(NOW)
UP, DOWN, PARTIAL = State.OPERATIONAL, State.MAJOR_OUTAGE, State.PARTIAL_OUTAGE


def at(clock):
    return datetime(2024, 3, 1, *map(int, clock.split(":")), tzinfo=UTC)


def line(number, clock, text="", recorded=None, **more):
    return PortableLine(at(clock), at(recorded or clock), text, number=number, **more)


def outage(*lines, **more):
    """An incident recorded here: http6 down, db about it as well."""
    return Portable(
        **{
            "source": "",
            "external_id": "",
            "title": "http6 is down",
            "began_at": at("10:05"),
            "recorded_at": at("10:10"),
            "number": 168,
            "states": (("http6", DOWN),),
            "affected": ("x1",),
            "lines": lines,
            "servers": (PortableServer("http6", order=3), PortableServer("db", "x1", description="the database")),
        }
        | more
    )


STORY = (
    line(1, "10:13", "Down again.", recorded="10:15"),
    line(2, "10:20", "Asked Noor.", kind=EntryKind.NOTE, status=Status.IDENTIFIED),
    line(3, "10:26", "Better.", states=(("http6", PARTIAL), ("x1", PARTIAL)), links=("https://x.example",)),
    line(4, "10:30", "We watch.", status=Status.MONITORING),
    line(5, "10:40", "Wrong.", retracted="it was right"),
    line(6, "15:05", "Done.", verb=Verb.CLOSED, status=Status.RESOLVED),
    line(7, "18:00", "What happened.", kind=EntryKind.POSTMORTEM),
)


def read(text, tmp_path):
    path = tmp_path / "x.json"
    path.write_text(text)
    return [piece.load() for piece in statuspage.read(Source("x.json", str(path)), Reading(NOW, UTC))]


def test_an_incident_of_ours_has_everything_that_statuspage_has():
    found = statuspage.document(outage(*STORY), WRITING)
    updates = found.pop("incident_updates")
    components = found.pop("components")
    assert found == {
        "id": "168",
        "name": "http6 is down",
        "status": "postmortem",
        "created_at": "2024-03-01T10:10:00.000Z",
        "updated_at": "2024-03-01T18:00:00.000Z",
        "monitoring_at": "2024-03-01T10:30:00.000Z",
        "resolved_at": "2024-03-01T15:05:00.000Z",
        "impact": "critical",
        "shortlink": "",
        "started_at": "2024-03-01T10:05:00.000Z",
        "page_id": "",
    }
    assert [(each["id"], each["status"], each["body"]) for each in updates] == [
        ("168.7", "postmortem", "What happened."),
        ("168.6", "resolved", "Done."),
        ("168.5", "monitoring", "[retracted] Wrong."),
        ("168.4", "monitoring", "We watch."),
        ("168.3", "identified", "Better.\nhttps://x.example"),
        ("168.1", "investigating", "Down again."),
    ]
    assert updates[-1] == {
        "id": "168.1",
        "status": "investigating",
        "body": "Down again.",
        "incident_id": "168",
        "created_at": "2024-03-01T10:15:00.000Z",
        "updated_at": "2024-03-01T10:15:00.000Z",
        "display_at": "2024-03-01T10:13:00.000Z",
        "affected_components": None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }
    assert [(each["id"], each["name"], each["status"], each["position"]) for each in components] == [
        ("http6", "http6", "operational", 3),
        ("x1", "db", "operational", 0),
    ]
    assert components[1]["description"] == "the database"


def test_updates_say_what_each_component_was_and_is():
    found = statuspage.document(outage(*STORY), WRITING)["incident_updates"]
    mentions = {
        update["id"]: [(each["name"], each["old_status"], each["new_status"]) for each in update["affected_components"]]
        for update in found
        if update["affected_components"]
    }
    assert mentions == {
        "168.3": [("http6", "major_outage", "partial_outage"), ("db", "operational", "partial_outage")],
        "168.6": [("http6", "partial_outage", "operational"), ("db", "partial_outage", "operational")],
    }


def test_a_state_of_the_opening_that_no_line_says_is_said_by_the_first_update():
    found = statuspage.document(outage(line(1, "10:13")), WRITING)
    assert found["incident_updates"][0]["affected_components"] == [
        {"code": "http6", "name": "http6", "old_status": "major_outage", "new_status": "major_outage"}
    ]
    assert found["components"][0]["status"] == "major_outage"


def test_the_update_that_ends_an_incident_says_that_its_components_are_up():
    lines = (line(1, "10:13"), line(2, "11:00", verb=Verb.CLOSED, states=(("x1", PARTIAL),)))
    found = statuspage.document(outage(*lines), WRITING)
    assert found["incident_updates"][0]["affected_components"] == [
        {"code": "http6", "name": "http6", "old_status": "major_outage", "new_status": "operational"},
        {"code": "x1", "name": "db", "old_status": "operational", "new_status": "partial_outage"},
    ]


def test_opened_again_it_is_open():
    lines = (line(1, "11:00", verb=Verb.CLOSED), line(2, "12:00", verb=Verb.REOPENED), line(3, "12:30"))
    found = statuspage.document(outage(*lines), WRITING)
    assert [each["status"] for each in found["incident_updates"]] == ["investigating", "investigating", "resolved"]
    assert (found["status"], found["resolved_at"]) == ("investigating", None)


def test_a_line_after_the_end_moves_neither_the_end_nor_the_status():
    lines = (line(1, "11:00", verb=Verb.CLOSED), line(2, "12:00", status=Status.MONITORING))
    found = statuspage.document(outage(*lines), WRITING)
    assert [each["status"] for each in found["incident_updates"]] == ["resolved", "resolved"]
    assert (found["status"], found["monitoring_at"]) == ("resolved", None)


@pytest.mark.parametrize(
    ("more", "impact"),
    [
        ({}, "critical"),
        ({"states": ()}, "none"),
        ({"impact": Impact.MINOR}, "minor"),
        ({"kind": Kind.MAINTENANCE}, "maintenance"),
    ],
)
def test_the_impact_is_the_one_set_else_the_one_of_the_worst_state(more, impact):
    assert statuspage.document(outage(**more), WRITING)["impact"] == impact


@pytest.mark.parametrize(("day", "status"), [(1, "scheduled"), (2, "in_progress"), (9, "completed")])
def test_the_status_of_a_maintenance_is_the_one_that_the_clock_gives(day, status):
    planned = outage(
        kind=Kind.MAINTENANCE,
        status=Status.SCHEDULED,
        planned_from=datetime(2024, 3, 2, tzinfo=UTC),
        planned_until=datetime(2024, 3, 3, tzinfo=UTC),
    )
    found = statuspage.document(planned, Writing(datetime(2024, 3, day, tzinfo=UTC)))
    assert (found["status"], found["scheduled_for"]) == (status, "2024-03-02T00:00:00.000Z")


def test_what_was_written_means_the_same_when_it_is_read_again(tmp_path):
    ours = outage(*STORY)
    (found,) = read(statuspage.single(ours, WRITING), tmp_path)
    assert (found.title, found.began_at, found.ended_at, found.impact) == (
        "http6 is down",
        ours.began_at,
        ours.ended_at,
        Impact.CRITICAL,
    )
    public = [each for each in ours.lines if each.kind.public]
    assert [(each.at, each.recorded_at) for each in found.lines] == [(each.at, each.recorded_at) for each in public]
    assert dict(found.states) == {"http6": DOWN, "x1": UP}
    assert statuspage.document(found, WRITING) == statuspage.document(ours, WRITING)


@pytest.mark.parametrize("kinds", ["", "i", "m", "imim", "mmi"])
def test_many_are_written_in_two_lists_in_their_order(kinds, tmp_path):
    made = [
        outage(number=number, kind=Kind.MAINTENANCE if kind == "m" else Kind.INCIDENT, title="é\u2028\ud800")
        for number, kind in enumerate(kinds)
    ]
    text = "".join(statuspage.write(iter(made), WRITING))
    found = json.loads(text)
    assert text.isascii()
    assert [each["id"] for each in found["incidents"]] == [str(n) for n, kind in enumerate(kinds) if kind == "i"]
    assert [each["id"] for each in found.get("scheduled_maintenances", [])] == [
        str(n) for n, kind in enumerate(kinds) if kind == "m"
    ]
    assert ("scheduled_maintenances" in found) == ("m" in kinds)
    assert found["page"]["time_zone"] == "Etc/UTC"


def test_it_is_written_as_it_comes():
    def endless():
        while True:
            yield outage()

    rows = statuspage.write(endless(), WRITING)
    assert len([next(rows) for _ in range(100)]) == 100
