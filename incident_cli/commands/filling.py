"""`--template NAME` of open and update: the text that it becomes for one incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from incident_cli import config, templates
from incident_cli.commands import naming, target, text
from incident_cli.commands.lines import Said
from incident_cli.commands.receipts import names
from incident_cli.context import App
from incident_cli.core import phrase, words
from incident_cli.core.decide.lines import Line
from incident_cli.core.measure import phase
from incident_cli.core.model import IMPACT_OF, Incident, Kind, State, Status
from incident_cli.core.template import Template, fields, filled, parsed
from incident_cli.errors import NotFound, Unreachable, Usage
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BEFORE_EDIT = "What happens? A first line # TITLE is the title; the rest becomes the first update."


def found(name: str) -> Template:
    """The template of that name. Raises Usage, also for an empty one, NotFound, IncidentError."""
    template = parsed(name, words.body(templates.read(config.templates(), name)))
    if not template.title and not template.text.strip():
        raise Usage(f"template {name} is empty; nothing was saved", f"incident template show {name}")
    return template


def opening(
    app: App, name: str, line: Line, header: Mapping[str, Any], said: Sequence[tuple[str, State]], *, edit: bool
) -> tuple[str, str]:
    """The title and the first text of an incident to open; each may be empty. A title that was typed stays.

    line, header, said: what was typed. edit: a person goes on writing in the editor.
    """
    template = found(name)
    values = app.read(lambda view: _of_opening(app, view, line, header, said))
    title = header["title"]
    if not title and template.title:
        title = words.one_line(filled(template, template.title, values), "the title")
        values["title"] = title
    body = filled(template, template.text, values, template.line)
    if not edit:
        return title, body
    heading = "" if header["title"] or not title else f"# {title}\n\n"
    edited = text.edited(app, heading + body, _BEFORE_EDIT)
    if not heading:
        return title, edited
    again = parsed(name, edited)
    return again.title, again.text


def _of_opening(
    app: App, view: View, line: Line, header: Mapping[str, Any], said: Sequence[tuple[str, State]]
) -> dict[str, str]:
    mentioned = naming.mention(app, view, said)
    known = names(view.servers()) | {event.server or 0: event.data["name"] for event in mentioned.created}
    kind: Kind = header["kind"]
    status = line.status or (Status.SCHEDULED if kind is Kind.MAINTENANCE else Status.INVESTIGATING)
    worst = max((state for _, state in mentioned.states), key=lambda state: state.rank, default=State.OPERATIONAL)
    began = header.get("planned_from") or line.at
    made = phrase.title(header["title"], kind, mentioned.states, known) if header["title"] or said else ""
    return {
        **_servers([(known[server], state) for server, state in mentioned.states]),
        **_times(app, line.at, bool(line.key), began, header.get("planned_from"), header.get("planned_until")),
        "title": made,
        "severity": header.get("severity") or "",
        "impact": header.get("impact") or IMPACT_OF[worst],
        "status": status.replace("_", " "),
    }


def update(app: App, name: str, typed: target.Typed, said: Said, *, no_outbox: bool) -> str:
    """The text of one more line. said: what else was typed for it; no_outbox: see `update.run`.

    Without the server it is filled in with what is known here. Raises Unreachable for a template that needs more.
    """
    template = found(name)
    if not template.text.strip():
        raise Usage(f"template {name} has no text for an update; nothing was saved", f"incident template show {name}")
    try:
        values = app.read(lambda view: _of_line(app, view, typed, said))
    except Unreachable as failure:
        from incident_cli.commands import keeping

        keeping.without(app, typed, failure, off=no_outbox)
        values = _unread(app, typed, said)
        unknown = [field for field in fields(template.text) if field in _RECORD - values.keys()]
        if unknown:
            raise Unreachable(f"{keeping.why(failure)}, and template {name} needs its {{{unknown[0]}}}") from failure
    return filled(template, template.text, values, template.line)


_RECORD = {"title", "severity", "impact", "status", "began", "from", "until", "server", "servers", "state"}
"""Fields that only the record knows, of those that were not typed."""


def _unread(app: App, typed: target.Typed, said: Said) -> dict[str, str]:
    """The values of a line that are known without the record."""
    at = app.time(said.time) if said.time is not None else app.now
    times = _times(app, at, bool(said.key), at, None, None)
    told = {"id": str(typed.incident or words.incident_id(app.config.incident))} | _servers(said.states)
    return told | {field: times[field] for field in ("time", "date", "user")}


def _of_line(app: App, view: View, typed: target.Typed, said: Said) -> dict[str, str]:
    number = target.resolve(app, view, typed, "update")
    head = view.head(number)
    if head is None:
        raise NotFound(f"there is no incident #{number}", "incident list")
    at = app.time(said.time) if said.time is not None else app.now
    status = words.status(said.status, head.kind) if said.status is not None else phase(head, app.now)
    return {
        **_servers(_spoken_of(app, view, head, said)),
        **_times(app, at, bool(said.key), head.began_at, head.planned_from, head.planned_until),
        "id": str(number),
        "title": view.headline(number),
        "severity": head.severity or "",
        "impact": head.impact,
        "status": phrase.said_status(status, head),
    }


def _spoken_of(app: App, view: View, head: Incident, said: Said) -> list[tuple[str, State]]:
    """The servers of -s; without it those of the incident, in the state that it claims."""
    known = names(view.servers())
    if said.states:
        mentioned = naming.mention(app, view, said.states)
        known |= {event.server or 0: event.data["name"] for event in mentioned.created}
        return [(known[server], state) for server, state in mentioned.states]
    claimed = {claim.server: claim.state for claim in head.standing.claims if not claim.standing}
    return [(known.get(server, ""), claimed.get(server, State.OPERATIONAL)) for server in head.servers]


def _servers(said: Sequence[tuple[str, State]]) -> dict[str, str]:
    if not said:
        return {}
    return {"server": said[0][0], "servers": ", ".join(name for name, _ in said), "state": said[0][1].short}


def _times(
    app: App, at: datetime, keyed: bool, began: datetime, planned_from: datetime | None, planned_until: datetime | None
) -> dict[str, str]:
    """Instants to the minute, with the day where it is not today's.

    keyed: the command may come again later, and must say the same then.
    """

    def clock(instant: datetime | None) -> str:
        if instant is None:
            return ""
        today = phrase.local(instant, app.zone).date() == phrase.local(app.now, app.zone).date()
        return phrase.stamp(instant, app.zone).partition(" ")[2] if today else phrase.stamp(instant, app.zone)

    local = phrase.local(at, app.zone)
    return {
        "time": "" if keyed else clock(at),
        "date": "" if keyed else f"{local.year:04}-{local:%m-%d}",
        "began": "" if keyed and began == at else clock(began),
        "from": clock(planned_from),
        "until": clock(planned_until),
        "user": app.config.by,
    }
