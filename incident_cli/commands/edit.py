"""`incident edit`: correct an incident's own fields; `edit_entry` corrects its lines. Nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from incident_cli.commands import correct, edit_entry, fields, receipts, target
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.edits import edited
from incident_cli.core.events import Event
from incident_cli.core.model import Incident
from incident_cli.core.views import Receipt
from incident_cli.errors import Usage
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def run(
    app: App,
    words_: list[str] | None = None,
    *,
    incident: str | None = None,
    **typed: Any,
) -> None:
    """Change what was typed, or was found out since. typed: words of `fields.FIELDS` and of `edit_entry.OPTIONS`."""
    of_line = {name: typed.pop(name, None) for name in edit_entry.OPTIONS}
    if words_ and words.action(words_[0]):
        raise Usage(f"{words_[0]} is an action; nothing was changed", f"incident action edit {words_[0]}")
    address = words.address(words_[0]) if words_ and incident is None else None
    if address is not None and address.entry is not None:
        links = typed.pop("link", None)
        _refuse(address.incident, typed)
        edit_entry.run(app, address, (words_ or [])[1:], of_line, links)
        return
    for name, option in edit_entry.OPTIONS.items():
        if of_line[name] not in (None, False):
            raise _of_line(option, f"{address}" if address else "168")
    app.out.receipt(_whole(app, target.split(words_, incident), typed))


def _of_line(option: str, number: str) -> Usage:
    """The refusal of a word about a line where an incident as a whole is meant."""
    instead = {
        "-t": f"  or  incident edit {number} --began TIME (or --ended TIME)",
        "-m": f'  or  incident edit {number} "the title"',
        "--delete": f'  or  incident close {number} "opened by mistake"',
    }
    return Usage(
        f"{option} is about one line; say which, nothing was changed",
        f"incident edit {number}.4 {option}{edit_entry.VALUES.get(option, '')}{instead.get(option, '')}",
    )


def _refuse(number: int, typed: Mapping[str, Any]) -> None:
    """Refuse words about an incident where one of its lines is meant."""
    for name, value in typed.items():
        if value not in (None, False):
            option = "--" + name.removeprefix("planned_").replace("_", "-")
            raise Usage(
                f"{option} is about an incident as a whole; nothing was changed",
                f"incident edit {number} {option} {value if isinstance(value, str) else ' '.join(value)}",
            )


def _whole(app: App, typed: target.Typed, about: Mapping[str, Any]) -> Receipt:
    related = about.get("relates_to")
    given = fields.understood(app, {name: about[name] for name in about if name != "relates_to"}, clearing=True)
    if typed.text:
        given["title"] = words.one_line(" ".join(typed.text), "the title")
    if not given and not related:
        raise Usage(
            "there is nothing to change",
            'incident edit 168 "a better title"  or  incident edit 168 --began TIME  or  incident edit 168.4',
        )
    return _edit(app, typed, given, _relating(related, app) if related else None)


def _relating(typed: Sequence[str], app: App) -> Callable[[View, Incident], list[Event]]:
    """What relates an incident to the ones that were typed, and them to it."""
    from incident_cli.commands import relations
    from incident_cli.core.decide.relations import related

    others = relations.others(typed)

    def relate(view: View, whole: Incident) -> list[Event]:
        relations.check_known(view, others.numbers)
        return related(whole, others.numbers, app.now, afresh=others.afresh)

    return relate


def _edit(
    app: App,
    typed: target.Typed,
    changes: dict[str, Any],
    relate: Callable[[View, Incident], list[Event]] | None,
) -> Receipt:
    numbers: list[tuple[int, Receipt]] = []

    def decision(view: View) -> Sequence[Event]:
        number = target.resolve(app, view, typed._replace(unsure=False), "edit", over=True)
        whole = correct.whole(view, number)
        numbers.append((number, receipts.unchanged(view, whole, "is so already; nothing changed")))
        events = edited(whole, changes, app.now)
        return [*events, *relate(view, whole)] if relate else events

    written = app.write(decision)
    number, unchanged = numbers[-1]
    if not written.events:
        return unchanged
    own = [event for event in written.events if event.incident == number]
    changed = [name for event in own for name in event.data if name != "at"]
    moved = [name for name in ("began_at", "ended_at") if name in changes]
    did = ", ".join(dict.fromkeys(fields.NOUNS[name] for name in (*moved, *changed))) + " changed"
    return receipts.written(app, written, number, None, did=did)
