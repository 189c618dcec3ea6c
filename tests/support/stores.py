"""Stores on real files for tests, and what their tables hold."""

import sqlite3
from datetime import UTC, datetime

from incident_cli.store import Stamp
from incident_cli.store.projection import derive
from incident_cli.store.sqlite.schema import scratch
from incident_cli.store.sqlite.store import SqliteStore, _view

DERIVED = ("incident", "entry", "claim", "touched", "server", "action", "figure")
NOW = datetime(2014, 2, 10, 12, tzinfo=UTC)


def sqlite_store(folder, wait=5.0):
    """An SQLite store in a folder; its file does not exist yet."""
    return SqliteStore(str(folder / "incident.db"), wait)


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


def tables(connection):
    """The rows of the derived tables, as sets."""
    return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in DERIVED}


def derived_anew(path):
    """The derived tables of a fresh database into which the rows of a log were derived all at once."""
    connection = scratch()
    with sqlite3.connect(path) as source:
        rows = source.execute("SELECT * FROM log ORDER BY id").fetchall()
    source.close()
    connection.executemany(f"INSERT INTO log VALUES ({', '.join('?' * 12)})", rows)
    view = _view(connection)
    numbers = [number for (number,) in connection.execute("SELECT DISTINCT batch FROM log ORDER BY id").fetchall()]
    derive(view, [event for batch in numbers for event in view.batch(batch)])
    found = tables(connection)
    connection.close()
    return found


FACTORIES = {"sqlite": sqlite_store}
"""Every engine: folder -> an empty store."""
