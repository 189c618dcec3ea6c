"""The protocol of an output: what `screen`, `plain` and `json` all can do.

Imported for types only: making a protocol class costs a tenth of a bare Python's start.
"""

from collections.abc import Sequence
from typing import Protocol

from incident_cli.core.actions import Acted, Assigned
from incident_cli.core.awaited import Awaited
from incident_cli.core.history import History
from incident_cli.core.imported import Imported
from incident_cli.core.kept import Keeping, Left, Synced
from incident_cli.core.lint.finding import Findings
from incident_cli.core.published import Published
from incident_cli.core.stats import Stats
from incident_cli.core.template import Template
from incident_cli.core.undone import Undone
from incident_cli.core.views import Board, Fact, Listing, Receipt, ServerSheet, ServerState, Sheet, Streamed


class Output(Protocol):
    """One way to answer. Every method writes to standard output and returns.

    excerpts: whether it shows where a search found what (`Listing.matches`).
    """

    excerpts: bool

    def board(self, board: Board) -> None:
        """The answer of `status`."""
        ...

    def listing(self, listing: Listing) -> None:
        """The answer of `list`."""
        ...

    def sheet(self, sheet: Sheet) -> None:
        """The answer of `show`."""
        ...

    def history(self, history: History) -> None:
        """The answer of `show --history`."""
        ...

    def actions(self, found: Sequence[Assigned]) -> None:
        """The answer of `action list`."""
        ...

    def acted(self, acted: Sequence[Acted]) -> None:
        """What a command did to actions, in a line for each."""
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

    def ids(self, ids: Sequence[str]) -> None:
        """What of a stream is durable by now: an address a line, at once; said where ids are all that is said."""
        ...

    def streamed(self, told: Streamed) -> None:
        """What a stream of lines became, at its end."""
        ...

    def awaited(self, found: Sequence[Awaited]) -> None:
        """The answer of `postmortem list`."""
        ...

    def findings(self, answer: Findings) -> None:
        """The answer of `check`."""
        ...

    def stats(self, told: Stats) -> None:
        """The answer of `stats`."""
        ...

    def templates(self, folder: str, found: Sequence[Template]) -> None:
        """The answer of `template list`: those in a folder."""
        ...

    def template(self, path: str, template: Template, content: str) -> None:
        """The answer of `template show`. content: all of its file, which is at `path`."""
        ...

    def imported(self, told: Imported) -> None:
        """What `import` did, or (`told.dry`) would do."""
        ...

    def undone(self, undone: Undone) -> None:
        """What `undo` did, or would do."""
        ...

    def published(self, told: Published) -> None:
        """What `publish` did."""
        ...

    def kept(self, keeping: Keeping) -> None:
        """What a write did that the server could not take, in one line."""
        ...

    def synced(self, synced: Synced) -> None:
        """The answer of `db sync`: what was sent, and what is left."""
        ...

    def dropped(self, left: Left) -> None:
        """The text of what was taken out of the outbox for good."""
        ...
