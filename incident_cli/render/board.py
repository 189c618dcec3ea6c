"""The screen of `status`: what is open, how every server is, what is planned, what remains."""

from collections.abc import Callable, Sequence

from rich.text import Text

from incident_cli.core import measure, phrase
from incident_cli.core.instant import seconds
from incident_cli.core.views import Board, ServerState, Summary
from incident_cli.render.paper import (
    DIM,
    STRONG,
    WARN,
    Paper,
    impact_text,
    joined,
    padded,
    safe,
    state_text,
    status_text,
)
from incident_cli.render.text import cells

LONG_SILENCE = 30 * 60
"""Seconds without a public word from which on a silence is marked."""
_NAME_ROOM = 24
_TITLE_LINES = 3


def board(paper: Paper, board: Board) -> None:
    """Print the board; a calm one says so in its first line."""
    paper.put(joined([_verdict(board), Text(phrase.stamp(paper.look.now, paper.look.zone), DIM, end="")]))
    for summary in board.incidents:
        _incident(paper, summary)
    if board.servers:
        servers(paper, board.servers)
    if board.servers and board.uptime is not None:
        from incident_cli.render.uptime import uptime

        uptime(paper, board.uptime, [state.server for state in board.servers])
    _section(paper, "Maintenance", board.maintenance, _planned)
    _section(paper, "Residual risks", board.residuals, lambda _, s: safe(s.incident.residual))
    if board.actions:
        from incident_cli.render.actions import overdue

        overdue(paper, board.actions)


def _verdict(board: Board) -> Text:
    if board.calm:
        return Text("● all calm: nothing is open", "bold green", end="")
    count = len(board.incidents)
    what = f"{count} incident{'s' if count > 1 else ''} open" if count else "no incident is open"
    ill = [s.state for s in board.servers if s.state is not None and s.state.rank > 1]
    words = [f"{ill.count(state)} {state.short}" for state in sorted(set(ill), key=lambda s: -s.rank)]
    words += [f"{board.overruns} maintenance overrun"] if board.overruns else []
    verdict = (f"■ {what}", "bold red") if count else (f"▲ {what}", WARN)
    return Text.assemble(verdict, *((f", {word}", STRONG) for word in words))


def _incident(paper: Paper, summary: Summary) -> None:
    incident, look = summary.incident, paper.look
    paper.gap()
    indent = _title(paper, summary)
    said = incident.standing.last_word_at or incident.began_at
    silent = seconds(said, look.now) >= LONG_SILENCE
    word = phrase.last_word(incident, look.now)
    details = [
        status_text(measure.phase(incident, look.now), incident),
        impact_text(incident.impact),
        Text(incident.severity or "", end=""),
        Text(phrase.lasted(incident, look.now), end=""),
        Text(f"! {word}" if silent else word, WARN if silent else "", end=""),
    ]
    paper.put(joined(details), indent)


def _title(paper: Paper, summary: Summary) -> int:
    """Print number and title; returns where the title began, for what is told below it."""
    number = f"#{summary.incident.id}  "
    title = safe(summary.headline, STRONG, paper.width * _TITLE_LINES)
    paper.put(title, 1, Text(number, STRONG, end=""))
    return len(number) + 1


def _planned(paper: Paper, summary: Summary) -> Text:
    late = measure.overrun(summary.incident, paper.look.now)
    return Text(phrase.window(summary.incident, paper.look.zone, paper.look.now), WARN if late else "", end="")


def _section(paper: Paper, name: str, summaries: Sequence[Summary], tell: Callable[[Paper, Summary], Text]) -> None:
    if summaries:
        paper.heading(name)
    for summary in summaries:
        paper.put(tell(paper, summary), _title(paper, summary))


def servers(paper: Paper, states: Sequence[ServerState], *, described: bool = False) -> None:
    """Print servers one a line, by group where there are groups; those of no group first."""
    groups: dict[str, list[int]] = {}
    for number, state in enumerate(states):
        groups.setdefault(state.server.group, []).append(number)
    leads = server_leads(states)
    for group in sorted(groups, key=bool):
        paper.heading(Text("Servers", STRONG, end="") + (safe(f": {group}", STRONG) if group else Text()))
        for number in groups[group]:
            server(paper, states[number], leads[number], described=described)


def server_leads(states: Sequence[ServerState]) -> list[Text]:
    """State and name of servers, in columns."""
    signs = [state_text(s.state) for s in states]
    names = [safe(s.server.name, STRONG, _NAME_ROOM) for s in states]
    widths = [max(cells(t.plain) for t in column) for column in (signs, names)]
    return [
        Text.assemble(padded(sign, widths[0]), "  ", padded(name, widths[1]), "  ")
        for sign, name in zip(signs, names, strict=True)
    ]


def server(paper: Paper, state: ServerState, lead: Text, *, described: bool) -> None:
    """Print one server: since when it has been so, and which incidents hold it there."""
    about = state.server.description if described else ""
    paper.put(joined([since(paper, state), _holders(state), safe(about, DIM)]), 1, lead)


def since(paper: Paper, state: ServerState) -> Text:
    """From when on a server has been in its state, and for how long."""
    if state.since is None:
        return Text("nothing known yet", DIM, end="")
    look = paper.look
    passed = phrase.brief(seconds(state.since, look.now))
    return Text(f"since {phrase.clock(state.since, look.zone, look.now)}, for {passed}", end="")


def _holders(state: ServerState) -> Text:
    return Text(", ".join(f"#{number}" for number in state.holders), STRONG, end="")
