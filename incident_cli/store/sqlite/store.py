"""The default store: one SQLite file, safe against crashes, races and foreign hands (DESIGN section 10).

Rollback journal with `synchronous=EXTRA`: what was acknowledged survives a power loss, and a copy
of the idle file carries everything.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

from incident_cli.core.events import Event
from incident_cli.errors import NotOurs, Unavailable
from incident_cli.store import rows
from incident_cli.store.retry import until_free
from incident_cli.store.sqlite import files
from incident_cli.store.sqlite.connection import Connection, Immediate
from incident_cli.store.sqlite.fts import Fts5
from incident_cli.store.sqlite.schema import APPLICATION_ID, GUARDS, TRIGGERS, VERSION, migrate, scratch
from incident_cli.store.values import Info, Loaded, Stamp, Written
from incident_cli.store.view import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    Answer = TypeVar("Answer")

    from incident_cli.core.redact import Redaction
    from incident_cli.store.protocol import Alarm


SMALL = 128
"""Pages (of 4 KiB) up to which a file is checked whole before each answer: half a millisecond for 50, two for 128."""

CACHE = 24 * 1024
"""KiB of pages that bulk work keeps in memory: with fewer, pages of the indexes are written many times over."""

COUNTED = ("log", "incident", "entry", "server")
"""The tables whose rows `info` counts."""


class SqliteStore:
    """A store in one file. Each read and each write opens it, and closes it before it returns.

    path: of the file; it is made by the first write.
    wait: seconds to wait for another program's lock; make_folder: make its folder as well.
    """

    def __init__(self, path: str, wait: float, *, make_folder: bool = False) -> None:
        self.path = files.checked(path)
        self.wait = wait
        self.make_folder = make_folder

    def read(self, ask: Callable[[View], Answer]) -> Answer:
        """See `Store.read`. A file that does not exist answers as an empty store, and is not made."""
        gc.disable()  # as in `_filled`: an answer may be made of a million rows
        try:
            return until_free(self.wait, lambda: self._read(ask))
        finally:
            gc.enable()

    def _read(self, ask: Callable[[View], Answer]) -> Answer:
        if not files.exists(self.path):
            return unmade(ask)
        with Connection(self.path) as connection:
            connection.execute("PRAGMA temp_store = MEMORY")  # nothing of what is stored goes to another file
            if not self._begun(connection):
                return unmade(ask)
            _small_and_sound(connection)
            answer = ask(_view(connection))
            connection.execute("COMMIT")
            return answer

    def write(self, stamp: Stamp, decide: Callable[[View], Sequence[Event]]) -> Written:
        """See `Store.write`."""
        from incident_cli.store.appending import stamped, written

        if not files.exists(self.path):
            unmade(decide)  # a command that is refused leaves nothing behind
            self._make()

        def append(view: View) -> Written:
            events = [_append(view, event) for event in stamped(decide(view), stamp)]
            return written(view, stamp, events)

        return until_free(self.wait, lambda: self._changed(append))

    def load(self, stamp: Stamp, batches: Callable[[View], Iterable[Sequence[Event]]]) -> Loaded:
        """See `Store.load`."""
        from incident_cli.store import bulk

        return self._filled(lambda view: bulk.load(view, stamp, batches(view)))

    def restore(self, rows: Callable[[], Iterable[tuple[Any, ...]]], after: int) -> Loaded:
        """See `Store.restore`."""
        from incident_cli.store import bulk

        return self._filled(lambda view: bulk.restore(view, rows(), after))

    def _filled(self, change: Callable[[View], Loaded]) -> Loaded:
        """Change the file, which is made for it; where nothing came of it, a new one goes again."""
        new = not files.exists(self.path)
        self._make()

        def filled(view: View) -> Loaded:
            view.execute(f"PRAGMA cache_size = -{CACHE}", {})
            return change(view)

        gc.disable()  # nothing in it makes cycles, and to look for them among millions of rows is a twentieth of it
        try:
            return until_free(self.wait, lambda: self._changed(filled))
        except BaseException:
            if new and not files.size(self.path):
                files.remove(self.path)
            raise
        finally:
            gc.enable()

    def _make(self) -> None:
        """Make the file where it is not there yet."""
        if not files.exists(self.path):
            if self.make_folder:
                files.create_folder(os.path.dirname(self.path))
            files.create(self.path)

    def redact(self, stamp: Stamp, decide: Callable[[View], Redaction]) -> Written:
        """See `Store.redact`. `secure_delete` overwrites what is freed; the index is made anew, since
        FTS5 only marks words as deleted until it merges them away."""
        from incident_cli.store.appending import stamped, written

        def change(view: View) -> Written:
            rows_, event = decide(view)
            for row in rows_:
                new = {"id": row.id, "data": rows.log_values(row)[-1]}
                view.execute("UPDATE log SET data = :data WHERE id = :id", new)
            events = [_append(view, each) for each in stamped([event], stamp)]
            done = written(view, stamp, events)
            view.search.clear()
            view.search.fill()
            return done

        return until_free(self.wait, lambda: self._changed(change))

    def check(self) -> list[str]:
        """See `Store.check`. A new file has nothing to compare yet."""
        return until_free(self.wait, self._check) if files.exists(self.path) else []

    def _check(self) -> list[str]:
        with Connection(self.path) as connection:
            if not self._begun(connection):
                return []
            found = [f"SQLite: {line}" for line in _faults(connection)]
            from incident_cli.store import upkeep

            found += upkeep.problems(_view(connection))
            connection.execute("COMMIT")
            return found + self._unsound_search(connection)

    def _unsound_search(self, connection: sqlite3.Connection) -> list[str]:
        """FTS5 compares its index with the texts in what SQLite takes for a write, so it is rolled back."""
        if not files.writable(self.path):
            return []
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(_COMPARE)
        except sqlite3.DatabaseError as error:
            return [f"the full-text index does not fit the texts ({error}): incident db rebuild"]
        finally:
            connection.execute("ROLLBACK")
        return []

    def rebuild(self) -> int:
        """See `Store.rebuild`. What it cannot mend, it leaves as it was."""

        if not files.exists(self.path):
            return 0
        from incident_cli.store import upkeep

        return until_free(self.wait, lambda: self._changed(upkeep.rebuild, mending=True))

    def backup(self, to: str) -> None:
        """See `Store.backup`. VACUUM INTO copies one consistent moment while others write."""
        target = files.checked(to)
        if not files.exists(self.path):
            raise Unavailable(f"{self.path}: there is no database yet")
        until_free(self.wait, lambda: self._backup(target))
        files.sync(target)

    def _backup(self, target: str) -> None:
        with Connection(self.path) as connection:
            _schema(connection, self.path)
            _sound(connection)  # whatever its size: a copy of damage is no backup
            files.create(target, new=True)  # VACUUM INTO would make it readable for everybody
            try:
                connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(target),))  # a path need not be text
            except BaseException:
                files.remove(target)
                raise

    def alarm(self) -> Alarm:
        """See `Store.alarm`."""
        from incident_cli.store.sqlite.alarm import FileAlarm

        return FileAlarm(self.path)

    def info(self) -> Info:
        """See `Store.info`."""
        return until_free(self.wait, self._info) if files.exists(self.path) else Info(self.path, 0, 0, {})

    def _info(self) -> Info:
        with Connection(self.path) as connection:
            connection.execute("BEGIN")
            version = _schema(connection, self.path)
            if version is None:
                return Info(self.path, files.size(self.path), 0, {})
            _small_and_sound(connection)
            counts = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}
            return Info(self.path, files.size(self.path), version, counts)

    def _begun(self, connection: sqlite3.Connection) -> bool:
        """Begin to read, on the newest schema; whether anybody has written to the file yet."""
        connection.execute("BEGIN")
        found = _schema(connection, self.path)
        if found is not None and found < VERSION:
            connection.execute("ROLLBACK")
            self._migrate(connection)
            connection.execute("BEGIN")
            _schema(connection, self.path)
        return found is not None

    def _migrate(self, connection: sqlite3.Connection) -> None:
        """Bring the file to our schema, inside the immediate transaction in which we look at it again."""
        with Immediate(self.path, connection):
            if (_schema(connection, self.path) or 0) < VERSION:
                migrate(connection)

    def _changed(self, change: Callable[[View], Answer], *, mending: bool = False) -> Answer:
        """Change the file in an immediate transaction on the newest schema; nothing is changed on any error."""
        files.check_syncable(self.path)
        with Connection(self.path) as connection, Immediate(self.path, connection):
            if (_schema(connection, self.path) or 0) < VERSION:
                migrate(connection)
            if mending:
                connection.execute("REINDEX")
            else:
                _small_and_sound(connection)
            answer = change(_view(connection))
            if mending:
                _sound(connection)
            return answer


def _view(connection: sqlite3.Connection) -> View:
    def execute(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return connection.execute(sql, parameters).fetchall()

    def fill(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)

    return View(execute, Fts5(execute, fill, lambda: _search_sound(connection)), fill)


def _search_sound(connection: sqlite3.Connection) -> None:
    """Check the search index of a small file whole before it is asked. Raises Unsound.

    FTS5 compares it with the texts in what SQLite takes for a write, so it is done in a copy of the file in memory.
    """
    if connection.execute("PRAGMA page_count").fetchone()[0] > SMALL:
        return
    copy = sqlite3.connect(":memory:")
    try:
        copy.deserialize(connection.serialize())
        copy.execute(_COMPARE)
    except sqlite3.DatabaseError as error:
        raise rows.Unsound(f"its search index does not fit the texts: {error}") from error
    finally:
        copy.close()


_COMPARE = "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)"
"""FTS5's own comparison of its index with the texts."""


