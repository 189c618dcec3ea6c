"""Questions about who wrote what."""

import pytest
from support.make import at, row
from support.stores import NOW, Scribe, sqlite_store, stamp

from incident_cli.core.events import Event, EventKind
from incident_cli.store import past
from incident_cli.store.rows import Unsound


def write(scribe, batch, *events, author="ann", recorded=None):
    """Write events as a batch of a name."""
    return scribe.store.write(stamp(batch, recorded or NOW, author), lambda _: events)


@pytest.fixture
def told(scribe):
    return history(scribe)


def history(scribe):
    """#1 and #2 by ann in one command, a stream of bob's in between, a server, an undo."""
    opening = row("opened", "10:00", 0, title="x", status="investigating")
    server = Event(EventKind.SERVER_CHANGED, at("10:00"), {"name": "web"}, server=1)
    write(
        scribe,
        "a",
        server,
        opening,
        opening._replace(incident=2, data={**opening.data, "states": ((1, "major_outage"),)}),
    )
    write(scribe, "s", row("added", "10:01", 1, text="x"), author="bob")
    write(scribe, "b", row("added", "10:02", 2, text="x"))
    write(scribe, "s+1", row("added", "10:03", 3, text="x"), row("added", "10:03", 4, text="x"), author="bob")
    write(scribe, "u", row("voided", "10:04")._replace(data={"batch": "b"}))
    return scribe.store


def test_the_commands_of_an_author_come_latest_first_each_once_and_without_its_later_commits(told):
    assert told.read(lambda view: [e.batch for e in past.commands(view, "ann")]) == ["u", "b", "a"]
    assert told.read(lambda view: [e.batch for e in past.commands(view, "bob")]) == ["s"]
    assert told.read(lambda view: list(past.commands(view, "carl"))) == []


def test_the_span_of_a_command_goes_to_its_last_commit(told):
    assert told.read(lambda view: [past.span(view, name) for name in ("a", "s", "b")]) == [(1, 3), (4, 7), (5, 5)]


def test_what_a_command_was_about(told):
    about = told.read(lambda view: [list(map(tuple, past.about(view, name))) for name in ("a", "s")])
    assert about == [[(None, 1), (1, None), (2, None)], [(1, None)]]


def test_a_name_that_begins_like_another_is_another_command(scribe):
    opening = row("opened", "10:00", 0, title="x", status="investigating")
    for number, name in enumerate(("s", "s1", "s-", "s,", "s+"), start=1):
        write(scribe, name, opening._replace(incident=number))
    assert scribe.store.read(lambda view: past.span(view, "s")) == (1, 1)


def test_the_undos_of_an_author(told):
    assert told.read(lambda view: [e.batch for e in past.voids(view, "ann")]) == ["u"]
    assert told.read(lambda view: past.voids(view, "bob")) == []


def test_who_speaks_of_a_server(told):
    assert told.read(lambda view: (past.users(view, 1), past.users(view, 2))) == ([2], [])


def test_a_log_that_cannot_be_told_is_damage():
    with pytest.raises(Unsound):
        past.told([row("edited", "10:00", 1, text="x")._replace(id=1, recorded_at=at("10:00"))])


def test_the_last_command_is_found_by_an_index_and_not_by_looking_through_the_log(tmp_path):
    """What the questions cost must not grow with what others wrote."""
    told, plans = history(Scribe(sqlite_store(tmp_path))), []

    def ask(view):
        run = view.execute

        def explained(sql, parameters):
            plans.extend(each[3] for each in run(f"EXPLAIN QUERY PLAN {sql}", parameters))
            return run(sql, parameters)

        view.execute = explained
        list(past.commands(view, "ann"))
        past.voids(view, "ann")
        past.span(view, "s")
        past.about(view, "s")
        past.users(view, 1)

    told.read(ask)
    assert any("log_author" in plan for plan in plans)
    assert any("log_voided" in plan for plan in plans)
    assert not [plan for plan in plans if plan.startswith(("SCAN log", "SCAN touched"))]
