"""What tells that somebody has written to the server: its NOTIFY, which a thread hears on a connection of its own.

In a thread, because to connect may take as long as the server likes to hang, and a view has keys to obey.
"""

from __future__ import annotations

import select
import socket
import threading
from contextlib import closing, suppress

import psycopg

from incident_cli.errors import IncidentError
from incident_cli.store.postgres.address import Address
from incident_cli.store.postgres.connection import connect
from incident_cli.store.postgres.transaction import STATEMENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AGAIN = 1.0
"""Seconds between two tries to connect."""
PAUSE = 0.05
"""Seconds after a ring in which nothing is listened to: a crowd of writers rings twenty times a second at the most."""
_AT_ONCE = 4096
"""Rings taken at once."""


class ServerAlarm:
    """The NOTIFY of those who write to a schema, on the channel that is called like it.

    While there is no connection it cannot wake, and what is missed meanwhile rings with the next one.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._listening = False
        self._ours, self._theirs = socket.socketpair()
        """A byte for each ring. The thread ends when our end is closed, and closes its own."""
        self._ring()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def fileno(self) -> int | None:
        """See `Alarm.fileno`."""
        return self._ours.fileno() if self._listening else None

    def rung(self) -> bool:
        """See `Alarm.rung`."""
        try:
            return bool(self._ours.recv(_AT_ONCE, socket.MSG_DONTWAIT))
        except BlockingIOError:
            return False

    def close(self) -> None:
        """See `Alarm.close`. A thread that is about to connect ends when that has come to its end."""
        self._ours.close()
        self._thread.join(PAUSE)

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        with self._theirs:
            while True:
                self._hear()
                if self._closed(AGAIN):
                    return

    def _hear(self) -> None:
        """Connect, and listen as long as that goes well."""
        try:
            with suppress(IncidentError, psycopg.Error), closing(connect(self._address, STATEMENT)) as connection:
                self._listen(connection)
        finally:
            if self._listening:
                self._listening = False
                self._ring()

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        """Hear the server until the connection is lost, which raises psycopg.Error, or our end is closed."""
        connection.execute(f"LISTEN {self._address.quoted_schema}".encode())
        self._listening = True
        self._ring()  # somebody may have written before
        while not self._closed(None, connection):
            if list(connection.notifies(timeout=0)):
                self._ring()
            if self._closed(PAUSE):
                return

    def _closed(self, seconds: float | None, also: psycopg.Connection[Any] | None = None) -> bool:
        """Wait so many seconds, or until something comes from the server; whether our end was closed."""
        watched: list[Any] = [self._theirs] if also is None else [self._theirs, also]
        return self._theirs in select.select(watched, [], [], seconds)[0]

    def _ring(self) -> None:
        with suppress(OSError):  # nobody listens any more, or so many rings wait that one more says nothing
            self._theirs.send(b"!", socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
