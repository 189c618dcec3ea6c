"""Masses of rows: the tables they leave are those that the same rows leave one by one."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.histories import worlds
from support.portables import portables
from support.stores import NOW, stamp, tables, write_step

from incident_cli.core.decide import taking
from incident_cli.core.decide.roster import Roster
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Status
from incident_cli.core.query import Filter, Scope
from incident_cli.errors import Conflict, Usage
from incident_cli.store import bulk
from incident_cli.store.sqlite.schema import scratch
from incident_cli.store.sqlite.store import _view

COSTLY = settings(max_examples=settings().max_examples // 3)


def taken(view, found, *, first=1):
    """The batches that bring incidents into a store."""
    roster = Roster(view.servers().values(), view.next_server())
    for number, portable in enumerate(found, start=first):
        ids, servers = roster.ids(portable.source, portable.servers, portable.recorded_at)
        yield [*servers, *taking.brought(number, portable, ids)]


def rows_of(store):
    """What the derived tables hold, and what is found by any word."""
    found = tables(store)
    words = [Filter(NOW, Scope.ALL, text=word) for word in "aoit"]
    found["search"] = [store.read(lambda view, word=word: view.numbers(word)) for word in words]
    return found


def log_of(store):
    return store.read(lambda view: view.page(0, view.last(), 10_000))


@COSTLY
@given(st.lists(portables(), max_size=4))
def test_what_is_loaded_at_once_is_what_a_rebuild_makes_of_the_log(make, found):
    store = make()
    loaded = store.load(stamp("b1"), lambda view: taken(view, found))
    assert store.check() == []
    assert (loaded.incidents, loaded.rows) == (len(found), len(log_of(store)))
    before = rows_of(store)
    store.rebuild()
    assert rows_of(store) == before


@COSTLY
@given(worlds())
def test_a_log_that_is_restored_makes_the_tables_that_writing_made(make, steps):
    store, other = make(), make()
    for step in steps:
        write_step(store, step)
    log = log_of(store)
    other.restore(lambda: log, 0)
    assert log_of(other) == log
    assert rows_of(other) == rows_of(store)
    assert other.check() == []


@COSTLY
@given(worlds(), st.data())
def test_a_log_that_comes_in_portions_of_any_size_makes_the_same_tables_and_fits_them_at_every_end(make, steps, data):
    store, other = make(), make()
    for step in steps:
        write_step(store, step)
    log = log_of(store)
    ends = sorted({*data.draw(st.lists(st.integers(1, len(log)), max_size=4)), len(log)})
    for after, end in zip([0, *ends], ends, strict=False):
        portion = log[after:end]
        assert other.restore(lambda portion=portion: portion, after).rows == end - after
        assert other.check() == []
    assert rows_of(other) == rows_of(store)


OPENED = Event(EventKind.OPENED, NOW, {"title": "x", "status": Status.INVESTIGATING}, 1, 0)


def test_a_row_says_when_it_was_recorded_or_it_is_the_time_of_the_command(store):
    long_ago = datetime(2010, 1, 1, tzinfo=UTC)
    store.load(stamp("b1"), lambda _: [[OPENED._replace(recorded_at=long_ago)], [OPENED._replace(incident=2)]])
    assert [row[8] for row in log_of(store)] == ["2010-01-01T00:00:00.000Z", "2014-02-10T12:00:00.000Z"]


def test_more_rows_of_an_incident_that_is_there_are_derived_as_ever(store, scribe):
    scribe.write(OPENED)
    more = Event(EventKind.CLOSED, NOW, {"text": "over"}, 1, 1)
    store.load(stamp("b9"), lambda _: [[OPENED._replace(incident=2)], [more], [OPENED._replace(incident=3)]])
    assert store.read(lambda view: [view.head(number).status for number in (1, 2, 3)]) == [
        "resolved",
        "investigating",
        "investigating",
    ]
    assert store.check() == []


def test_what_is_raised_between_two_batches_leaves_nothing(store, scribe):
    scribe.write(OPENED)

    def batches(_view):
        yield [OPENED._replace(incident=2)]
        raise Usage("no")

    with pytest.raises(Usage):
        store.load(stamp("b9"), batches)
    assert len(log_of(store)) == 1
    assert store.check() == []


def test_loading_nothing_writes_nothing(store, scribe):
    scribe.write(OPENED)
    assert store.load(stamp("b9"), lambda _: []) == (0, 0)


def test_groups_are_written_while_more_come(store, monkeypatch):
    monkeypatch.setattr(bulk, "GROUP", 3)
    seen = []

    def batches(view):
        for number in range(1, 10):
            yield [OPENED._replace(incident=number)]
            seen.append(view.execute("SELECT count(*) FROM log", {})[0][0])

    store.load(stamp("b1"), batches)
    assert max(seen[:-1]) > 0
    assert store.check() == []


def restored(store, rows, after=0):
    return store.restore(lambda: rows, after)


@pytest.mark.parametrize("after", [0, 2])
def test_rows_that_do_not_follow_the_last_one_here_are_refused(store, scribe, after):
    scribe.write(OPENED)
    log = log_of(store)
    with pytest.raises(Conflict, match="nothing was saved"):
        restored(store, [(after + 1, *row[1:]) for row in log], after)
    assert log_of(store) == log


@pytest.mark.parametrize("left_out", [0, 1])
def test_a_log_of_which_a_row_is_missing_is_refused(make, store, scribe, left_out):
    for number in (1, 2, 3):
        scribe.write(OPENED._replace(incident=number))
    log = log_of(store)
    del log[left_out]
    other = make()
    with pytest.raises(Usage, match=f"row {left_out + 1} of the log is missing"):
        restored(other, log)
    assert log_of(other) == []


def statements(log, after):
    """How many statements it costs to append the rows behind one of them, besides those that fill tables."""
    view, asked = _view(scratch()), []
    bulk.restore(view, log[:after], 0)
    execute = view.execute
    view.execute = lambda sql, parameters: (asked.append(sql), execute(sql, parameters))[1]
    bulk.restore(view, log[after:], after)
    return len(asked)


def test_new_incidents_do_not_cost_a_statement_each(store, scribe):
    for number in range(1, 91):
        scribe.write(OPENED._replace(incident=number))
    log = log_of(store)
    assert statements(log, 1) == statements(log[:31], 1) < 10


def test_plain_lines_of_an_incident_that_is_there_do_not_read_it_again(make, store, scribe, monkeypatch):
    scribe.write(OPENED)
    scribe.add(Event(EventKind.ADDED, NOW, {"text": "x"}, 1))
    log = log_of(store)
    other = make()
    restored(other, log[:1])

    def refold(*_):
        raise AssertionError("the whole incident was folded again")

    monkeypatch.setattr("incident_cli.store.projection.refold", refold)
    restored(other, log[1:], 1)
    monkeypatch.undo()
    assert other.check() == []


def test_a_row_that_does_not_fit_its_checksum_is_refused(make, store, scribe):
    scribe.write(OPENED)
    row = list(log_of(store)[0])
    row[9] = "eve"
    with pytest.raises(Usage, match="checksum"):
        restored(make(), [tuple(row)])


def test_a_row_that_somebody_spelled_otherwise_is_the_same_row(make, store, scribe):
    scribe.write(OPENED._replace(data={"title": "é", "status": Status.INVESTIGATING}))
    row = log_of(store)[0]
    other = make()
    restored(other, [(*row[:-1], json.dumps(json.loads(row[-1])))])
    assert log_of(other) == [row]


def test_a_log_that_tells_what_cannot_be_is_refused(make, store, scribe):
    scribe.write(OPENED)
    scribe.write(Event(EventKind.ADDED, NOW, {"text": "x"}, 1, 1))
    opened, added = log_of(store)
    other = make()
    edited = (*added[:4], added[4], None, "edited", *added[7:])
    with pytest.raises(Usage):
        restored(other, [opened, edited])
    assert log_of(other) == []
