"""`incident show`: one incident, its servers and its timeline."""

from incident_cli.commands import target
from incident_cli.context import App
from incident_cli.core import views
from incident_cli.core.model import EntryKind
from incident_cli.core.words import entry_kind
from incident_cli.errors import NotFound
from incident_cli.store import View


def run(
    app: App,
    words_: list[str] | None = None,
    *,
    incident: str | None = None,
    reverse: bool = False,
    public: bool = False,
    kind: list[str] | None = None,
) -> None:
    """Show an incident: the one given, the only open one, else the one closed last."""
    typed = target.split(words_, incident)
    if typed.text:
        raise target.not_an_id(typed, "show")
    kinds = [entry_kind(word) for word in kind or ()]
    app.out.sheet(
        app.read(lambda view: sheet(view, target.resolve(app, view, typed, "show", over=True), kinds, public, reverse))
    )


def sheet(
    view: View, number: int, kinds: list[EntryKind] | None = None, public: bool = False, reverse: bool = False
) -> views.Sheet:
    """An incident as `show` and `postmortem` take it. Raises NotFound."""
    found = view.incident(number)
    if found is None:
        raise NotFound(f"there is no incident #{number}", "incident list")
    return views.sheet(found, view.headline(number), view.servers(), public=public, kinds=kinds or (), reverse=reverse)
