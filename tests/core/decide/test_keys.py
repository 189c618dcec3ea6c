"""A key makes a retry harmless."""

import pytest
from support.make import DOWN, WEB, at, incident, opened, planned, row

from incident_cli.core.decide import keys, lines, opening, servers
from incident_cli.core.decide.lines import Line
from incident_cli.core.model import Status
from incident_cli.errors import Conflict

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


def test_a_keyed_opening_said_again_does_nothing():
    line = Line(at("10:00"), states=((WEB, DOWN),), key="k")
    before = opening.opened(1, line, {"title": "x"}, None)
    assert opening.opened(2, line._replace(at=NOW), {"title": "x"}, None, before) == []


def test_a_key_used_with_other_words_is_a_conflict():
    before = opening.opened(1, Line(NOW, key="k"), {"title": "x"}, None)
    with pytest.raises(Conflict, match='the key "k" was used before'):
        opening.opened(2, Line(NOW, key="k"), {"title": "y"}, None, before)


def test_a_time_typed_otherwise_is_another_word_and_a_default_time_is_none():
    before = lines.updated(OPEN, 1, Line(NOW, "x", key="k", key_time="-5m"))
    assert lines.updated(OPEN, 2, Line(at("13:00"), "x", key="k", key_time="-5m"), before) == []
    with pytest.raises(Conflict):
        lines.updated(OPEN, 2, Line(NOW, "x", key="k", key_time="-6m"), before)


def test_a_keyed_closing_said_again_does_nothing():
    before = lines.closed(OPEN, 1, Line(NOW, "x", key="k"))
    assert lines.closed(CLOSED, 2, Line(NOW, "x", key="k"), earlier=before) == []
    with pytest.raises(Conflict):
        lines.closed(CLOSED, 2, Line(NOW, "y", key="k"), earlier=before)


def test_an_update_that_closed_may_be_said_again():
    line = Line(NOW, "x", Status.RESOLVED, key="k")
    before = lines.updated(OPEN, 1, line)
    assert lines.updated(CLOSED, 2, line, before) == []


def test_servers_made_on_the_way_are_no_part_of_the_words():
    made = servers.mention([], [("web", DOWN)], 1, NOW)
    keys.repeated([*made.created, *lines.updated(OPEN, 1, Line(NOW, "x"))], lines.updated(OPEN, 1, Line(NOW, "x")), "k")
