"""Several machines over one PostgreSQL server: what its tables hold, who holds its lock, the program over it."""

import contextlib
import time

import psycopg

from incident_cli.store.postgres import address, schema
from support import processes

DERIVED = ("incident", "entry", "claim", "touched", "server", "action", "figure", "search")


def over(program, url):
    """Point a program at a server. It waits long for a lock, as many are there at once, and keeps no line back."""
    program.db = url
    program.env |= {"INCIDENT_DB": url, "INCIDENT_WAIT": "60", "INCIDENT_OUTBOX": "0"}
    return program


@contextlib.contextmanager
def session(url):
    """A connection of somebody else, on the program's schema; every statement stands for itself."""
    place = address.read(url)
    with psycopg.connect(place.conninfo, autocommit=True) as connection:
        connection.execute(f"SET search_path TO {place.quoted_schema}")
        yield connection


def sql(url, statement):
    """The rows of one statement of somebody else."""
    with session(url) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def locked(url):
    """Hold the lock of all who write, as a writer does that is not finished."""
    with session(url) as connection, connection.transaction():
        connection.execute(schema.lock(address.read(url)))
        yield connection


def until(condition, seconds=20):
    """Come back when something has become true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def waits(url):
    """How many wait for a lock just now, to use this schema: others may use the server, too."""
    ours = address.read(url).quoted_schema.replace("'", "''")
    asked = f"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%{ours}%'"
    return sql(url, asked)[0][0]


def sound(url):
    """The texts in the log, in its order: it has no gap, `db check` finds nothing, a rebuild changes nothing."""
    found = processes.state(url)
    assert found["wrong"] == []
    numbers = [number for (number,) in sql(url, "SELECT id FROM log ORDER BY id")]
    assert numbers == list(range(1, len(numbers) + 1))
    for incident, count, last in sql(url, "SELECT incident, count(*), max(number) FROM entry GROUP BY incident"):
        assert last == count - 1, f"#{incident} lacks a line"
    return [text for text in found["texts"] if text]


def tables(url):
    """The rows of the derived tables, as sets."""
    return {table: sorted(sql(url, f"SELECT * FROM {table}"), key=repr) for table in DERIVED}
