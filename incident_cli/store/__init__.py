"""EDGE, data: the only place with SQL. The Store protocol, and `open_store(location)`."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from incident_cli.core.events import Event
from incident_cli.core.model import Incident, Server

from .view import View

__all__ = ["Stamp", "Store", "View", "Written", "open_store"]

Answer = TypeVar("Answer")


class Stamp(NamedTuple):
    """Who writes, and when: what the store adds to every event of one command.

    `batch` is unique and made by the writer once for the command, retries included: with it a
    retry can never double a row.
    """

    batch: str
    recorded_at: datetime
    author: str
    host: str


class Written(NamedTuple):
    """What a write did: the events as stored, and the incidents they changed.

    An incident is a head (no entries but the new ones) where the events were plain lines.
    headlines: their titles as shown; servers: all servers, as they are after the write.
    """

    events: tuple[Event, ...]
    incidents: dict[int, Incident]
    headlines: dict[int, str]
    servers: dict[int, Server]


class Store(Protocol):
    """A place that keeps a log and answers questions about it."""

    def read(self, ask: Callable[[View], Answer]) -> Answer:
        """Ask inside one transaction. Whatever `ask` returns must not need the view any more."""
        ...

    def write(self, stamp: Stamp, decide: Callable[[View], Sequence[Event]]) -> Written:
        """Read, decide, append and derive inside one transaction; durable when it returns.

        `decide` is called again on every retry, so it must not ask or print; what it raises rolls
        everything back. No events: nothing is written.
        Raises Unavailable, NotOurs or Busy, and then nothing was saved.
        """
        ...


def open_store(location: str, wait: float) -> Store:
    """The store at a location: the path of an SQLite file, which need not exist yet.

    wait: seconds to wait for another program's lock.
    """
    from .sqlite import SqliteStore

    return SqliteStore(location, wait)
