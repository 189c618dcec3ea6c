"""`incident update --each-line`: every line of standard input becomes a line of the timeline, as it arrives.

Lines are stored in groups: as many as there are when the store is free, so that each is on disk at once
while they come slowly, and 200 of them cost one commit when they come fast. While a group is being
stored nothing is read: the pipe fills, and the program that writes into it waits.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from incident_cli.commands import receipts, target, unsaved
from incident_cli.commands.arrivals import Arrivals
from incident_cli.commands.keeper import Keeper
from incident_cli.commands.notify import notify
from incident_cli.commands.target import Typed
from incident_cli.commands.text import LIMIT
from incident_cli.context import App
from incident_cli.core.decide.lines import Line, updated
from incident_cli.core.events import Event
from incident_cli.core.model import EntryKind, Incident
from incident_cli.core.split import Splitter
from incident_cli.core.views import Streamed
from incident_cli.errors import IncidentError, NotFound, Unreachable, Usage
from incident_cli.store import View

GROUP = 200
"""Lines that are stored in one commit, at most: some 40 ms, for which other writers wait."""

WEIGHT = 1024 * 1024
"""Characters in hand that are stored without waiting for more lines."""

COMMAND = "update --each-line"


def refuse(words: Sequence[str], others: Mapping[str, bool]) -> None:
    """Raises Usage for what belongs to one line alone. words: those that are no id; others: the options typed."""
    typed = [name for name, there in others.items() if there]
    if words and list(words) != ["-"]:
        typed.append(f'the text "{" ".join(words)}"')
    if typed:
        raise Usage(
            f"--each-line reads every text from standard input; {typed[0]} does not go with it; nothing was saved",
            f"tail -f FILE | incident {COMMAND} 168",
        )


def run(app: App, typed: Typed, kind: EntryKind, guess: bool, *, no_outbox: bool) -> int:
    """Store the lines of standard input until it ends; the exit code.

    The incident is found before anything is read, and stays the one. Raises what finding it and storing raise,
    with the lines that were read and are not stored kept in a file. A server that is away is no reason to end, where
    the incident was named: the lines go into the outbox then, unless `no_outbox`.
    """
    keeper = Keeper(app, typed, no_outbox=no_outbox)
    try:
        number = app.read(lambda view: target.resolve(app, view, typed, COMMAND))
    except Unreachable as failure:
        number = keeper.number(failure)
    with Arrivals(_input()) as arrivals:
        stream = _Stream(app, number, Line(app.now, kind=kind, guess=guess), arrivals, keeper)
        try:
            stream.drain()
        except BaseException as failure:
            app.saved = False  # the exit code is that of the failure, though some lines are stored
            said = unsaved.keep(app, stream.so_far, stream.unsaved(), stream.command)
            if isinstance(failure, IncidentError):
                raise said.of(failure) from failure
            app.warn(said.text)  # Ctrl-C, or a bug: they end with a word, or a report, of their own
            raise
    return stream.end()


def _input() -> int:
    try:
        return sys.stdin.fileno()
    except (AttributeError, ValueError):
        raise IncidentError("standard input cannot be read: it is closed; nothing was saved") from None


class _Stream:
    """The lines in hand, and what became of those before them."""

    def __init__(self, app: App, number: int, pattern: Line, arrivals: Arrivals, keeper: Keeper) -> None:
        self.app, self.number, self.pattern, self.arrivals, self.keeper = app, number, pattern, arrivals, keeper
        self.splitter = Splitter(LIMIT)
        self.lines: list[Line] = []
        self.count = 0
        self.first: int | None = None
        self.last: int | None = None
        self.deaf: OSError | None = None
        """Why nobody hears the ids any more: lines are stored all the same."""
        self._warned: set[str] = set()

    @property
    def command(self) -> str:
        """What to type to go on where it ended."""
        flags = f"{' -n' if not self.pattern.kind.public else ''}{' --guess' if self.pattern.guess else ''}"
        return f"incident {COMMAND}{flags} {self.number}"

    @property
    def so_far(self) -> str:
        """What is stored, in words."""
        kept = f"; {self.keeper.lines} in the outbox" if self.keeper.lines else ""
        if not self.count:
            return f"no line was saved{kept}"
        which = f"{self.number}.{self.last}{kept}"
        return f"1 line is saved, {which}" if self.count == 1 else f"{self.count} lines are saved, the last is {which}"

    def drain(self) -> None:
        """Read to the end, storing a group whenever it is full or nothing more is there."""
        while chunk := self._next():
            self._take(self.splitter.feed(chunk))
            while len(self.lines) >= GROUP or sum(len(line.text) for line in self.lines) >= WEIGHT:
                self._store()
        self._take(self.splitter.rest())
        while self.lines:
            self._store()

    def _next(self) -> bytes:
        """The next bytes. Before waiting for them, what is in hand is stored."""
        while (chunk := self.arrivals.read(wait=not self.lines)) is None:
            self._store()
        return chunk

    def _take(self, texts: Sequence[str]) -> None:
        at = self.app.tick()
        self.lines += [self.pattern._replace(at=at, text=text) for text in texts]
        if self.splitter.escaped:
            self._warn(r"some bytes are no text (UTF-8 without NUL): they are kept as escapes such as \xff")
        if self.splitter.cut:
            self._warn(f"a line is longer than {LIMIT // 1024 // 1024} MB: it is kept in several")

    def _warn(self, text: str) -> None:
        """Once each."""
        if text not in self._warned:
            self._warned.add(text)
            self.app.warn(text)

    def _store(self) -> None:
        """Store a group of the lines in hand, and say their ids."""
        group, entries = self.lines[:GROUP], range(0)

        def decision(view: View) -> list[Event]:
            nonlocal entries
            entries, events = added(view, self.number, group)
            return events

        self.app.saved = False
        try:
            with self.arrivals.saving():
                self._count(self.keeper.deliver())
                self.app.write(decision)
        except Unreachable as failure:
            self.keeper.keep(group, self.number, failure)
            del self.lines[: len(group)]
        finally:
            if entries and self.app.saved:  # also where Ctrl-C struck between the commit and the word of it
                self._stored(entries)

    def _stored(self, entries: range) -> None:
        del self.lines[: len(entries)]
        self._count(entries)
        notify(self.app)  # a hook hears of every group, not of the last one alone

    def _count(self, entries: Sequence[int]) -> None:
        """Lines that have their numbers by now: of a group that was stored, or was kept and is sent."""
        if entries:
            self.count += len(entries)
            self.first, self.last = self.first or entries[0], entries[-1]
            self._say([f"{self.number}.{entry}" for entry in entries])

    def _say(self, ids: Sequence[str]) -> None:
        """A reader of the ids that went away is no reason to lose a line."""
        if self.deaf is None:
            try:
                self.app.out.ids(ids)
            except OSError as failure:
                self.deaf = failure

    def unsaved(self) -> list[str]:
        """The texts that were read and are not stored."""
        return [*(line.text for line in self.lines), *self.splitter.rest()]

    def end(self) -> int:
        """Say what was stored; 0 when that is all that came, else the code of what ended it before.

        Raises OSError for an output that failed on the way.
        """
        with suppress(Unreachable):
            self._count(self.keeper.taken())
        kept = self.keeper.lines
        self.app.saved = self.count + kept > 0 and self.arrivals.over
        if self.arrivals.failure is not None:
            reason = (self.arrivals.failure.strerror or str(self.arrivals.failure)).lower()
            raise IncidentError(f"standard input cannot be read: {reason}; {self.so_far}")
        if self.deaf is not None:
            raise self.deaf
        if kept:
            self.keeper.tell(self.number, self.count, self.last)
        else:
            self.app.out.streamed(self.app.read(self._told))
        return 0 if self.arrivals.over else self._cut_short()

    def _cut_short(self) -> int:
        if not sys.stdin.isatty():
            self.app.warn("ended before the end of the input; every line that was read is saved")
        return 128 + self.arrivals.asked

    def _told(self, view: View) -> Streamed:
        return receipts.streamed(self.app, view, _head(view, self.number), self.count, self.first, self.last)


def lines(told: Iterable[tuple[datetime, str]], *, note: bool, guess: bool) -> list[Line]:
    """Lines of a stream as they were read: when, and what."""
    kind = EntryKind.NOTE if note else EntryKind.UPDATE
    return [Line(at, text, kind=kind, guess=guess) for at, text in told]


def added(view: View, number: int, group: Sequence[Line]) -> tuple[range, list[Event]]:
    """The numbers that a group of lines gets, and its rows. Raises NotFound."""
    head, first = _head(view, number), view.next_entry(number)
    entries = range(first, first + len(group))
    return entries, [e for entry, line in zip(entries, group, strict=True) for e in updated(head, entry, line)]


def _head(view: View, number: int) -> Incident:
    head = view.head(number)
    if head is None:
        raise NotFound(f"there is no incident #{number} any more; nothing was saved")
    return head
