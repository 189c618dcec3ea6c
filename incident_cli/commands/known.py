"""`incident show --as-of`: an incident as it was known at a time, its figures included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from incident_cli.commands import target
from incident_cli.context import App
from incident_cli.core import instant, phrase, servers, views
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import known
from incident_cli.core.model import EntryKind, Incident, Server
from incident_cli.errors import NotFound, Usage
from incident_cli.store import View, past


def show(
    app: App,
    typed: target.Typed,
    time: str,
    instead: Mapping[str, bool],
    *,
    public: bool = False,
    kinds: Iterable[EntryKind] = (),
    reverse: bool = False,
) -> None:
    """Show what was known then: everything is told as it would have been told at that time.

    instead: options that show another thing, and whether they were typed. Raises Usage, and NotFound for an
    incident that was not recorded yet.
    """
    for option, there in instead.items():
        if there:
            raise Usage(f"--as-of shows what was known at one time; {option} does not go with it")
    at = app.time(time)

    def ask(view: View) -> views.Sheet:
        # One that was undone since is there for those who name it.
        number = typed.incident or target.resolve(app, view, typed, "show", over=True)
        found = sheet(app, view, number, at)
        chosen = views.sheet(found.incident, found.headline, found.servers, public=public, kinds=kinds, reverse=reverse)
        return found._replace(lines=chosen.lines, public=public)

    found = app.read(ask)
    app.at(at).out.sheet(found)


def sheet(app: App, view: View, number: int, at: datetime) -> views.Sheet:
    """An incident as it was known at an instant: the fold of what the log held then. Raises NotFound."""
    log = view.log(incident=number)
    incident = past.told(known(log, at))
    if not incident.exists:
        raise _not_known(app, number, log, at)
    servers_ = _servers(view, incident, at)
    others = {other: _title(view, other, at) for other in incident.linked}
    headline = phrase.headline(incident, phrase.server_names(servers_))
    return views.sheet(incident, headline, servers_)._replace(others=others, as_of=at)


def _servers(view: View, incident: Incident, at: datetime) -> dict[int, Server]:
    """The servers that an incident speaks of, with the names that they had; one of them may be recorded by a clock
    that was ahead, and then has its first name."""
    found: dict[int, Server] = {}
    said = (server for entry in incident.entries.values() for server, _ in entry.states)
    for number in dict.fromkeys((*incident.affected, *said)):
        log = view.log(server=number)
        server, _ = servers.fold(known(log, at) or log[:1])
        if server is not None:
            found[number] = server
    return found


def _title(view: View, number: int, at: datetime) -> str:
    incident = past.told(known(view.log(incident=number), at))
    return phrase.headline(incident, phrase.server_names(_servers(view, incident, at))) if incident.exists else ""


def _not_known(app: App, number: int, log: list[Event], at: datetime) -> NotFound:
    if not log:
        return NotFound(f"there is no incident #{number}", "incident list all")
    first = log[0].written_at
    hint = f"incident show {number} --as-of {instant.text(first)}"
    voids = [row for row in known(log, at) if row.kind is EventKind.VOIDED]
    if voids:
        return NotFound(f"#{number} was undone at that time, by {voids[-1].author}", hint)
    said, then = (phrase.clock(each, app.zone, app.now) for each in (at, first))
    return NotFound(f"#{number} was not recorded yet at {said}: it was at {then}", hint)
