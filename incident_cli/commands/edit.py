"""`incident edit`: correct an incident's own fields, or strike one of its lines through. Nothing is lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from incident_cli.commands import receipts, target
from incident_cli.commands.open import tags
from incident_cli.context import App
from incident_cli.core import decide, words
from incident_cli.core.events import Event
from incident_cli.core.model import Incident
from incident_cli.core.views import Receipt
from incident_cli.core.words import Address
from incident_cli.errors import NotFound, Usage
from incident_cli.store import View

CLEARED = "none"
"""The word that takes a field back; `auto` for the impact, where none is a value."""

_NOUNS = {
    "title": "title",
    "label": "label",
    "severity": "severity",
    "impact": "impact",
    "tags": "tags",
    "links": "links",
    "began_at": "beginning",
    "ended_at": "end",
    "impact_began_at": "impact start",
    "detected_at": "detection",
    "acknowledged_at": "acknowledgement",
    "planned_from": "planned beginning",
    "planned_until": "planned end",
    "residual": "residual risk",
}


def run(
    app: App,
    words_: list[str] | None = None,
    *,
    incident: str | None = None,
    retract: str | None = None,
    began: str | None = None,
    ended: str | None = None,
    impact_start: str | None = None,
    detected: str | None = None,
    acknowledged: str | None = None,
    planned_from: str | None = None,
    planned_until: str | None = None,
    impact: str | None = None,
    severity: str | None = None,
    label: str | None = None,
    tag: list[str] | None = None,
    link: list[str] | None = None,
    residual: str | None = None,
) -> None:
    """Change what was typed, or was found out since."""
    changes = {
        "began_at": _needed(app, began, "the beginning"),
        "ended_at": _needed(app, ended, "the end"),
        "impact_began_at": _time(app, impact_start),
        "detected_at": _time(app, detected),
        "acknowledged_at": _time(app, acknowledged),
        "planned_from": _needed(app, planned_from, "the planned beginning", ahead=True),
        "planned_until": _needed(app, planned_until, "the planned end", ahead=True),
        "impact": _cleared(impact, words.impact, "auto"),
        "severity": _cleared(severity, words.severity),
        "label": _cleared(label, lambda text: words.one_line(text, "the label")),
        "tags": None if tag is None else tags([t for t in tag if t not in ("", CLEARED)]),
        "links": None if link is None else tuple(words.one_line(u, "a link") for u in link if u not in ("", CLEARED)),
        "residual": _cleared(residual, lambda text: words.one_line(text, "the residual risk")),
    }
    given = {name: (None if value is _CLEAR else value) for name, value in changes.items() if value is not None}
    address = words.address(words_[0]) if words_ else None
    if address is not None and address.entry is not None:
        _entry(app, address, retract, words_ or [], given)
        return
    if retract is not None:
        raise Usage("--retract strikes one line through; say which", "incident edit 168.4 --retract WHY")
    typed = target.split(words_, incident)
    if typed.text:
        given["title"] = words.one_line(" ".join(typed.text), "the title")
    if not given:
        raise Usage(
            "there is nothing to change", 'incident edit 168 "a better title"  or  incident edit 168 --began TIME'
        )
    app.out.receipt(_edit(app, typed, given))


_CLEAR = object()
"""Stands for "take this field back" until all options are read: None means that it was not typed."""


def _cleared(typed: str | None, understand: Any, word: str = CLEARED) -> Any:
    if typed is None:
        return None
    return _CLEAR if typed.casefold() in ("", word) else understand(typed)


def _time(app: App, typed: str | None) -> Any:
    return _cleared(typed, app.time)


def _needed(app: App, typed: str | None, what: str, *, ahead: bool = False) -> datetime | None:
    """A time that can be moved but not taken back."""
    if typed is not None and typed.casefold() == CLEARED:
        raise Usage(f"{what} cannot be taken away; give another time")
    return app.time(typed, ahead=ahead) if typed is not None else None


def _edit(app: App, typed: target.Typed, changes: dict[str, Any]) -> Receipt:
    numbers: list[tuple[int, Receipt]] = []

    def decision(view: View) -> Sequence[Event]:
        number = target.resolve(app, view, typed._replace(unsure=False), "edit", over=True)
        whole = _whole(view, number)
        numbers.append((number, receipts.unchanged(view, whole, "is so already; nothing changed")))
        return decide.edited(whole, changes, app.now)

    written = app.write(decision)
    number, unchanged = numbers[-1]
    if not written.events:
        return unchanged
    fields = [name for event in written.events for name in event.data if name != "at"]
    moved = [name for name in ("began_at", "ended_at") if name in changes]
    did = ", ".join(_NOUNS[name] for name in (*moved, *fields)) + " changed"
    return receipts.written(app, written, number, None, did=did)


def _whole(view: View, number: int) -> Incident:
    found = view.incident(number)
    if found is None:
        raise NotFound(f"there is no incident #{number}", "incident list")
    return found


def _entry(app: App, address: Address, why: str | None, words_: Sequence[str], given: dict[str, Any]) -> None:
    if why is None or len(words_) > 1 or given:
        raise Usage(f"what should be done with {address}?", f"incident edit {address} --retract WHY")
    reason = words.one_line(why, "the reason")
    seen: list[Receipt] = []

    def decision(view: View) -> Sequence[Event]:
        whole = _whole(view, address.incident)
        seen.append(receipts.unchanged(view, whole, "is retracted already; nothing changed", address.entry))
        return decide.retracted(whole, address.entry or 0, reason, app.now)

    written = app.write(decision)
    if written.events:
        app.out.receipt(receipts.written(app, written, address.incident, address.entry))
    else:
        app.out.receipt(seen[-1])
