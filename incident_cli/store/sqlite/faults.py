"""What SQLite's module raises -> an error of ours that says what happened to the data.

Result codes: https://www.sqlite.org/rescode.html (the primary code is the low byte).
"""

from __future__ import annotations

import sqlite3

from incident_cli.errors import IncidentError, NotOurs, Unavailable, Usage
from incident_cli.store.retry import Locked
from incident_cli.store.rows import Unsound
from incident_cli.store.sqlite.files import unreadable

_DISK = "look at the disk (dmesg), then repeat the command"
_UNAVAILABLE = {
    sqlite3.SQLITE_FULL: ("the disk is full", "make room, then repeat the command"),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", _DISK),
    sqlite3.SQLITE_READONLY: ("it is read-only here", "incident --db ANOTHER-FILE, or mend the permissions"),
    sqlite3.SQLITE_PERM: ("permission denied", ""),
    sqlite3.SQLITE_AUTH: ("permission denied", ""),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened, or its folder cannot be written", ""),
    sqlite3.SQLITE_NOLFS: ("the file system cannot hold a file this large", ""),
    sqlite3.SQLITE_PROTOCOL: ("the file system does not lock files", "keep the database on a local disk"),
    sqlite3.SQLITE_NOMEM: ("there is not enough memory", ""),
}
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def translate(path: str, error: BaseException) -> Exception | None:
    """The error of ours (Locked, Unavailable, NotOurs, Usage) for what SQLite's module raised; None for any other."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(path, error)
    if isinstance(error, (Unsound, UnicodeDecodeError)):
        return _damaged(path, error)
    if isinstance(error, (UnicodeError, OverflowError)):  # sqlite3 raises these itself for values it cannot bind
        return Usage("a value is too large, or is not text, for the database; nothing was saved")
    return None


def unconfirmed(path: str, error: sqlite3.OperationalError) -> Unavailable | None:
    """The truth when only the very last step of a commit failed: the file has the line, the journal is gone,
    and the folder could not be synced; None for any other failure."""
    if error.sqlite_errorcode != sqlite3.SQLITE_IOERR_DIR_FSYNC:
        return None
    what = "the line is in the file, but the disk did not confirm it: a power loss may take it away"
    return Unavailable(f"{path}: {what}", "look at the disk (dmesg), then: incident show")


def _of_sqlite(path: str, error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _LOCKED:
        return Locked()
    if code in _UNAVAILABLE:
        reason, hint = _UNAVAILABLE[code]
        return Unavailable(f"{path}: {reason}; nothing was saved", hint)
    if code in _DAMAGED:
        return _damaged(path, error)
    if code == sqlite3.SQLITE_CONSTRAINT and "append-only" in str(error):
        return IncidentError("the log is append-only; nothing was saved")
    if code == sqlite3.SQLITE_TOOBIG:
        return Usage("the text is too long for the database; nothing was saved")
    if code in (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR) or isinstance(error, sqlite3.OperationalError):
        return _damaged(path, error)  # also text in it that is none, which has no code
    return error


def _damaged(path: str, error: Exception) -> NotOurs | Unavailable:
    failure = unreadable(path)
    if failure is not None:
        return Unavailable(f"{path}: {(failure.strerror or str(failure)).lower()}; nothing was saved", _DISK)
    reason = str(error)
    cut = reason if len(reason) <= 120 else reason[:120] + "…"
    what = "is not a database of incident" if "not a database" in reason else f"is damaged ({cut})"
    return NotOurs(f"{path} {what}; it was left untouched", "restore a backup, or: incident --db ANOTHER-FILE")
