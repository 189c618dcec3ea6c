"""Actions on a terminal: golden screens at 80 columns, and what holds for every one."""

import io
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from support.terminals import harm

from incident_cli.core import views
from incident_cli.core.actions import Acted, Action, ActionKind, ActionState, Assigned, Priority
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold
from incident_cli.core.views import Board
from incident_cli.render.acts import acted_lines
from incident_cli.render.look import Look
from incident_cli.render.screen import Screen

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2031, 3, 4, 20, 40, tzinfo=UTC)
TODAY = NOW.date()
LOOK = Look(UTC, NOW, 80)
TITLE = "Payments are refused by the second gateway"
OVER = {"done_at": NOW - timedelta(days=1)}
MANY = [
    Action(2, "Alert on the queue", NOW, "ines", TODAY - timedelta(days=4), ActionKind.DETECT, Priority.P1),
    Action(1, "Try the spare gateway every month, with real payments of one cent", NOW, due=TODAY),
    Action(4, "Write down who may call the bank", NOW, "Wilhelmina of the night shift", priority=Priority.P2),
    Action(3, "Mirror the ledger", NOW, "ines", TODAY, state=ActionState.DONE, **OVER),
    Action(5, "A second bank", NOW, state=ActionState.DROPPED, why="it costs more than an outage", **OVER),
]
FOUND = [Assigned(42, TITLE, action) for action in MANY]


def drawn(draw, **more):
    file = io.StringIO()
    draw(Screen(LOOK._replace(**more), file))
    return file.getvalue()


def sheet(public=False):
    opening = Event(EventKind.OPENED, NOW, {"title": TITLE}, 42, 0, recorded_at=NOW)
    incident = fold([opening])._replace(actions={action.number: action for action in MANY})
    return views.sheet(incident, TITLE, {}, public=public)


SCREENS = {
    "actions": lambda screen: screen.actions(FOUND),
    "actions_none": lambda screen: screen.actions([]),
    "actions_board": lambda screen: screen.board(Board((), (), (), (), actions=tuple(FOUND[:1] * 12))),
    "actions_show": lambda screen: screen.sheet(sheet()),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_as_it_was(name):
    found, path = drawn(SCREENS[name]), GOLDEN / f"{name}.txt"
    if os.environ.get("INCIDENT_UPDATE_GOLDEN"):
        path.write_text(found)
    assert found == path.read_text()


def test_a_public_sheet_names_no_owners():
    said = drawn(lambda screen: screen.sheet(sheet(public=True)))
    assert "Alert on the queue" in said
    assert "ines" not in said
    assert "Wilhelmina" not in said


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@given(text=st.text(), owner=st.text(max_size=30), why=st.text(max_size=30))
def test_whatever_is_stored_fits_and_controls_nothing(width, text, owner, why):
    action = Action(1, text, NOW, owner, date(2031, 3, 1), state=ActionState.DROPPED, why=why, **OVER)
    other = action._replace(state=ActionState.OPEN, done_at=None)
    said = drawn(lambda screen: screen.actions([Assigned(42, text, action), Assigned(42, text, other)]), width=width)
    assert all(cell_len(row) <= width for row in said.splitlines())
    assert not harm(said)
    acted = acted_lines([Acted(Assigned(42, text, each), "added") for each in (action, other)], LOOK)
    assert acted.count("\n") == 1
    assert not harm(acted)
