"""`incident server set`: what is true of servers apart from any incident."""

from collections.abc import Sequence

from incident_cli.commands import naming, text
from incident_cli.context import App
from incident_cli.core import views, words
from incident_cli.core.decide.servers import Mention, server_states
from incident_cli.core.events import Event
from incident_cli.core.views import ServerState
from incident_cli.store import View


def run(app: App, states: list[str], *, time: str | None = None, message: str | None = None) -> None:
    """Set server states. Below the claim of an open incident it is stored, and said who holds the server."""
    at = app.time(time) if time is not None else app.now
    note = text.given([], message, None) or ""
    said = words.assignments(states, None)
    mentions: list[Mention] = []

    def decision(view: View) -> Sequence[Event]:
        mentions.append(naming.mention(app, view, said))
        return server_states(mentions[-1], at, note)

    app.write(decision)
    found = mentions[-1]
    naming.warn(app, found)
    now = app.read(lambda view: _states(app, view, found))
    for state, (_, wanted) in zip(now, found.states, strict=True):
        if state.state is not wanted and state.holders:
            holders = ", ".join(f"#{number}" for number in state.holders)
            app.warn(f"{state.server.name} stays {state.state.short if state.state else ''}: {holders} claims it")
    app.out.servers(now)


def _states(app: App, view: View, found: Mention) -> list[ServerState]:
    servers = view.servers()
    numbers = [number for number, _ in found.states]
    return views.server_states([servers[number] for number in numbers], view.lately(app.now, numbers), app.now)
