"""A connection that nobody waits for without an end."""

import os
import signal
import threading
import time

import psycopg
import pytest

from incident_cli.errors import Unreachable
from incident_cli.store.postgres import address
from incident_cli.store.postgres.connection import Connection, connect


def where(server):
    return address.read(server.url("any"))


def test_what_the_address_says_wins_over_our_own_settings(postgres_server, monkeypatch):
    monkeypatch.setenv("PGCONNECT_TIMEOUT", "7")
    url = postgres_server.url("any") + "&application_name=mine"
    with Connection(address.read(url), 5) as connection:
        said = connection.info.get_parameters()
    assert (said["application_name"], said["connect_timeout"], said["keepalives_idle"]) == ("mine", "7", "10")


def test_texts_are_utf8_whatever_is_said_elsewhere(postgres_server, monkeypatch):
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    with Connection(where(postgres_server), 5) as connection:
        assert connection.execute("SELECT 'Ā'").fetchall() == [("Ā",)]


def test_a_server_that_says_nothing_is_given_up(own_server):
    connection = connect(where(own_server), 1)
    own_server.freeze()
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    assert 0.9 < time.monotonic() - began < 5
    own_server.thaw()
    connection.close()


@pytest.mark.parametrize("frozen", [False, True])
def test_ctrl_c_is_heard_at_once_whether_or_not_the_server_answers(own_server, frozen):
    connection = connect(where(own_server), 60)

    def interrupt():
        if frozen:
            own_server.freeze()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Timer(0.5, interrupt).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        connection.execute("SELECT pg_sleep(50)")
    assert time.monotonic() - began < 5
    own_server.thaw()
    connection.close()


def test_a_lost_connection_is_one_of_ours(own_server):
    with pytest.raises(Unreachable, match="the connection was lost"), Connection(where(own_server), 5) as connection:  # noqa: PT012
        own_server.kill()
        connection.execute("SELECT 1")
