"""`incident update`: one more line on the timeline of an incident."""

import sys

from incident_cli.commands import lines, target, text
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.lines import updated
from incident_cli.core.model import EntryKind


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
) -> int:
    """Add a line: a text, a status, server states, links, or several of them; the exit code.

    each_line: add every line of standard input as one of its own (`commands/stream.py`).
    """
    typed = target.split(words_, incident)
    kind = EntryKind.NOTE if note else EntryKind.UPDATE
    if each_line:
        from incident_cli.commands import stream

        texts = {"-m": message is not None, "-F": file not in (None, "-"), "-e": edit, "-s": bool(server)}
        once = {"-S": status is not None, "-t": time is not None, "--key": key is not None, "--link": bool(link)}
        stream.refuse(typed.text, texts | once)
        return stream.run(app, typed, kind, guess)
    said = lines.Said(
        text=_text(app, typed, message, file, edit, bool(server or status or link)),
        states=words.assignments(server or (), None),
        status=status,
        time=time,
        links=words.links(link),
        kind=kind,
        guess=guess,
        key=words.one_line(key, "the key") if key is not None else "",
    )
    app.out.receipt(lines.write(app, typed, "update", said, updated))
    return 0


def _text(app: App, typed: target.Typed, message: str | None, file: str | None, edit: bool, says_more: bool) -> str:
    """The text given; with nothing said at all, standard input, or on a terminal the editor."""
    given = text.given(typed.text, message, file)
    if given is None and not edit and not says_more:
        if not _is_terminal():
            return text.given([], None, "-") or ""
        edit = app.interactive
    return _edited(app, typed, given or "") if edit else given or ""


def _edited(app: App, typed: target.Typed, before: str) -> str:
    from incident_cli.commands.context_lines import below

    return text.edited(app, before, app.read(lambda view: below(app, view, target.resolve(app, view, typed, "update"))))


def _is_terminal() -> bool:
    try:
        return sys.stdin.isatty()
    except (AttributeError, ValueError):
        return False
