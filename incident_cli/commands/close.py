"""`incident close`: the end of an incident."""

from collections.abc import Sequence

from incident_cli.commands import lines, target, text
from incident_cli.commands.context_lines import below
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.lines import Line, closed
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
    keep: bool = False,
    residual: str | None = None,
    link: list[str] | None = None,
    key: str | None = None,
) -> None:
    """Close an incident. Its servers go green by themselves, but for what is left behind on purpose."""
    typed = target.split(words_, incident)
    given = text.given(typed.text, message, file) or ""
    if edit:
        context = app.read(lambda view: below(app, view, target.resolve(app, view, typed, "close")))
        given = text.edited(app, given, context)
    risk = words.one_line(residual, "the residual risk") if residual is not None else ""

    def make(head: Incident, entry: int, line: Line, earlier: Sequence[Event]) -> list[Event]:
        return closed(head, entry, line, keep, risk, earlier)

    said = lines.Said(
        text=given,
        states=words.assignments(server or (), None),
        status=status,
        time=time,
        links=words.links(link),
        key=words.one_line(key, "the key") if key is not None else "",
    )
    receipt = lines.write(app, typed, "close", said, make)
    if risk and not receipt.saved and receipt.incident.residual != risk:
        app.warn(f'the risk is not kept; closed already: incident edit {receipt.incident.id} --residual "{risk}"')
    app.out.receipt(receipt)
