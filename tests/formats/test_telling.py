"""What the writers tell of an incident is what the record says of it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from support.histories import SERVERS, START, logs
from support.make import DB, DEGRADED, DOWN, WEB, at, incident, opened, planned, row

from incident_cli.core import phrase
from incident_cli.core.fold import fold
from incident_cli.core.measure import end_of, metrics, overrun, phase
from incident_cli.core.model import EntryKind, Kind, Server, State, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, PortableServer, told
from incident_cli.formats.telling import known_as, rows, whole

NAMES = {number: Server(number, f"s{number}") for number in SERVERS}
LATER = st.sampled_from((-20, 0, 15, 30, 600)).map(lambda minutes: START + timedelta(minutes=minutes))


def figures(found, names, now):
    """What tables and calendars say of an incident."""
    servers = [names[server] for server in found.servers]
    times = [found.began_at, end_of(found, now), found.ended_at]
    return phase(found, now), overrun(found, now), found.impact, times, servers, metrics(found, now)


@given(logs(), LATER)
def test_the_figures_are_those_of_the_record(rows_, now):
    found = fold(rows_)
    if found.exists:
        names = phrase.server_names(NAMES)
        again = whole(told(found, "x", NAMES))
        assert figures(again.incident, again.names, now) == figures(found, names, now)
        assert again.incident.actions == {}  # what tables tell of an incident has none of them


def test_the_timeline_is_that_of_the_record():
    found = incident(
        opened("10:00"),
        row("added", "10:20", 1, text="b", recorded="10:20"),
        row("added", "10:10", 2, text="a", recorded="10:21", states=((DB, DEGRADED),)),
        row("closed", "10:30", 3, text="c", status=Status.RESOLVED),
    )
    again = whole(told(found, "x", {WEB: Server(WEB, "web"), DB: Server(DB, "db", external_id="d1")}))
    assert [(e.number, e.text) for e in again.incident.timeline] == [(0, ""), (2, "a"), (1, "b"), (3, "c")]
    assert again.servers == ["web", "db"]
    assert again.states(again.incident.entries[2].states) == "db=degraded"


def test_lines_without_numbers_are_numbered_as_they_were_written():
    lines = (PortableLine(at("10:30"), at("10:30")), PortableLine(at("10:10"), at("10:31")))
    found = whole(Portable("x", "1", "t", at("10:00"), at("10:00"), lines=lines)).incident
    assert [entry.number for entry in found.timeline] == [0, 2, 1]


def test_a_server_that_only_its_key_names_is_called_by_it():
    line = PortableLine(at("10:10"), at("10:10"), states=(("k2", State.OPERATIONAL),))
    found = whole(
        Portable(
            *("x", "1", "t", at("10:00"), at("10:00")),
            states=(("k1", DOWN),),
            affected=("k3",),
            lines=(line,),
            servers=(PortableServer("web", "k1"),),
        )
    )
    assert found.servers == ["k3", "web", "k2"]
    assert found.states(found.incident.entries[1].states) == "k2=up"


def test_a_maintenance_really_began_when_its_window_did():
    found = incident(planned("10:00", "12:00"), row("added", "09:30", 1, status=Status.IN_PROGRESS, recorded="09:30"))
    again = whole(told(found, "x", {WEB: Server(WEB, "web")})).incident
    assert again.began_at == at("09:30")
    assert again.kind is Kind.MAINTENANCE


def test_an_end_that_no_line_tells_is_no_update():
    line = PortableLine(at("11:00"), at("11:00"), verb=Verb.CLOSED, kind=EntryKind.NOTE)
    found = whole(Portable("x", "1", "t", at("10:00"), at("10:00"), lines=(line,))).incident
    assert (found.ended_at, found.entries[1].word) == (at("11:00"), False)


def test_an_incident_is_known_by_its_source_else_by_its_number_and_when_it_was_recorded():
    mine = Portable("", "", "t", at("10:00"), at("10:05"), number=168)
    assert known_as(mine) == ("incident", "168@2014-02-10T10:05:00.000Z")
    assert known_as(mine._replace(source="statuspage", external_id="x1")) == ("statuspage", "x1")


def test_of_several_lines_all_that_is_unsafe_is_made_visible_but_for_tabs_and_line_ends():
    assert rows("a\r\nb\n\tc\rd\x00\x1b[31m\u202ee\ud800é") == "a\nb\n\tc\\rd\\x00\\x1b[31m\\u202ee\\ud800é"