def unmade(ask: Callable[[View], Answer]) -> Answer:
    """What a file that is not there, or is empty, answers: an empty store."""
    connection = scratch()
    try:
        return ask(_view(connection))
    finally:
        connection.close()


def _schema(connection: sqlite3.Connection, path: str) -> int | None:
    """The schema of the file: its number; None for a file that nobody has written to. Raises NotOurs."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    found = connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    if application == 0 and version == 0 and not found:
        return None
    if application != APPLICATION_ID:
        raise NotOurs(f"{path} belongs to another program; it was left untouched", "incident --db ANOTHER-FILE")
    if version > VERSION:
        raise NotOurs(
            f"{path} was written by a newer version of incident (schema {version}, this one knows {VERSION});"
            " it was left untouched",
            "upgrade: pipx upgrade incident-cli",
        )
    guards = {name: sql for type_, name, sql in found if type_ == "trigger"}
    if version == VERSION and (guards.keys() != TRIGGERS or not all(map(_as_made, guards, guards.values()))):
        raise NotOurs(f"the triggers in {path} are not the ones incident put there; it was left untouched")
    return int(version)


def _as_made(name: str, sql: str) -> bool:
    """Whether a guard of ours is the one that we made, and not something harmless under its name."""
    return sql in GUARDS or name not in GUARDS


def _small_and_sound(connection: sqlite3.Connection) -> None:
    """Check a small file whole: SQLite itself notices damage to an index only when two indexes disagree.

    Of a large one each row that is read is checked by its seal; `incident db check` does the rest.
    """
    if connection.execute("PRAGMA page_count").fetchone()[0] <= SMALL:
        _sound(connection)
        _view(connection).sound()


def _sound(connection: sqlite3.Connection) -> None:
    """Raises Unsound for a file whose pages, or indexes and tables, do not fit together."""
    for fault in _faults(connection, 1):
        raise rows.Unsound(fault)


def _faults(connection: sqlite3.Connection, limit: int = 100) -> list[str]:
    """What SQLite finds when it looks at every page and compares the indexes with their tables."""
    said = [line for (line,) in connection.execute(f"PRAGMA integrity_check({limit})")]
    lines = "\n".join(said).replace("*** in database main ***\n", "").splitlines()
    return [] if said == ["ok"] else lines


_INSERT = f"INSERT INTO log ({', '.join(rows.LOG)}) VALUES ({', '.join(':' + name for name in rows.LOG)}) RETURNING id"


def _append(view: View, event: Event) -> Event:
    """Append a row; its id is the next one. RETURNING gives no row when something ate the insert."""
    inserted = view.execute(_INSERT, rows.log_row(event))
    if not inserted:
        raise Unavailable("the database did not keep the line; nothing was saved", "incident db check")
    return event._replace(id=inserted[0][0])
