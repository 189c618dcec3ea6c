"""How much is asked of an engine: never a statement for each row."""

import pytest
from support.make import DOWN, UP, row
from support.stores import NOW, stamp

from incident_cli.core.actions import ActionState
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Status
from incident_cli.core.query import Filter, Scope
from incident_cli.store import bulk
from incident_cli.store.view import View


def opening(number, **data):
    return row("opened", "10:00", 0, status=Status.INVESTIGATING, **data)._replace(incident=number)


def lines(incident, count, first=1):
    return [row("added", "10:05", first + n, text=f"line {n}")._replace(incident=incident) for n in range(count)]


@pytest.fixture
def counted(store, monkeypatch):
    """The store, and how many statements a work takes."""
    made = View.__init__
    seen = []

    def init(self, execute, search, fill):
        def told(work):
            return lambda *asked: (seen.append(asked[0]), work(*asked))[1]

        for ours in ("execute", "fill_in"):
            if hasattr(search, ours):
                setattr(search, ours, told(getattr(search, ours)))
        made(self, told(execute), search, told(fill))

    monkeypatch.setattr(View, "__init__", init)

    def count(work):
        seen.clear()
        work()
        return len(seen)

    return count


def same(counted, small, large):
    """The larger work takes no more statements, but for what travels in groups."""
    few, many = counted(small), counted(large)
    assert 0 < many <= few, (few, many)


def test_of_two_hundred_lines_no_more_than_of_one(counted, store, scribe):
    scribe.write(opening(1, title="x"))
    scribe.write(*lines(1, 1))
    write = lambda first, count: scribe.write(*lines(1, count, first))  # noqa: E731
    few, many = counted(lambda: write(2, 1)), counted(lambda: write(3, 200))
    appended = 0 if "postgres" in type(store).__module__ else 199  # SQLite's own RETURNING is one row's
    assert many <= few + appended


def test_of_a_change_in_a_long_incident_no_more_than_in_a_short_one(counted, store, scribe):
    scribe.write(opening(1, title="x"), opening(2, title="y"), *lines(1, 2), *lines(2, 300))
    edit = lambda incident: scribe.write(row("edited", "10:10", 1, text="z")._replace(incident=incident))  # noqa: E731
    same(counted, lambda: edit(1), lambda: edit(2))
    void = lambda incident: row("voided", "11:00")._replace(data={"batch": "b1"}, incident=incident)  # noqa: E731
    same(counted, lambda: scribe.write(void(1)), lambda: scribe.write(void(2)))


def test_of_many_servers_and_actions_no_more_than_of_one(counted, store, scribe):
    named = [Event(EventKind.SERVER_CHANGED, NOW, {"name": f"s{n}"}, server=n) for n in range(1, 61)]
    scribe.write(*named)
    scribe.write(opening(1, title="x"), opening(2, title="y"))
    states = lambda to, count: tuple((n, to) for n in range(1, count + 1))  # noqa: E731
    say = lambda incident, to, count: scribe.add(  # noqa: E731
        row("added", "10:05", states=states(to, count))._replace(incident=incident)
    )
    same(counted, lambda: say(1, DOWN, 1), lambda: say(2, DOWN, 60))
    same(counted, lambda: say(1, UP, 1), lambda: say(2, UP, 60))
    act = lambda incident, count: scribe.load(  # noqa: E731
        [
            row("action_changed", "11:00", action=n, text="t", state=ActionState.OPEN)._replace(incident=incident)
            for n in range(1, count + 1)
        ]
    )
    same(counted, lambda: act(1, 1), lambda: act(2, 50))


def test_of_a_name_in_many_titles_no_more_than_in_one(counted, store, scribe):
    web, db = (Event(EventKind.SERVER_CHANGED, NOW, {"name": name}, server=n) for n, name in ((1, "web"), (2, "db")))
    scribe.write(web, db)
    scribe.write(opening(1, states=((1, DOWN),)), *(opening(n, states=((2, DOWN),)) for n in range(2, 100)))
    rename = lambda n: scribe.write(Event(EventKind.SERVER_CHANGED, NOW, {"name": f"new{n}"}, server=n))  # noqa: E731
    same(counted, lambda: rename(1), lambda: rename(2))
    assert store.read(lambda view: view.headline(50)) == "new2 is down"
    assert store.check() == []


def test_of_a_command_about_many_incidents_no_more_than_about_some(counted, store, scribe):
    scribe.write(*(opening(n, title="x") for n in range(1, 10)))
    scribe.write(*(opening(n, title="x") for n in range(10, 200)))
    void = lambda batch, numbers: scribe.load(  # noqa: E731
        [row("voided", "11:00")._replace(data={"batch": batch}, incident=n) for n in numbers]
    )
    same(counted, lambda: void("b1", range(1, 10)), lambda: void("b2", range(10, 200)))


@pytest.mark.parametrize("count", [3, 400])
def test_of_reading_as_many_as_of_reading_little(counted, store, scribe, count):
    scribe.write(opening(1, title="x"), *lines(1, count), *(opening(n, title="x") for n in range(2, count)))
    assert counted(lambda: store.read(lambda view: view.incident(1))) <= 5
    assert counted(lambda: store.read(lambda view: list(view.find(Filter(NOW, Scope.ALL))))) <= 2
    assert counted(lambda: store.read(lambda view: list(view.whole(range(1, count))))) <= 5


def test_bulk_work_writes_each_table_once_for_a_group(counted, store):
    def batches(_view):
        for number in range(1, 301):
            yield [opening(number, title="x"), *lines(number, 9)]

    tables = len(bulk._ORDER) + 1
    groups = 300 * 10 * 2 // bulk.GROUP + 2
    assert counted(lambda: store.load(stamp("load"), batches)) < groups * tables + 20
