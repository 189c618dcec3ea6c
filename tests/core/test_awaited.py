"""Post-mortems that are not published: which, and by when they are due."""

from datetime import timedelta

import pytest
from support.make import DEGRADED, WEB, at, incident, opened, planned, row

from incident_cli.core.awaited import awaited
from incident_cli.core.lint.expected import Expected
from incident_cli.core.model import DocumentStatus, Severity, Status
from incident_cli.core.views import Summary

NOW = at("12:00") + timedelta(days=6)
CLOSED = row("closed", "11:00", 7, status=Status.RESOLVED)


def stored(status):
    return row("postmortem_stored", "11:30", 9, text="# x", document=DocumentStatus(status))


def one(*events):
    found = incident(*events)
    return [(each.word, each.due and each.overdue(NOW)) for each in awaited([Summary(found, "x")], Expected())]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((opened(), CLOSED), [("missing", True)]),
        ((opened(), CLOSED, stored("draft")), [("draft", True)]),
        ((opened(), CLOSED, stored("in_review")), [("in_review", True)]),
        ((opened(), CLOSED, stored("published")), []),
        ((opened(),), []),
        ((opened(), stored("draft")), [("draft", None)]),
        ((opened(states=((WEB, DEGRADED),)), CLOSED), []),
        ((opened(states=((WEB, DEGRADED),)), CLOSED, stored("draft")), [("draft", None)]),
        ((opened(states=((WEB, DEGRADED),), severity=Severity.SEV1), CLOSED), [("missing", True)]),
        ((opened(severity=Severity.SEV4), CLOSED), []),
        ((planned("10:00", "11:00"), row("closed", "11:00", 7, status=Status.COMPLETED)), []),
        ((opened(), CLOSED._replace(data={**CLOSED.data, "duplicate_of": 9})), []),
    ],
)
def test_what_is_awaited(events, said):
    assert one(*events) == said


def test_the_longest_overdue_come_first_and_what_need_not_be_last():
    def numbered(number, clock, *more, **data):
        found = incident(opened("01:00", **data), row("closed", clock, 7, status=Status.RESOLVED), *more)
        return Summary(found._replace(id=number), "x")

    rows = [
        numbered(1, "11:00"),
        numbered(2, "03:00", stored("draft"), states=((WEB, DEGRADED),)),
        numbered(3, "10:00", stored("in_review")),
    ]
    assert [each.incident for each in awaited(rows, Expected())] == [3, 1, 2]


def test_an_end_so_late_that_no_calendar_has_its_due_time_is_never_due():
    assert one(opened(), CLOSED) == [("missing", True)]
    found = incident(opened(), CLOSED)
    (each,) = awaited([Summary(found, "x")], Expected()._replace(due=timedelta(days=999999999)))
    assert (each.due, each.overdue(NOW)) == (None, False)
