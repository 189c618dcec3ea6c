"""A log from one store into another: the same rows and tables afterwards, in portions that can break off anywhere."""

import itertools
import stat
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.histories import worlds
from support.stores import ENGINES, NOW, Scribe, postgres_store, stamp, write_step

from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import State, Status
from incident_cli.core.query import Filter, Scope
from incident_cli.core.redact import redaction
from incident_cli.errors import Conflict, NotOurs, Refused, Unavailable
from incident_cli.store import copying
from incident_cli.store.sqlite.store import SqliteStore

COSTLY = settings(max_examples=settings().max_examples // 3)
PAIRS = list(itertools.product(ENGINES, repeat=2))
OPENED = Event(EventKind.OPENED, NOW, {"title": "x", "status": Status.INVESTIGATING}, 1, 0)
LINE = Event(EventKind.ADDED, NOW, {"text": "and on"}, 1)


@pytest.fixture(params=PAIRS, ids="-".join)
def engines(request):
    """Of which engine the source is, and of which the target."""
    return request.param


@pytest.fixture
def made(request, engines, tmp_path):
    """Makes an empty store of an engine."""
    numbers = itertools.count(1)
    server = request.getfixturevalue("postgres_server") if "postgres" in engines else None

    def make(engine):
        if engine == "postgres":
            return postgres_store(server)
        return SqliteStore(str(tmp_path / f"{next(numbers)}.db"), 5.0)

    return make


@pytest.fixture
def pair(made, engines):
    """An empty store, and one beside it that is to be the copy."""
    return [made(engine) for engine in engines]


@pytest.fixture
def source(pair):
    return pair[0]


@pytest.fixture
def target(pair):
    return pair[1]


@pytest.fixture
def scribe(source):
    return Scribe(source)


@pytest.fixture
def ten(scribe, monkeypatch):
    """Ten rows, a command each, that are to be copied three at a time."""
    monkeypatch.setattr(copying, "PORTION", 3)
    for number in range(1, 11):
        scribe.write(OPENED._replace(incident=number))
    return scribe


def log_of(store):
    return store.read(lambda view: view.page(0, view.last(), 10_000))


def told(store):
    """All that a store answers about its incidents and servers, and what is found by some words."""

    def ask(view):
        numbers = view.numbers(Filter(NOW, scope=Scope.ALL))
        whole = [(each.headline, each.incident, view.log(incident=each.incident.id)) for each in view.whole(numbers)]
        found = {
            word: view.numbers(Filter(NOW, scope=Scope.ALL, text=word))
            for word in ("disk", "fibre", "router", "and", "web")
        }
        return whole, view.servers(), sorted(view.claims(), key=repr), found

    return store.read(ask)


def appended(source, target):
    """The last row after each portion."""
    planned = copying.plan(source, target)
    copying.check(source, target, planned)
    return copying.append(source, target, planned)


@COSTLY
@given(worlds(), st.integers(1, 9))
def test_a_copy_that_breaks_off_after_each_portion_tells_in_the_end_what_its_source_tells(
    made, engines, steps, portion
):
    source, target = (made(engine) for engine in engines)
    with mock.patch.object(copying, "PORTION", portion):
        for step in steps:
            write_step(source, step)
        log = log_of(source)
        ends = [0]
        while ends[-1] < len(log):
            ends.append(next(appended(source, target)))
            assert log_of(target) == log[: ends[-1]]
            assert target.check() == []
    assert told(target) == told(source)
    assert all(end - begin <= portion for begin, end in itertools.pairwise(ends))


def test_it_goes_back_as_well(ten, source, target, made, engines):
    copying.copy(source, target)
    back = made(engines[0])
    copying.copy(target, back)
    assert log_of(back) == log_of(source)
    assert told(back) == told(source)


def test_what_was_written_since_is_all_that_comes_over_the_second_time(ten, source, target):
    copying.copy(source, target)
    ten.add(LINE)
    assert copying.plan(source, target) == (10, 11)
    assert list(appended(source, target)) == [11]
    assert told(target) == told(source)
    assert list(appended(source, target)) == []


def test_a_portion_ends_where_a_command_ends(scribe, source, target, monkeypatch):
    monkeypatch.setattr(copying, "PORTION", 4)
    for number in (1, 4, 7):
        scribe.write(*[OPENED._replace(incident=number + each) for each in range(3)])
    assert list(appended(source, target)) == [3, 6, 9]


def test_a_command_of_more_rows_than_a_portion_comes_over_in_parts(scribe, source, target, monkeypatch):
    monkeypatch.setattr(copying, "PORTION", 4)
    scribe.write(OPENED)
    scribe.write(*[OPENED._replace(incident=2 + number) for number in range(9)])
    assert list(appended(source, target)) == [1, 5, 9, 10]
    assert target.check() == []


def test_a_portion_of_long_texts_ends_earlier(scribe, source, target, monkeypatch):
    monkeypatch.setattr(copying, "ROOM", 2_500)
    scribe.write(OPENED)
    for _ in range(9):
        scribe.add(LINE._replace(data={"text": "x" * 1_000}))
    assert max(end - begin for begin, end in itertools.pairwise([0, *appended(source, target)])) <= 4


def test_rows_of_an_incident_and_a_server_that_are_there_are_told_of_by_the_next_portion(scribe, source, target):
    scribe.write(
        Event(EventKind.SERVER_CHANGED, NOW, {"name": "web"}, server=1),
        OPENED._replace(data={"status": Status.INVESTIGATING, "states": ((1, State.MAJOR_OUTAGE),)}),
    )
    copying.copy(source, target)
    scribe.add(LINE)
    scribe.write(Event(EventKind.SERVER_CHANGED, NOW, {"name": "www"}, server=1))
    scribe.write(OPENED._replace(incident=2))
    copying.copy(source, target)
    assert target.read(lambda view: view.headline(1)) == source.read(lambda view: view.headline(1))
    assert "www" in target.read(lambda view: view.headline(1))
    assert target.check() == []


def test_nothing_is_no_log_to_copy(source, target):
    with pytest.raises(Unavailable, match="nothing was copied"):
        copying.copy(source, target)
    assert target.read(lambda view: view.last()) == 0


def write_by_another(store):
    store.write(stamp("another"), lambda view: [OPENED._replace(incident=view.next_incident())])


def test_another_log_is_refused_and_left_as_it_is(ten, source, target):
    scribe = Scribe(target)
    scribe.write(OPENED)
    scribe.write(OPENED._replace(incident=2, data=OPENED.data | {"title": "y"}))
    scribe.write(OPENED._replace(incident=3))
    before = log_of(target)
    with pytest.raises(Conflict, match="row 2 is another one"):
        copying.copy(source, target)
    assert log_of(target) == before


def test_a_target_that_goes_on_where_the_source_ends_is_refused_and_left_as_it_is(ten, source, target):
    copying.copy(source, target)
    write_by_another(target)
    before = log_of(target)
    with pytest.raises(Conflict, match="goes on behind row 10"):
        copying.copy(source, target)
    assert log_of(target) == before


def test_somebody_who_writes_into_the_target_meanwhile_ends_it_and_nothing_is_doubled(ten, source, target):
    portions = appended(source, target)
    assert next(portions) == 2
    write_by_another(target)
    before = log_of(target)
    with pytest.raises(Conflict, match="somebody else wrote"):
        next(portions)
    assert log_of(target) == before
    assert target.check() == []


def test_what_is_written_into_the_source_meanwhile_is_not_waited_for(ten, source, target):
    portions = appended(source, target)
    next(portions)
    ten.write(OPENED._replace(incident=11))
    assert list(portions)[-1] == 10
    assert log_of(target) == log_of(source)[:10]


def redact(store, text):
    """Take a text out of the first incident."""
    store.redact(stamp("r1"), lambda view: redaction(view.log(incident=1), 1, None, text, "ann", NOW))


def test_a_redaction_of_rows_that_were_copied_already_is_told(ten, source, target):
    portions = appended(source, target)
    next(portions)
    redact(source, "x")
    with pytest.raises(Conflict, match="row 1 was redacted in one of them"):
        list(portions)


def test_a_redaction_of_rows_that_were_not_copied_yet_goes_along(ten, source, target):
    portions = appended(source, target)
    redact(source, "x")
    assert list(portions)[-1] == 10
    copying.copy(source, target)
    assert log_of(target) == log_of(source)
    assert target.check() == []


def test_a_redaction_since_the_last_time_is_told(ten, source, target):
    copying.copy(source, target)
    redact(source, "x")
    with pytest.raises(Conflict, match="row 1 was redacted in one of them"):
        copying.copy(source, target)


def test_a_source_whose_rows_go_away_meanwhile_ends_it(ten, source, target):
    planned = copying.plan(source, target)._replace(until=20)
    with pytest.raises(NotOurs, match="the log ends at row 10"):
        list(copying.append(source, target, planned))
    assert log_of(target) == log_of(source)


def test_it_counts_the_incidents_that_the_rows_are_about(ten, source, target):
    next(appended(source, target))
    ten.add(LINE)
    assert copying.incidents(source, copying.plan(source, target)) == 9


def test_each_row_is_a_step(ten, source, target):
    steps = []
    planned = copying.plan(source, target)
    list(copying.append(source, target, planned, lambda: steps.append(1)))
    copying.check(source, target, copying.plan(source, target), lambda: steps.append(2))
    assert steps == [1] * 10 + [2] * 10


def test_a_copy_into_a_new_file_is_private_and_whole(ten, source, tmp_path):
    path = tmp_path / "copy.db"
    copying.to_file(source, str(path))
    assert told(SqliteStore(str(path), 5.0)) == told(source)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="it was left as it is"):
        copying.to_file(source, str(path))


def test_a_copy_into_a_new_file_that_fails_leaves_none(source, tmp_path):
    with pytest.raises(Unavailable):
        copying.to_file(source, str(tmp_path / "copy.db"))
    assert not (tmp_path / "copy.db").exists()
