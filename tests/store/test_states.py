"""Questions about the states of servers: little is read, and the answers are those of the whole past."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from support.histories import SERVERS, START, worlds
from support.make import DEGRADED, DOWN, UP, WEB, at, row
from support.stores import write_step

from incident_cli.core.combined import spans
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Status
from incident_cli.core.views import server_states
from incident_cli.store import View, states

COSTLY = settings(max_examples=settings().max_examples // 2)


def stores(make, steps):
    store = make()
    for step in steps:
        write_step(store, step)
    yield store


@COSTLY
@given(worlds(most=14), st.integers(-20, 90))
def test_a_few_claims_tell_the_state_and_since_when_as_all_of_them_do(make, steps, minutes):
    now = START + timedelta(minutes=minutes)

    def compare(view):
        known = list(view.servers().values())
        few = server_states(known, view.lately(now, [server.id for server in known]), now)
        assert few == server_states(known, view.claims(), now)

    for store in stores(make, steps):
        for count in (1, 4):
            few, states._FEW = states._FEW, count
            try:
                store.read(compare)
            finally:
                states._FEW = few


@COSTLY
@given(worlds(most=14), st.integers(-20, 60), st.integers(1, 60))
def test_what_held_in_a_window_tells_the_spans_that_all_claims_tell(make, steps, since, length):
    since, until = (START + timedelta(minutes=minutes) for minutes in (since, since + length))

    def compare(view):
        found = dict(view.combined(since, until, SERVERS))
        for server in SERVERS:
            every = [(c.state, c.since, c.until, c.standing) for _, c in view.claims() if c.server == server]
            first = min((claim[1] for claim in every), default=None)
            assert found[server] == (spans(every, first, since, until) if first else [])

    for store in stores(make, steps):
        store.read(compare)


def test_of_no_servers_nothing_is_told(store):
    assert store.read(lambda view: list(states.combined(view, START, START, []))) == []
    assert store.read(lambda view: states.lately(view, START, [])) == []


def filled(scribe, numbers):
    for number in numbers:
        began = START + timedelta(hours=2 * number)
        opening = row("opened", began, 0, title="x", status=Status.INVESTIGATING, states=((WEB, DOWN),))
        closing = row("closed", began + timedelta(hours=1), 1, status=Status.RESOLVED)
        scribe.write(opening._replace(incident=number), closing._replace(incident=number))


def asked(store, ask):
    """The number of statements of a question, and of the rows that they gave."""
    said, rows = [], []

    def counted(view):
        def execute(sql, parameters):
            said.append(sql)
            found = view.execute(sql, parameters)
            rows.extend(found)
            return found

        ask(View(execute, view.search, view.fill))

    store.read(counted)
    return len(said), len(rows)


def test_neither_statements_nor_rows_grow_with_what_is_long_over(store, scribe):
    scribe.write(Event(EventKind.SERVER_CHANGED, START, {"name": "web"}, server=WEB))
    ends = {}

    def now(view):
        states.lately(view, ends["now"], [WEB])

    def window(view):
        dict(states.combined(view, ends["now"] - timedelta(hours=6), ends["now"], [WEB]))

    filled(scribe, range(1, 8))
    ends["now"] = START + timedelta(hours=2 * 7 + 1, minutes=30)
    few = asked(store, now), asked(store, window)
    filled(scribe, range(8, 60))
    ends["now"] = START + timedelta(hours=2 * 59 + 1, minutes=30)
    assert (asked(store, now), asked(store, window)) == few


def test_since_is_found_however_far_back_it_lies(store, scribe):
    scribe.write(
        Event(EventKind.SERVER_CHANGED, START, {"name": "web"}, server=WEB),
        Event(EventKind.STATE_SET, START - timedelta(days=9), {"state": DEGRADED}, server=WEB),
        row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING, states=((WEB, DOWN),)),
    )
    for minute in range(60):  # a long list of claims that change nothing of the whole
        state = UP if minute % 2 else DEGRADED
        scribe.write(
            row(
                "opened",
                at("11:00") + timedelta(minutes=minute),
                0,
                title="y",
                states=((WEB, state),),
                status=Status.INVESTIGATING,
            )._replace(incident=minute + 2)
        )
        scribe.write(
            row("closed", at("11:01") + timedelta(minutes=minute), 1, status=Status.RESOLVED)._replace(
                incident=minute + 2
            )
        )
    told = store.read(lambda view: server_states(view.servers().values(), view.lately(at("13:00"), [WEB]), at("13:00")))
    assert [(state.state, state.since, state.holders) for state in told] == [(DOWN, at("10:00"), (1,))]


def test_of_claims_that_ended_in_one_instant_no_one_is_forgotten(store, scribe, monkeypatch):
    """The last change that few claims tell must lie behind all that were left out."""
    scribe.write(
        Event(EventKind.SERVER_CHANGED, START, {"name": "web"}, server=WEB),
        row("opened", "09:00", 0, title="x", status=Status.INVESTIGATING, states=((WEB, DOWN),)),
        row("closed", "10:00", 1, status=Status.RESOLVED),
        row("opened", "09:00", 0, title="y", status=Status.INVESTIGATING, states=((WEB, DEGRADED),))._replace(
            incident=2
        ),
        row("closed", "10:00", 1, status=Status.RESOLVED)._replace(incident=2),
        row("opened", "10:00", 0, title="z", status=Status.INVESTIGATING, states=((WEB, DOWN),))._replace(incident=3),
    )
    for first in (1, 2):
        monkeypatch.setattr(states, "_FEW", first)
        told = store.read(
            lambda view: server_states(view.servers().values(), view.lately(at("11:00"), [WEB]), at("11:00"))
        )
        assert [(state.state, state.since) for state in told] == [(DOWN, at("09:00"))]
