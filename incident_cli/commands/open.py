"""`incident open`: a new incident, or a planned maintenance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_cli.commands import fields, naming, receipts, text
from incident_cli.context import App, whole_number
from incident_cli.core import when, words
from incident_cli.core.decide.lines import Line
from incident_cli.core.decide.opening import opened
from incident_cli.core.decide.servers import Mention
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Kind, State
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Receipt
from incident_cli.errors import Refused, Usage
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Opening(NamedTuple):
    """What was typed, understood as far as that goes without the record. number: the one asked for."""

    line: Line
    header: dict[str, Any]
    first: Line | None
    states: Sequence[tuple[str, State]]
    number: int | None


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
    link: list[str] | None = None,
    number: str | None = None,
    key: str | None = None,
    template: str | None = None,
    relates_to: list[str] | None = None,
    **about: Any,
) -> None:
    """Open an incident: its beginning, first status and server states are its line 0, a text its line 1.

    about: words of `fields.FIELDS`.
    """
    kind, default = (Kind.MAINTENANCE, State.UNDER_MAINTENANCE) if maintenance else (Kind.INCIDENT, State.MAJOR_OUTAGE)
    line = _line(app, kind, status, time, link, key)
    header = {
        "kind": kind,
        "title": words.one_line(" ".join(words_), "the title") if words_ else "",
        "zone": str(app.zone),
        **_window(app, maintenance, planned_from, planned_until, planned_for),
        **fields.understood(app, about),
        **_related(relates_to),
    }
    opening = _Opening(
        line,
        header,
        _first_text(app, message, file, edit, template),
        words.assignments(server or (), default),
        whole_number(number, "the number of an incident") if number is not None else None,
    )
    if template is not None:
        opening = _templated(app, opening, template, edit=edit)
    app.out.receipt(_write(app, opening))


def _line(app: App, kind: Kind, status: str | None, time: str | None, link: list[str] | None, key: str | None) -> Line:
    """The opening itself, but for its servers."""
    name = words.one_line(key, "the key") if key is not None else ""
    return Line(
        app.time(time) if time is not None else app.now,
        status=words.status(status, kind) if status is not None else None,
        links=words.links(link),
        key=name,
        key_time=(time or "") if name else "",
    )


def _related(typed: list[str] | None) -> dict[str, tuple[int, ...]]:
    if not typed:
        return {}
    from incident_cli.commands import relations

    return {"relate": relations.others(typed).numbers}


def _write(app: App, opening: _Opening) -> Receipt:
    """Open it inside one transaction, warn, and say what was done."""
    plans: list[_Plan] = []

    def decision(view: View) -> Sequence[Event]:
        plan, events = _decide(app, view, opening)
        plans.append(plan)
        return events

    written = app.write(decision)
    plan = plans[-1]
    if plan.nothing is not None:
        return plan.nothing
    naming.warn(app, plan.mentioned)
    for warning in plan.claimed:
        app.warn(warning)
    return receipts.written(app, written, plan.number, 0, did="opened")


def _decide(app: App, view: View, opening: _Opening) -> tuple[_Plan, Sequence[Event]]:
    mentioned = naming.mention(app, view, opening.states)
    line = opening.line._replace(states=mentioned.states)
    for number in view.open_with_key(line.key, app.now) if line.key else ():
        rows = _opening_rows(view, number)
        opened(number, line, opening.header, opening.first, rows)
        head = view.head(number)
        nothing = receipts.unchanged(view, head, "open already; nothing changed") if head else None
        return _Plan(number, mentioned, [], nothing), []
    if opening.header.get("relate"):
        from incident_cli.commands import relations

        relations.check_known(view, opening.header["relate"])
    number = opening.number or view.next_incident()
    if opening.number and view.taken(number):
        raise Refused(
            f"the number {number} was given before; nothing was saved",
            f"leave --number away for {view.next_incident()}",
        )
    events = opened(number, line, opening.header, opening.first)
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


def _window(app: App, maintenance: bool, start: str | None, end: str | None, length: str | None) -> dict[str, datetime]:
    """The planned window. Raises Usage where it is not whole, or there is no maintenance to plan."""
    if not maintenance:
        if start is not None or end is not None or length is not None:
            raise Usage("--from, --until and --for plan a maintenance", "incident open --maintenance --from T --for 2h")
        return {}
    if start is None or (end is None) == (length is None):
        raise Usage("a maintenance needs --from and one of --until and --for", "--from 22:00 --for 2h")
    begin = app.time(start, ahead=True)
    if length is not None:
        try:
            return {"planned_from": begin, "planned_until": begin + when.duration(length)}
        except OverflowError:
            raise Usage(f'the planned end, "{length}" later, is after the year 9999', "--from T --for 2h") from None
    # `--until 01:00` is the next one after the beginning, but `--until +2h` counts from now, as everywhere.
    since = app.now if (end or "").strip().lower().startswith(("+", "-", "in ")) else begin
    planned_end = when.instant(end or "", now=since, zone=app.zone, date_order=app.config.date_order, ahead=True)
    return {"planned_from": begin, "planned_until": planned_end}


def _templated(app: App, opening: _Opening, name: str, *, edit: bool) -> _Opening:
    from incident_cli.commands import filling

    title, said = filling.opening(app, name, opening.line, opening.header, opening.states, edit=edit)
    header = opening.header | {"title": title}
    return opening._replace(header=header, first=Line(app.now, said) if said.strip() else None)


def _first_text(app: App, message: str | None, file: str | None, edit: bool, template: str | None) -> Line | None:
    given = text.given([], message, file, template)
    if edit and template is None:
        given = text.edited(app, given or "", "What happens? The text becomes the first update.")
    return Line(app.now, given) if given is not None else None
