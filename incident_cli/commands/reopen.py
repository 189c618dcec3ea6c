"""`incident reopen`: a closed incident goes on."""

from collections.abc import Sequence

from incident_cli.commands import lines, target, text
from incident_cli.commands.context_lines import below
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.lines import Line
from incident_cli.core.decide.reopening import reopened
from incident_cli.core.events import Event
from incident_cli.core.model import Incident


def run(
    app: App,
    words_: list[str] | None = None,
    *,
    incident: str | None = None,
    server: list[str] | None = None,
    status: str | None = None,
    time: str | None = None,
    message: str | None = None,
    file: str | None = None,
    edit: bool = False,
    link: list[str] | None = None,
    key: str | None = None,
) -> None:
    """Open a closed incident again: the one given, with nothing open the one closed last."""
    typed = target.split(words_, incident)._replace(unsure=False)  # what is opened again is not open
    given = text.given(typed.text, message, file) or ""
    if edit:
        context = app.read(lambda view: below(app, view, target.resolve(app, view, typed, "reopen", over=True)))
        given = text.edited(app, given, context)

    def make(whole: Incident, entry: int, line: Line, earlier: Sequence[Event]) -> list[Event]:
        return reopened(whole, entry, line, app.now, earlier)

    said = lines.Said(
        text=given,
        states=words.assignments(server or (), None),
        status=status,
        time=time,
        links=words.links(link),
        key=words.one_line(key, "the key") if key is not None else "",
    )
    manner = lines.Manner(did="reopened", idle="open already", whole=True, over=True)
    app.out.receipt(lines.write(app, typed, "reopen", said, make, manner))
