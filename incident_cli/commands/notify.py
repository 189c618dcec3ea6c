"""After a commit: the hook that a person has put into the folder `hooks` for what happened."""

from __future__ import annotations

import os

from incident_cli.context import App
from incident_cli.core.events import Event, EventKind
from incident_cli.store import Written
from incident_cli.store.location import absolute

NAMES = {
    EventKind.OPENED: "on-open",
    EventKind.CLOSED: "on-close",
    EventKind.POSTMORTEM_STORED: "on-postmortem",
    EventKind.REOPENED: "on-update",
    EventKind.ADDED: "on-update",
}
"""The hooks, in the order in which they are looked for among the rows of one command: one of them runs."""

LIMIT = 10.0
"""Seconds that a hook may take, unless `hook_timeout` in config.toml says otherwise."""


def notify(app: App) -> None:
    """Run the hook for what was written last, once. Whatever goes wrong in it is one warning."""
    written, app.written = app.written, None
    event = _told(written) if written is not None and app.config.hooks else None
    if written is None or event is None:
        return
    name = NAMES[event.kind]
    path = os.path.join(app.config.hooks, name)
    if not os.path.lexists(path):
        return
    from incident_cli import hooks

    variables = {
        "INCIDENT_ID": str(event.incident),
        "INCIDENT_DB": absolute(app.config.db),
        "INCIDENT_HOOK": name,
    }
    wrong = hooks.run(path, _message(app, name, written, event).encode(), variables, _limit(app))
    if wrong:
        app.warn(f"hook {name} failed: {wrong}; the line is saved")


def _told(written: Written) -> Event | None:
    """The row that tells what the command did, if it is one that hooks are for."""
    for kind in NAMES:
        for event in written.events:
            if event.kind is kind and event.incident is not None and "moved_from" not in event.data:
                return event
    return None


def _message(app: App, name: str, written: Written, event: Event) -> str:
    from incident_cli.core.views import Summary
    from incident_cli.render.json import happened
    from incident_cli.render.look import Look

    number = event.incident or 0
    incident = written.incidents[number]
    numbers = dict.fromkeys(e.entry for e in written.events if e.entry is not None and e.incident == number)
    entries = [incident.entries[entry] for entry in numbers]
    names = {server.id: server.name for server in written.servers.values()}
    summary = Summary(incident, written.headlines[number])
    return happened(Look(app.zone, app.now), name, summary, incident.entries[event.entry or 0], entries, names)


def _limit(app: App) -> float:
    try:
        limit = float(app.config.hook_timeout or LIMIT)
    except ValueError:
        limit = 0.0
    if 0 < limit < float("inf"):
        return limit
    app.warn(f'hook_timeout in config.toml is "{app.config.hook_timeout}", not a number of seconds; {LIMIT:g} it is')
    return LIMIT
