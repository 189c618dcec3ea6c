"""What a write did -> the receipt that is shown for it."""

from collections.abc import Mapping

from incident_cli.context import App
from incident_cli.core import measure
from incident_cli.core.measure import Change
from incident_cli.core.model import Entry, Incident, Kind, Server, State, Verb
from incident_cli.core.views import Receipt, Streamed
from incident_cli.store import View, Written

_CLOCK = "the clock is set by INCIDENT_NOW"


def written(
    app: App, result: Written, number: int, entry: int | None, before: Incident | None = None, did: str = ""
) -> Receipt:
    """The receipt of a write to an incident. entry: the number of the line that tells it, if one does."""
    incident = result.incidents[number]
    line = incident.entries.get(entry) if entry is not None else None
    told = line is not None and (before is not None or line.verb is Verb.OPENED)
    changes = _changes(before, incident, line) if line and told else ()
    return Receipt(incident, result.headlines[number], names(result.servers), line, changes, did, note=note(app))


def note(app: App) -> str:
    """What every write says that is not dated by the clock itself."""
    return _CLOCK if app.config.now else ""


def unchanged(view: View, incident: Incident, did: str, entry: int | None = None) -> Receipt:
    """The receipt of a command that found nothing left to do."""
    line = view.entry(incident.id, entry) if entry is not None else None
    return Receipt(incident, view.headline(incident.id), names(view.servers()), line, (), did, saved=False)


def streamed(app: App, view: View, incident: Incident, lines: int, first: int | None, last: int | None) -> Streamed:
    """The receipt of a stream of lines (`views.Streamed`)."""
    did = f"{lines} lines, {incident.id}.{first} to {incident.id}.{last}" if lines > 1 else "no lines; nothing changed"
    did = f"1 line, {incident.id}.{first}" if lines == 1 else did
    notes = ("closed incident" if incident.status.final else "", _CLOCK if app.config.now else "")
    note = " · ".join(filter(None, notes))
    headline, known = view.headline(incident.id), names(view.servers())
    return Streamed(Receipt(incident, headline, known, did=did, saved=lines > 0, note=note), lines, first, last)


def names(servers: Mapping[int, Server]) -> dict[int, str]:
    """The servers' names by id."""
    return {server.id: server.name for server in servers.values()}


def _changes(before: Incident | None, incident: Incident, entry: Entry) -> tuple[Change, ...]:
    """What a line changed. Of a maintenance only its window as a whole tells that, so it comes back whole."""
    if incident.kind is Kind.MAINTENANCE:
        known = entry.number and 0 in incident.entries
        return tuple(measure.changes(incident).get(entry.number, ())) if known else ()
    held = claimed(before) if before else {}
    if before and entry.verb is Verb.REOPENED:  # it was closed: what nothing was left behind of was up
        held = dict.fromkeys(before.servers, State.OPERATIONAL) | _left(before)
    return _moves(held, incident, entry)


def claimed(incident: Incident) -> dict[int, State]:
    """The states that an incident claims now."""
    return {c.server: c.state for c in incident.standing.claims if c.until is None and not c.standing}


def _left(incident: Incident) -> dict[int, State]:
    """The states that a closing left behind on purpose."""
    return {c.server: c.state for c in incident.standing.claims if c.standing and c.until is None}


def _moves(before: Mapping[int, State], incident: Incident, entry: Entry) -> tuple[Change, ...]:
    """What a line changed: from the states held before it to those held after.

    A line written late changed the past, and says only what it set.
    """
    if entry.at < (incident.standing.last_at or entry.at):
        return tuple(Change(server, None, state) for server, state in entry.states)
    after = claimed(incident)
    if entry.verb is Verb.CLOSED:
        after = dict.fromkeys(before, State.OPERATIONAL) | _left(incident) | dict(entry.states)
    return tuple(Change(s, before.get(s), state) for s, state in after.items() if before.get(s) is not state)
