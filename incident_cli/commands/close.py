"""`incident close`: the end of an incident."""

from collections.abc import Sequence

from incident_cli.commands import lines, target, text
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.lines import Line, closed
from incident_cli.core.events import Event
from incident_cli.core.model import Incident
from incident_cli.errors import Unreachable
from incident_cli.store import View


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
    duplicate_of: str | None = None,
    no_outbox: bool = False,
) -> None:
    """Close an incident. Its servers go green by themselves, but for what is left behind on purpose.

    duplicate_of: the incident that it turned out to be; of one that is closed already this can still be said.
    no_outbox: fail where the server cannot be reached, rather than keep it (`commands/keeping.py`).
    """
    typed = target.split(words_, incident)
    given = _text(app, typed, message, file, edit, no_outbox)
    risk = words.one_line(residual, "the residual risk") if residual is not None else ""

    def make(head: Incident, entry: int, line: Line, earlier: Sequence[Event]) -> list[Event]:
        return closed(head, entry, line, keep, risk, earlier)

    manner, made = (lines.PLAIN, make) if duplicate_of is None else _merging(app, duplicate_of, keep, risk)
    said = lines.Said(
        text=given,
        states=words.assignments(server or (), None),
        status=status,
        time=time,
        links=words.links(link),
        key=words.one_line(key, "the key") if key is not None else "",
    )
    try:
        receipt = lines.write(app, typed, "close", said, made, manner)
    except Unreachable as failure:
        from incident_cli.commands import keeping

        more = {"keep": keep, "residual": residual, "duplicate_of": duplicate_of}
        keeping.keep(app, failure, typed, "close", said, made, more, off=no_outbox)
        return
    if risk and not receipt.saved and receipt.incident.residual != risk:
        app.warn(f'the risk is not kept; closed already: incident edit {receipt.incident.id} --residual "{risk}"')
    app.out.receipt(receipt)


def _text(app: App, typed: target.Typed, message: str | None, file: str | None, edit: bool, no_outbox: bool) -> str:
    given = text.given(typed.text, message, file) or ""
    if not edit:
        return given
    from incident_cli.commands.context_lines import edited

    return edited(app, typed, "close", given, no_outbox=no_outbox)


def _merging(app: App, typed: str, keep: bool, risk: str) -> tuple[lines.Manner, lines.Make]:
    """How an incident is closed as a duplicate of another one, or, closed before, is said to be one."""
    from incident_cli.commands import relations
    from incident_cli.core.decide.relations import ends_of_duplicate, merged

    of = relations.original(typed)

    def look(view: View, head: Incident) -> None:
        if of is not None:
            relations.check_duplicate(view, head.id, of)

    def make(whole: Incident, entry: int, line: Line, earlier: Sequence[Event]) -> list[Event]:
        if whole.ended_at is not None and not earlier:
            return merged(whole, of, app.now)
        events = closed(whole, entry, line, keep, risk, earlier, of)
        return [*events, *ends_of_duplicate(whole, of, app.now)] if events else []

    did = f"duplicate of #{of}" if of is not None else "no duplicate"
    return lines.Manner(did=did, whole=True, look=look), make
