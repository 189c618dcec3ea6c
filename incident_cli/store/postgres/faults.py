"""What psycopg raises -> an error of ours that says what happened to the data.

Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from __future__ import annotations

import psycopg
from psycopg import errors

from incident_cli.errors import IncidentError, NotOurs, Unavailable, Unreachable, Usage
from incident_cli.store.retry import Locked
from incident_cli.store.rows import Unsound

AGAIN = "repeat the command in a moment"
_UNREACHABLE = {
    "57P01": "the server is shutting down",
    "57P02": "the server is shutting down",
    "57P03": "the server is starting up",
    "57P05": "the server dropped the connection, on which nothing was asked for long",
    "25P03": "the server ended the transaction, in which nothing was asked for long",
    "57014": "the server did not answer in time",
    "53100": "the disk of the server is full",
    "53200": "the server has not enough memory",
    "53300": "the server has too many connections",
    "53400": "the server has reached a limit of its settings",
    "58030": "the disk of the server reports an error",
}
"""What may be over soon."""
GRANT = "the owner of the tables gives it: README, A team"
_UNAVAILABLE = {
    "42501": ("this role may not do that", GRANT),
    "25006": ("the server is read-only (a standby)", "name all hosts, and target_session_attrs=read-write"),
    "0A000": ("the server cannot do that", "PostgreSQL 13 or later is needed"),
}
_FORM = "postgresql://USER@HOST:PORT/DATABASE"
_TOO_LONG = ("54000", "22001")
_NO_TEXT = ("22021", "22P05")
_LOCKED = ("55P03", "40001", "40P01", "42P06", "42P07")
"""A lock that was not free in time, a transaction to be done again, a deadlock; tables that another one made first."""
_DAMAGED = ("XX001", "XX002")
_APPEND_ONLY = "P0001"
_UNIQUE = "23505"

_STARTING = ("starting up", "shutting down", "recovery mode", "not accepting", "not yet accepting")
_CROWDED = ("too many clients", "too many connections", "connection slots", "connection limit")
_PASSWORD = ("no password", "password authentication")
_MISTYPED = (" value: ", "invalid integer value", "invalid port number")


def translate(name: str, error: BaseException) -> Exception | None:
    """The error of ours for what psycopg raised in a transaction that was not committed; None for any other.

    name: of the server, as shown.
    """
    if isinstance(error, psycopg.Error):
        return _of_server(name, error)
    if isinstance(error, Unsound):
        return NotOurs(f"{name} is damaged ({error}); it was left untouched", "incident db check")
    if isinstance(error, (UnicodeError, OverflowError)):
        return Usage("a value is too large, or is not text, for the database; nothing was saved")
    return None


def is_lost(error: BaseException) -> bool:
    """Whether the connection broke, so that nobody told how it ended."""
    return isinstance(error, psycopg.OperationalError) and error.sqlstate in (None, "57P01", "57P02")


def _of_server(name: str, error: psycopg.Error) -> Exception:
    code = error.sqlstate
    if code in _LOCKED or (code == _UNIQUE and error.diag.constraint_name == "log_pkey"):
        return Locked()  # where locks are none (a distributed engine), two writers may have taken one number
    if code in _UNREACHABLE:
        return Unreachable(f"{name}: {_UNREACHABLE[code]}; nothing was saved", AGAIN)
    if code in _UNAVAILABLE:
        reason, hint = _UNAVAILABLE[code]
        detail = f" ({_line(error)})" if code == "42501" else ""
        return Unavailable(f"{name}: {reason}{detail}; nothing was saved", hint)
    return _of_values(name, error) or error


def _of_values(name: str, error: psycopg.Error) -> Exception | None:
    code = error.sqlstate
    if code == _UNIQUE or (code == _APPEND_ONLY and "append-only" in str(error)):
        return IncidentError("the log is append-only; nothing was saved")
    if code in _TOO_LONG:
        return Usage("a text is too long for the database; nothing was saved")
    if code in _NO_TEXT or (code is None and isinstance(error, psycopg.DataError)):
        return Usage("a value is too large, or is not text, for the database; nothing was saved")
    if code in _DAMAGED:
        return NotOurs(f"{name} is damaged ({_line(error)}); it was left untouched", "restore a backup")
    if is_lost(error):
        return Unreachable(f"{name}: the connection was lost; nothing was saved", AGAIN)
    return None


def unconnected(name: str, error: psycopg.Error) -> IncidentError:
    """Why no connection was made. Before there is one, the server's words are all there is: it sends no code."""
    said = str(error).strip()
    if isinstance(error, psycopg.ProgrammingError):
        return Usage(f"{name} cannot be understood: {_line(error)}", _FORM)
    if any(sign in said for sign in _MISTYPED):
        return Usage(f"{name} cannot be understood: {_cause(said)}", _FORM)
    if isinstance(error, errors.ConnectionTimeout):
        return Unreachable(f"{name}: the server does not answer; nothing was saved", AGAIN)
    reason = said.partition("FATAL:")[2].partition("\n")[0].strip()
    if any(sign in said for sign in (*_STARTING, *_CROWDED)):
        return Unreachable(f"{name}: {reason or _line(error)}; nothing was saved", AGAIN)
    if reason or any(sign in said for sign in _PASSWORD):
        return Unavailable(f"{name}: {reason or 'it wants a password'}; nothing was saved", _entry(said))
    return Unreachable(f"{name}: {_cause(said)}; nothing was saved", AGAIN)


def _entry(said: str) -> str:
    """What opens the door."""
    if any(sign in said for sign in _PASSWORD):
        return "put the password into ~/.pgpass (PGPASSFILE), or name a service (PGSERVICEFILE)"
    if "does not exist" in said and "database" in said:
        return "createdb makes it"
    return ""


def _cause(said: str) -> str:
    """The reason at the end of libpq's first line: `connection to server at "db", port 5432 failed: REASON`."""
    first = said.partition("\n")[0]
    reason = first.rpartition("failed: ")[2] if "failed: " in first else first.rpartition("] ")[2]
    return (reason[:1].lower() + reason[1:])[:200] or "it cannot be reached"


def _line(error: psycopg.Error) -> str:
    """The first line of what was said, cut."""
    first = str(error).strip().partition("\n")[0]
    return first if len(first) <= 120 else first[:120] + "…"
