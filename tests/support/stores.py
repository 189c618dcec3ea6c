"""Stores on real files for tests, and what their tables hold."""

import contextlib
import sqlite3
from datetime import UTC, datetime

import psycopg

from incident_cli.store import Stamp, open_store
from incident_cli.store.projection import derive
from incident_cli.store.sqlite.schema import scratch
from incident_cli.store.sqlite.store import SqliteStore, _view
from support import postgres

DERIVED = ("incident", "entry", "claim", "touched", "server", "action", "figure")
NOW = datetime(2014, 2, 10, 12, tzinfo=UTC)


def sqlite_store(folder, wait=5.0):
    """An SQLite store in a folder; its file does not exist yet."""
    return SqliteStore(str(folder / "incident.db"), wait)


def meddle(store, sql):
    """Run statements behind the store's back, as whoever the tables belong to; the rows of the last one."""
    if isinstance(store, SqliteStore):
        with contextlib.closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
            return connection.execute(sql).fetchall()
    with psycopg.connect(store.address.conninfo, autocommit=True) as connection:
        connection.execute(f"SET search_path TO {store.address.schema}")
        cursor = connection.execute(sql)
        while cursor.nextset():
            pass
        return cursor.fetchall() if cursor.description else []


def stamp(batch, recorded_at=NOW, author="ann", host="host1"):
    """A stamp as the command layer makes one."""
    return Stamp(batch, recorded_at, author, host)


class Scribe:
    """Writes events through a store, each call a batch of its own; entries are numbered by the store."""

    def __init__(self, store, now=NOW):
        self.store = store
        self.now = now
        self.batches = 0

    def write(self, *events, **more):
        """Write events as they are; the batch is b1, b2, ..."""
        self.batches += 1
        return self.store.write(stamp(f"b{self.batches}", self.now, **more), lambda _view: events)

    def load(self, events):
        """Write rows about incidents that are there already, as bulk work does."""
        self.batches += 1
        return self.store.load(stamp(f"b{self.batches}", self.now), lambda _view: [events])

    def add(self, event, **more):
        """Write a line of the timeline under the next entry number."""
        self.batches += 1
        return self.store.write(
            stamp(f"b{self.batches}", self.now, **more),
            lambda view: [event._replace(entry=view.next_entry(event.incident))],
        )


def write_step(store, step):
    """Write one step of a history (`support.histories`), and check the numbers it chose against the store's."""

    def decide(view):
        for event in step.events:
            made = {"opened", "added", "closed", "reopened", "postmortem_stored"}
            if event.kind in made and event is step.events[0] and event.entry:
                document = event.kind == "postmortem_stored" and view.entry(event.incident, event.entry)
                assert document or view.next_entry(event.incident) == event.entry
        return step.events

    return store.write(stamp(step.batch, step.recorded_at, step.author), decide)


def tables(store):
    """The rows of the derived tables, as sets."""
    return {name: sorted(meddle(store, f"SELECT * FROM {name}"), key=repr) for name in DERIVED}


def derived_anew(store):
    """The derived tables of a fresh SQLite database into which the rows of a log were derived all at once."""
    connection = scratch()
    rows = meddle(store, "SELECT * FROM log ORDER BY id")
    connection.executemany(f"INSERT INTO log VALUES ({', '.join('?' * 12)})", rows)
    view = _view(connection)
    numbers = [number for (number,) in connection.execute("SELECT DISTINCT batch FROM log ORDER BY id").fetchall()]
    derive(view, [event for batch in numbers for event in view.batch(batch)])
    found = {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in DERIVED}
    connection.close()
    return found


def postgres_store(server, wait=5.0):
    """A PostgreSQL store in a schema of its own, which does not exist yet."""
    return open_store(postgres.fresh(server), wait)


ENGINES = ("sqlite", "postgres")
"""Every engine that has to keep the contract."""
