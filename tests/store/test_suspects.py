"""Which closed incidents `check` looks at: none that a rule complains of is left out."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.histories import START, worlds
from support.make import DOWN, WEB, at, row
from support.stores import write_step

from incident_cli.commands.check import _all
from incident_cli.core.actions import Assigned
from incident_cli.core.awaited import awaited
from incident_cli.core.lint.actions import overdue
from incident_cli.core.lint.expected import Expected
from incident_cli.core.lint.finding import Seen
from incident_cli.core.lint.rules import findings
from incident_cli.core.measure import end_of
from incident_cli.core.model import DocumentStatus, Severity, Status
from incident_cli.core.query import Filter, Scope
from incident_cli.store.suspects import suspects, unpublished

DRAFT = DocumentStatus.DRAFT
MINUTE = timedelta(minutes=1)
STRICT = Expected(
    cadence={"default": MINUTE},
    due=5 * MINUTE,
    severities=(Severity.SEV1, Severity.SEV2),
    closed=30 * MINUTE,
    first_line=5 * MINUTE,
    watched=MINUTE,
)
"""Short enough for histories of an hour."""


@settings(max_examples=40)
@given(worlds(), st.integers(-10, 120))
def test_check_finds_what_a_look_at_every_incident_finds(make, steps, minutes):
    seen = Seen(START + minutes * MINUTE, UTC, STRICT)

    def every(view):
        numbers = [summary.incident.id for summary in view.find(Filter(seen.now, Scope.ALL))]
        for incident, headline in view.whole(numbers):
            assert incident == view.incident(incident.id)
            ended = end_of(incident, seen.now)
            lately = ended is None or ended > seen.now - STRICT.closed
            yield from findings(incident, seen) if lately else ()
            actions = [Assigned(incident.id, headline, action) for action in incident.actions.values()]
            yield from overdue(actions, seen)

    store = make()
    for step in steps:
        write_step(store, step)
    found, wanted = store.read(lambda view: (_all(view, seen).found, list(every(view))))
    assert {f for f in found if f.server is None} == set(wanted)


def closed(number, clock, severity=Severity.SEV3):
    """An incident without anything to complain of, closed a quarter of an hour after its beginning."""
    began = at(clock)
    data = {"status": Status.INVESTIGATING, "states": ((WEB, DOWN),), "severity": severity}
    return [
        row("opened", began, 0, **data)._replace(incident=number),
        row("closed", began + 15 * MINUTE, 1, status=Status.RESOLVED)._replace(incident=number),
    ]


def test_who_is_in_order_or_closed_long_ago_is_no_suspect(store, scribe):
    scribe.write(*closed(1, "10:00"), *closed(2, "10:00", Severity.SEV1), *closed(3, "11:00", Severity.SEV1))
    expected, now = Expected(), at("11:20")

    def asked(now, **more):
        return store.read(lambda view: suspects(view, expected._replace(**more), now))

    assert asked(now) == []
    assert asked(now, due=30 * MINUTE) == [2]
    assert asked(at("12:10"), due=30 * MINUTE) == [2, 3]
    assert asked(at("12:10"), due=30 * MINUTE, closed=60 * MINUTE) == [3]
    assert asked(now, due=30 * MINUTE, severities=()) == []
    assert asked(now, first_line=14 * MINUTE) == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "more"),
    [
        ({"impact_began_at": at("10:16")}, ()),
        ({"detected_at": at("10:16")}, ()),
        ({"acknowledged_at": at("09:50")}, ()),
        ({}, (row("added", "10:20", 2, states=((WEB, DOWN),)),)),
        ({}, (row("added", "13:00", 2, text="x"),)),
        ({}, (row("edited", "10:20", 1, at=at("09:50")),)),
        ({}, (row("edited", "10:20", 1, at=at("13:00")),)),
        ({"severity": Severity.SEV1}, (row("postmortem_stored", "10:20", 2, text="x", document=DRAFT),)),
    ],
)
def test_each_complaint_about_a_closed_incident_makes_it_a_suspect(store, scribe, data, more):
    opening, closing = closed(1, "10:00")
    scribe.write(opening._replace(data={**opening.data, **data}), closing, *more)
    seen = Seen(at("12:00"), UTC, Expected(due=30 * MINUTE))
    found = store.read(lambda view: _all(view, seen).found)
    assert [finding.incident for finding in found] == [1]


def test_many_incidents_are_read_in_few_statements(store, scribe, monkeypatch):
    for start in range(1, 601, 100):
        scribe.write(*(event for number in range(start, start + 100) for event in closed(number, "10:00")))

    def counted(view):
        asked, execute = [], view.execute
        view.execute = lambda sql, parameters: asked.append(sql) or execute(sql, parameters)
        found = _all(view, Seen(at("11:10"), UTC, Expected(first_line=MINUTE)))
        return len(found.found), len(asked)

    findings_, statements = store.read(counted)
    assert findings_ == 600
    assert statements < 15


def test_drafts_of_any_age_are_awaited_and_what_is_published_or_was_closed_long_ago_is_not(store, scribe):
    def document(number, status):
        stored = row("postmortem_stored", "11:00", 2, text="# x", document=DocumentStatus(status))
        return stored._replace(incident=number)

    sev1 = [closed(number, "10:00", Severity.SEV1) for number in (1, 2, 3, 4)]
    scribe.write(*(event for each in sev1 for event in each), *closed(5, "10:00"))
    scribe.write(document(2, "draft"), document(3, "in_review"), document(4, "published"), document(5, "draft"))
    for later, found in ((timedelta(days=1), [1, 2, 3, 5]), (timedelta(days=99), [2, 3, 5])):
        now = at("12:00") + later
        assert store.read(lambda view, now=now: unpublished(view, Expected(), now)) == found


@settings(max_examples=40)
@given(worlds(), st.integers(-10, 120))
def test_awaited_documents_are_those_that_a_look_at_every_incident_finds(make, steps, minutes):
    now = START + minutes * MINUTE

    def lately(each):
        return each.status is not None or (each.ended_at is not None and now - STRICT.closed < each.ended_at <= now)

    def both(view):
        numbers = [summary.incident.id for summary in view.find(Filter(now, Scope.ALL))]
        every = [each for each in awaited(view.whole(numbers), STRICT) if lately(each)]
        return awaited(view.whole(unpublished(view, STRICT, now)), STRICT), every

    store = make()
    for step in steps:
        write_step(store, step)
    found, every = store.read(both)
    assert [each for each in found if lately(each)] == every
