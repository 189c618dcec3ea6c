"""A stream while the server is away: its lines go into the outbox, and the server is tried again now and then."""

from __future__ import annotations

import time
from collections.abc import Sequence

from incident_cli import config
from incident_cli.commands.target import Typed
from incident_cli.context import App
from incident_cli.core.decide.lines import Line
from incident_cli.core.kept import Count
from incident_cli.errors import Unreachable
from incident_cli.store import View

AGAIN = 30.0
"""Seconds until a server that was away is tried again: to wait for it takes some, in which nothing is read."""


class Keeper:
    """What of a stream is in the outbox. parts: the names of its groups, and how many lines each has."""

    def __init__(self, app: App, typed: Typed, *, no_outbox: bool) -> None:
        self.app, self.typed, self.off = app, typed, no_outbox
        self.parts: dict[str, int] = {}
        self._path = self._why = ""
        """Of the group that was kept last."""
        self._tried = 0.0

    @property
    def lines(self) -> int:
        """How many lines are kept."""
        return sum(self.parts.values())

    def number(self, failure: Unreachable) -> int:
        """The incident, of which the server cannot tell. Raises the failure where nothing may be kept."""
        from incident_cli.commands import keeping

        self._away(failure)
        return keeping.number(self.app, self.typed, failure, off=self.off)

    def _away(self, failure: Unreachable) -> None:
        if self.app.away is None:
            self._tried = time.monotonic()
        self.app.away = failure

    def deliver(self) -> Sequence[int]:
        """Send what is kept, before a group is stored; the numbers that its lines got.

        Raises Unreachable, and without waiting where that was tried lately.
        """
        if self.app.away is None:
            return ()
        if time.monotonic() - self._tried < AGAIN:
            raise self.app.away
        self.app.away = None
        self.app.deliver(again=True)
        return self.taken()

    def taken(self) -> Sequence[int]:
        """The numbers of lines that were kept and that the server has by now, whoever sent them. Raises Unreachable."""
        if not self.parts:
            return ()
        from incident_cli import outbox

        left = outbox.names(config.outbox())
        gone = [name for name in self.parts if name not in left]

        def ask(view: View) -> list[int]:
            return [event.entry for name in gone for event in view.batch(name) if event.entry is not None]

        if not gone:
            return ()
        self.app.away = None  # whoever took them has reached it
        numbers = self.app.read(ask)
        for name in gone:
            del self.parts[name]
        return numbers

    def keep(self, group: Sequence[Line], incident: int, failure: Unreachable) -> None:
        """Keep a group of lines. Raises the failure where nothing may be kept, and Unavailable."""
        from incident_cli.commands import keeping

        keeping.number(self.app, self.typed, failure, off=self.off)
        words = {"note": not group[0].kind.public, "guess": group[0].guess}
        kept = keeping.group(self.app, words, incident, group)
        self._path, self._why = keeping.put(self.app, kept, failure), keeping.why(failure)
        self.parts[kept.batch] = len(group)
        self.app.kept()
        self._away(failure)

    def tell(self, incident: int, stored: int, last: int | None) -> None:
        """Say how many lines are kept, and how many are stored: the last of these is `last`."""
        from incident_cli.commands import keeping

        keeping.tell(self.app, incident, self._path, self._why, Count(self.lines, stored, last))
