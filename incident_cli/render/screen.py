"""What a terminal gets: the board, lists, the sheet of an incident; drawn with rich in 80 columns or more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from incident_cli.core.views import Board, Fact, Listing, Receipt, ServerSheet, ServerState, Sheet, Streamed
from incident_cli.render.board import board as draw_board
from incident_cli.render.board import servers as draw_servers
from incident_cli.render.facts import facts as draw_facts
from incident_cli.render.listing import listing as draw_listing
from incident_cli.render.look import Look
from incident_cli.render.paper import Paper
from incident_cli.render.receipt import receipt_id, receipt_line
from incident_cli.render.servers import server as draw_server
from incident_cli.render.sheet import sheet as draw_sheet
from incident_cli.render.text import block

TYPE_CHECKING = False
if TYPE_CHECKING:
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


class Screen:
    """The `Output` of a terminal; `file` takes what is drawn in its place."""

    excerpts = True

    def __init__(self, look: Look, file: IO[str] | None = None) -> None:
        self._look = look
        self._paper = Paper(look, file)

    def board(self, board: Board) -> None:
        """The answer of `status`."""
        draw_board(self._paper, board)
        self._paper.flush()

    def listing(self, listing: Listing) -> None:
        """The answer of `list`."""
        draw_listing(self._paper, listing)
        self._paper.flush()

    def sheet(self, sheet: Sheet) -> None:
        """The answer of `show`."""
        draw_sheet(self._paper, sheet)
        self._paper.flush()

    def history(self, history: History) -> None:
        """The answer of `show --history`."""
        from incident_cli.render.history import history as draw_history

        draw_history(self._paper, history)
        self._paper.flush()

    def actions(self, found: Sequence[Assigned]) -> None:
        """The answer of `action list`."""
        from incident_cli.render.actions import listing as draw_actions

        draw_actions(self._paper, found)
        self._paper.flush()

    def acted(self, acted: Sequence[Acted]) -> None:
        """What a command did to actions, in a line for each."""
        from incident_cli.render.acts import acted_lines

        self._paper.raw(acted_lines(acted, self._look))

    def servers(self, states: Sequence[ServerState]) -> None:
        """The answer of `server list`."""
        draw_servers(self._paper, states, described=True)
        self._paper.flush()

    def server(self, sheet: ServerSheet) -> None:
        """The answer of `server show`."""
        draw_server(self._paper, sheet)
        self._paper.flush()

    def document(self, sheet: Sheet, text: str) -> None:  # noqa: ARG002 - the protocol's; the text says it all
        """A post-mortem: the Markdown itself, not wrapped, so that it can be copied."""
        self._paper.raw(block(text).rstrip("\n"))

    def facts(self, about: str, facts: Sequence[Fact]) -> None:
        """Named values about something, a line each."""
        draw_facts(self._paper, about, facts)
        self._paper.flush()

    def awaited(self, found: Sequence[Awaited]) -> None:
        """The answer of `postmortem list`."""
        from incident_cli.render.awaited import awaited as draw_awaited

        if self._look.quiet:
            self._paper.raw("\n".join(str(each.incident) for each in found))
            return
        draw_awaited(self._paper, found)
        self._paper.flush()

    def findings(self, answer: Findings) -> None:
        """The answer of `check`."""
        from incident_cli.render.findings import findings as draw_findings  # its rules are of no use to the others

        draw_findings(self._paper, answer)
        self._paper.flush()

    def stats(self, told: Stats) -> None:
        """The answer of `stats`."""
        from incident_cli.render.stats import stats as draw_stats

        draw_stats(self._paper, told)
        self._paper.flush()

    def templates(self, folder: str, found: Sequence[Template]) -> None:
        """The answer of `template list`."""
        from incident_cli.render.templates import templates as draw_templates

        draw_templates(self._paper, folder, found)
        self._paper.flush()

    def template(self, path: str, template: Template, content: str) -> None:  # noqa: ARG002 - the protocol's
        """The file itself, not wrapped."""
        self._paper.raw(block(content).rstrip("\n"))

    def receipt(self, receipt: Receipt) -> None:
        """What a write did, in one line."""
        self._paper.raw(receipt_id(receipt) if self._look.quiet else receipt_line(receipt, self._look))

    def ids(self, ids: Sequence[str]) -> None:
        """What of a stream is durable, with `-q`."""
        if self._look.quiet:
            self._paper.raw("\n".join(ids))

    def streamed(self, told: Streamed) -> None:
        """What a stream of lines became."""
        if not self._look.quiet:
            self._paper.raw(receipt_line(told.receipt, self._look))

    def published(self, told: Published) -> None:
        """What `publish` did, in one line."""
        from incident_cli.render.published import published_line

        if not self._look.quiet:
            self._paper.raw(published_line(told))

    def imported(self, told: Imported) -> None:
        """What `import` did, in one line; a preview as a screen."""
        from incident_cli.render import imported, preview

        if self._look.quiet:
            self._paper.raw("\n".join(imported.ids(told)))
        elif told.dry:
            preview.preview(self._paper, told)
            self._paper.flush()
        else:
            self._paper.raw(imported.imported_line(told))

    def undone(self, undone: Undone) -> None:
        """What `undo` did, or would do, in one line."""
        from incident_cli.render.undone import undone_lines

        lines = undone_lines(undone, self._look)
        if lines:
            self._paper.raw(lines.rstrip("\n"))

    def kept(self, keeping: Keeping) -> None:
        """What a write did that the server could not take, in one line."""
        from incident_cli.render.kept import keeping_line

        self._paper.raw(str(keeping.kept.incident) if self._look.quiet else keeping_line(keeping, self._look))

    def synced(self, synced: Synced) -> None:
        """The answer of `db sync`, a line each."""
        from incident_cli.render.kept import synced_lines

        self._paper.raw("\n".join(synced_lines(synced, self._look)))

    def dropped(self, left: Left) -> None:
        """The text itself, not wrapped."""
        self._paper.raw(block(left.text))
