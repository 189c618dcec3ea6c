"""Which incident is meant: an id typed, INCIDENT_ID, the only open one, else a question."""

from __future__ import annotations

from collections.abc import Sequence

from incident_cli.context import App, Doubt
from incident_cli.core import words
from incident_cli.core.measure import phase
from incident_cli.core.model import Incident, Kind, Status
from incident_cli.core.query import Filter, Scope
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Summary
from incident_cli.errors import NotFound, Usage
from incident_cli.render.text import line
from incident_cli.store import View

_TITLE_CELLS = 60
"""Of a title behind a command to copy: enough to know it by."""


class Typed(NamedTuple):
    """The words of a command, apart: the id among them (None: none), and the text.

    unsure: the id was a bare number before several words, which is only an id if such an incident is open.
    """

    incident: int | None
    text: list[str]
    unsure: bool = False


def split(typed: Sequence[str] | None, option: str | None) -> Typed:
    """Tell an id that comes first from the text (DESIGN section 5). `option` is `-i/--incident`."""
    text = list(typed or ())
    if option is not None:
        return Typed(words.incident_id(option), text)
    address = words.address(text[0]) if text else None
    if address is None or (address.entry is not None and len(text) > 1 and not text[0].startswith("#")):
        return Typed(None, text)  # `3.5 million requests failed` is a text
    if address.entry is not None:
        raise Usage(f"{address} is an entry; this command is about an incident", f"write {address.incident}")
    return Typed(address.incident, text[1:], unsure=len(text) > 2 and not text[0].startswith("#"))


def resolve(app: App, view: View, typed: Typed, command: str, *, over: bool = False) -> int:
    """The number of the incident that is meant.

    over: with nothing open, take the one closed last (show, edit, ... but not update and close).
    Raises NotFound, or a Doubt that lists the candidates.
    """
    number = typed.incident
    if number is None and app.config.incident:
        number = words.incident_id(app.config.incident)
    if number is None:
        return _implied(app, view, command, over=over)
    head = view.head(number)
    if typed.unsure and (head is None or phase(head, app.now).final):
        raise NotFound(
            f"{number} looks like an incident number, but no such incident is open; nothing was saved",
            "quote the message, or use -m",
        )
    if head is None:
        _check_not_undone(app, view, number)
        quote = f'to write "{number} {" ".join(typed.text)}", quote it or use -m' if typed.text else "incident list"
        raise NotFound(f"there is no incident #{number}", quote)
    return number


def _check_not_undone(app: App, view: View, number: int) -> None:
    """Say of an incident that was undone who did that, and how it comes back. Raises NotFound."""
    from incident_cli.core import phrase
    from incident_cli.store import past

    row = past.undone(view, number)
    if row is not None:
        when = f"{phrase.clock(row.written_at, app.zone, app.now)} ({phrase.ago(row.written_at, app.now)})"
        who = "" if row.author == app.config.by else f"  by {row.author}"
        raise NotFound(
            f"#{number} was undone by {row.author} at {when}",
            f"incident undo --redo{who}  takes the last undo back",
            f"incident show {number} --as-of TIME",
        )


def _implied(app: App, view: View, command: str, *, over: bool) -> int:
    """Incidents come first; a started maintenance only when no incident is open; a scheduled one never."""
    going_on = list(view.find(Filter(app.now, Scope.OPEN)))
    for kind in Kind:
        candidates = [s for s in going_on if s.incident.kind is kind and _started(s.incident, app)]
        if candidates:
            return _one_of(app, candidates, command)
    if over:
        for summary in view.find(Filter(app.now, Scope.CLOSED, limit=1)):
            return summary.incident.id
        for summary in going_on:
            return summary.incident.id
    raise NotFound(
        "no incident is open; nothing was saved" if not over else "there is no incident yet",
        'incident open -s NAME  or  incident open "what is wrong"',
    )


def _started(incident: Incident, app: App) -> bool:
    return phase(incident, app.now) is not Status.SCHEDULED


def _one_of(app: App, candidates: Sequence[Summary], command: str) -> int:
    if len(candidates) == 1:
        return candidates[0].incident.id
    if "incident" in app.answers:
        return int(app.answers["incident"])
    commands = [f"incident {command} {s.incident.id}   # {line(s.headline, _TITLE_CELLS)}" for s in candidates]
    choices = [(str(s.incident.id), f"#{s.incident.id} {s.headline}") for s in candidates]
    error = NotFound(f"{len(candidates)} incidents are open; nothing was done; say which one")
    raise Doubt("incident", "Which incident?", choices, error, commands)


def not_an_id(typed: Typed, command: str) -> Usage:
    """The refusal of a word where only an id can stand."""
    word = typed.text[0]
    if typed.incident is not None:
        return Usage(f'{command} takes one incident: "{word}" is too much', f"incident {command} {typed.incident}")
    return Usage(f'"{word}" is not the number of an incident', f"incident {command} 168")
