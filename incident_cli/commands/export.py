"""`incident export`: incidents, or the whole log, in a format that others read; streamed, whatever their number."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from incident_cli import formats
from incident_cli.commands import documents, filters, target
from incident_cli.commands.delivery import deliver, folder
from incident_cli.commands.documents import Template
from incident_cli.commands.filters import Asked
from incident_cli.commands.target import Typed
from incident_cli.context import App
from incident_cli.core import views, words
from incident_cli.core.portable import Portable, told
from incident_cli.core.query import Scope
from incident_cli.core.record import NamedTuple
from incident_cli.errors import NotFound, Usage
from incident_cli.formats import Format
from incident_cli.formats.writing import Writing
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AT_ONCE = 200
"""Incidents, or hundreds of rows of the log, that are read in one transaction: between two of them others write."""
PUBLIC = ("statuspage", "page", "atom", "ics")
"""Formats that others read: internal lines and people are never in them."""
APART = ("markdown", "svg")
"""Formats that have a file for each incident."""


class Chosen(NamedTuple):
    """What is to be written. numbers: of the incidents, in order; one: a single one was meant, not a selection."""

    numbers: Sequence[int]
    one: bool
    public: bool


def run(
    app: App,
    ids: list[str] | None = None,
    *,
    everything: bool = False,
    format_: str | None = None,
    output: str | None = None,
    public: bool = False,
    force: bool = False,
    **asked: Any,
) -> None:
    """Write the incidents that were chosen. asked: words of `filters.Asked`."""
    question = Asked(**asked)
    wanted = _format(format_, output)
    if wanted.name == "jsonl":
        _check_whole(ids or question.anything, public=public)
        deliver(_log(app), output, force=force)
        return
    chosen = _chosen(app, ids or [], question, everything=everything)._replace(public=public or wanted.name in PUBLIC)
    into_folder = output is not None and (output.endswith("/") or os.path.isdir(output))
    if wanted.name in APART and (into_folder or not chosen.one):
        _apart(app, wanted, chosen, output, force=force)
    elif output is not None and into_folder and wanted.name == "statuspage":
        _singly(app, chosen, output, force=force)
    elif into_folder:
        raise Usage(f"{wanted.name} is written into one file, and {output} is a folder", "-o FILE")
    elif wanted.name in APART and output is not None:
        for sheet in _sheets(app, chosen):
            _one(app, wanted, sheet, output, documents.template(), force=force)
    else:
        deliver(_text(app, wanted, chosen), output, force=force)


def _format(typed: str | None, output: str | None) -> Format:
    if typed is not None:
        return formats.named(words.one_of(typed, formats.WRITTEN, "format"))
    if output is None:
        raise Usage("say in which format", f"--format {'|'.join(formats.WRITTEN)}  or  -o FILE.csv")
    return formats.by_ending(output)


def _check_whole(chosen: object, *, public: bool) -> None:
    if chosen or public:
        raise Usage(
            "jsonl is the whole log, internal lines included: nothing of it can be chosen",
            "incident export --all --format jsonl  or another format",
        )


def _chosen(app: App, ids: Sequence[str], question: Asked, *, everything: bool) -> Chosen:
    """The incidents meant, the newest first: those named, those asked for, or the one that is obvious."""
    if ids and (everything or question.anything):
        raise Usage("incidents are named, or asked for, not both", "leave the numbers, or --all and the filters, away")
    if not (everything or question.anything):
        if len(ids) < 2:
            typed = Typed(words.incident_id(ids[0]) if ids else None, [])
            return Chosen([app.read(lambda view: target.resolve(app, view, typed, "export", over=True))], True, False)
        numbers = [words.incident_id(each) for each in ids]
        app.read(lambda view: [target.resolve(app, view, Typed(number, []), "export") for number in numbers])
        return Chosen(numbers, False, False)
    wanted = filters.understood(app, question, Scope.ALL)
    found = app.read(lambda view: view.numbers(filters.with_servers(view, wanted, question.server)))
    return Chosen(found, False, False)


def _text(app: App, wanted: Format, chosen: Chosen) -> Iterator[str]:
    """What is written, piece by piece."""
    if wanted.name == "json":
        from incident_cli.render.json import incidents

        return incidents(app.look, _sheets(app, chosen))
    if wanted.name == "markdown":
        template = documents.template()
        return (documents.document(app, sheet, template) for sheet in _sheets(app, chosen))
    if wanted.name == "svg":
        from incident_cli.formats.svg import draw

        return (draw(sheet, app.now, app.zone) for sheet in _sheets(app, chosen))
    module = wanted.load()
    write = module.lines if wanted.name == "csv-lines" else module.write
    found: Iterator[str] = write(Incidents(app, chosen), _writing(app, public=chosen.public))
    return found


def _writing(app: App, *, public: bool) -> Writing:
    return Writing(app.now, app.zone, app.config.date_order, public)


class Incidents:
    """The incidents that were chosen, as files carry them; each walk through them reads them again."""

    def __init__(self, app: App, chosen: Chosen) -> None:
        self.app = app
        self.chosen = chosen

    def __iter__(self) -> Iterator[Portable]:
        public, config = self.chosen.public, self.app.config
        typed = config.tz if config.sources["tz"] == "--tz" else ""  # wins over the zone of the incident itself
        for sheet in _sheets(self.app, self.chosen):
            yield told(sheet.incident, sheet.headline, sheet.servers, public=public, zone=typed)


def _sheets(app: App, chosen: Chosen) -> Iterator[views.Sheet]:
    """The incidents whole, a few at a time. Raises NotFound for one that was undone meanwhile and is the only one."""
    for start in range(0, len(chosen.numbers), AT_ONCE):
        numbers = chosen.numbers[start : start + AT_ONCE]

        def ask(view: View, numbers: Sequence[int] = numbers) -> dict[int, views.Sheet]:
            servers = view.servers()
            return {
                found.incident.id: views.sheet(found.incident, found.headline, servers, public=chosen.public)
                for found in view.whole(numbers)
            }

        found = app.read(ask)
        if chosen.one and not found:
            raise NotFound(f"there is no incident #{numbers[0]}", "incident list all")
        yield from (found[number] for number in numbers if number in found)


def _apart(app: App, wanted: Format, chosen: Chosen, output: str | None, *, force: bool) -> None:
    """A file for each incident; of documents one that lists them."""
    from incident_cli.formats import bundle

    if output is None:
        raise Usage(f"the {wanted.name} of several incidents goes into a folder", "-o FOLDER/")
    folder(output)
    template = documents.template()
    for sheet in _sheets(app, chosen):
        name = bundle.file_name(told(sheet.incident, sheet.headline, sheet.servers, public=chosen.public))
        ending = wanted.endings[0]
        _one(app, wanted, sheet, os.path.join(output, os.path.splitext(name)[0] + ending), template, force=force)
    if wanted.name == "markdown":
        index = bundle.index(Incidents(app, chosen), _writing(app, public=chosen.public))
        deliver(index, os.path.join(output, bundle.INDEX), force=force)


def _singly(app: App, chosen: Chosen, output: str, *, force: bool) -> None:
    """A file of Statuspage's JSON for each incident, with its page."""
    from incident_cli.formats import bundle, statuspage

    folder(output)
    writing = _writing(app, public=chosen.public)
    for portable in Incidents(app, chosen):
        name = os.path.splitext(bundle.file_name(portable))[0] + ".json"
        deliver([statuspage.single(portable, writing)], os.path.join(output, name), force=force)


def _one(app: App, wanted: Format, sheet: views.Sheet, path: str, template: Template, *, force: bool) -> None:
    """The document of an incident with its picture beside it, or the picture alone."""
    if wanted.name == "svg":
        from incident_cli.formats.svg import draw

        deliver([draw(sheet, app.now, app.zone)], path, force=force)
        return
    picture = os.path.basename(documents.beside(path))
    documents.save(app, sheet, documents.document(app, sheet, template, picture=picture), path, force=force)


def _log(app: App) -> Iterator[str]:
    """The log up to its last row, a part at a time: what is written meanwhile comes after it."""
    from incident_cli.formats import jsonl

    until = app.read(lambda view: view.last())
    yield jsonl.header()
    after = 0
    while after < until:
        rows = app.read(lambda view, after=after: view.page(after, until, 10 * AT_ONCE))  # type: ignore[misc]
        if not rows:
            return
        yield from jsonl.write(rows)
        after = rows[-1][0]
