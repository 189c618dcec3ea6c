"""`incident edit 168.4`: correct one line, strike it through, take it away, move it. Nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from incident_cli.commands import correct, effects, receipts
from incident_cli.commands.correct import NONE, whole
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.removals import deleted, moved, retracted
from incident_cli.core.events import Event
from incident_cli.core.model import Incident
from incident_cli.core.views import Receipt
from incident_cli.core.words import Address
from incident_cli.errors import Usage
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

OPTIONS = {
    "retract": "--retract",
    "delete": "--delete",
    "move": "--move",
    "time": "-t",
    "status": "-S",
    "server": "-s",
    "message": "-m",
    "file": "-F",
    "edit": "-e",
    "note": "-n",
    "public": "--public",
    "guess": "--guess",
    "no_guess": "--no-guess",
}
"""The words that are about a line, and how they are typed."""

VALUES = {
    "--retract": " WHY",
    "--move": " ID",
    "-t": " TIME",
    "-S": " STATUS",
    "-s": " NAME=STATE",
    "-m": " TEXT",
    "-F": " FILE",
}
"""What stands behind some of them."""

_ALONE = ("retract", "delete", "move")


def run(app: App, address: Address, typed: Sequence[str], said: Mapping[str, Any], links: Sequence[str] | None) -> None:
    """Do to a line what was typed: a text, links, words of `OPTIONS`. Raises Usage for what does not go together."""
    given = [option for name, option in OPTIONS.items() if said.get(name) not in (None, False, [])]
    given += ["a text"] * bool(typed) + ["--link"] * (links is not None)
    alone = [name for name in _ALONE if OPTIONS[name] in given]
    if alone and len(given) > 1:
        others = ", ".join(option for option in given if option != OPTIONS[alone[0]])
        raise Usage(f"{OPTIONS[alone[0]]} stands alone, without {others}; nothing was changed", "run two commands")
    number = address.entry or 0
    if said.get("delete"):
        app.out.receipt(_deleted(app, address.incident, number))
    elif said.get("move") is not None:
        app.out.receipt(_moved(app, address.incident, number, words.incident_id(said["move"])))
    elif said.get("retract") is not None:
        app.out.receipt(_retracted(app, address.incident, number, words.one_line(said["retract"], "the reason")))
    else:
        understood = correct.understood(app, address, typed, said, links, nothing=not given)
        app.out.receipt(correct.corrected(app, address.incident, number, understood))


def _deleted(app: App, incident: int, number: int) -> Receipt:
    seen: list[tuple[Incident, Receipt]] = []

    def decision(view: View) -> Sequence[Event]:
        before = whole(view, incident)
        seen.append((before, receipts.unchanged(view, before, "is deleted already; nothing changed", number)))
        return deleted(before, number, app.now)

    written = app.write(decision)
    if not written.events:
        return seen[-1][1]
    return effects.receipt(app, written, seen[-1][0], number, "deleted")


def _moved(app: App, incident: int, number: int, to: int) -> Receipt:
    seen: list[tuple[Incident, Incident, int]] = []

    def decision(view: View) -> Sequence[Event]:
        before, there, entry = whole(view, incident), whole(view, to), view.next_entry(to)
        seen.append((before, there, entry))
        return moved(before, number, there, entry, app.now)

    written = app.write(decision)
    before, there, entry = seen[-1]
    told = effects.receipt(app, written, there, entry, f"moved from {incident}.{number}")
    left = effects.told(app, before, written.incidents[incident], told.names)
    return told._replace(note=" · ".join(filter(None, (f"#{incident}: {', '.join(left)}" if left else "", told.note))))


def _retracted(app: App, incident: int, number: int, reason: str) -> Receipt:
    why = None if reason.casefold() == NONE else reason
    seen: list[tuple[Incident, Receipt]] = []

    def decision(view: View) -> Sequence[Event]:
        before = whole(view, incident)
        already = "is not retracted; nothing changed" if why is None else "is retracted already; nothing changed"
        seen.append((before, receipts.unchanged(view, before, already, number)))
        return retracted(before, number, why, app.now)

    written = app.write(decision)
    if not written.events:
        return seen[-1][1]
    return receipts.written(app, written, incident, number, did="no longer retracted" if why is None else "")
