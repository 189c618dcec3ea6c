"""`incident import` of a log: the rows themselves, into an empty database or one that has a beginning of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from incident_cli.commands.inputs import Input
from incident_cli.context import App
from incident_cli.core.imported import Imported
from incident_cli.errors import Conflict, Usage
from incident_cli.formats import jsonl
from incident_cli.formats.source import Unreadable
from incident_cli.store.copying import compare

_NEW_NUMBERS = "incident --db OTHER.db export ID --format json | incident import -  brings single incidents, renumbered"


def run(app: App, files: Sequence[Input], *, dry_run: bool, yes: bool) -> None:
    """Append the rows of the file that are not here yet."""
    if len(files) > 1:
        raise Usage("a log is imported alone; nothing was imported", "one FILE a command")
    file = files[0]
    there = app.read(lambda view: view.last())
    told = Imported(("jsonl",), 1, (), dry=True)
    if dry_run or (app.interactive and not yes):
        told = told._replace(rows=max(0, _checked(file) - there))
    if dry_run:
        app.out.imported(told)
        return
    app.agree(f"Restore {told.rows} rows of a log?", yes=yes or told.rows == 0)
    try:
        compare(_rows(app, file, "comparing"), app.store, there)
        loaded = app.restore(lambda: islice(_rows(app, file, "importing"), there, None), there)
    except Unreadable as error:
        raise file.told(error) from None
    except Conflict as error:
        where = f"the log in {app.config.db} is no beginning of the one in {file.source.name}"
        raise Conflict(f"{where}: {error.message}", "incident --db NEW.db import FILE", _NEW_NUMBERS) from None
    app.out.imported(told._replace(dry=False, rows=loaded.rows))


def _checked(file: Input) -> int:
    """How many rows the file has, all of which can be read. Raises Usage."""
    try:
        return sum(1 for _ in jsonl.read(file.source))
    except Unreadable as error:
        raise file.told(error) from None


def _rows(app: App, file: Input, what: str) -> Iterator[jsonl.Row]:
    with file.source.open() as whole:
        lines = sum(part.count(b"\n") for part in iter(lambda: whole.read(1_000_000), b""))
    with app.progress(what, lines) as step:
        for row in jsonl.read(file.source):
            step()
            yield row
