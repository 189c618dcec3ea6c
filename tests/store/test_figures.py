"""The frozen figures of incidents, and the questions about them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.histories import START, histories, worlds
from support.make import DOWN, WEB, at, row
from support.stores import meddle, stamp, write_step

from incident_cli.core.fold import fold
from incident_cli.core.measure import metrics
from incident_cli.core.model import Kind, Status
from incident_cli.core.query import Filter, Scope
from incident_cli.core.stats import Actions
from incident_cli.errors import NotOurs
from incident_cli.store import View
from incident_cli.store import figures as asked

COSTLY = settings(max_examples=settings().max_examples // 2)
LONG_AGO = START - timedelta(days=365)


def rows_of(view):
    """What stands in the table, by incident: the number of updates, and the figures in seconds."""
    told = asked.ended(view, LONG_AGO, None)
    seconds = [[value if value is None else value / 1000 for value in column] for column in told.figures]
    return dict(zip(told.incident, zip(told.updates, *seconds, strict=True), strict=True))


def expected(view):
    found = {}
    for number in range(1, view.next_incident()):
        incident = fold(view.log(incident=number))
        if incident.exists and incident.kind is Kind.INCIDENT and incident.ended_at is not None:
            words = sum(entry.word for entry in incident.timeline)
            found[number] = (words, *metrics(incident, START + timedelta(days=9)))
    return found


@COSTLY
@given(histories(kind=Kind.INCIDENT))
def test_after_every_write_they_are_those_that_show_tells(make, steps):
    store = make()
    for step in steps:
        write_step(store, step)
        assert store.read(rows_of) == store.read(expected)


@COSTLY
@given(worlds(), st.integers(-20, 70), st.integers(1, 60), st.sampled_from([(), (1,), (1, 3)]))
def test_what_began_in_a_time_and_touched_a_server_is_found(make, steps, since, length, servers):
    since, until = (START + timedelta(minutes=minutes) for minutes in (since, since + length))
    store = make()
    for step in steps:
        write_step(store, step)
    store.read(lambda view: _compare(view, since, until, servers))


def _compare(view, since, until, servers):
    whole = [i for n in range(1, view.next_incident()) if (i := view.incident(n))]
    chosen = [i for i in whole if since <= i.began_at < until and (not servers or set(servers) & set(i.servers))]
    incidents = [i for i in chosen if i.kind is Kind.INCIDENT]
    told = asked.ended(view, since, until, servers)
    assert sorted(told.incident) == [i.id for i in incidents if i.ended_at is not None]
    by_id = {i.id: i for i in incidents}
    for number, tags, touched, severity in zip(told.incident, told.tags, told.servers, told.severity, strict=True):
        assert (tags, touched, severity) == (by_id[number].tags, by_id[number].servers, by_id[number].severity)
    still = [i.id for i in incidents if i.ended_at is None]
    assert sorted(i.id for i in asked.unended(view, since, until, servers)) == still
    upkeep = [i.id for i in chosen if i.kind is Kind.MAINTENANCE]
    assert sorted(i.id for i in asked.maintenances(view, since, until, servers)) == upkeep


@pytest.fixture
def story(scribe):
    """Web is down from ten to eleven."""
    scribe.write(row("opened", "10:00", 0, title="x", states=((WEB, DOWN),), status=Status.INVESTIGATING))
    scribe.add(row("added", "10:10", text="We look."))
    scribe.add(row("closed", "11:00", status=Status.RESOLVED, text="Over."))
    return scribe


def test_they_are_frozen_at_the_end_and_only_updates_are_counted_on(store, story):
    before = store.read(rows_of)[1]
    assert before == (2, None, 600, 600, None, 3600, 3600, 3000)
    story.add(row("added", "11:30", text="A word behind the end."))
    assert store.read(rows_of)[1] == (3, *before[1:])
    story.add(row("added", "11:40", text="A note.", kind="note"))
    assert store.read(rows_of)[1] == (3, *before[1:])


def test_a_line_told_later_of_the_time_before_the_end_changes_them(store, story):
    story.add(row("added", "10:02", text="Earlier."))
    assert store.read(rows_of)[1][:4] == (3, None, 120, 120)


@pytest.mark.parametrize("words", [("11:30",), ("12:00", "11:30")])
def test_the_first_word_may_come_after_the_end(store, scribe, words):
    scribe.write(row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING))
    scribe.add(row("closed", "11:00", status=Status.RESOLVED, kind="note", text="Over."))
    for clock in words:
        scribe.add(row("added", clock, text="It is over."))
    assert store.read(rows_of)[1][2] == 5400


def test_reopened_it_has_none_until_it_ends_again(store, story):
    story.add(row("reopened", "12:00", status=Status.INVESTIGATING))
    assert store.read(rows_of) == {}
    story.add(row("closed", "13:00", status=Status.RESOLVED))
    assert list(store.read(rows_of)) == [1]
    assert store.read(rows_of)[1][6] == 3 * 3600


def test_an_edit_of_the_beginning_moves_it(store, story):
    story.write(row("edited", "12:00", 0, at=at("09:00")))
    assert store.read(rows_of)[1][6] == 2 * 3600
    assert store.read(lambda view: asked.ended(view, at("09:00"), at("09:01")).incident) == (1,)


def test_a_line_behind_the_end_reads_no_other_line(store, story):
    said = []

    def decide(view):
        execute = view.execute
        view.execute = lambda sql, parameters: (said.append(sql), execute(sql, parameters))[1]
        return [row("added", "11:30", view.next_entry(1), text="more")]

    store.write(stamp("behind"), decide)
    assert not any("FROM entry WHERE incident" in sql for sql in said)
    assert any("FROM figure" in sql for sql in said)


def test_the_statements_do_not_grow_with_the_incidents(store, scribe):
    def count():
        said = []

        def counted(view):
            def execute(sql, parameters):
                said.append(sql)
                return view.execute(sql, parameters)

            other = View(execute, view.search, view.fill)
            asked.ended(other, LONG_AGO, None, [WEB])
            asked.unended(other, LONG_AGO, None)
            asked.maintenances(other, LONG_AGO, START)

        store.read(counted)
        return len(said)

    def write(numbers):
        for number in numbers:
            opening = row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING, states=((WEB, DOWN),))
            scribe.write(opening._replace(incident=number))
            scribe.add(row("closed", "10:30", status=Status.RESOLVED)._replace(incident=number))

    write(range(1, 3))
    few = count()
    write(range(3, 30))
    assert count() == few == 3
    assert store.read(lambda view: view.count(Filter(START, Scope.ALL))) == 29


def test_open_actions_and_those_overdue_are_counted(store, story):
    assert store.read(lambda view: asked.actions(view, date(2014, 2, 10))) == Actions(0, 0)


@pytest.mark.parametrize(
    "harm", ["UPDATE figure SET ttr_ms = 1", "DELETE FROM figure", "UPDATE figure SET incident = 9"]
)
def test_harm_done_to_them_is_found(store, story, harm):
    assert store.check() == []
    meddle(store, harm)
    assert any("incident db rebuild" in line for line in store.check())
    if harm.startswith("UPDATE"):
        with pytest.raises(NotOurs):
            store.read(rows_of)
    store.rebuild()
    assert store.check() == []
    assert store.read(rows_of) == store.read(expected)
