"""`incident edit`: correct an incident's own fields, or strike one of its lines through. Nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from incident_cli.commands import fields, receipts, target
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.edits import edited, retracted
from incident_cli.core.events import Event
from incident_cli.core.model import Incident
from incident_cli.core.views import Receipt
from incident_cli.core.words import Address
from incident_cli.errors import NotFound, Usage
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def run(
    app: App,
    words_: list[str] | None = None,
    *,
    incident: str | None = None,
    retract: str | None = None,
    **about: Any,
) -> None:
    """Change what was typed, or was found out since. about: words of `fields.FIELDS`."""
    given = fields.understood(app, about, clearing=True)
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


def _edit(app: App, typed: target.Typed, changes: dict[str, Any]) -> Receipt:
    numbers: list[tuple[int, Receipt]] = []

    def decision(view: View) -> Sequence[Event]:
        number = target.resolve(app, view, typed._replace(unsure=False), "edit", over=True)
        whole = _whole(view, number)
        numbers.append((number, receipts.unchanged(view, whole, "is so already; nothing changed")))
        return edited(whole, changes, app.now)

    written = app.write(decision)
    number, unchanged = numbers[-1]
    if not written.events:
        return unchanged
    changed = [name for event in written.events for name in event.data if name != "at"]
    moved = [name for name in ("began_at", "ended_at") if name in changes]
    did = ", ".join(fields.NOUNS[name] for name in (*moved, *changed)) + " changed"
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
        return retracted(whole, address.entry or 0, reason, app.now)

    written = app.write(decision)
    if written.events:
        app.out.receipt(receipts.written(app, written, address.incident, address.entry))
    else:
        app.out.receipt(seen[-1])
