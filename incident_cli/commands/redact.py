"""`incident redact`: a secret pasted into a line, taken out for good."""

from collections.abc import Iterable

from incident_cli.commands import receipts
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.events import Event
from incident_cli.core.redact import Redaction, redaction, texts
from incident_cli.core.words import Address
from incident_cli.errors import NotFound, Usage
from incident_cli.store import View


def run(app: App, address: str, *, text: str | None = None, yes: bool = False) -> None:
    """Replace the string, or the whole text, in every row of the line; name the other places where it stands."""
    line = words.address(address)
    if line is None or line.entry is None:
        raise Usage(f'"{address}" is not a line', "incident redact 168.4")
    if text == "":
        raise Usage("--text is empty; nothing was changed", "leave it away to redact the whole text")
    number, entry = line.incident, line.entry
    app.read(lambda view: _rows(view, line))
    what = "the string" if text else "the text"
    app.confirm(f"Take {what} out of {line} for good? This cannot be undone.", yes=yes)
    secrets: set[str] = set()

    def decide(view: View) -> Redaction:
        rows = _rows(view, line)
        found = redaction(rows, number, entry, text or "", app.config.by, app.now)
        secrets.update([text] if text else _whole(rows))
        return found

    written = app.redact(decide)
    for place in app.read(lambda view: _places(view, secrets)):
        app.warn(f"it stands in {place} too")
    app.out.receipt(receipts.written(app, written, number, entry, did=f"redacted {line}"))


def _rows(view: View, line: Address) -> list[Event]:
    rows = view.log(incident=line.incident)
    if not any(row.entry == line.entry for row in rows):
        raise NotFound(f"there is no entry {line}", f"incident show {line.incident}")
    return [row for row in rows if row.entry == line.entry]


def _whole(rows: Iterable[Event]) -> list[str]:
    """The texts that a redaction without --text takes out, to look for elsewhere."""
    return [text for row in rows for name in ("text", "why") for text in texts({name: row.data.get(name, "")}) if text]


def _places(view: View, secrets: Iterable[str]) -> list[str]:
    """Where else the secrets stand, each place once, with what to type for it where that helps."""
    places: dict[str, None] = {}
    for secret in secrets:
        for row in view.rows_with(secret):
            places[_place(row)] = None
    return list(places)


def _place(row: Event) -> str:
    if row.entry is not None:
        return f"{row.incident}.{row.entry} (incident redact {row.incident}.{row.entry})"
    if row.incident is not None:
        return f"an edit of #{row.incident}"
    return f"server {row.server}"
