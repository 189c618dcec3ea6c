"""`incident show --as-of`: what was known then is what was shown then."""

import io
import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from support.histories import worlds
from support.make import CET, DOWN, WEB, at, row
from support.program import plain
from support.stores import sqlite_store, stamp, write_step

from incident_cli.commands import known
from incident_cli.commands.show import sheet
from incident_cli.core.events import Event, EventKind
from incident_cli.errors import NotFound
from incident_cli.render.json import Json
from incident_cli.render.look import Look

COSTLY = settings(max_examples=settings().max_examples // 3)
"""For tests that write a file in every example."""


class _App:
    """As much of an `App` as a refusal needs."""

    zone = CET

    def __init__(self, now):
        self.now = now


def told(show, now):
    """What `show --json` would print at an instant; None for an incident that is not there."""
    out = io.StringIO()
    try:
        found = show()
    except NotFound:
        return None
    with mock.patch.object(sys, "stdout", out):
        Json(Look(CET, now)).sheet(found._replace(as_of=None))
    return json.loads(out.getvalue())


@COSTLY
@given(worlds())
def test_as_of_each_instant_is_what_was_shown_when_the_last_row_of_that_instant_was_written(steps):
    """With one clock for all; what one that is wrong does to a single log is told in `core/test_fold.py`.

    What a log was at an instant is asked of every store in `store/test_past.py`.
    """
    steps = [
        step._replace(recorded_at=max(each.recorded_at for each in steps[: number + 1]))
        for number, step in enumerate(steps)
    ]
    with tempfile.TemporaryDirectory() as folder:
        store, shown = sqlite_store(Path(folder)), []
        for step in steps:
            if write_step(store, step).events:
                at = step.recorded_at
                shown.append((at, [_shown(store, number, at) for number in (1, 2)]))
        app = _App(shown[-1][0] + timedelta(days=1))
        for at in {at for at, _ in shown}:
            when, expected = [each for each in shown if each[0] <= at][-1]
            assert [_known(store, app, number, at, when) for number in (1, 2)] == expected


def _shown(store, number, at):
    return store.read(lambda view: told(lambda: sheet(view, number), at))


def _known(store, app, number, at, when):
    return store.read(lambda view: told(lambda: known.sheet(app, view, number, at), when))


def test_a_world_shown_then_and_shown_as_of_then(incident):
    """The real program: every answer that it gave is given again."""
    answers = []
    story = [
        ("10:00", "open", "-s", "web,db=degraded", "-m", "first"),
        ("10:05", "update", "second", "-s", "web=up", "-t", "09:50"),
        ("10:10", "edit", "1.1", "--retract", "no"),
        ("10:15", "edit", "1", "a title", "--severity", "2"),
        ("10:20", "close", "over", "--residual", "a crack"),
        ("10:25", "undo"),
        ("10:30", "undo", "--redo"),
        ("10:35", "postmortem", "1", "--publish"),
    ]
    for clock, *words in story:
        incident.clock(clock)(*words).done
        answers.append((clock, incident("show", "1", "--json").json, incident("show", "1").out))
    incident.clock("18:00")
    for clock, then, rows in answers:
        again = incident("show", "1", "--as-of", clock, "--json").json
        assert again.pop("as_of") == f"2014-02-10T{int(clock[:2]) - 1:02}:{clock[3:]}:00.000Z"
        assert then.pop("as_of") is None
        assert again == then
        assert incident("show", "1", "--as-of", clock).out == rows


@pytest.fixture
def told_late(incident):
    """#1 opened at 10:00, with a line of 09:40 that was written at 10:02."""
    incident.clock("10:00")("open", "-s", "web").done
    incident.clock("10:02")("update", "It began earlier.", "-t", "09:40").done
    return incident.clock("12:00")


def test_before_it_was_recorded_the_first_instant_is_said(told_late):
    answer = told_late("show", "1", "--as-of", "09:59").failed(3, "#1 was not recorded yet at 09:59 CET", "10:00 CET")
    hint = answer.err.splitlines()[1].removeprefix("hint: incident ").split()
    assert told_late(*hint).rows[0][0] == "1.0"


def test_a_time_to_come_and_what_is_no_time_are_refused(told_late):
    told_late("show", "1", "--as-of", "tomorrow 10:00").failed(2, "in the future")
    told_late("show", "1", "--as-of", "whenever").failed(2)


@pytest.mark.parametrize("option", ["--watch", "--history"])
def test_it_goes_with_no_other_way_to_show(told_late, option):
    told_late("show", "1", "--as-of", "10:00", option).failed(2, option)


def test_an_unknown_incident_is_unknown(told_late):
    told_late("show", "9", "--as-of", "10:00").failed(3, "no incident #9")


def test_without_an_id_it_is_the_one_that_show_would_take(told_late):
    assert [row[0] for row in told_late("show", "--as-of", "10:01").rows] == ["1.0"]


def test_the_other_options_of_show_go_with_it(told_late):
    assert [row[0] for row in told_late("show", "--as-of", "11:00", "--reverse").rows] == ["1.0", "1.1"]
    assert told_late("show", "--as-of", "11:00", "--kind", "note").out == ""
    assert {row[6] for row in told_late("show", "--as-of", "11:00", "--public").rows} == {""}


def test_what_was_undone_since_is_shown_as_it_was_and_not_when_it_was_undone(told_late):
    told_late.clock("11:00")("undo").done
    told_late.clock("11:01")("undo").done
    told_late.clock("11:30")("undo", "--redo").done
    told_late.clock("11:31")("undo").done
    told_late.clock("12:00")
    assert len(told_late("show", "1", "--as-of", "10:30").rows) == 2
    assert len(told_late("show", "1", "--as-of", "11:00").rows) == 1
    told_late("show", "1", "--as-of", "11:10").failed(3, "#1 was undone at that time, by ann")
    assert len(told_late("show", "1", "--as-of", "11:30").rows) == 1
    told_late("show", "1").failed(3, "#1 was undone by ann at 11:31 CET")


def test_a_server_has_the_name_that_it_had(incident):
    """A made-up title tells it, and so does the line."""
    store = incident.store
    states = ((WEB, DOWN),)
    for clock, name in (("10:00", "web"), ("11:00", "www")):
        named = Event(EventKind.SERVER_CHANGED, at(clock), {"name": name}, server=WEB)
        opening = [row("opened", "10:00", 0, status="investigating", states=states)] if name == "web" else []
        store.write(stamp(name, at(clock)), lambda _, events=(named, *opening): events)
    for clock, name in (("10:30", "web"), ("11:30", "www")):
        then, app = at(clock), _App(at("12:00"))
        found = store.read(lambda view, app=app, then=then: known.sheet(app, view, 1, then))
        assert (found.headline, found.servers[WEB].name) == (f"{name} is down", name)


def test_the_screen_says_of_when_it_is_and_which_lines_were_late(told_late):
    screen = plain(told_late.terminal("show", "1", "--as-of", "10:30").out)
    assert "As known at  2014-02-10 10:30 CET" in screen
    assert "+22 m late" in screen
    assert "open 30 m" in screen
    assert "As known at" not in plain(told_late.terminal("show", "1").out)


def test_what_was_written_while_the_clock_was_ahead_was_known_to_those_who_wrote_after_it(incident):
    incident.clock("10:00")("open", "-s", "web").done
    incident.clock("15:00")("update", "by a wrong clock").done
    incident.clock("10:05")("update", "set right").done
    incident.clock("16:00")
    assert [row[0] for row in incident("show", "1", "--as-of", "10:00").rows] == ["1.0"]
    assert {row[0] for row in incident("show", "1", "--as-of", "10:05").rows} == {"1.0", "1.1", "1.2"}
