"""`incident redact`: a secret pasted into a line, taken out for good."""

from collections.abc import Iterable

from incident_cli.commands import receipts
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.actions import Acted, Assigned
from incident_cli.core.events import Event
from incident_cli.core.redact import MARK, Redaction, concerned, redaction, texts
from incident_cli.core.words import Address
from incident_cli.errors import NotFound, Usage
from incident_cli.store import View


def run(app: App, address: str, *, text: str | None = None, yes: bool = False) -> None:
    """Replace the string, or the whole text, in every row of the line; name the other places where it stands."""
    line = words.address(address) or words.action(address)
    if line is None:
        raise Usage(f'"{address}" is no line, no action and no incident', "incident redact 168.4")
    number, entry, action = line
    if entry is None and action is None and text is None:
        raise Usage(
            f"{line} is an incident: say which string to take out of its title and its facts",
            f"incident redact {line} --text STRING  or, for a line of it, incident redact {line}.4",
        )
    if text == "":
        raise Usage("--text is empty; nothing was changed", "leave it away to redact the whole text")
    app.read(lambda view: _rows(view, line))
    what = "the string" if text else "the text"
    app.confirm(f"Take {what} out of {line} for good? This cannot be undone.", yes=yes)
    secrets: set[str] = set()

    def decide(view: View) -> Redaction:
        rows = _rows(view, line)
        found = redaction(rows, number, entry, text or "", app.config.by, app.now, action)
        secrets.update([text] if text else _whole(rows))
        return found

    written = app.redact(decide)
    for doubt in written.doubts:
        app.warn(doubt)
    for place in app.read(lambda view: _places(view, secrets, whole=not text)):
        app.warn(f"it stands in {place} too")
    there = written.incidents[number].actions.get(action or 0)
    if there is not None:
        assigned = Assigned(number, written.headlines[number], there)
        app.out.acted([Acted(assigned, "redacted", note=receipts.note(app))])
        return
    app.out.receipt(receipts.written(app, written, number, entry, did=f"redacted {line}"))


def _rows(view: View, line: Address) -> list[Event]:
    rows = concerned(view.log(incident=line.incident), line.entry, line.action)
    if not rows:
        what = "action" if line.action is not None else "incident" if line.entry is None else "entry"
        raise NotFound(f"there is no {what} {line}", f"incident show {line.incident}")
    return rows


def _whole(rows: Iterable[Event]) -> list[str]:
    """The texts that a redaction without --text takes out, to look for elsewhere."""
    found = [text for row in rows for name in ("text", "why") for text in texts({name: row.data.get(name, "")})]
    return [text for text in found if text not in ("", MARK)]


def _places(view: View, secrets: Iterable[str], *, whole: bool) -> list[str]:
    """Where else the secrets stand, each place once, with what to type for it where that helps."""
    how = "" if whole else " --text STRING"
    places: dict[str, None] = {}
    for secret in secrets:
        for row in view.rows_with(secret):
            places[_place(row, how)] = None
    return list(places)


def _place(row: Event, how: str) -> str:
    if row.entry or "action" in row.data:
        return f"{row.address} (incident redact {row.address}{how})"
    if row.incident is not None:
        return f"the title or the facts of #{row.incident} (incident redact {row.incident} --text STRING)"
    return f"the name or the facts of server {row.server}"
