"""What people subscribe to: a feed that validates and whose entries keep their ids, a calendar that calendars read."""

from datetime import timedelta

import feedparser
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import MAINTENANCE, at, incident, opened, planned, row
from support.portables import portables
from support.shapes import A, texts, valid_feed
from support.sites import DB, WEB, published

from incident_cli.core.model import DocumentStatus, Kind, Status
from incident_cli.core.portable import told

SERVERS = {server.id: server for server in (WEB, DB)}


def outage(*rows, number=168, title="Web is down", first=None):
    return told(incident(first or opened(), *rows)._replace(id=number), title, SERVERS, public=True)


def work(*rows, number=9):
    return outage(*rows, number=number, first=planned("13:00", "14:00", states=((DB.id, MAINTENANCE),)))


def feed(*found, **said):
    return published(*found, **said)["feed.atom"].decode()


def entries(*found, **said):
    parsed = feedparser.parse(feed(*found, **said))
    assert not parsed.bozo, parsed.bozo_exception
    return parsed.entries


# -- the feed ------------------------------------------------------------------------------------------


OVER = outage(
    row("added", "10:05", 1, text="We <look> & see.\x00"),
    row("closed", "10:30", 2, text="Over.", status=Status.RESOLVED),
)


def test_the_feed_is_valid_and_says_where_it_is():
    root = valid_feed(feed(OVER, work()))
    links = {link.get("rel"): link.get("href") for link in root.findall(A + "link")}
    assert links == {"self": "https://status.example.org/feed.atom", "alternate": "https://status.example.org/"}
    assert texts(root, "title") == ["Example"]
    assert texts(root, "updated") == ["2014-02-10T10:30:00.000Z"]


@pytest.mark.parametrize("found", [(), (OVER,)], ids=["empty", "of one"])
def test_a_feed_without_an_address_is_valid_and_links_beside_itself(found):
    root = valid_feed(feed(*found, url="", title=""))
    assert root.findall(A + "link") == []
    hrefs = [link.get("href") for link in root.findall(f"{A}entry/{A}link")]
    assert hrefs == ["incidents/168.html"] * len(found)


@given(found=st.lists(portables("statuspage") | portables("elsewhere"), max_size=4))
def test_whatever_was_imported_makes_a_valid_feed(found):
    found = [one._replace(number=number, external_id=f"x{number}") for number, one in enumerate(found, 1)]
    text = feed(*found)
    valid_feed(text)
    assert not feedparser.parse(text).bozo


def test_an_entry_links_to_the_page_of_its_incident():
    (entry,) = entries(OVER)
    assert entry.link == "https://status.example.org/incidents/168.html"
    assert "We &lt;look&gt; &amp; see." in entry.content[0].value


EDITS = {
    "a line": [row("edited", "11:00", 1, text="We looked.")],
    "the title": [row("edited", "11:00", title="Web was down")],
    "taken back": [row("retracted", "11:00", 1, why="it was not")],
    "deleted": [row("deleted", "11:00", 1)],
    "its beginning": [row("edited", "11:00", 0, at=at("09:00"))],
    "a post-mortem": [row("postmortem_stored", "11:00", 2, text="# Why", document=DocumentStatus.PUBLISHED)],
    "closed": [row("closed", "11:00", 2, status=Status.RESOLVED)],
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_an_entry_keeps_its_id_and_grows_newer_when_it_is_edited(edits):
    rows = [row("added", "10:05", 1, text="We look.")]
    (before,), (after,) = entries(outage(*rows)), entries(outage(*rows, *edits))
    assert after.id == before.id
    assert (before.updated, after.updated) == ("2014-02-10T10:05:00.000Z", "2014-02-10T11:00:00.000Z")
    if edits is not EDITS["its beginning"]:
        assert after.published == before.published


def test_an_id_does_not_change_with_the_address_or_the_title_of_the_site():
    (here,), (there,) = entries(OVER), entries(OVER, url="https://elsewhere.example", title="New")
    assert here.id == there.id


def test_an_imported_entry_keeps_the_id_by_which_readers_know_it():
    (entry,) = entries(OVER._replace(source="atom", external_id="tag:status.example.org,2005:Incident/1"))
    assert entry.id == "tag:status.example.org,2005:Incident/1"


def test_of_two_sites_no_entries_have_the_same_id():
    other = outage(number=168, first=opened("09:00"))
    assert entries(OVER)[0].id != entries(other)[0].id


def test_the_latest_fifty_are_in_the_feed_maintenance_among_them():
    many = [outage(number=number, first=opened(at("06:00") + timedelta(minutes=number))) for number in range(1, 60)]
    found = entries(*many, work(number=99), OVER)
    assert len(found) == 50
    assert [entry.link[-8:] for entry in found[:2]] == ["/99.html", "168.html"]  # by when the work is to begin


def test_the_feed_of_unchanged_data_is_the_same():
    assert feed(OVER, work(), now="12:00") == feed(OVER, work(), now="12:30")
    assert feed(now="12:00") == feed(now="12:30")


# -- the calendar --------------------------------------------------------------------------------------


def events(*found, **said):
    return icalendar.Calendar.from_ical(published(*found, **said)["maintenance.ics"]).walk("VEVENT")


def test_the_calendar_is_of_maintenance_alone():
    (event,) = events(OVER, work())
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (at("13:00"), at("14:00"))
    assert str(event["SUMMARY"]) == "Web is down"
    assert str(event["LOCATION"]) == "db"


def test_an_event_keeps_its_id_and_grows_newer_when_it_is_moved():
    (before,), (after,) = events(work()), events(work(row("edited", "11:00", planned_until=at("15:00"))))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTEND") == at("15:00")


def test_the_calendar_holds_what_is_ahead_and_the_latest_of_what_is_over():
    past = [
        outage(
            row("closed", "09:00", 1, status=Status.COMPLETED),
            number=number,
            first=planned("08:00", "09:00", clock=at("02:00") + timedelta(minutes=number)),
        )
        for number in range(10, 70)
    ]
    found = events(*past, work())
    assert len(found) == 51
    assert all(one.kind is Kind.MAINTENANCE for one in past)


def test_an_empty_calendar_is_one():
    assert events(OVER) == []
