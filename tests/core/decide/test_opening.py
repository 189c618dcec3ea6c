"""What opening an incident does, and what it refuses."""

import pytest
from support.make import DOWN, WEB, at, incident, opened, planned, row

from incident_cli.core.decide import opening
from incident_cli.core.decide.lines import Line
from incident_cli.core.events import EventKind
from incident_cli.core.model import Kind, Status
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


def test_opening_makes_row_0_and_with_a_text_row_1():
    line = Line(at("10:00"), states=((WEB, DOWN),))
    events = opening.opened(7, line, {}, Line(NOW, text="looking"))
    assert said(events) == [
        (EventKind.OPENED, 0, {"status": Status.INVESTIGATING, "states": ((WEB, DOWN),)}),
        (EventKind.ADDED, 1, {"text": "looking"}),
    ]
    assert [e.incident for e in events] == [7, 7]
    assert [e.at for e in events] == [at("10:00"), NOW]


def test_an_opening_needs_a_title_or_a_server():
    with pytest.raises(Usage, match="title or a server"):
        opening.opened(1, Line(NOW), {}, None)
    assert opening.opened(1, Line(NOW), {"title": "x"}, None)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.COMPLETED, Status.CANCELLED])
def test_nothing_is_opened_in_a_final_status(status):
    with pytest.raises(Refused, match=f"cannot be opened as {status}"):
        opening.opened(1, Line(NOW, status=status), {"title": "x"}, None)


def test_a_maintenance_is_scheduled_first():
    (event,) = opening.opened(1, Line(NOW), {"title": "x", "kind": Kind.MAINTENANCE}, None)
    assert event.data["status"] is Status.SCHEDULED


@pytest.mark.parametrize("end", ["19:59", "20:00"])
def test_a_window_ends_after_it_begins(end):
    header = {"title": "x", "kind": Kind.MAINTENANCE, "planned_from": at("20:00"), "planned_until": at(end)}
    with pytest.raises(Refused, match="not after the planned beginning"):
        opening.opened(1, Line(NOW), header, None)
