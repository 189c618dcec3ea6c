"""The JSON of a site has the shapes of Statuspage's public API, and tells nothing that is not public."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import DOWN, MAINTENANCE, PARTIAL, UP, at, incident, opened, planned, row
from support.portables import portables
from support.shapes import NAMES, SHAPES, shaped
from support.sites import DB, GROUPS, MAIL, WEB, component, published, read

from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Status
from incident_cli.core.portable import told
from incident_cli.site.site import Group

SERVERS = {server.id: server for server in (WEB, DB, MAIL)}


def outage(*rows, number=168, title="Web is down", first=None):
    return told(incident(first or opened(), *rows)._replace(id=number), title, SERVERS, public=True)


def work(*rows, number=9, title="New disks"):
    return outage(*rows, number=number, title=title, first=planned("13:00", "14:00", states=((DB.id, MAINTENANCE),)))


OPEN = outage(row("added", "10:05", 1, text="We look.", states=((WEB.id, PARTIAL),), status=Status.IDENTIFIED))
OVER = outage(
    row("closed", "09:30", 1, text="Over.", status=Status.RESOLVED),
    row("postmortem_stored", "11:00", 2, text="# Why", document=DocumentStatus.PUBLISHED),
    number=167,
    title="Mail is slow",
    first=opened("09:00", states=((MAIL.id, DOWN),)),
)
PLAN = work()


# -- shapes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_each_file_has_the_shape_that_is_documented(name):
    files = published(OPEN, OVER, PLAN)
    shaped(SHAPES[name])(read(files, name))


@pytest.mark.parametrize("name", NAMES)
def test_a_site_of_nothing_has_the_same_shapes(name):
    shaped(SHAPES[name])(read(published(groups=(), url=""), name))


@given(found=st.lists(portables("statuspage") | portables("elsewhere"), max_size=3))
def test_whatever_was_imported_has_the_same_shapes(found):
    files = published(*(one._replace(number=number, raw="") for number, one in enumerate(found, 1)))
    for name in NAMES:
        shaped(SHAPES[name])(read(files, name))


def test_the_files_are_those_that_clients_ask_for():
    paths = {f"api/v2/{name}.json" for name in NAMES}
    assert set(published(OPEN)) == paths | {"feed.atom", "maintenance.ics"}


# -- what they tell ---------------------------------------------------------------------------------------


def names(files, name, key="incidents"):
    return [(one["id"], one["status"]) for one in read(files, name)[key]]


def test_what_is_open_is_apart_from_what_is_over():
    files = published(OPEN, OVER)
    assert names(files, "incidents") == [("168", "identified"), ("167", "postmortem")]
    assert names(files, "incidents/unresolved") == names(files, "summary") == [("168", "identified")]


WORKS_AT = {
    "ahead": (PLAN, "12:00", "scheduled", True, False),
    "by the clock": (PLAN, "13:30", "in_progress", False, True),
    "over by the clock": (PLAN, "14:30", "completed", False, False),
    "overrun": (work(row("added", "13:30", 1, status=Status.VERIFYING)), "15:00", "verifying", False, True),
    "called off": (work(row("closed", "12:00", 1, status=Status.CANCELLED)), "12:30", "completed", False, False),
}


@pytest.mark.parametrize(("portable", "now", "status", "upcoming", "active"), WORKS_AT.values(), ids=WORKS_AT)
def test_a_maintenance_is_where_the_clock_has_it(portable, now, status, upcoming, active):
    files, key = published(portable, OPEN, now=now), "scheduled_maintenances"
    assert names(files, "scheduled-maintenances", key) == [("9", status)]
    assert bool(names(files, "scheduled-maintenances/upcoming", key)) is upcoming
    assert bool(names(files, "scheduled-maintenances/active", key)) is active
    assert bool(names(files, "summary", key)) is (upcoming or active)


def test_groups_are_components_with_their_members_behind_them():
    found = read(published(OPEN), "components")["components"]
    group, web = found[1:3]
    assert [(one["name"], one["position"], one["group"], one["status"]) for one in found] == [
        ("mail", 1, False, "operational"),
        ("Front", 2, True, "major_outage"),
        ("web", 1, False, "major_outage"),
        ("Back", 3, True, "operational"),
        ("db", 1, False, "operational"),
    ]
    assert (group["components"], web["group_id"], web["id"]) == ([web["id"]], group["id"], "1")
    assert (found[0]["id"], found[0]["group_id"], found[4]["description"]) == ("m4il", None, "keeps <all>")


def test_a_component_of_an_incident_is_the_one_of_the_list_as_it_is_now():
    files = published(OPEN)
    (said,) = read(files, "incidents")["incidents"]
    assert said["components"] == [read(files, "components")["components"][2]]
    mention = {"code": "1", "name": "web", "old_status": "operational", "new_status": "major_outage"}
    assert said["incident_updates"][-1]["affected_components"][0]["code"] == mention["code"]


def test_an_id_stays_when_a_server_is_renamed_and_a_title_changes():
    renamed = {WEB.id: WEB._replace(name="www")}
    before, after = (
        published(OPEN),
        published(
            told(incident(opened(), row("edited", "11:00", title="x"))._replace(id=168), "x", renamed, public=True),
            groups=(Group("Front", (component(renamed[WEB.id]),)),),
        ),
    )
    for name, key in (("incidents", "incidents"), ("components", "components")):
        old = {one["id"] for one in read(before, name)[key]}
        assert {one["id"] for one in read(after, name)[key]} <= old
    assert read(after, "incidents")["incidents"][0]["components"][0]["id"] == "1"


def test_a_server_that_was_retired_is_told_as_the_incident_left_it():
    (said,) = read(published(OPEN, groups=GROUPS[:1]), "incidents")["incidents"]
    assert [(one["name"], one["status"]) for one in said["components"]] == [("web", "partial_outage")]
    assert said["components"][0]["page_id"] == said["page_id"]


def test_the_latest_fifty_are_told_the_newest_first():
    many = [outage(number=number, first=opened(at("06:00") + timedelta(minutes=number))) for number in range(1, 60)]
    found = [int(one["id"]) for one in read(published(*many), "incidents")["incidents"]]
    assert found == list(range(59, 9, -1))


def test_a_long_history_is_not_read_to_its_end():
    class Endless:
        def __iter__(self):
            for number in range(1000):
                assert number < 60
                yield outage(number=1000 - number)

    published(incidents=Endless())


def test_the_page_says_where_it_is_and_when_anything_changed():
    page = read(published(OPEN, zone=ZoneInfo("Europe/Paris")), "status")["page"]
    assert page == {
        "id": page["id"],
        "name": "Example",
        "url": "https://status.example.org",
        "time_zone": "Europe/Paris",
        "updated_at": "2014-02-10T10:05:00.000Z",
    }
    assert len(page["id"]) == 12


def test_the_clock_turns_the_time_of_the_page_where_it_turns_a_server():
    later = (Group("", (component(DB, MAINTENANCE, "13:00"),)),)
    assert (
        read(published(PLAN, groups=later, now="13:30"), "status")["page"]["updated_at"] == "2014-02-10T13:00:00.000Z"
    )


def test_an_incident_links_to_its_page_where_the_address_is_known():
    assert read(published(OPEN), "summary")["incidents"][0]["shortlink"] == (
        "https://status.example.org/incidents/168.html"
    )
    assert read(published(OPEN, url=""), "summary")["incidents"][0]["shortlink"] == ""


def test_a_correction_makes_an_incident_newer():
    plain, edited = ([row("added", "10:05", 1, text="a")], [row("edited", "11:00", 1, text="b")])
    times = [
        read(published(outage(*rows)), "incidents")["incidents"][0]["updated_at"] for rows in (plain, plain + edited)
    ]
    assert times == ["2014-02-10T10:05:00.000Z", "2014-02-10T11:00:00.000Z"]


def test_unchanged_data_gives_the_same_bytes_later():
    assert published(OPEN, OVER, PLAN, now="12:00") == published(OPEN, OVER, PLAN, now="12:59:59")


def test_the_overall_status_is_that_of_the_board():
    calm = tuple(group._replace(components=tuple(c._replace(state=UP) for c in group.components)) for group in GROUPS)
    assert read(published(OVER, groups=calm), "status")["status"] == {
        "indicator": "none",
        "description": "All Systems Operational",
    }
    assert read(published(OPEN), "status")["status"]["indicator"] == "major"


def test_every_byte_is_ascii_and_nothing_can_leave_a_script_element_open():
    title = "</script><script>alert(1)</script>\u2028\u202e\x1b\ud800"
    content = published(OPEN._replace(title=title))["api/v2/summary.json"]
    assert content.isascii()
    assert json.loads(content)["incidents"][0]["name"] == title


# -- what they never tell -----------------------------------------------------------------------------------


def test_nothing_internal_is_in_any_file():
    kept = json.dumps({"page": {"id": "secret-page"}, "patch": {"metadata": ["-", "secret-metadata"]}})
    hidden = outage(
        row("added", "10:05", 1, text="secret note", kind=EntryKind.NOTE, states=((WEB.id, PARTIAL),)),
        row("added", "10:06", 2, text="secret output", kind=EntryKind.COMMAND),
        row("postmortem_stored", "10:07", 3, text="secret draft", document=DocumentStatus.DRAFT),
        row("added", "10:08", 4, text="secret word"),
        row("deleted", "10:09", 4),
        row("closed", "10:10", 5, text="secret end", kind=EntryKind.NOTE, status=Status.RESOLVED),
    )
    hidden = hidden._replace(source="statuspage", external_id="x1", raw=kept, impact=Impact.MAJOR)
    for path, content in published(hidden, now="12:00").items():
        assert b"secret" not in content, path
        assert b"ann" not in content.replace(b"planned", b""), path
        assert b"host1" not in content, path
