"""What wakes a view on a server: heard at once, silent in silence, back after an outage, and nobody's to wait for."""

import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from urllib.parse import quote

import psycopg
import pytest
from support.alarms import PATIENCE, listening, rings, until
from support.make import row
from support.postgres import fresh
from support.stores import Scribe

from incident_cli.store import open_store
from incident_cli.store.postgres.address import read
from incident_cli.store.postgres.alarm import AGAIN, PAUSE, ServerAlarm

AT_ONCE = 0.1
"""Seconds in which a ring has to come, at its best: a loaded machine is slow at times."""


def backends(server, schema):
    """The connections on which somebody listens for a schema: their numbers, and when each was asked last."""
    sql = "SELECT pid, query_start FROM pg_stat_activity WHERE query = %s"
    return server.execute(sql, f'LISTEN "{schema}"')


def notify(server, schema):
    """What a writer does."""
    server.execute("SELECT pg_notify(%s, '')", schema)


@pytest.fixture
def schema(postgres_server):
    """A schema that no other test has."""
    return read(fresh(postgres_server)).schema


@pytest.fixture
def alarm_on():
    """Makes the alarm of a schema on a server, and closes it at the end."""
    made = []

    def make(server, schema):
        made.append(ServerAlarm(read(server.url(quote(schema, safe="")))))
        return made[-1]

    yield make
    for alarm in made:
        alarm.close()


@pytest.fixture
def stranger():
    """Something that takes connections, and is no server: the socket on which it does."""
    with socket.create_server(("127.0.0.1", 0)) as taking:
        yield taking


def place(stranger):
    """The address of a stranger."""
    return f"postgresql://ann@127.0.0.1:{stranger.getsockname()[1]}/incident?sslmode=disable&gssencmode=disable"


def test_it_rings_the_first_time_and_again_when_it_listens_and_then_no_more(postgres_server, schema, alarm_on):
    alarm = alarm_on(postgres_server, schema)
    assert alarm.rung()
    until(lambda: alarm.fileno is not None)
    assert rings(alarm)
    assert not rings(alarm, 0.5)


def test_who_notifies_wakes_it_at_once(postgres_server, schema, alarm_on):
    alarm, took = listening(alarm_on(postgres_server, schema)), []
    with closing(psycopg.connect(postgres_server.dsn, autocommit=True)) as writer:
        for _ in range(5):
            time.sleep(2 * PAUSE)
            writer.execute("SELECT pg_notify(%s, '')", [schema])
            began = time.monotonic()
            assert rings(alarm)
            took.append(time.monotonic() - began)
    assert min(took) < AT_ONCE


def test_it_is_another_transaction_that_wakes_it_when_it_commits(postgres_server, schema, alarm_on):
    alarm = listening(alarm_on(postgres_server, schema))
    with closing(psycopg.connect(postgres_server.dsn)) as writer:
        writer.execute("SELECT pg_notify(%s, '')", [schema])
        assert not rings(alarm, 0.3)
        writer.rollback()
        assert not rings(alarm, 0.3)
        writer.execute("SELECT pg_notify(%s, '')", [schema])
        writer.commit()
    assert rings(alarm)


def test_in_silence_the_server_is_asked_nothing(postgres_server, schema, alarm_on):
    listening(alarm_on(postgres_server, schema))
    before = backends(postgres_server, schema)
    time.sleep(3)
    assert backends(postgres_server, schema) == before
    assert len(before) == 1


def test_a_crowd_of_writers_rings_no_more_than_so_often_and_the_last_one_is_heard(postgres_server, schema, alarm_on):
    alarm, rung = listening(alarm_on(postgres_server, schema)), 0
    with closing(psycopg.connect(postgres_server.dsn, autocommit=True)) as writer:
        began = time.monotonic()
        for _ in range(500):
            writer.execute("SELECT pg_notify(%s, '')", [schema])
            rung += alarm.rung()
        seconds = time.monotonic() - began
        assert 1 <= rung <= seconds / PAUSE + 2
        while rings(alarm, 3 * PAUSE):
            pass
        writer.execute("SELECT pg_notify(%s, '')", [schema])
    assert rings(alarm)


@pytest.mark.parametrize("schema", ["incident", "Team", 'a"b', "x" * 63, "é" * 31, "100%s", "a'; DROP"])
def test_whatever_a_schema_is_called_its_writers_are_heard(postgres_server, alarm_on, schema):
    alarm = listening(alarm_on(postgres_server, schema))
    store = open_store(postgres_server.url(quote(schema, safe="")), 5)
    Scribe(store).write(row("opened", "10:00", 0, status="investigating", title="x"))
    assert rings(alarm)


def test_the_writers_of_another_schema_are_not_heard(postgres_server, schema, alarm_on):
    alarm = listening(alarm_on(postgres_server, schema))
    notify(postgres_server, schema + "x")
    assert not rings(alarm, 0.5)


def test_a_lost_connection_rings_and_is_made_anew_and_rings_again(postgres_server, schema, alarm_on):
    alarm = listening(alarm_on(postgres_server, schema))
    [(number, _)] = backends(postgres_server, schema)
    postgres_server.execute("SELECT pg_terminate_backend(%s)", number)
    assert rings(alarm)
    assert alarm.fileno is None
    assert not alarm.rung()
    listening(alarm)
    notify(postgres_server, schema)
    assert rings(alarm)


def test_a_server_that_died_rings_and_rings_again_when_it_is_back(own_server, alarm_on):
    alarm = listening(alarm_on(own_server, "ours"))
    own_server.kill()
    assert rings(alarm)
    until(lambda: alarm.fileno is None)
    assert not rings(alarm, 2 * AGAIN)
    own_server.start()
    listening(alarm)
    notify(own_server, "ours")
    assert rings(alarm)


def test_a_server_that_is_away_is_tried_once_a_second(stranger):
    tried = []
    with closing(ServerAlarm(read(place(stranger)))) as alarm:
        while len(tried) < 3:
            stranger.accept()[0].close()
            tried.append(time.monotonic())
        assert alarm.fileno is None
        assert alarm.rung()
        assert not alarm.rung()
    assert tried[2] - tried[0] >= 2 * AGAIN


def test_nobody_waits_for_a_server_that_hangs(own_server, alarm_on):
    own_server.freeze()
    began = time.monotonic()
    alarm = alarm_on(own_server, "ours")
    assert alarm.rung()
    assert alarm.fileno is None
    alarm.close()
    assert time.monotonic() - began < 1


def test_a_connection_that_is_just_made_keeps_no_program_from_its_end(stranger):
    code = f"""
from incident_cli.store.postgres.address import read
from incident_cli.store.postgres.alarm import ServerAlarm
ServerAlarm(read("{place(stranger)}&connect_timeout=60")).close()
print("closed")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "closed\n", "")


def test_once_it_is_closed_nothing_of_it_is_left(postgres_server, schema, alarm_on):
    before = threading.active_count()
    alarm = listening(alarm_on(postgres_server, schema))
    assert threading.active_count() == before + 1
    alarm.close()
    until(lambda: threading.active_count() == before and not backends(postgres_server, schema))
