"""Incremental apply == refold == what the tables say."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.histories import START, WORDS, Step, histories, worlds
from support.make import DOWN, UP, at, row
from support.stores import Scribe, derived_anew, tables, write_step

from incident_cli.core import phrase, servers
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold
from incident_cli.core.model import DocumentStatus, State, Status
from incident_cli.core.query import Filter, Scope

COSTLY = settings(max_examples=settings().max_examples // 3)
"""For tests that write a file in every example."""


def play(store, steps):
    for step in steps:
        write_step(store, step)
    return store


def check(store):
    """Every derived row is what the log says, by the fold and by deriving all of it anew."""
    store.read(check_values)
    assert tables(store) == derived_anew(store)
    assert store.check() == []


def check_values(view):
    names = phrase.server_names(view.servers())
    for number in range(1, view.next_incident()):
        whole = fold(view.log(incident=number))
        if not whole.exists:
            assert view.incident(number) is None
            assert view.head(number) is None
            continue
        holding = tuple(c for c in whole.standing.claims if c.until is None)
        assert view.incident(number) == whole
        assert view.head(number) == whole._replace(
            entries={}, actions={}, standing=whole.standing._replace(claims=holding)
        )
        assert view.headline(number) == phrase.headline(whole, names)
    said = [(None, claim) for server in range(1, 4) for _, claim in servers.fold(view.log(server=server))[1]]
    assert sorted(c for c in view.claims() if c[0] is None) == sorted(said)
    known = {server: servers.fold(view.log(server=server))[0] for server in range(1, 4)}
    assert view.servers() == {number: server for number, server in known.items() if server is not None}


@COSTLY
@given(histories())
def test_the_tables_of_one_incident_say_what_its_log_says_after_every_write(make, steps):
    store = make()
    for step in steps:
        written = write_step(store, step)
        assert [e._replace(id=0) for e in written.events] == [
            e._replace(
                event_id=f"{step.batch}.{n}",
                batch=step.batch,
                recorded_at=step.recorded_at,
                author=step.author,
                host="host1",
            )
            for n, e in enumerate(step.events)
        ]
        store.read(check_values)
    check(store)


@COSTLY
@given(worlds())
def test_the_tables_of_several_incidents_and_servers_equal_those_derived_anew(make, steps):
    check(play(make(), steps))


def shown_text(view, entry, number):
    return view.headline(number) if entry.number == 0 else entry.text


def has_word(text, word):
    """Whether a word occurs in a text, as the index splits it, or begins one that does."""
    return any(part.startswith(word.casefold()) for part in re.findall(r"\w+", text.casefold()))


@COSTLY
@given(worlds())
def test_full_text_search_finds_exactly_the_incidents_with_a_line_that_contains_the_word(make, steps):
    store = play(make(), steps)

    def ask(view):
        for word in ("disk", "full", "fib", "router", "and", "web", "www"):
            wanted = Filter(now=START, scope=Scope.ALL, text=word)
            found = {s.incident.id for s in view.find(wanted)}
            expected = set()
            for number in range(1, view.next_incident()):
                whole = view.incident(number)
                lines = whole.entries.values() if whole else ()
                texts = [shown_text(view, e, number) for e in lines if not e.deleted]
                expected |= {number} if any(has_word(t, word) for t in texts) else set()
            assert found == expected, word
            assert view.count(wanted) == len(expected)

    store.read(ask)


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
@COSTLY
@example("Straße", "naïve")
def test_an_edit_replaces_what_a_line_is_found_by(make, old, new):
    store = make()
    scribe = Scribe(store)
    scribe.write(row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING))
    scribe.add(row("added", "10:05", text=old))
    scribe.write(row("edited", "10:06", 1, text=new))

    def found(word):
        wanted = Filter(now=START, scope=Scope.ALL, text=word)
        return store.read(lambda view: view.count(wanted))

    assert found(new) == 1
    assert found(old) == (1 if old == new else 0)


# -- what the strategies found, or should have found -----------------------------------------------


@pytest.fixture
def scribe(store):
    scribe = Scribe(store)
    scribe.write(*(Event(EventKind.SERVER_CHANGED, START, {"name": n}, server=i) for i, n in ((1, "web"), (2, "db"))))
    return scribe


def headlines(store):
    return store.read(lambda view: {s.incident.id: s.headline for s in view.find(Filter(START, Scope.ALL))})


def rename(name):
    return Event(EventKind.SERVER_CHANGED, START, {"name": name}, server=1)


def test_renaming_a_server_renames_it_in_made_up_titles_and_in_search(store, scribe):
    scribe.write(row("opened", "10:00", 0, states=((1, DOWN),), status=Status.INVESTIGATING))
    scribe.write(rename("www"))
    assert headlines(store) == {1: "www is down"}
    wanted = Filter(START, Scope.ALL, text="www")
    assert store.read(lambda view: view.count(wanted)) == 1
    assert store.read(lambda view: view.count(wanted._replace(text="web"))) == 0
    check(store)


def test_renaming_reaches_a_title_whose_opening_claim_never_held(store, scribe):
    scribe.write(row("opened", "10:00", 0, states=((1, DOWN),), status=Status.INVESTIGATING))
    scribe.add(row("closed", "10:00", status=Status.RESOLVED))
    scribe.write(rename("www"))
    assert headlines(store) == {1: "www is down"}
    check(store)


def test_undoing_a_servers_creation_and_doing_it_again_retitles(store, scribe):
    scribe.write(row("opened", "10:00", 0, states=((1, DOWN),), status=Status.INVESTIGATING))
    scribe.write(Event(EventKind.VOIDED, START, {"batch": "b1"}, server=1))
    check(store)
    scribe.write(Event(EventKind.VOIDED, START, {"batch": "b3"}, server=1))
    check(store)
    assert headlines(store) == {1: "web is down"}


def test_voiding_the_first_storing_of_a_postmortem_keeps_the_second(store, scribe):
    scribe.write(row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING))
    for text in ("first", "second"):
        data = {"text": text, "document": DocumentStatus.DRAFT}
        scribe.write(Event(EventKind.POSTMORTEM_STORED, at("11:00"), data, incident=1, entry=1))
    scribe.write(row("voided", "12:00")._replace(data={"batch": "b3"}))
    assert store.read(lambda view: view.incident(1)).document.text == "second"
    check(store)


def test_a_voided_opening_leaves_nothing_and_comes_back_whole(store, scribe):
    scribe.write(
        row("opened", "10:00", 0, states=((1, DOWN),), status=Status.INVESTIGATING),
        row("added", "10:00", 1, text="disk"),
    )
    before = store.read(lambda view: view.incident(1))
    scribe.write(row("voided", "10:05")._replace(data={"batch": "b2"}))
    assert store.read(lambda view: view.incident(1)) is None
    assert store.read(lambda view: view.entry(1, 1)) is None
    check(store)
    scribe.write(row("voided", "10:06")._replace(data={"batch": "b3"}))
    assert store.read(lambda view: view.incident(1)) == before
    check(store)


def test_several_plain_lines_in_one_batch_are_all_derived(store, scribe):
    scribe.write(row("opened", "10:00", 0, states=((1, DOWN),), status=Status.INVESTIGATING))
    scribe.write(
        *(
            row("added", "10:05", n, text=f"n{n}", states=((1, s),))
            for n, s in ((1, UP), (2, DOWN), (3, State.PARTIAL_OUTAGE))
        )
    )
    check(store)


def test_a_plain_line_comes_back_as_a_head_with_that_line_alone(store, scribe):
    scribe.write(row("opened", "10:00", 0, states=((1, DOWN),), status=Status.INVESTIGATING))
    written = scribe.add(row("added", "10:05", text="disk"))
    assert list(written.incidents[1].entries) == [1]


def test_a_step_is_what_the_store_was_given(store):
    step = Step("a", START, "bob", (row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING),))
    (event,) = write_step(store, step).events
    assert (event.event_id, event.batch, event.author, event.recorded_at) == ("a.0", "a", "bob", START)
