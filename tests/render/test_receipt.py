"""The one line that every write answers with."""

import io
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from incident_cli.core.measure import Change
from incident_cli.core.model import Entry, EntryKind, Incident, Kind, Standing, State, Status, Verb
from incident_cli.core.views import Receipt
from incident_cli.render.look import Look
from incident_cli.render.receipt import receipt_id, receipt_line
from incident_cli.render.screen import Screen

NOW = datetime(2031, 3, 4, 21, 30, tzinfo=UTC)
LOOK = Look(ZoneInfo("Europe/Madrid"), NOW)


def before(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def an_entry(number: int = 3, minutes: float = 12, late: float = 12, **more: Any) -> Entry:
    at = before(minutes)
    verb = more.pop("verb", Verb.UPDATED if number else Verb.OPENED)
    kind = more.pop("kind", EntryKind.UPDATE)
    return Entry(number, 9, kind, verb, at, at + timedelta(minutes=late), **more)


def a_receipt(entry: Entry | None = None, *changes: Change, status: Status = Status.MONITORING, **more: Any) -> Receipt:
    incident = Incident(id=42, standing=Standing(status=status, began_at=before(60)))
    return Receipt(incident, more.pop("headline", "pay1 is down"), {1: "pay1", 2: "led\x1bger"}, entry, changes, **more)


CASES = {
    "a line says when, and what changed": (
        a_receipt(an_entry(late=0), Change(1, State.OPERATIONAL, State.MAJOR_OUTAGE)),
        "#42 pay1 is down · 42.3 at 22:18 CET (12 m ago) · pay1 up → down",
    ),
    "a line of this very moment": (
        a_receipt(an_entry(minutes=0, late=0)),
        "#42 pay1 is down · 42.3 at 22:30 CET (just now)",
    ),
    "an opening says when it began": (
        a_receipt(an_entry(0, 12, 0, status=Status.INVESTIGATING), Change(1, None, State.MAJOR_OUTAGE), did="opened"),
        "#42 pay1 is down · opened · began 22:18 CET (12 m ago) · investigating · pay1 down",
    ),
    "another day is dated": (
        a_receipt(an_entry(minutes=60 * 24, late=0)),
        "#42 pay1 is down · 42.3 at 2031-03-03 22:30 CET (1 d ago)",
    ),
    "a status is told": (
        a_receipt(an_entry(late=0, status=Status.IDENTIFIED)),
        "#42 pay1 is down · 42.3 at 22:18 CET (12 m ago) · identified",
    ),
    "marks are told": (
        a_receipt(an_entry(kind=EntryKind.NOTE, guess=True)),
        "#42 pay1 is down · 42.3 at 22:18 CET (12 m ago) · note (internal) · guess",
    ),
    "a closed incident is told to be one": (
        a_receipt(an_entry(late=0), status=Status.RESOLVED),
        "#42 pay1 is down · 42.3 at 22:18 CET (12 m ago) · closed incident",
    ),
    "the closing itself is not": (
        a_receipt(an_entry(late=0, verb=Verb.CLOSED, status=Status.RESOLVED), status=Status.RESOLVED, did="closed"),
        "#42 pay1 is down · closed · 42.3 at 22:18 CET (12 m ago) · resolved",
    ),
    "no line, only a deed": (a_receipt(did="title changed"), "#42 pay1 is down · title changed"),
    "a repeat says that nothing changed": (
        a_receipt(did="already open", saved=False),
        "#42 pay1 is down · already open · nothing changed",
    ),
    "but says it once": (
        a_receipt(did="already closed; nothing changed", saved=False),
        "#42 pay1 is down · already closed; nothing changed",
    ),
    "names and titles are harmless": (
        a_receipt(None, Change(2, None, State.OPERATIONAL), headline="\x1b[2J\nx"),
        r"#42 \x1b[2J\nx · led\x1bger up",
    ),
    "a long title is cut": (a_receipt(headline="x" * 100), f"#42 {'x' * 59}…"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_line_says_what_was_done(case: str) -> None:
    receipt, expected = CASES[case]
    assert receipt_line(receipt, LOOK) == expected


def test_a_planned_maintenance_says_its_window() -> None:
    incident = Incident(
        id=43,
        kind=Kind.MAINTENANCE,
        planned_from=before(-60),
        planned_until=before(-120),
        standing=Standing(status=Status.SCHEDULED, began_at=before(-60)),
    )
    entry = an_entry(0, 0, 0, status=Status.SCHEDULED)
    receipt = Receipt(incident, "maintenance of pay1", {}, entry, did="opened")
    expected = "#43 maintenance of pay1 · opened · in 1 h, 23:30 CET to 2031-03-05 00:30 CET"
    assert receipt_line(receipt, LOOK) == expected


def test_the_id_is_that_of_the_line_or_of_the_incident() -> None:
    assert receipt_id(a_receipt(an_entry(3))) == "42.3"
    assert receipt_id(a_receipt(an_entry(0))) == "42"
    assert receipt_id(a_receipt()) == "42"


@pytest.mark.parametrize("quiet", [False, True])
def test_a_screen_prints_the_same_line_however_narrow_it_is(quiet: bool) -> None:
    receipt, out = CASES["marks are told"][0], io.StringIO()
    with redirect_stdout(out):
        Screen(LOOK._replace(width=20, colour=True, quiet=quiet)).receipt(receipt)
    assert out.getvalue() == (receipt_id(receipt) if quiet else receipt_line(receipt, LOOK)) + "\n"
