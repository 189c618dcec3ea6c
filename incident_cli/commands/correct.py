"""Correcting what a line says: the words typed, understood, and one transaction that changes the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from incident_cli.commands import effects, receipts, text
from incident_cli.context import App
from incident_cli.core import servers, words
from incident_cli.core.decide import entries
from incident_cli.core.events import Event
from incident_cli.core.model import Entry, EntryKind, Incident, State, States
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Receipt
from incident_cli.core.words import Address
from incident_cli.errors import NotFound, Refused, Usage
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.decide.servers import Mention

NONE = "none"
"""The word that takes back what a line says."""

_NOUNS = {"text": "text", "at": "time", "status": "status", "states": "servers", "links": "links"}


class Said(NamedTuple):
    """What was typed, understood as far as that goes without the record. before: the line as it was edited."""

    changes: Mapping[str, Any]
    status: str | None
    states: Sequence[tuple[str, State]]
    taken: Sequence[str]
    before: Entry | None


def whole(view: View, number: int) -> Incident:
    """An incident with its lines. Raises NotFound."""
    found = view.incident(number)
    if found is None:
        raise NotFound(f"there is no incident #{number}", "incident list")
    return found


def corrected(app: App, incident: int, number: int, said: Said) -> Receipt:
    """Correct a line in one transaction. Raises NotFound, Refused, and Conflict for a text edited meanwhile."""
    seen: list[tuple[Incident, Receipt, Mention | None]] = []

    def decision(view: View) -> Sequence[Event]:
        before = whole(view, incident)
        if said.before is not None:
            entries.same_line(said.before, before)
        line = entries.line_of(before, number)
        changes = dict(said.changes)
        if said.status is not None:
            back = said.status.casefold() == NONE
            changes["status"] = None if back else words.status(said.status, before.kind)
        mentioned = _mentioned(app, view, said.states)
        if said.states or said.taken:
            changes["states"] = _states(view, f"{incident}.{number}", line, mentioned, said.taken)
        nothing = receipts.unchanged(view, before, "is so already; nothing changed", number)
        seen.append((before, nothing, mentioned))
        events = entries.corrected(before, number, changes, app.now)
        return [*(mentioned.created if mentioned else ()), *events] if events else []

    written = app.write(decision)
    before, nothing, mentioned = seen[-1]
    if not written.events:
        return nothing
    if mentioned:
        from incident_cli.commands import naming

        naming.warn(app, mentioned)
    return effects.receipt(app, written, before, number, _did(written.events[-1].data))


def _did(data: Mapping[str, Any]) -> str:
    """What a correction changed, in words: `text, time changed`, `made public`."""
    nouns = ", ".join(noun for name, noun in _NOUNS.items() if name in data)
    said = [f"{nouns} changed"] if nouns else []
    if "kind" in data:
        said.append("made internal" if data["kind"] is EntryKind.NOTE else "made public")
    if "guess" in data:
        said.append("marked as a guess" if data["guess"] else "no longer a guess")
    return " · ".join(said)


def _mentioned(app: App, view: View, said: Sequence[tuple[str, State]]) -> Mention | None:
    if not said:
        return None
    from incident_cli.commands import naming

    return naming.mention(app, view, said)


def _states(view: View, address: str, line: Entry, mentioned: Mention | None, taken: Sequence[str]) -> States:
    """The states of a line with those typed in the place of its own, and without those taken back."""
    states = dict(line.states) | dict(mentioned.states if mentioned else ())
    for name in taken:
        server = servers.named(view.servers().values(), name)
        if states.pop(server.id, None) is None:
            raise Refused(f"{address} says nothing of {server.name}; nothing was changed")
    return tuple(states.items())


def understood(
    app: App,
    address: Address,
    typed: Sequence[str],
    said: Mapping[str, Any],
    links: Sequence[str] | None,
    *,
    nothing: bool,
) -> Said:
    """The words of a correction. nothing: there are none; then the text is edited, where a person can be asked.

    Raises Usage, also where nobody can be asked, and what editing raises.
    """
    if nothing and not app.interactive:
        raise Usage(
            f"there is nothing to change in {address}",
            f'incident edit {address} "the text as it should read"  or  incident edit {address} -t TIME',
        )
    changes = _marks(said)
    if said.get("time") is not None:
        changes["at"] = app.time(said["time"])
    if links is not None:
        changes["links"] = () if [link.casefold() for link in links] in ([NONE], [""]) else words.links(links)
    taken, states = words.corrections(said.get("server") or ())
    empty = said.get("message") == "" and not typed and said.get("file") is None
    body = "" if empty else text.given(typed, said.get("message"), said.get("file"))
    before = None
    if said.get("edit") or nothing:
        before, body = _edited(app, address, body)
    if body is not None:
        changes["text"] = body
    return Said(changes, said.get("status"), states, taken, before)


def _marks(said: Mapping[str, Any]) -> dict[str, Any]:
    """What flags say of a line. Raises Usage for two that contradict each other."""
    changes: dict[str, Any] = {}
    pairs = {"guess": ("guess", "no_guess", True, False), "kind": ("note", "public", EntryKind.NOTE, EntryKind.UPDATE)}
    for name, (one, other, first, second) in pairs.items():
        if said.get(one) and said.get(other):
            raise Usage(f"--{one} and --{other} contradict each other; nothing was changed".replace("_", "-"))
        if said.get(one) or said.get(other):
            changes[name] = first if said.get(one) else second
    return changes


def _edited(app: App, address: Address, body: str | None) -> tuple[Entry, str]:
    """The line, and what a person makes of its text (or of the one typed) in the editor."""
    from incident_cli.commands.context_lines import below

    def ask(view: View) -> tuple[Entry, str]:
        incident = whole(view, address.incident)
        line = entries.line_of(incident, address.entry or 0)
        entries.check_text(incident, line)
        return line, below(app, view, address.incident)

    line, context = app.read(ask)
    return line, text.edited(app, line.text if body is None else body, context)
