"""One more line, and the last one: what is stored, and what is refused."""

import pytest
from support.make import DEGRADED, UP, WEB, at, incident, opened, planned, row

from incident_cli.core.decide import lines
from incident_cli.core.decide.lines import Line
from incident_cli.core.events import EventKind
from incident_cli.core.model import EntryKind, Status
from incident_cli.errors import Refused, Usage

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


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_line_that_says_nothing_is_refused(text):
    with pytest.raises(Usage, match="nothing to add"):
        lines.updated(OPEN, 1, Line(NOW, text=text))


@pytest.mark.parametrize(
    "line",
    [Line(NOW, "x"), Line(NOW, status=Status.IDENTIFIED), Line(NOW, states=((WEB, UP),)), Line(NOW, links=("u",))],
)
def test_a_text_a_status_a_state_or_a_link_is_enough(line):
    (event,) = lines.updated(OPEN, 4, line)
    assert (event.kind, event.entry, event.incident) == (EventKind.ADDED, 4, 1)


def test_a_final_status_closes():
    (event,) = lines.updated(OPEN, 1, Line(NOW, "done", Status.RESOLVED))
    assert said([event]) == [(EventKind.CLOSED, 1, {"text": "done", "status": Status.RESOLVED})]


@pytest.mark.parametrize("kind", [EntryKind.NOTE, EntryKind.COMMAND])
def test_an_internal_line_does_not_close_since_closing_would_publish_it(kind):
    with pytest.raises(Usage, match="internal note cannot close"):
        lines.updated(OPEN, 1, Line(NOW, "secret", Status.RESOLVED, kind=kind))


@pytest.mark.parametrize("line", [Line(at("11:00"), states=((WEB, UP),)), Line(NOW, status=Status.MONITORING)])
def test_a_line_after_the_end_may_not_set_a_status_or_a_state(line):
    with pytest.raises(Refused, match="is closed"):
        lines.updated(CLOSED, 2, line)


def test_a_text_may_be_added_after_the_end_and_a_state_before_it():
    assert lines.updated(CLOSED, 2, Line(NOW, "one more thing"))
    assert lines.updated(CLOSED, 2, Line(at("10:30"), states=((WEB, UP),)))


def test_a_closed_incident_is_not_resolved_again_before_its_end():
    with pytest.raises(Refused, match="closed already"):
        lines.updated(CLOSED, 2, Line(at("10:30"), status=Status.RESOLVED))


def test_closing_stores_what_was_typed_and_the_last_status():
    line = Line(NOW, "all well", states=((WEB, DEGRADED),))
    (event,) = lines.closed(OPEN, 3, line, keep=True, residual="a crack")
    assert dict(event.data) == {
        "text": "all well",
        "status": Status.RESOLVED,
        "states": ((WEB, DEGRADED),),
        "keep": True,
        "residual": "a crack",
    }


def test_a_maintenance_closes_as_completed():
    (event,) = lines.closed(incident(planned("20:00", "22:00")), 1, Line(at("21:00")))
    assert event.data["status"] is Status.COMPLETED


def test_closing_twice_does_nothing():
    assert lines.closed(CLOSED, 2, Line(NOW, "again")) == []


def test_the_end_is_not_before_the_beginning():
    with pytest.raises(Refused, match="before the beginning"):
        lines.closed(OPEN, 1, Line(at("09:59")))
    assert lines.closed(OPEN, 1, Line(at("10:00")))


def test_a_maintenance_may_be_called_off_before_its_window():
    assert lines.closed(incident(planned("20:00", "22:00")), 1, Line(at("19:00"), status=Status.CANCELLED))
