"""A connection to the file with our settings, and a transaction on it: closed and settled on every way out.

Classes, not `contextlib`, which costs a tenth of a bare Python's start.
"""

from __future__ import annotations

import sqlite3

from incident_cli.store.sqlite import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

SLICE = 0.25
"""Seconds that SQLite waits for a lock in C, where Ctrl-C is not heard; waiting goes on in slices."""

_SETTINGS = """
PRAGMA synchronous = EXTRA;
PRAGMA foreign_keys = ON;
PRAGMA recursive_triggers = ON;
PRAGMA cell_size_check = ON;
PRAGMA secure_delete = ON;
PRAGMA trusted_schema = OFF;
"""


class Connection:
    """`with Connection(path) as connection`: what SQLite raises inside becomes an error of ours."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> sqlite3.Connection:
        files.inspect(self.path)
        try:
            self.sqlite = sqlite3.connect(self.path, timeout=SLICE, isolation_level=None)
            self.sqlite.executescript(_SETTINGS)
        except (sqlite3.Error, UnicodeDecodeError) as error:  # a message that quotes damage is no text
            raise _ours(self.path, error) or error from error
        return self.sqlite

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        self.sqlite.close()
        failure = _ours(self.path, error) if error else None
        if failure:
            raise failure from error


class Immediate:
    """`with Immediate(path, connection)`: a transaction that may write, committed at the end, else rolled back."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self.path, self.sqlite = path, connection

    def __enter__(self) -> None:
        self.sqlite.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if error is None:
                self._commit()
        finally:
            # A full disk or an I/O error has rolled back already; a second ROLLBACK would only hide it.
            if self.sqlite.in_transaction:
                self.sqlite.execute("ROLLBACK")

    def _commit(self) -> None:
        try:
            self.sqlite.execute("COMMIT")
        except sqlite3.OperationalError as error:
            from incident_cli.store.sqlite import faults

            raise faults.unconfirmed(self.path, error) or error from error


def _ours(path: str, error: BaseException) -> Exception | None:
    from incident_cli.store.sqlite import faults

    return faults.translate(path, error)
