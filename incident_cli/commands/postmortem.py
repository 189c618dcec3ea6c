"""`incident postmortem`: the document made from the record, edited, stored, published."""

from __future__ import annotations

import os
from collections.abc import Sequence

from incident_cli.commands import documents, receipts, target, text
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

_MARK = "\ufeff"
"""The byte order mark that some editors put before a file: no part of its text."""


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
    template: str | None = None,
    force: bool = False,
) -> None:
    """Print the document; with -e, -F, --status or --publish store it."""
    if words_ == ["list"] and incident is None:
        _list(app, (edit, file, time, status, publish, public, output, template, force))
        return
    typed = target.split(words_, incident)
    if typed.text:
        raise target.not_an_id(typed, "postmortem")
    found = app.read(lambda view: sheet(view, target.resolve(app, view, typed, "postmortem", over=True), public=public))
    if not (edit or publish) and file is None and status is None:
        if time is not None:
            raise Usage("-t dates a post-mortem that is stored", "add -F FILE, -e or --publish")
        _print(app, found, template, output, force=force)
        return
    if output is not None or public:
        raise Usage("-o and --public print the document; -e, -F, --status and --publish store it", "run two commands")
    if file is not None and template is not None:
        raise Usage("the document comes from -F and from --template; nothing was saved", "give it once")
    app.out.receipt(_store(app, found, edit, file, time, _status(status, publish), template))


def _status(status: str | None, publish: bool) -> DocumentStatus | None:
    """The status asked for; None: as it is, a draft at first. Raises Usage for two at once."""
    wanted = words.document_status(status) if status is not None else None
    if publish and wanted not in (None, DocumentStatus.PUBLISHED):
        raise Usage(f"--publish and --status {wanted} contradict each other")
    return DocumentStatus.PUBLISHED if publish else wanted


def _list(app: App, others: tuple[object, ...]) -> None:
    from incident_cli.commands import postmortem_list

    if any(each not in (None, False) for each in others):
        raise Usage("postmortem list takes no other options", "incident postmortem list")
    postmortem_list.run(app)


def _print(app: App, found: Sheet, template: str | None, output: str | None, *, force: bool) -> None:
    """Print it, or write it to a file. A template that is asked for gives a fresh one, beside what is stored."""
    wanted = documents.template(template)
    picture = os.path.basename(documents.beside(output)) if output is not None else ""
    if template is not None and _own(found):
        app.warn(f"this is a fresh document: nothing of what is stored for #{found.incident.id} is in it")
        text = documents.fresh(app, found, wanted, picture=picture)
    else:
        text = documents.document(app, found, wanted, picture=picture)
    if output is None:
        app.out.document(found, text)
        return
    documents.save(app, found, text, output, force=force)


def _own(found: Sheet) -> bool:
    """Whether a document is stored, which has a shape of its own; prose alone has none."""
    from incident_cli.formats.markdown import prose

    stored = found.incident.document
    return stored is not None and bool(stored.text) and not prose(stored.text)


def _to_store(app: App, found: Sheet, template: str | None, *, edit: bool) -> str:
    """What is stored without -F: the document as it is by now. Prose stays prose, unless somebody is to edit it."""
    if template is not None and _own(found):
        number = found.incident.id
        raise Refused(
            f"the post-mortem of #{number} is stored, and a stored one keeps its template; nothing was saved",
            f"incident postmortem {number} --template {template}  prints a fresh one",
        )
    stored = found.incident.document
    if stored is not None and stored.text and not edit and template is None and not _own(found):
        return stored.text
    return documents.document(app, found, documents.template(template), places=True)


def _store(
    app: App,
    found: Sheet,
    edit: bool,
    file: str | None,
    time: str | None,
    wanted: DocumentStatus | None,
    template: str | None,
) -> Receipt:
    """Store the document: the questions and the editor first, then one transaction."""
    number = found.incident.id
    document = text.read(file).removeprefix(_MARK) if file is not None else _to_store(app, found, template, edit=edit)
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
