"""What the editor shows below the scissors: the incident and its last entries."""

from incident_cli.commands import target, text
from incident_cli.context import App
from incident_cli.core import phrase
from incident_cli.core.model import Entry
from incident_cli.errors import Unreachable
from incident_cli.render.text import block, line
from incident_cli.store import View

LAST = 5


def edited(app: App, typed: target.Typed, command: str, before: str, *, no_outbox: bool) -> str:
    """What a person makes of a text in the editor, with the incident below it: without, where the server is away and
    the line can be kept. Afterwards the server is asked again."""
    try:
        context = app.read(lambda view: below(app, view, target.resolve(app, view, typed, command)))
    except Unreachable as failure:
        from incident_cli.commands import keeping

        keeping.without(app, typed, failure, off=no_outbox)
        context = f"#{typed.incident or app.config.incident}: {keeping.why(failure)}"
    found = text.edited(app, before, context)
    app.away = None
    return found


def below(app: App, view: View, number: int) -> str:
    """The headline of an incident and its last few entries, oldest first, safe to show."""
    incident = view.incident(number)
    if incident is None:
        return ""
    entries = [e for e in incident.timeline if e.text or e.ran][-LAST:]
    said = [
        f"{number}.{e.number} {phrase.clock(e.at, app.zone, app.now)}  " + _said(e).replace("\n", "\n    ")
        for e in entries
    ]
    return "\n".join([f"#{number} {line(view.headline(number))}", *said])


def _said(entry: Entry) -> str:
    """Its text; of a command what ran, and not the output."""
    return line(" · ".join(phrase.command(entry.ran))) if entry.ran else block(entry.text)
