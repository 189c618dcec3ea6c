"""`incident postmortem`: the document made from the record, edited, stored, published."""

from __future__ import annotations

from collections.abc import Sequence

from incident_cli.commands import receipts, target, text
from incident_cli.commands.delivery import deliver
from incident_cli.commands.show import sheet
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.documents import same_document, stored_document
from incident_cli.core.events import Event
from incident_cli.core.model import DocumentStatus
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Receipt, Sheet
from incident_cli.errors import Refused, Usage
from incident_cli.store import View


class _Stored(NamedTuple):
    """What the decision saw, for the receipt."""

    number: int
    entry: int
    nothing: Receipt


def run(
    app: App,
    words_: list[str] | None = None,
    *,
    incident: str | None = None,
    edit: bool = False,
    file: str | None = None,
    time: str | None = None,
    status: str | None = None,
    publish: bool = False,
    public: bool = False,
    output: str | None = None,
) -> None:
    """Print the document; with -e, -F, --status or --publish store it."""
    typed = target.split(words_, incident)
    if typed.text:
        raise target.not_an_id(typed, "postmortem")
    found = app.read(lambda view: sheet(view, target.resolve(app, view, typed, "postmortem", over=True), public=public))
    if not (edit or publish) and file is None and status is None:
        if time is not None:
            raise Usage("-t dates a post-mortem that is stored", "add -F FILE, -e or --publish")
        _print(app, found, output)
        return
    if output is not None or public:
        raise Usage("-o and --public print the document; -e, -F, --status and --publish store it", "run two commands")
    app.out.receipt(_store(app, found, edit, file, time, _status(status, publish)))


def _status(status: str | None, publish: bool) -> DocumentStatus | None:
    """The status asked for; None: as it is, a draft at first. Raises Usage for two at once."""
    wanted = words.document_status(status) if status is not None else None
    if publish and wanted not in (None, DocumentStatus.PUBLISHED):
        raise Usage(f"--publish and --status {wanted} contradict each other")
    return DocumentStatus.PUBLISHED if publish else wanted


def _document(app: App, found: Sheet) -> str:
    """The stored document with its generated parts made anew; at first, a new one."""
    from incident_cli.formats.markdown import doubtful, postmortem

    stored = found.incident.document.text if found.incident.document else ""
    broken = ", ".join(doubtful(stored))
    if broken and found.public:
        raise Refused(f"internal lines could stay in the document: its block {broken} has broken fences")
    if broken:
        app.warn(f"the block {broken} of the document is left as stored: its fences are broken")
    return postmortem(found, app.now, app.zone, stored)


def _print(app: App, found: Sheet, output: str | None) -> None:
    document = _document(app, found)
    if output is None:
        app.out.document(found, document)
        return
    deliver([document], output)


def _store(
    app: App, found: Sheet, edit: bool, file: str | None, time: str | None, wanted: DocumentStatus | None
) -> Receipt:
    """Store the document: the questions and the editor first, then one transaction."""
    number = found.incident.id
    document = text.read(file) if file is not None else _document(app, found)
    if file is not None and not document.strip():
        raise Usage("the text is empty; nothing was saved")
    if edit:
        document = text.edited(app, document, "")
    at = app.time(time) if time is not None else app.now
    seen: list[_Stored] = []

    def decision(view: View) -> Sequence[Event]:
        now = sheet(view, number).incident
        same_document(found.incident, now)
        stored = now.document
        status = wanted or (stored.document if stored else None) or DocumentStatus.DRAFT
        entry = stored.number if stored else view.next_entry(number)
        nothing = receipts.unchanged(view, now, "the post-mortem is so already; nothing changed", None)
        seen.append(_Stored(number, entry, nothing))
        return stored_document(now, entry, document, status, at, app.now)

    written = app.write(decision)
    stored = seen[-1]
    if not written.events:
        return stored.nothing
    status = written.incidents[number].entries[stored.entry].document
    return receipts.written(app, written, number, stored.entry, did=f"post-mortem stored ({status})")
