"""A whole folder as `incident publish` leaves it, read by those for whom it is made: shapes, feed, calendar, client."""

import json

import feedparser
import icalendar
import pytest
from support import stories
from support.clients import exported
from support.program import Program
from support.shapes import NAMES, SHAPES, shaped, valid_feed
from support.sites import served

needs_data = pytest.mark.skipif(not stories.DATA.exists(), reason="real histories are not beside this checkout")
STORIES = [stories.ordinary, stories.harmful, pytest.param(stories.real, marks=needs_data)]
URL = "https://status.example.org"


@pytest.fixture(scope="module", params=STORIES, ids=lambda story: story.__name__)
def folder(tmp_path_factory, request):
    """A story, published."""
    incident = Program(tmp_path_factory.mktemp(request.param.__name__))
    request.param(incident)
    incident("publish", str(incident.folder / "site"), "--url", URL).done
    return incident.folder / "site"


def test_the_json_has_the_shapes_that_are_documented(folder):
    for name in NAMES:
        shaped(SHAPES[name])(json.loads((folder / "api" / "v2" / f"{name}.json").read_bytes()))


def test_the_feed_validates_and_each_entry_links_to_a_page_that_is_there(folder):
    text = (folder / "feed.atom").read_bytes()
    valid_feed(text)
    parsed = feedparser.parse(text)
    assert not parsed.bozo
    assert parsed.entries
    for entry in parsed.entries:
        assert (folder / entry.link.removeprefix(f"{URL}/")).is_file()


def test_the_calendar_is_read_and_has_each_maintenance(folder):
    calendar = icalendar.Calendar.from_ical((folder / "maintenance.ics").read_bytes())
    told = json.loads((folder / "api/v2/scheduled-maintenances.json").read_bytes())["scheduled_maintenances"]
    assert calendar.errors == []
    assert len(calendar.walk("VEVENT")) == len(told)


def test_a_published_client_reads_it(folder, tmp_path):
    with served(folder) as (home, _):
        found = exported(home, tmp_path)
    assert found["statuspage_probe_check"] == [({"service_name": "ours"}, 1)]
    summary = json.loads((folder / "api/v2/summary.json").read_bytes())
    seen = {labels["incident_id"] for labels, value in found["statuspage_incident_info"] if value}
    assert seen == {one["id"] for one in summary["incidents"]}
    assert len(found["statuspage_component_status"]) == len({one["name"] for one in summary["components"]})
