"""`incident update`: one more line on the timeline of an incident."""

import sys

from incident_cli.commands import lines, target, text
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.lines import updated
from incident_cli.core.model import EntryKind
from incident_cli.errors import Unreachable


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
    note: bool = False,
    guess: bool = False,
    link: list[str] | None = None,
    key: str | None = None,
    each_line: bool = False,
    template: str | None = None,
    no_outbox: bool = False,
) -> int:
    """Add a line: a text, a status, server states, links, or several of them; the exit code.

    each_line: every line of standard input becomes one of its own (`stream.py`). no_outbox: see `keeping.py`.
    """
    typed = target.split(words_, incident)
    kind = EntryKind.NOTE if note else EntryKind.UPDATE
    if each_line:
        from incident_cli.commands import stream

        texts = {"-m": message is not None, "-F": file not in (None, "-"), "-e": edit, "-s": bool(server)}
        texts |= {"--template": template is not None}
        once = {"-S": status is not None, "-t": time is not None, "--key": key is not None, "--link": bool(link)}
        stream.refuse(typed.text, texts | once)
        return stream.run(app, typed, kind, guess, no_outbox=no_outbox)
    said = lines.Said(
        states=words.assignments(server or (), None),
        status=status,
        time=time,
        links=words.links(link),
        kind=kind,
        guess=guess,
        key=words.one_line(key, "the key") if key is not None else "",
    )
    said = said._replace(text=_text(app, typed, said, message, file, edit, template, no_outbox))
    try:
        app.out.receipt(lines.write(app, typed, "update", said, updated))
    except Unreachable as failure:
        from incident_cli.commands import keeping

        keeping.keep(app, failure, typed, "update", said, updated, off=no_outbox)
    return 0


def _text(
    app: App,
    typed: target.Typed,
    said: lines.Said,
    message: str | None,
    file: str | None,
    edit: bool,
    template: str | None,
    no_outbox: bool,
) -> str:
    """The text given; with nothing said at all, standard input, or on a terminal the editor. said: all but the text."""
    given = text.given(typed.text, message, file, template)
    if template is not None:
        from incident_cli.commands import filling

        given = filling.update(app, template, typed, said, no_outbox=no_outbox)
    if given is None and not edit and not (said.states or said.status or said.links):
        if not _is_terminal():
            return text.given([], None, "-") or ""
        edit = app.interactive
    if not edit:
        return given or ""
    from incident_cli.commands.context_lines import edited

    return edited(app, typed, "update", given or "", no_outbox=no_outbox)


def _is_terminal() -> bool:
    try:
        return sys.stdin.isatty()
    except (AttributeError, ValueError):
        return False
