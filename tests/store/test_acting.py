"""The actions of all incidents: which, in which order, and at what cost."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from support.histories import worlds
from support.make import at, row
from support.stores import Scribe, meddle, sqlite_store, stamp, write_step

from incident_cli.core.actions import Action, ActionKind, ActionState, Wanted, in_order
from incident_cli.core.model import Status
from incident_cli.store import rows
from incident_cli.store.projection import derive

FRIDAY = date(2014, 2, 14)
MONDAY = date(2014, 2, 10)
EVERY = Wanted(MONDAY, state=None)
COSTLY = settings(max_examples=settings().max_examples // 3)
"""For tests that write a file in every example."""


def asked(view, ask):
    """The statements that a question takes, with their parameters and how many rows each of them gave."""
    said, execute = [], view.execute

    def counted(sql, parameters):
        found = execute(sql, parameters)
        said.append((sql, parameters, len(found)))
        return found

    view.execute = counted
    ask(view)
    view.execute = execute
    return said


@pytest.fixture
def store(make):
    return make()


def opening(number):
    return row("opened", "10:00", 0, title=f"t{number}", status=Status.INVESTIGATING)._replace(incident=number)


def added(incident, number, clock="11:00", **data):
    said = {"action": number, "text": f"{incident}.a{number}", "state": ActionState.OPEN} | data
    return row("action_changed", clock, **said)._replace(incident=incident)


def changed(incident, number, clock="12:00", **data):
    return row("action_changed", clock, **({"action": number} | data))._replace(incident=incident)


@pytest.fixture
def acting(store):
    """1.a1 open, due; 1.a2 done; 1.a3 dropped; 2.a1 overdue, of Zoë; 2.a2 open, to prevent it."""
    scribe = Scribe(store)
    scribe.write(opening(1), added(1, 1, due=FRIDAY), added(1, 2, due=date(2014, 1, 1)), added(1, 3))
    scribe.write(changed(1, 2, state=ActionState.DONE), changed(1, 3, "13:00", state=ActionState.DROPPED, why="no"))
    scribe.write(opening(2), added(2, 1, due=date(2014, 2, 9), owner="Zoë"), added(2, 2, kind=ActionKind.PREVENT))
    return store


def found(store, wanted):
    return [each.address for each in store.read(lambda view: view.assigned(wanted))]


@pytest.mark.parametrize(
    ("wanted", "addresses"),
    [
        (Wanted(MONDAY), ["2.a1", "1.a1", "2.a2"]),
        (EVERY, ["2.a1", "1.a1", "2.a2", "1.a3", "1.a2"]),
        (Wanted(MONDAY, ActionState.DONE), ["1.a2"]),
        (Wanted(MONDAY, ActionState.DROPPED), ["1.a3"]),
        (Wanted(MONDAY, incident=2), ["2.a1", "2.a2"]),
        (Wanted(MONDAY, incident=9), []),
        (Wanted(MONDAY, owner="zoë"), ["2.a1"]),
        (Wanted(MONDAY, owner=""), ["1.a1", "2.a2"]),
        (Wanted(MONDAY, kind=ActionKind.PREVENT), ["2.a2"]),
        (Wanted(MONDAY, overdue=True), ["2.a1"]),
        (Wanted(MONDAY, None, overdue=True), ["2.a1"]),
        (Wanted(date(2014, 2, 9), overdue=True), []),
        (Wanted(date(2014, 2, 15), overdue=True), ["2.a1", "1.a1"]),
    ],
)
def test_what_was_asked_for_is_found_in_order(acting, wanted, addresses):
    assert found(acting, wanted) == addresses


def test_an_action_comes_with_the_title_of_its_incident(acting):
    each = acting.read(lambda view: view.assigned(Wanted(MONDAY, overdue=True)))[0]
    assert (each.incident, each.headline, each.action.owner) == (2, "t2", "Zoë")


def test_a_head_has_no_actions_and_the_others_have_them(acting):
    def ask(view):
        return view.head(1).actions, view.incident(1).actions, [s.incident.actions for s in view.whole([1, 2])]

    head, whole, several = acting.read(ask)
    assert head == {}
    assert list(whole) == [1, 2, 3]
    assert [list(actions) for actions in several] == [[1, 2, 3], [1, 2]]


def test_a_number_is_never_given_again(acting):
    Scribe(acting).store.write(stamp("x"), lambda _view: [added(2, 3)])
    void = row("voided", "13:00")._replace(data={"batch": "x"}, incident=2)
    acting.write(stamp("y"), lambda _view: [void])
    assert acting.read(lambda view: view.next_action(2)) == 4
    assert acting.read(lambda view: view.next_action(7)) == 1


def test_the_columns_are_the_fields_of_an_action():
    assert Action._fields == rows.ACTION


def test_a_damaged_row_is_noticed(acting):
    meddle(acting, "UPDATE action SET text = 'other' WHERE incident = 1 AND number = 1")
    assert any("#1" in said for said in acting.check())
    acting.rebuild()
    assert acting.check() == []


def test_a_row_too_many_is_noticed(acting):
    names = ", ".join(("incident", "seal", *rows.ACTION))
    meddle(acting, f"INSERT INTO action ({names}) SELECT 9, seal, {', '.join(rows.ACTION)} FROM action LIMIT 1")
    assert acting.check() == ["the tables have rows that the log does not know: incident db rebuild"]


def test_many_actions_are_one_statement_by_the_index_of_state_and_due(tmp_path):
    store = sqlite_store(tmp_path)
    Scribe(store).write(opening(1), *(added(1, number, due=FRIDAY) for number in range(1, 300)))
    for wanted in (EVERY, Wanted(MONDAY), Wanted(MONDAY, overdue=True)):
        assert len(store.read(lambda view, wanted=wanted: asked(view, lambda view: view.assigned(wanted)))) == 1

    def plan(view):
        ((sql, parameters, _),) = asked(view, lambda view: view.assigned(Wanted(MONDAY, overdue=True)))
        return view.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)

    assert any("action_due (state=? AND due<?)" in step[-1] for step in store.read(plan))


def test_a_change_of_an_action_costs_the_same_however_long_its_incident_is(store):
    Scribe(store).write(opening(1), *(row("added", "10:05", number, text="x") for number in range(1, 500)))
    store.write(stamp("z"), lambda _view: [added(1, 1)])

    def again(view):
        (event,) = view.batch("z")
        return max(rows for _, _, rows in asked(view, lambda view: derive(view, [event])))

    assert store.read(again) < 10


@COSTLY
@given(worlds())
def test_the_order_of_the_table_is_that_of_the_values(steps):
    with tempfile.TemporaryDirectory() as folder:
        store = sqlite_store(Path(folder))
        for step in steps:
            write_step(store, step)

        def ask(view):
            for number in range(1, view.next_incident()):
                whole = view.incident(number)
                listed = [each.action for each in view.assigned(Wanted(at("10:00").date(), None, number))]
                assert listed == (in_order(whole.actions) if whole else [])

        store.read(ask)
