"""EDGE, people and pipes: what a command answers, on a screen, through a pipe or as JSON.

Three modules write the same values (`core/views.py`): `screen` (rich), `plain` (tab-separated) and
`json`. Each has an `Output` class; `choose` imports the one that is needed and no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from incident_cli.core.views import Board, Fact, Listing, Receipt, ServerSheet, ServerState, Sheet


class Look(NamedTuple):
    """How things are shown. width: columns of the terminal, 0 for a pipe; colour: whether to use it.
    header: a header line in tab-separated output; quiet: of a write, only the id."""

    zone: tzinfo
    now: datetime
    width: int = 0
    colour: bool = False
    header: bool = False
    quiet: bool = False


class Output(Protocol):
    """One way to answer. Every method writes to standard output and returns."""

    def board(self, board: Board) -> None:
        """The answer of `status`."""
        ...

    def listing(self, listing: Listing) -> None:
        """The answer of `list`."""
        ...

    def sheet(self, sheet: Sheet) -> None:
        """The answer of `show`."""
        ...

    def servers(self, states: Sequence[ServerState]) -> None:
        """The answer of `server list`."""
        ...

    def server(self, sheet: ServerSheet) -> None:
        """The answer of `server show`."""
        ...

    def document(self, sheet: Sheet, text: str) -> None:
        """A post-mortem: Markdown."""
        ...

    def facts(self, about: str, facts: Sequence[Fact]) -> None:
        """Named values about something (`db`), a line each; a list has a line for each of its elements."""
        ...

    def receipt(self, receipt: Receipt) -> None:
        """What a write did, in one line."""
        ...


def choose(look: Look, *, json: bool) -> Output:
    """The way to answer: JSON when asked for, a screen on a terminal, else tab-separated."""
    if json:
        from incident_cli.render.json import Json

        return Json(look)
    if look.width:
        from incident_cli.render.screen import Screen

        return Screen(look)
    from incident_cli.render.plain import Plain

    return Plain(look)
