"""A connection to the server with our limits, closed on every way out: nobody waits for ever.

Three clocks guard each statement: the server's (`statement_timeout`), TCP's (a host that went away without a word),
and our own, for a server that is there and says nothing.
"""

from __future__ import annotations

import psycopg
from psycopg import conninfo, pq, waiting
from psycopg.rows import TupleRow

from incident_cli.store.postgres import faults
from incident_cli.store.postgres.address import Address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, TypeVar

    from psycopg.abc import PQGen

    Answer = TypeVar("Answer")

CONNECT = 5
"""Seconds in which a connection is made, where neither the address nor libpq's own settings say another time."""
STOP = 1.0
"""Seconds for each step of stopping what the server is doing."""
GRACE = 5.0
"""Seconds after which a server that does not stop a statement in time is given up."""

_OURS: dict[str, Any] = {
    "connect_timeout": CONNECT,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "application_name": "incident",
}
"""What libpq is told unless the address says otherwise. Seconds, and of the last time limit milliseconds."""


class Connection:
    """`with Connection(address, limit) as connection`: what psycopg raises inside becomes an error of ours.

    limit: seconds that a statement may take, its wait for a lock included.
    """

    def __init__(self, address: Address, limit: float) -> None:
        self.address, self.limit = address, limit

    def __enter__(self) -> psycopg.Connection[TupleRow]:
        self.connection = connect(self.address, self.limit + GRACE)
        return self.connection

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()
        failure = faults.translate(self.address.name, error) if error else None
        if failure:
            raise failure from error


class _Patient(psycopg.Connection[TupleRow]):
    """One that gives up after so many seconds, and at Ctrl-C within two (psycopg itself takes ten)."""

    limit = 0.0

    def wait(self, gen: PQGen[Answer], interval: float = 0.1, timeout: float | None = None) -> Answer:
        socket, limit = self.pgconn.socket, self.limit if timeout is None else timeout
        try:
            return waiting.wait(gen, socket, interval=interval, timeout=limit)
        except KeyboardInterrupt:
            self._stop(gen)
            raise

    def _stop(self, gen: PQGen[Any]) -> None:
        """Ask the server to stop, and see how it ended: whoever looks afterwards finds it settled."""
        try:
            self.cancel_safe(timeout=STOP)
            waiting.wait(gen, self.pgconn.socket, interval=0.1, timeout=STOP)
        except psycopg.Error:
            return


def connect(address: Address, limit: float) -> psycopg.Connection[TupleRow]:
    """A new connection, on which every statement stands for itself until it says BEGIN.

    limit: seconds after which a server that says nothing is given up. Raises Unreachable, Unavailable, Usage.
    """
    try:
        connection = _Patient.connect(
            address.conninfo,
            autocommit=True,
            prepare_threshold=None,  # a pooler between us and the server may give each transaction another backend
            cursor_factory=psycopg.ClientCursor,
            client_encoding="UTF8",
            **_unsaid(address.conninfo),
        )
    except psycopg.Error as error:
        raise faults.unconnected(address.name, error) from error
    connection.limit = limit
    return connection


def _unsaid(said: str) -> dict[str, Any]:
    """Our own settings, but for those that the address, a service file or libpq's variables tell."""
    told = conninfo.conninfo_to_dict(said)
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults() if option.val is not None}
    return {name: value for name, value in _OURS.items() if name not in told and name not in known}
