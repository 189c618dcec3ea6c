"""`incident action add`: something to be done, so that it does not happen again."""

from __future__ import annotations

from collections.abc import Sequence

from incident_cli.commands import acting, receipts, target, text
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.actions import Acted, Assigned
from incident_cli.core.decide import actions
from incident_cli.core.events import Event
from incident_cli.errors import Usage
from incident_cli.store import View


def run(
    app: App,
    words_: list[str] | None = None,
    *,
    incident: str | None = None,
    message: str | None = None,
    key: str | None = None,
    **typed: str | None,
) -> None:
    """Add an action to an incident: the one given, the only open one, else the one closed last.

    typed: owner, due, kind, priority.
    """
    meant = target.split(words_, incident)._replace(unsure=False)  # most incidents are over by now
    first = meant.text[0] if meant.text else ""
    if words.action(first):
        raise Usage(f"{first} is an action already; nothing was saved", f"incident action edit {first} TEXT")
    said = text.given(meant.text, message, None)
    if said is None:
        raise Usage("the action is missing; nothing was saved", 'incident action add 168 "what is to be done"')
    given = {name: value for name, value in acting.fields(app, typed).items() if value is not None}
    draft = actions.Draft(
        words.one_line(said, "the action"),
        **given,
        key=words.one_line(key, "the key") if key is not None else "",
        key_time=(typed.get("due") or "") if key is not None else "",
    )
    app.out.acted([_added(app, meant, draft)])


def _added(app: App, meant: target.Typed, draft: actions.Draft) -> Acted:
    seen: list[tuple[int, int, Acted | None]] = []

    def decision(view: View) -> Sequence[Event]:
        number = target.resolve(app, view, meant, "action add", over=True)
        head = acting.head(view, number)
        earlier = actions.with_key(view.log(incident=number), draft.key) if draft.key else []
        action = view.next_action(number)
        events = actions.added(head, action, draft, app.now, earlier)
        same = None
        if not events:
            there = Assigned(number, view.headline(number), head.actions[earlier[0].data["action"]])
            same = Acted(there, "is there already", saved=False)
        seen.append((number, action, same))
        return events

    written = app.write(decision)
    number, action, same = seen[-1]
    if same is not None:
        return same
    added = Assigned(number, written.headlines[number], written.incidents[number].actions[action])
    return Acted(added, "added", note=receipts.note(app))
