"""How a transaction begins and ends: with our settings, on tables known to be ours, and with a certain answer."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from psycopg import errors

from incident_cli.core.record import NamedTuple
from incident_cli.errors import IncidentError, Unavailable, Unreachable
from incident_cli.store.postgres import faults, schema
from incident_cli.store.postgres.address import Address
from incident_cli.store.postgres.connection import Connection
from incident_cli.store.postgres.session import Session
from incident_cli.store.retry import Locked

STATEMENT, LONG = 30, 600
"""Seconds that a statement may take; and in bulk work, and where everything is looked at."""
IDLE = 60
"""Seconds after which the server ends a transaction in which nothing is asked: a laptop that fell asleep in the middle
of a write must not hold the lock of the whole team."""
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_OTHERS = (errors.UndefinedColumn, errors.UndefinedFunction, errors.DatatypeMismatch)
"""There are tables with the names of ours, which are another program's."""
_DURABLE = (
    "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
    " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)"
)
"""A commit is on the disk before it is acknowledged, whatever the server's own default is."""


class Found(NamedTuple):
    """What a transaction begins with: the number of the schema, the last row of the log (0: none), and whether this
    role may add to it."""

    version: int
    last: int
    writable: bool


def begin(address: Address, session: Session, how: str = READ, limit: int = STATEMENT) -> Found | None:
    """Begin, and look whose tables these are; None where there are none yet. limit: seconds for a statement.

    Raises NotOurs, Unavailable.
    """
    session.add(how)
    session.add(f"SET LOCAL search_path TO {address.quoted_schema}, pg_temp")
    session.add(f"SET LOCAL statement_timeout TO '{limit}s'")
    try:
        state = session.execute(schema.STATE, {})[0]
    except errors.UndefinedTable:
        session.add("ROLLBACK")
        schema.check_unmade(address, session)
        return None
    except _OTHERS:
        raise schema.foreign(address) from None
    return Found(schema.check(address, state), state[1], state[4])


def locked(address: Address, wait: float) -> str:
    """How a transaction begins that writes: it waits for the others, and then sees what they committed.

    With a snapshot of its own (REPEATABLE READ) it would see what was there before it waited.
    """
    return ";\n".join(
        (
            "BEGIN ISOLATION LEVEL READ COMMITTED",
            f"SET LOCAL lock_timeout TO {max(1, round(wait * 1000))}",
            f"SET LOCAL idle_in_transaction_session_timeout TO '{IDLE}s'",
            "SET LOCAL statement_timeout TO 0",
            schema.lock(address),
            _DURABLE,
        )
    )


def migrate(address: Address, session: Session, wait: float) -> None:
    """Bring the tables to our schema, or make them; in a transaction that looks at them again. Raises Unavailable."""
    session.add("ROLLBACK")
    found = begin(address, session, locked(address, wait))
    if found is None:
        session.add(f"{locked(address, wait)};\nSET LOCAL search_path TO {address.quoted_schema}, pg_temp")
    try:
        schema.migrate(address, session, found.version if found else 0)
        session.add("COMMIT")
        session.send()
    except errors.InsufficientPrivilege as error:
        lacks = "its tables are of an older version" if found else "there are no tables yet"
        what = f"{address.name}: {lacks}, and this role may not make them; nothing was saved"
        raise Unavailable(what, "their owner does it: incident db rebuild") from error


def commit(address: Address, session: Session, wait: float, proof: Callable[[Session], bool] | None) -> None:
    """Commit. Where the answer is lost with the connection, another one looks whether it happened.

    proof: what is true of the tables then; None: that cannot be told. Raises Unreachable.
    """
    session.add("COMMIT")
    try:
        session.send()
    except psycopg.Error as error:
        if not faults.is_lost(error):
            raise
        if not _landed(address, wait, proof, error):
            what = f"{address.name}: the connection was lost before it was saved; nothing was saved"
            raise Unreachable(what, faults.AGAIN) from error


def _landed(address: Address, wait: float, proof: Callable[[Session], bool] | None, lost: psycopg.Error) -> bool:
    """Whether it is there at once, or else when the lock is free: the server has ended what it was doing for us then.

    A lock that others hold is no reason to begin again: who knows whether the first time succeeded.
    """
    try:
        if proof is not None:
            with Connection(address, STATEMENT + wait) as connection:
                session = Session(connection)
                looks = (READ, f"ROLLBACK;\n{locked(address, wait)}")
                return any(begin(address, session, how) is not None and proof(session) for how in looks)
    except (IncidentError, Locked):
        pass
    what = f"{address.name}: the connection was lost while it was being saved; it may be saved, or not"
    raise Unreachable(what, "look whether it is there: incident show") from lost
