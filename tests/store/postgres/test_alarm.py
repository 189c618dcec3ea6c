"""What wakes a view on a server: heard at once, silent in silence, back after an outage, and nobody's to wait for."""

import threading
import time
from contextlib import closing

import psycopg
import pytest
from support.alarms import listening, rings, until

from incident_cli.errors import Unreachable
from incident_cli.store.postgres.alarm import AGAIN, PAUSE, ServerAlarm, channel

AT_ONCE = 0.1
"""Seconds in which a ring has to come, at its best: a loaded machine is slow at times."""


def backends(server, name):
    """The connections on which somebody listens to a channel: their numbers, and when each was asked last."""
    sql = "SELECT pid, query_start FROM pg_stat_activity WHERE query = %s"
    return server.execute(sql, f'LISTEN "{name}"')


@pytest.fixture
def name(request):
    """The channel of a schema that no other test has."""
    return channel(request.node.nodeid[-40:])


@pytest.fixture
def alarm_on():
    """Makes an alarm that connects to a server, and closes it at the end."""
    made = []

    def make(server, name):
        made.append(ServerAlarm(lambda: psycopg.connect(server.dsn, connect_timeout=2), name))
        return made[-1]

    yield make
    for alarm in made:
        alarm.close()


def test_it_rings_the_first_time_and_again_when_it_listens_and_then_no_more(postgres_server, name, alarm_on):
    alarm = alarm_on(postgres_server, name)
    assert alarm.rung()
    until(lambda: alarm.fileno is not None)
    assert rings(alarm)
    assert not rings(alarm, 0.5)


def test_who_notifies_wakes_it_at_once(postgres_server, name, alarm_on):
    alarm, took = listening(alarm_on(postgres_server, name)), []
    with closing(psycopg.connect(postgres_server.dsn, autocommit=True)) as writer:
        for _ in range(5):
            time.sleep(2 * PAUSE)
            writer.execute("SELECT pg_notify(%s, '')", [name])
            began = time.monotonic()
            assert rings(alarm)
            took.append(time.monotonic() - began)
    assert min(took) < AT_ONCE


def test_it_is_another_transaction_that_wakes_it_when_it_commits(postgres_server, name, alarm_on):
    alarm = listening(alarm_on(postgres_server, name))
    with closing(psycopg.connect(postgres_server.dsn)) as writer:
        writer.execute("SELECT pg_notify(%s, '')", [name])
        assert not rings(alarm, 0.3)
        writer.rollback()
        assert not rings(alarm, 0.3)
        writer.execute("SELECT pg_notify(%s, '')", [name])
        writer.commit()
    assert rings(alarm)


def test_in_silence_the_server_is_asked_nothing(postgres_server, name, alarm_on):
    listening(alarm_on(postgres_server, name))
    before = backends(postgres_server, name)
    time.sleep(3)
    assert backends(postgres_server, name) == before
    assert len(before) == 1


def test_a_crowd_of_writers_rings_no_more_than_so_often_and_the_last_one_is_heard(postgres_server, name, alarm_on):
    alarm, rung = listening(alarm_on(postgres_server, name)), 0
    with closing(psycopg.connect(postgres_server.dsn, autocommit=True)) as writer:
        began = time.monotonic()
        for _ in range(500):
            writer.execute("SELECT pg_notify(%s, '')", [name])
            rung += alarm.rung()
        seconds = time.monotonic() - began
        assert 1 <= rung <= seconds / PAUSE + 2
        while rings(alarm, 3 * PAUSE):
            pass
        writer.execute("SELECT pg_notify(%s, '')", [name])
    assert rings(alarm)


@pytest.mark.parametrize("schema", ["incident", 'a"b', "x" * 63, "é" * 31, "100%s", "a'; DROP"])
def test_whatever_a_schema_is_called_its_writers_are_heard(postgres_server, alarm_on, schema):
    alarm = listening(alarm_on(postgres_server, channel(schema)))
    postgres_server.execute("SELECT pg_notify(%s, '')", channel(schema))
    assert rings(alarm)


def test_the_writers_of_another_schema_are_not_heard(postgres_server, alarm_on):
    alarm = listening(alarm_on(postgres_server, channel("one")))
    postgres_server.execute("SELECT pg_notify(%s, '')", channel("other"))
    assert not rings(alarm, 0.5)


def test_every_schema_has_a_channel_of_its_own_whose_name_a_server_takes():
    schemas = ["a", "A", "x" * 54, "x" * 55, "x" * 62, "x" * 63, "x" * 62 + "y", "é" * 31, "é" * 30 + "è"]
    names = [channel(schema) for schema in schemas]
    assert len(set(names)) == len(schemas)
    assert max(len(name.encode()) for name in names) <= 63


def test_a_lost_connection_rings_and_is_made_anew_and_rings_again(postgres_server, name, alarm_on):
    alarm = listening(alarm_on(postgres_server, name))
    [(number, _)] = backends(postgres_server, name)
    postgres_server.execute("SELECT pg_terminate_backend(%s)", number)
    assert rings(alarm)
    assert alarm.fileno is None
    assert not alarm.rung()
    listening(alarm)
    postgres_server.execute("SELECT pg_notify(%s, '')", name)
    assert rings(alarm)


def test_a_server_that_died_rings_and_rings_again_when_it_is_back(own_server, alarm_on):
    alarm = listening(alarm_on(own_server, "ours"))
    own_server.kill()
    assert rings(alarm)
    until(lambda: alarm.fileno is None)
    assert not rings(alarm, 2 * AGAIN)
    own_server.start()
    listening(alarm)
    own_server.execute("NOTIFY ours")
    assert rings(alarm)


def test_a_server_that_is_away_is_tried_once_a_second():
    tried = []

    def connect():
        tried.append(time.monotonic())
        raise Unreachable("away")

    with closing(ServerAlarm(connect, "ours")) as alarm:
        until(lambda: len(tried) == 3)
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


def test_once_it_is_closed_nothing_of_it_is_left(postgres_server, name, alarm_on):
    before = threading.active_count()
    alarm = listening(alarm_on(postgres_server, name))
    assert threading.active_count() == before + 1
    alarm.close()
    until(lambda: threading.active_count() == before and not backends(postgres_server, name))
