"""The server goes away in the middle of a write or a read: one line, in time, nothing half, and it goes on later."""

import contextlib
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from support import stores, team
from support.live import Live
from support.make import row
from support.processes import ended, hearing, started
from support.program import PROGRAM
from support.team import sound

from incident_cli.errors import Unreachable
from incident_cli.store import open_store
from incident_cli.store.postgres import connection, transaction

SOON = 15


def terminated(server):
    """What an administrator does to connections that he does not know."""
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'incident'")


FATES = {
    "killed": (lambda server: server.kill(), "the connection was lost"),
    "stopped": (lambda server: server.stop(), "the server is shutting down"),
    "frozen": (lambda server: server.freeze(), "the connection was lost"),
    "terminated": (terminated, "the server is shutting down"),
}


@pytest.fixture
def hasty(monkeypatch):
    """Our own clock, which gives a server up after 35 seconds and the wait, here does so after one."""
    monkeypatch.setattr(connection, "GRACE", 1 - transaction.STATEMENT)


class Held:
    """A write that waits in the middle of its transaction until it is let go."""

    def __init__(self, url, wait=0.0, asks="SELECT 1"):
        self.store, self.asks = open_store(url, wait), asks
        self.within, self.go = threading.Event(), threading.Event()
        self.thread = ThreadPoolExecutor(1)
        self.done = self.thread.submit(self.store.write, stores.stamp("held"), self._decide)
        assert self.within.wait(SOON)

    def _decide(self, view):
        head = view.head(1)
        self.within.set()
        assert self.go.wait(2 * SOON)
        view.execute(self.asks, {})
        return [row("added", "10:05", view.next_entry(head.id), text="half")]

    def let_go(self):
        """Let it go on, and give how it ended."""
        self.go.set()
        error = self.done.exception(SOON)
        self.thread.shutdown()
        if error:
            raise error
        return self.done.result()


@pytest.mark.parametrize("fate", FATES)
def test_a_write_in_whose_middle_the_server_goes_away_saves_nothing(lone, hasty, fate):
    go_away, said = FATES[fate]
    held = Held(lone.db)
    go_away(lone.server)
    with pytest.raises(Unreachable, match=f"{said}.*nothing was saved"):
        held.let_go()
    lone.server.thaw()
    if fate in ("killed", "stopped"):
        lone.server.start()
    assert sound(lone.db) == ["before"]
    lone("update", "after").done
    assert sound(lone.db) == ["before", "after"]


def test_a_held_write_that_nobody_disturbs_is_saved(lone):
    assert Held(lone.db).let_go().events[0].data["text"] == "half"
    assert sound(lone.db) == ["before", "half"]


@pytest.mark.parametrize("line", [["update", "x"], ["status", "--json"]])
def test_a_frozen_server_is_given_up_by_our_clock(lone, line):
    lone.server.freeze()
    began = time.monotonic()
    url = f"{lone.db}&connect_timeout=2"
    lone.real(*line, INCIDENT_DB=url).failed(5, "the server does not answer", "nothing was saved", "hint: repeat")
    assert time.monotonic() - began < SOON
    lone.server.thaw()
    assert sound(lone.db) == ["before"]


def test_a_server_that_freezes_while_it_answers_is_given_up_by_our_clock(lone, hasty):
    store = open_store(lone.db, 0.0)

    def ask(view):
        lone.server.freeze()
        return view.execute("SELECT 1", {})

    began = time.monotonic()
    with pytest.raises(Unreachable, match="the connection was lost"):
        store.read(ask)
    assert time.monotonic() - began < SOON


def test_a_statement_that_takes_too_long_is_stopped_by_the_server(lone, monkeypatch):
    store = open_store(lone.db, 0.0)

    def ask(view):
        view.execute("SET LOCAL statement_timeout TO 100", {})
        return view.execute("SELECT pg_sleep(60)", {})

    with pytest.raises(Unreachable, match="the server did not answer in time; nothing was saved"):
        store.read(ask)


@pytest.mark.parametrize("line", [["update", "x"], ["show"]])
def test_ctrl_c_gives_a_server_up_that_freezes_in_the_middle(lone, line):
    """It waits for a lock in the server, which then stands still: nobody hears the request to cancel either."""
    with team.session(lone.db) as other, other.transaction(), hearing():
        other.execute("LOCK TABLE migration, log")
        process = started(lone, *line)
        team.until(lambda: team.waits(lone.db))
        lone.server.freeze()
        try:
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            answer = ended(process)
            assert time.monotonic() - began < SOON
        finally:
            lone.server.thaw()
    assert answer == (130, "", "")
    assert sound(lone.db) == ["before"]


def test_a_server_killed_while_programs_wait_for_the_lock_tells_each_of_them(lone):
    with contextlib.suppress(psycopg.OperationalError), team.locked(lone.db):
        waiting = [started(lone, "update", f"line {each}") for each in range(3)]
        team.until(lambda: team.waits(lone.db) == 3)
        lone.server.kill()
        for process in waiting:
            ended(process).failed(5, "the connection was lost", "nothing was saved")
    lone.server.start()
    assert sound(lone.db) == ["before"]


def test_a_watcher_keeps_what_it_shows_says_what_is_wrong_and_goes_on_by_itself(lone):
    environment = lone.env | {"TERM": "xterm-256color"}
    with Live([*PROGRAM, "show", "1", "--watch"], environment, columns=120) as watcher:
        watcher.shows("before")
        lone.server.kill()
        watcher.shows("before", "connection refused")
        lone.server.start()
        lone("update", "after").done
        watcher.until(lambda text: "after" in text and "refused" not in text)
        watcher.type("q")
        assert watcher.end() == 0
        watcher.left_as_it_was()
