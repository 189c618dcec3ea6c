"""What every store can do, and what is each engine's own in full-text search.

Imported for types only: making a protocol class costs a tenth of a bare Python's start.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from incident_cli.core.events import Event
from incident_cli.core.redact import Redaction
from incident_cli.store.values import Info, Stamp, Written
from incident_cli.store.view import View

Answer = TypeVar("Answer")


class Search(Protocol):
    """What is each engine's own in full-text search."""

    condition: str
    """An SQL condition on `incident.id` with the parameter `:text`."""

    def words(self, text: str) -> str:
        """What a person typed -> the parameter `:text`; never the engine's query syntax."""
        ...

    def put(self, entry: int, old: str | None, new: str | None) -> None:
        """Replace the indexed text of an entry (by its log id); None: it was, or will be, not there."""
        ...

    def clear(self) -> None:
        """Forget every text."""
        ...

    def fill(self) -> None:
        """Index everything again, from the derived tables."""
        ...


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

    def pulse(self) -> tuple[int, ...]:
        """Something cheap that is another whenever somebody has written since. Takes no lock, and never raises."""
        ...

    def info(self) -> Info:
        """Where it is and what it holds."""
        ...
