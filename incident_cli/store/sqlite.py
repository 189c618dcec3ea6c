"""The default store: one SQLite file, safe against crashes, races and foreign hands (DESIGN section 10).

Rollback journal with `synchronous=EXTRA`: what was acknowledged survives a power loss, and a copy
of the idle file carries everything.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from incident_cli.core.events import Event
from incident_cli.errors import NotOurs, Unavailable

from . import Stamp, Written, faults, files, rows
from .fts import Fts5
from .projection import derive
from .retry import until_free
from .schema import APPLICATION_ID, TRIGGERS, VERSION, migrate, scratch
from .view import View

Answer = TypeVar("Answer")

SLICE = 0.25
"""Seconds that SQLite waits for a lock in C, where Ctrl-C is not heard; waiting goes on in slices."""

_SETTINGS = (
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)


class SqliteStore:
    """A store in one file. Each read and each write opens it, and closes it before it returns.

    path: of the file; it is made by the first write.
    wait: seconds to wait for another program's lock.
    """

    def __init__(self, path: str, wait: float) -> None:
        self.path = files.checked(path)
        self.wait = wait

    def read(self, ask: Callable[[View], Answer]) -> Answer:
        """See `Store.read`. A file that does not exist answers as an empty store, and is not made."""
        return until_free(self.wait, lambda: self._read(ask))

    def _read(self, ask: Callable[[View], Answer]) -> Answer:
        if not files.exists(self.path):
            connection = scratch()
            try:
                return ask(_view(connection))
            finally:
                connection.close()
        with self._connection() as connection:
            connection.execute("BEGIN")
            if not _current(connection, self.path):
                connection.execute("ROLLBACK")
                self._migrate(connection)
                connection.execute("BEGIN")
                _current(connection, self.path)
            answer = ask(_view(connection))
            connection.execute("COMMIT")
            return answer

    def write(self, stamp: Stamp, decide: Callable[[View], Sequence[Event]]) -> Written:
        """See `Store.write`."""
        files.create(self.path)
        return until_free(self.wait, lambda: self._write(stamp, decide))

    def _write(self, stamp: Stamp, decide: Callable[[View], Sequence[Event]]) -> Written:
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                if not _current(connection, self.path):
                    migrate(connection)
                view = _view(connection)
                events = [_append(view, event) for event in _stamped(decide(view), stamp)]
                incidents = derive(view, events)
                _read_back(view, stamp, events)
                headlines = {number: view.headline(number) for number in incidents}
                written = Written(tuple(events), incidents, headlines, view.servers())
                connection.execute("COMMIT" if events else "ROLLBACK")
            except BaseException:
                # A full disk or an I/O error has rolled back already; a second ROLLBACK would only hide it.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return written

    def _migrate(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        if not _current(connection, self.path):
            migrate(connection)
        connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection with our settings; what SQLite raises becomes an error of ours."""
        files.inspect(self.path)
        with faults.translated(self.path):
            connection = sqlite3.connect(self.path, timeout=SLICE, isolation_level=None)
            try:
                for setting in _SETTINGS:
                    connection.execute(setting)
                yield connection
            finally:
                connection.close()


def _view(connection: sqlite3.Connection) -> View:
    def execute(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return connection.execute(sql, parameters).fetchall()

    return View(execute, Fts5(execute))


def _current(connection: sqlite3.Connection, path: str) -> bool:
    """Whether the file has our newest schema; False when it is new or older. Raises NotOurs."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    found = connection.execute("SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'table')").fetchall()
    triggers = {name for type_, name in found if type_ == "trigger"}
    if application == 0 and version == 0 and not found:
        return False
    if application != APPLICATION_ID:
        raise NotOurs(f"{path} belongs to another program; it was left untouched", "incident --db ANOTHER-FILE")
    if version > VERSION:
        raise NotOurs(
            f"{path} was written by a newer version of incident (schema {version}, this one knows {VERSION});"
            " it was left untouched",
            "upgrade: pipx upgrade incident-cli",
        )
    if version == VERSION and triggers != TRIGGERS:
        raise NotOurs(f"the triggers in {path} are not the ones incident put there; it was left untouched")
    return bool(version == VERSION)


def _stamped(events: Sequence[Event], stamp: Stamp) -> list[Event]:
    return [
        event._replace(
            event_id=f"{stamp.batch}.{number}",
            batch=stamp.batch,
            recorded_at=stamp.recorded_at,
            author=stamp.author,
            host=stamp.host,
        )
        for number, event in enumerate(events)
    ]


_INSERT = f"INSERT INTO log ({', '.join(rows.LOG)}) VALUES ({', '.join(':' + name for name in rows.LOG)}) RETURNING id"


def _append(view: View, event: Event) -> Event:
    """Append a row; its id is the next one. RETURNING gives no row when something ate the insert."""
    inserted = view.execute(_INSERT, rows.event_row(event))
    if not inserted:
        raise Unavailable("the database did not keep the line; nothing was saved", "incident db check")
    return event._replace(id=inserted[0][0])


def _read_back(view: View, stamp: Stamp, events: Sequence[Event]) -> None:
    """Compare what the log holds now with what was meant: exit 0 means that it is there."""
    if events and view.batch(stamp.batch) != list(events):
        raise Unavailable("the database did not keep the line as written; nothing was saved", "incident db check")
