"""What a redaction leaves behind in the server's files, and how it is taken out.

PostgreSQL keeps the old version of a row that was changed. VACUUM FULL writes a table and its indexes anew without
those that nobody can see any more; ANALYZE replaces the values that the planner had picked as samples, and the table
that it keeps them in is written anew as well.
"""

from __future__ import annotations

import re

import psycopg

from incident_cli.errors import IncidentError, Unavailable
from incident_cli.store.postgres.address import Address
from incident_cli.store.postgres.connection import Connection
from incident_cli.store.postgres.transaction import LONG
from incident_cli.store.retry import Locked, until_free

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from psycopg.errors import Diagnostic

    from incident_cli.store.view import Execute

TABLES = ("log", "incident", "entry", "action", "server", "figure", "search")
"""The tables that may have held a secret."""
SAMPLES = "pg_catalog.pg_statistic"
COPIES = "backups, the write-ahead log and the log of the server may keep copies of it"

_LOCK_NOT_AVAILABLE = "55P03"


def check_owner(address: Address, execute: Execute) -> None:
    """Look, before anything is changed, that this role may do all of it. Raises Unavailable."""
    sql = "SELECT pg_has_role(relowner, 'USAGE'), pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'log'::regclass"
    ((owned, owner),) = execute(sql, {})
    if not owned:
        what = f"{address.name}: only {owner}, who owns the tables, may redact; nothing was saved"
        raise Unavailable(what, f"let {owner} type the same command")


def purge(address: Address, wait: float) -> tuple[str, ...]:
    """Write the tables anew; what the person should know then. The redaction is committed: nothing is raised.

    wait: seconds to try for, while others use the tables.
    """
    left = [*(f"{address.quoted_schema}.{table}" for table in TABLES), SAMPLES]
    try:
        with Connection(address, LONG) as connection:
            until_free(wait, lambda: _attempt(connection, left))
    except (IncidentError, psycopg.Error, KeyboardInterrupt) as error:
        said = str(error).strip().partition("\n")[0].removesuffix("; nothing was saved")
        reason = said or "interrupted"
        more = "; ".join(f"VACUUM (FULL, ANALYZE) {table}" for table in left)
        return (f"it is redacted, but old versions are left in the files of the server ({reason}): {more}", COPIES)
    return (COPIES,)


def _attempt(connection: psycopg.Connection[Any], left: list[str]) -> None:
    """Write anew what is left; what succeeded is taken from the list. Raises Locked where something stays."""
    for table in list(left):
        if _written_anew(connection, table):
            left.remove(table)
    if left:
        raise Locked


def _written_anew(connection: psycopg.Connection[Any], table: str) -> bool:
    """Whether nobody used the table, and nobody could still see an old version. Raises Unavailable.

    It does not stand in line for the lock: everybody who came later would have to wait behind it.
    """
    told: list[tuple[str, str]] = []

    def heard(said: Diagnostic) -> None:  # what it says is there only now
        denied = said.severity_nonlocalized == "WARNING" and said.sqlstate != _LOCK_NOT_AVAILABLE
        told.append((said.message_primary or "" if denied else "", said.message_detail or ""))

    connection.add_notice_handler(heard)
    connection.execute(f"VACUUM (FULL, ANALYZE, VERBOSE, SKIP_LOCKED) {table}".encode())
    connection.remove_notice_handler(heard)
    for reason, _ in told:
        if reason:
            raise Unavailable(reason)
    return [number for _, detail in told for number in re.findall(r"\A\d+", detail)] == ["0"]
