"""The Store protocol, and the values that go in and out of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from incident_cli.core.events import Event
from incident_cli.core.model import Incident, Server
from incident_cli.core.redact import Redaction
from incident_cli.store.view import View

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


class Info(NamedTuple):
    """Where a store is and what it holds. size: in bytes; schema: 0 for one not made yet; counts: rows by table."""

    location: str
    size: int
    schema: int
    counts: dict[str, int]


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

    def redact(self, stamp: Stamp, decide: Callable[[View], Redaction]) -> Written:
        """Rewrite rows as a redaction says, through the one door that the log has, and tell it in a new row.

        Afterwards the old text stands nowhere: not in the tables, the search index or the free space.
        """
        ...

    def check(self) -> list[str]:
        """What is wrong: with the file, the log's own sequence, the derived tables. Nothing: an empty list."""
        ...

    def rebuild(self) -> int:
        """Derive every table again from the log; the number of incidents."""
        ...

    def backup(self, to: str) -> None:
        """Write a copy of one consistent moment to a new private file, while others go on writing."""
        ...

    def info(self) -> Info:
        """Where it is and what it holds."""
        ...
