"""What holds of decisions for every history."""

from hypothesis import given
from support.histories import logs
from support.make import DB, UP, at, incident, opened, planned, row

from incident_cli.core.decide import edits, lines, servers
from incident_cli.core.decide.lines import Line
from incident_cli.core.fold import fold
from incident_cli.core.measure import end_of, phase
from incident_cli.core.model import Server, Status
from incident_cli.errors import Refused

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


@given(logs())
def test_closing_now_closes_whatever_is_open_and_leaves_alone_what_is_closed(rows):
    whole = fold(rows)
    if not whole.exists:
        return
    when = max(e.recorded_at for e in rows)
    when = max([when, whole.began_at, *(e.at for e in whole.timeline)])
    events = lines.closed(whole, 99, Line(when))
    assert bool(events) is (end_of(whole, when) is None)
    after = fold([*rows, *(e._replace(id=999, batch="z", recorded_at=when) for e in events)])
    assert phase(after, when).final
    assert end_of(after, when) == (end_of(whole, when) or when)


@given(logs())
def test_an_edit_to_what_is_so_already_makes_no_event(rows):
    whole = fold(rows)
    if not whole.exists:
        return
    same = {"title": whole.title, "severity": whole.severity, "impact": whole.impact_set, "tags": whole.tags}
    same["began_at"] = whole.entries[0].at
    if whole.ended_at is not None:
        same["ended_at"] = whole.ended_at
    try:
        assert edits.edited(whole, same, NOW) == []
    except Refused:  # edits of lines may have put an older closing line before the beginning
        assert min(e.at for e in whole.timeline if e.verb == "closed") < whole.entries[0].at


def test_the_second_server_of_a_pair_may_be_new():
    assert servers.mention([Server(DB, "db")], [("db", UP), ("web", UP)], 7, NOW).states == ((DB, UP), (7, UP))
