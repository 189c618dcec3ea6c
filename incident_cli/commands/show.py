"""`incident show`: one incident, its servers and its timeline; once or live."""

from __future__ import annotations

from incident_cli.commands import target
from incident_cli.context import App
from incident_cli.core import phrase, views
from incident_cli.core.words import entry_kind
from incident_cli.errors import NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_cli.core.model import EntryKind
    from incident_cli.render.watch import Picture
    from incident_cli.store import View

LATEST = 300
"""Lines of the timeline that a live view draws: each costs a fifth of a millisecond, and more than a few windows
nobody scrolls back there."""


def run(
    app: App,
    words_: list[str] | None = None,
    *,
    incident: str | None = None,
    reverse: bool = False,
    public: bool = False,
    kind: list[str] | None = None,
    history: bool = False,
    watch: bool = False,
    as_of: str | None = None,
) -> int:
    """Show an incident: the one given, the only open one, else the one closed last."""
    typed = target.split(words_, incident)
    if typed.text:
        raise target.not_an_id(typed, "show")
    kinds = [entry_kind(word) for word in kind or ()]

    def shown(view: View, number: int | None = None) -> views.Sheet:
        meant = number or target.resolve(app, view, typed, "show", over=True)
        return sheet(view, meant, kinds, public, reverse)

    if as_of is not None:
        from incident_cli.commands import known

        instead = {"--watch": watch, "--history": history}
        known.show(app, typed, as_of, instead, public=public, kinds=kinds, reverse=reverse)
        return 0
    if history:
        from incident_cli.commands import show_history

        instead = {"--watch": watch, "--public": public, "--kind": bool(kind)}
        show_history.run(app, lambda view: shown(view), instead, reverse=reverse)
        return 0
    if watch:
        return _watch(app, shown, reverse=reverse)
    app.out.sheet(app.read(shown))
    return 0


def _watch(app: App, shown: Callable[[View, int | None], views.Sheet], *, reverse: bool) -> int:
    """Which incident is meant is settled once: it stays the same, whatever is opened or closed meanwhile."""
    from incident_cli.commands.watch import refuse, watch
    from incident_cli.render.watch import Picture

    refuse(app, "incident show")  # before anybody is asked which one is meant
    number = app.read(lambda view: shown(view, None)).incident.id

    def ask(later: App) -> Picture:
        found = later.read(lambda view: shown(view, number))
        return Picture(lambda out: out.sheet(_latest(found, reverse)), _title(found, later))

    return watch(app, ask, instead=f"incident show {number}", newest_last=not reverse)


def _latest(found: views.Sheet, reverse: bool) -> views.Sheet:
    return found._replace(lines=found.lines[:LATEST] if reverse else found.lines[-LATEST:])


def _title(found: views.Sheet, later: App) -> str:
    """What stays in sight when the head of the sheet does not."""
    count = len(found.lines)
    said = f" (latest {LATEST} of {count} lines)" if count > LATEST else ""
    return f"#{found.incident.id}{said} {phrase.status_word(found.incident, later.now)} · {found.headline}"


def sheet(
    view: View, number: int, kinds: list[EntryKind] | None = None, public: bool = False, reverse: bool = False
) -> views.Sheet:
    """An incident as `show` and `postmortem` take it. Raises NotFound."""
    found = view.incident(number)
    if found is None:
        raise NotFound(f"there is no incident #{number}", "incident list")
    shown = views.sheet(found, view.headline(number), view.servers(), public=public, kinds=kinds or (), reverse=reverse)
    return shown._replace(others={other: view.headline(other) for other in found.linked})
