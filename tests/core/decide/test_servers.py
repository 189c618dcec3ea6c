"""Servers named in -s."""

import pytest
from support.make import DOWN, MAINTENANCE, UP, at, incident, opened, planned, row

from incident_cli.core.decide import servers
from incident_cli.core.events import EventKind
from incident_cli.core.model import Server, State, Status

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


KNOWN = [Server(1, "web1"), Server(2, "Database")]


def test_names_are_resolved_whatever_their_case():
    found = servers.mention(KNOWN, [("WEB1", DOWN), ("database", UP)], 3, NOW)
    assert (found.states, found.created, found.doubts) == (((1, DOWN), (2, UP)), (), ())


def test_a_new_name_makes_a_server_once():
    found = servers.mention(KNOWN, [("mail", DOWN), ("MAIL", UP), ("ftp", DOWN)], 3, NOW)
    assert found.states == ((3, UP), (4, DOWN))
    assert [(e.kind, e.server, e.data) for e in found.created] == [
        (EventKind.SERVER_CHANGED, 3, {"name": "mail"}),
        (EventKind.SERVER_CHANGED, 4, {"name": "ftp"}),
    ]


def test_a_name_that_is_nearly_another_is_doubted():
    assert servers.mention(KNOWN, [("databse", DOWN)], 3, NOW).doubts == (("databse", "Database"),)


def test_two_letters_that_changed_places_are_doubted_in_a_short_name_as_well():
    assert servers.mention(KNOWN, [("wbe1", DOWN)], 3, NOW).doubts == (("wbe1", "web1"),)


@pytest.mark.parametrize("name", ["web2", "web11", "WEB9", "web"])
def test_names_that_differ_only_in_digits_are_never_doubted(name):
    assert servers.mention(KNOWN, [(name, DOWN)], 3, NOW).doubts == ()


def test_setting_states_makes_the_new_servers_first():
    events = servers.server_states(
        servers.mention(KNOWN, [("mail", DOWN), ("web1", MAINTENANCE)], 3, NOW), NOW, "by hand"
    )
    assert [(e.kind, e.server) for e in events] == [
        (EventKind.SERVER_CHANGED, 3),
        (EventKind.STATE_SET, 3),
        (EventKind.STATE_SET, 1),
    ]
    assert dict(events[1].data) == {"state": DOWN, "note": "by hand"}


def test_a_state_set_without_a_note_carries_the_state_alone():
    (event,) = servers.server_states(servers.mention(KNOWN, [("web1", DOWN)], 3, NOW), NOW, "")
    assert dict(event.data) == {"state": State.MAJOR_OUTAGE}
