"""What every store can do, and what is each engine's own in full-text search.

Imported for types only: making a protocol class costs a tenth of a bare Python's start.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from incident_cli.core.events import Event
from incident_cli.core.redact import Redaction
from incident_cli.store.values import Info, Loaded, Stamp, Written
from incident_cli.store.view import View

Answer = TypeVar("Answer")


class Search(Protocol):
    """What is each engine's own in full-text search."""

    def condition(self, text: str) -> str:
        """Look up what a person typed; an SQL condition on `incident.id`: all of it stands in the incident.

        Any text is a question, never the engine's query syntax: each word must occur in some line or the title, or
        begin a word that does; what is between double quotes must stand together and as it is (`core.query.phrases`).
        """
        ...

    def lines(self, incidents: Sequence[int]) -> list[int]:
        """Of incidents that the text last looked up was found in: for each phrase the newest line (by its log id).

        None where no text was looked up.
        """
        ...

    def spans(self, texts: Mapping[int, str]) -> dict[int, list[tuple[int, int]]]:
        """Where in some texts stands what was last looked up: [start, end) in characters, whole words, in order.

        Texts in which nothing of it stands are left out.
        """
        ...

    def replace(self, gone: Mapping[int, str], new: Mapping[int, str]) -> None:
        """Forget the indexed texts of entries (by their log ids), then index others."""
        ...

    def add(self, texts: Iterable[tuple[int, str]]) -> None:
        """Index texts of entries (by their log ids), none of which is there yet."""
        ...

    def in_bulk(self, on: bool) -> None:
        """Masses of texts are to come, or have come."""
        ...

    def clear(self) -> None:
        """Forget every text."""
        ...

    def fill(self) -> None:
        """Index everything again, from the derived tables."""
        ...


class Alarm(Protocol):
    """What tells that somebody has written. It is held while a view is watched."""

    @property
    def fileno(self) -> int | None:
        """A descriptor that becomes readable when somebody has written; None: it cannot wake anybody just now."""
        ...

    def rung(self) -> bool:
        """Whether somebody has, or may have, written since the last call; True the first time.

        Takes no lock, waits for nothing and never raises. Not to be called while a question to the store is under way.
        """
        ...

    def close(self) -> None:
        """Hold nothing any more."""
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

    def load(self, stamp: Stamp, batches: Callable[[View], Iterable[Sequence[Event]]]) -> Loaded:
        """Append many events inside one transaction, and derive; durable when it returns.

        Each batch has all the rows of one new incident, or more rows of one that was there before, and before them
        those of the servers that it needs. Events that say when they were recorded keep that time. `batches` is called
        again on every retry; what it raises rolls everything back. Memory does not grow with the number of batches.
        """
        ...

    def restore(self, rows: Callable[[], Iterable[tuple[Any, ...]]], after: int) -> Loaded:
        """Append rows of a log as they are (`rows.LOG`) inside one transaction, and derive; durable when it returns.

        They are numbered from the one behind `after` on, which must be the last one here (0: there is none). `rows` is
        called again on every retry. Raises Conflict where somebody else wrote the next one, Usage where a row is
        missing, or is not what this program wrote; then nothing was saved. What is new costs a statement for many
        incidents, not one for each.
        """
        ...

    def redact(self, stamp: Stamp, decide: Callable[[View], Redaction]) -> Written:
        """Rewrite rows as a redaction says, through the one door that the log has, and tell it in a new row.

        Afterwards the old text stands nowhere: not in the tables, the search index or the free space.
        Where the store cannot make sure of that, `doubts` of the answer say what is left.
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

    def alarm(self) -> Alarm:
        """What tells that somebody has written, from now on; whoever asks for it closes it. Never raises."""
        ...

    def info(self) -> Info:
        """Where it is and what it holds."""
        ...
