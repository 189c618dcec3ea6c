"""The screen of one server: how it is, how it was, and the incidents it was in."""

from rich.text import Text

from incident_cli.core import phrase
from incident_cli.core.instant import seconds
from incident_cli.core.measure import Stretch
from incident_cli.core.views import Listing, ServerSheet
from incident_cli.render.board import server as state
from incident_cli.render.board import server_leads
from incident_cli.render.listing import listing
from incident_cli.render.paper import DIM, Paper, body, padded, safe, state_text
from incident_cli.render.text import cells
from incident_cli.render.uptime import uptime

LATEST = 20
_SIGN_WIDTH = 13


def server(paper: Paper, sheet: ServerSheet) -> None:
    """Print one server; of its states the latest, newest first."""
    state(paper, sheet.now, *server_leads([sheet.now]), described=False)
    about = sheet.now.server
    if about.group:
        paper.put(safe(f"group {about.group}", DIM), 1)
    if about.description:
        paper.put(body(about.description), 1)
    if about.retired:
        paper.put(Text("retired", DIM, end=""), 1)
    if sheet.uptime is not None:
        uptime(paper, sheet.uptime, [about])
    _states(paper, sheet.stretches)
    if sheet.incidents:
        paper.heading("Incidents")
        count = len(sheet.incidents)
        listing(paper, Listing(sheet.incidents, {}, count, count))


def _states(paper: Paper, stretches: tuple[Stretch, ...]) -> None:
    look = paper.look
    shown = stretches[-LATEST:][::-1]
    if shown:
        paper.heading("States")
    clocks = [phrase.clock(part.since, look.zone, look.now) for part in shown]
    width = max(map(cells, clocks), default=0)
    for part, clock in zip(shown, clocks, strict=True):
        lasted = phrase.brief(seconds(part.since, part.until or look.now))
        lead = padded(state_text(part.state), _SIGN_WIDTH)
        still = "" if part.until else "so far"
        paper.put(Text.assemble(f"{clock:<{width}}", "  ", f"{lasted:<9} {still}"), 1, lead + Text("  "))
    if len(stretches) > len(shown):
        paper.put(safe(f"and {len(stretches) - len(shown)} earlier", DIM), 1)
