r"""Tab-separated answers for pipes: one row a line, never cut, never coloured. The columns are a promise.

Backslash, tab and newline are escaped (`render/text.py`, `field`); instants are ISO 8601 in UTC;
what is unknown is an empty field.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from incident_cli.core import instant, phrase
from incident_cli.core.measure import end_of, phase
from incident_cli.core.model import Entry, States
from incident_cli.core.views import Board, Fact, Listing, Receipt, ServerSheet, ServerState, Sheet, Streamed
from incident_cli.render.look import Look
from incident_cli.render.receipt import receipt_id, receipt_line
from incident_cli.render.text import field

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
    from incident_cli.core.uptime import Overview

LIST = ("id", "kind", "status", "impact", "severity", "began_at", "ended_at", "servers", "title")
SHOW = ("id", "at", "recorded_at", "kind", "status", "servers", "author", "text")
HISTORY = ("at", "id", "field", "before", "after", "author", "did", "undone")
ACTIONS = ("id", "state", "due", "owner", "kind", "priority", "text", "incident_title")
BOARD = ("what", "id", "state", "since", "text")
SERVERS = ("name", "state", "since", "group", "incidents", "description")
FACTS = ("name", "value", "source")
STRETCHES = ("name", "state", "since", "until")
TEMPLATES = ("name", "title")
STATS = ("group", "figure", "n", "mean", "median", "p90")
IMPORTED = ("did", "id", "began_at", "lines", "external_id", "title")
AWAITED = ("id", "status", "due", "title")
FINDINGS = ("rule", "id", "about", "text", "command")


class Plain:
    """The `Output` for pipes."""

    excerpts = False

    def __init__(self, look: Look) -> None:
        self.look = look

    def board(self, board: Board) -> None:
        """`what id state since text`: incidents, maintenance, servers, residual risks, then overdue actions, which are
        that since the end of a day."""
        rows: list[Sequence[str]] = []
        for what, summaries in (("incident", board.incidents), ("maintenance", board.maintenance)):
            for incident, headline in summaries:
                status = phase(incident, self.look.now)
                rows.append((what, str(incident.id), status, _time(incident.began_at), headline))
        for server in board.servers:
            state = server.state.short if server.state else ""
            rows.append(("server", server.server.name, state, _time(server.since), _ids(server.holders)))
        if board.uptime is not None:
            rows += [("uptime", s.server.name, *_days(board.uptime, s.server.id)) for s in board.servers]
        for incident, _ in board.residuals:
            status = phase(incident, self.look.now)
            rows.append(("residual", str(incident.id), status, _time(incident.ended_at), incident.residual))
        rows += [("action", each.address, "overdue", str(each.action.due), each.action.text) for each in board.actions]
        self._table(BOARD, rows)

    def listing(self, listing: Listing) -> None:
        """`id kind status impact severity began_at ended_at servers title`."""
        now, names = self.look.now, {s.id: s.name for s in listing.servers.values()}
        self._table(
            LIST,
            (
                (
                    str(incident.id),
                    incident.kind,
                    phase(incident, now),
                    incident.impact,
                    incident.severity or "",
                    _time(incident.began_at),
                    _time(end_of(incident, now)),
                    ",".join(names.get(server, "") for server in incident.servers),
                    headline,
                )
                for incident, headline in listing.rows
            ),
        )

    def sheet(self, sheet: Sheet) -> None:
        """`id at recorded_at kind status servers author text`."""
        self._table(
            SHOW,
            (
                (
                    f"{sheet.incident.id}.{entry.number}",
                    _time(entry.at),
                    _time(entry.recorded_at),
                    entry.kind,
                    entry.status or "",
                    _states(entry.states, {s.id: s.name for s in sheet.servers.values()}),
                    "" if sheet.public else entry.author,
                    _text(entry),
                )
                for entry in sheet.lines
            ),
        )

    def history(self, history: History) -> None:
        """`at id field before after author did undone`."""
        names = history.names
        self._table(
            HISTORY,
            (
                (
                    _time(change.recorded_at),
                    change.id,
                    change.field,
                    _value(change.before, names),
                    _value(change.after, names),
                    change.author,
                    change.did,
                    "undone" if change.undone else "",
                )
                for change in history.changes
            ),
        )

    def actions(self, found: Sequence[Assigned]) -> None:
        """`id state due owner kind priority text incident_title`."""
        self._table(
            ACTIONS,
            (
                (
                    each.address,
                    each.action.state,
                    str(each.action.due or ""),
                    each.action.owner,
                    each.action.kind or "",
                    each.action.priority or "",
                    each.action.text,
                    each.headline,
                )
                for each in found
            ),
        )

    def acted(self, acted: Sequence[Acted]) -> None:
        """The same lines as on a terminal."""
        from incident_cli.render.acts import acted_lines

        sys.stdout.write(acted_lines(acted, self.look) + "\n")

    def servers(self, states: Sequence[ServerState]) -> None:
        """`name state since group incidents description`."""
        rows = (
            (
                s.server.name,
                s.state.short if s.state else "",
                _time(s.since),
                s.server.group,
                _ids(s.holders),
                s.server.description,
            )
            for s in states
        )
        self._table(SERVERS, rows)

    def server(self, sheet: ServerSheet) -> None:
        """`name state since until`: the states of one server, in order."""
        name = sheet.now.server.name
        self._table(STRETCHES, ((name, s.state.short, _time(s.since), _time(s.until)) for s in sheet.stretches))

    def document(self, sheet: Sheet, text: str) -> None:  # noqa: ARG002  # the screen and JSON need the sheet
        """The Markdown itself."""
        sys.stdout.write(text)

    def awaited(self, found: Sequence[Awaited]) -> None:
        """`id status due title`; with `-q` the ids."""
        rows = [(str(each.incident), each.word, _time(each.due), each.headline) for each in found]
        columns = 1 if self.look.quiet else len(AWAITED)
        self._table(AWAITED[:columns], [row[:columns] for row in rows])

    def findings(self, answer: Findings) -> None:
        """`rule id about text command`; nothing where nothing was found."""
        rows = ((f.rule, str(f.incident or ""), f.about, f.text, f.command) for f in answer.found)
        self._table(FINDINGS, rows)

    def stats(self, told: Stats) -> None:
        """`group figure n mean median p90`: of all the incidents, or group by group."""
        from incident_cli.core.stats import rows

        self._table(STATS, (tuple(map(_number, row)) for row in rows(told.groups if told.per else (told.whole,))))

    def templates(self, folder: str, found: Sequence[Template]) -> None:  # noqa: ARG002  # the screen needs it
        """`name title`; the title is as it stands in the file."""
        self._table(TEMPLATES, ((template.name, template.title) for template in found))

    def template(self, path: str, template: Template, content: str) -> None:  # noqa: ARG002  # JSON needs them
        """The file itself."""
        sys.stdout.write(content)

    def facts(self, about: str, facts: Sequence[Fact]) -> None:  # noqa: ARG002  # JSON needs it
        """`name value source`."""
        rows = (
            (fact.name, str(value), fact.source)
            for fact in facts
            for value in (fact.value if isinstance(fact.value, list) else [fact.value])
        )
        self._table(FACTS, rows)

    def receipt(self, receipt: Receipt) -> None:
        """The same line as on a terminal."""
        sys.stdout.write((receipt_id(receipt) if self.look.quiet else receipt_line(receipt, self.look)) + "\n")

    def ids(self, ids: Sequence[str]) -> None:
        """A line each, with `-q`, written at once: what was said is on disk."""
        if self.look.quiet:
            sys.stdout.write("".join(f"{address}\n" for address in ids))
            sys.stdout.flush()

    def streamed(self, told: Streamed) -> None:
        """The same line as on a terminal; with `-q` the ids have said it."""
        if not self.look.quiet:
            sys.stdout.write(receipt_line(told.receipt, self.look) + "\n")

    def published(self, told: Published) -> None:
        """The same line as on a terminal; with `-q` nothing."""
        from incident_cli.render.published import published_line

        if not self.look.quiet:
            sys.stdout.write(published_line(told) + "\n")

    def imported(self, told: Imported) -> None:
        """The same line as on a terminal, with `-q` the ids; of a preview `did id began_at lines external_id title`."""
        from incident_cli.render import imported

        if self.look.quiet:
            sys.stdout.write("".join(f"{number}\n" for number in imported.ids(told)))
        elif told.dry and told.rows is None:
            rows = ((t.did, str(t.number), _time(t.began_at), str(t.lines), t.external_id, t.title) for t in told.taken)
            self._table(IMPORTED, rows)
        else:
            sys.stdout.write(imported.imported_line(told) + "\n")

    def undone(self, undone: Undone) -> None:
        """The same line as on a terminal; with `-q` the ids, a line each."""
        from incident_cli.render.undone import undone_lines

        sys.stdout.write(undone_lines(undone, self.look))

    def kept(self, keeping: Keeping) -> None:
        """The same line as on a terminal; with `-q` the number of the incident: there is no other yet."""
        from incident_cli.render.kept import keeping_line

        number = str(keeping.kept.incident)
        sys.stdout.write((number if self.look.quiet else keeping_line(keeping, self.look)) + "\n")

    def synced(self, synced: Synced) -> None:
        """`did id at command text why name`; nothing where nothing is or was kept."""
        from incident_cli.render.kept import COLUMNS, rows

        self._table(COLUMNS, rows(synced))

    def dropped(self, left: Left) -> None:
        """The text itself."""
        sys.stdout.write(left.text + "\n")

    def _table(self, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        if self.look.header:
            sys.stdout.write("\t".join(names) + "\n")
        for row in rows:
            sys.stdout.write("\t".join(map(field, row)) + "\n")


def _text(entry: Entry) -> str:
    """The text of a line, made for a closing as a duplicate that has none; of a command what ran and how it ended,
    and below it the tail of its output."""
    if entry.ran is None:
        return entry.text or (phrase.happened(entry) if entry.duplicate_of is not None else "")
    return "\n".join(filter(None, (" · ".join(phrase.command(entry.ran)), phrase.said(entry))))


def _number(value: str | float | None) -> str:
    """Whole numbers without a point."""
    return "" if value is None else value if isinstance(value, str) else f"{value:.3f}".rstrip("0").rstrip(".")


def _days(overview: Overview, server: int) -> Sequence[str]:
    """The percentage, since when, and the worst state of each day."""
    from incident_cli.core.uptime import said

    told = overview.servers[server]
    states = (cell.state.short if cell.state else "" for cell in told.cells)
    percent = "" if told.percent is None else said(told.percent).removesuffix(" %")
    return percent, _time(overview.days[0].since), ",".join(states)


def _time(at: datetime | None) -> str:
    return instant.text(at) if at else ""


def _states(states: States, names: dict[int, str]) -> str:
    return ",".join(f"{names.get(server, '')}={state.short}" for server, state in states)


def _value(value: object, names: Mapping[int, str]) -> str:
    """A value of the record in one column; nothing is an empty one."""
    from incident_cli.core.history import in_words

    return "" if value is None else in_words(value, names, instant.text, ",")


def _ids(incidents: Iterable[int]) -> str:
    return ",".join(map(str, incidents))
