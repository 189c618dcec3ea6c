"""`incident open`: a new incident, or a planned maintenance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from incident_cli.commands import naming, receipts, text
from incident_cli.context import App, whole_number
from incident_cli.core import decide, when, words
from incident_cli.core.decide import Line, Mention
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Kind, State
from incident_cli.core.views import Receipt
from incident_cli.errors import Refused, Usage
from incident_cli.store import View


class _Plan(NamedTuple):
    """What the decision saw, for the receipt and the warnings."""

    number: int
    mentioned: Mention
    claimed: list[str]
    nothing: Receipt | None


def run(
    app: App,
    words_: list[str] | None = None,
    *,
    server: list[str] | None = None,
    status: str | None = None,
    time: str | None = None,
    message: str | None = None,
    file: str | None = None,
    edit: bool = False,
    maintenance: bool = False,
    planned_from: str | None = None,
    planned_until: str | None = None,
    planned_for: str | None = None,
    impact_start: str | None = None,
    detected: str | None = None,
    impact: str | None = None,
    severity: str | None = None,
    tag: list[str] | None = None,
    link: list[str] | None = None,
    number: str | None = None,
    label: str | None = None,
    key: str | None = None,
) -> None:
    """Open an incident: its beginning, first status and server states are its line 0, a text its line 1."""
    kind = Kind.MAINTENANCE if maintenance else Kind.INCIDENT
    default = State.UNDER_MAINTENANCE if maintenance else State.MAJOR_OUTAGE
    at = app.time(time) if time is not None else app.now
    name = words.one_line(key, "the key") if key is not None else ""
    header = _header(
        app,
        kind,
        title=words.one_line(" ".join(words_), "the title") if words_ else "",
        window=_window(app, maintenance, planned_from, planned_until, planned_for),
        impact_start=impact_start,
        detected=detected,
        impact=impact,
        severity=severity,
        tag=tag or [],
        label=label,
    )
    line = Line(
        at,
        status=words.status(status, kind) if status is not None else None,
        links=tuple(words.one_line(url, "a link") for url in link or ()),
        key=name,
        key_time=(time or "") if name else "",
    )
    first = _first_text(app, message, file, edit)
    states = words.assignments(server or (), default)
    wanted = whole_number(number, "the number of an incident") if number is not None else None
    plans: list[_Plan] = []

    def decision(view: View) -> Sequence[Event]:
        plan, events = _decide(app, view, line, header, first, states, wanted)
        plans.append(plan)
        return events

    written = app.write(decision)
    plan = plans[-1]
    if plan.nothing is None:
        naming.warn(app, plan.mentioned)
        for warning in plan.claimed:
            app.warn(warning)
    app.out.receipt(plan.nothing or receipts.written(app, written, plan.number, 0, did="opened"))


def _decide(
    app: App,
    view: View,
    line: Line,
    header: dict[str, Any],
    first: Line | None,
    states: Sequence[tuple[str, State]],
    wanted: int | None,
) -> tuple[_Plan, Sequence[Event]]:
    mentioned = naming.mention(app, view, states)
    line = line._replace(states=mentioned.states)
    for number in view.open_with_key(line.key, app.now) if line.key else ():
        rows = _opening_rows(view, number)
        decide.opened(number, line, header, first, rows)
        head = view.head(number)
        nothing = receipts.unchanged(view, head, "open already; nothing changed") if head else None
        return _Plan(number, mentioned, [], nothing), []
    number = wanted or view.next_incident()
    if wanted and view.taken(wanted):
        raise Refused(
            f"the number {wanted} was given before; nothing was saved",
            f"leave --number away for {view.next_incident()}",
        )
    events = decide.opened(number, line, header, first)
    return _Plan(number, mentioned, _claimed(app, view, mentioned), None), [*mentioned.created, *events]


def _opening_rows(view: View, number: int) -> list[Event]:
    """The rows that the command wrote which opened an incident."""
    opening = next(e for e in view.log(incident=number) if e.kind is EventKind.OPENED)
    return [e for e in view.batch(opening.batch) if e.incident == number]


def _claimed(app: App, view: View, mentioned: Mention) -> list[str]:
    """A sentence for each server that an open incident claims already."""
    ids = dict(mentioned.states)
    if not ids:
        return []
    servers = view.servers()
    return [
        f"{servers[claim.server].name} is {claim.state.short} in #{number} already"
        for number, claim in view.claims_at(app.now, ids)
        if number is not None and not claim.state.up
    ]


def _header(
    app: App,
    kind: Kind,
    *,
    title: str,
    window: tuple[datetime | None, datetime | None],
    impact_start: str | None,
    detected: str | None,
    impact: str | None,
    severity: str | None,
    tag: Sequence[str],
    label: str | None,
) -> dict[str, Any]:
    """The incident's own fields, understood."""
    return {
        "kind": kind,
        "title": title,
        "label": words.one_line(label, "the label") if label is not None else "",
        "zone": app.config.tz,
        "severity": words.severity(severity) if severity is not None else None,
        "impact": words.impact(impact) if impact is not None else None,
        "tags": tags(tag),
        "impact_began_at": app.time(impact_start) if impact_start is not None else None,
        "detected_at": app.time(detected) if detected is not None else None,
        "planned_from": window[0],
        "planned_until": window[1],
    }


def tags(typed: Sequence[str]) -> tuple[str, ...]:
    """Tags as typed, `a,b` being two; each once."""
    return tuple(dict.fromkeys(words.one_line(tag, "a tag") for several in typed for tag in several.split(",")))


def _window(
    app: App, maintenance: bool, start: str | None, end: str | None, length: str | None
) -> tuple[datetime | None, datetime | None]:
    """The planned window. Raises Usage where it is not whole, or there is no maintenance to plan."""
    if not maintenance:
        if start is not None or end is not None or length is not None:
            raise Usage("--from, --until and --for plan a maintenance", "incident open --maintenance --from T --for 2h")
        return None, None
    if start is None or (end is None) == (length is None):
        raise Usage("a maintenance needs --from and one of --until and --for", "--from 22:00 --for 2h")
    begin = app.time(start, ahead=True)
    if length is not None:
        return begin, begin + when.duration(length)
    return begin, when.instant(end or "", now=begin, zone=app.zone, date_order=app.config.date_order, ahead=True)


def _first_text(app: App, message: str | None, file: str | None, edit: bool) -> Line | None:
    given = text.given([], message, file)
    if edit:
        given = text.edited(app, given or "", "What happens? The text becomes the first update.")
    return Line(app.now, given) if given is not None else None
