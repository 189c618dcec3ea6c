"""The log itself, a row a line: `{"id":1,"event_id":…,"data":{…}}` behind a first line that names the format.

What is exported is imported row by row, ids and checksums included, and exports to the same bytes again. `data` is
what the row says (`core/events.py`); its last field `sum` is the checksum of the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from incident_cli.core import jsontext
from incident_cli.errors import NotOurs
from incident_cli.formats.source import Source, Unreadable

VERSION = 1
"""Of the format; a file with a larger one is refused."""
NAME = "incident-log"
COLUMNS = {
    "id": int,
    "event_id": str,
    "batch": str,
    "incident": int,
    "entry": int,
    "server": int,
    "kind": str,
    "at": str,
    "recorded_at": str,
    "author": str,
    "host": str,
    "data": dict,
}
"""The columns of a row, in order, and what they hold."""
_OPTIONAL = ("incident", "entry", "server")
_HINT = "export it again: incident export --all --format jsonl"

Row = tuple[Any, ...]


def looks(head: str) -> bool:
    """Whether a file begins as this format does."""
    return head.startswith(f'{{"{NAME}":')


def header() -> str:
    """The first line."""
    return f'{{"{NAME}":{VERSION}}}\n'


def write(rows: Iterable[Row]) -> Iterator[str]:
    """Rows of the log as stored, a line each."""
    names = [f'"{name}":' for name in COLUMNS]
    for row in rows:
        values = [*map(_writer, row[:-1]), row[-1]]  # data is JSON already
        yield "{" + ",".join(map("".join, zip(names, values, strict=True))) + "}\n"


def read(source: Source) -> Iterator[Row]:
    """The rows, as they are stored. Raises Unreadable (with the line), and NotOurs for a format newer than this."""
    lines = source.lines()
    _, first = next(lines, (1, ""))
    _check_header(first)
    for expected, (number, line) in enumerate(lines, start=1):
        row = _row(line, number)
        if row[0] != expected:
            why = f"the row is numbered {row[0]}, and {expected} is next: the file is not a whole log"
            raise Unreadable(why, number, _HINT)
        yield row


def _check_header(line: str) -> None:
    try:
        version = json.loads(line)[NAME]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable(f'the first line is not {{"{NAME}":{VERSION}}}', 1, _HINT) from None
    if not isinstance(version, int) or version > VERSION:
        raise NotOurs(
            f"the file was written by a newer version of incident (format {version!r}); nothing was saved",
            "upgrade: pipx upgrade incident-cli",
        )


def _row(line: str, number: int) -> Row:
    """One row. What it says (`data`) is taken as it stands where the line is as we write it: the row's own checksum
    tells whether it is. No text of JSON has an unescaped quote inside, so the first `,"data":{` is the column."""
    head, said, data = line.partition(_DATA)
    if said and data.endswith("}}"):
        return (*_columns(head + ',"data":{}}', number)[:-1], "{" + data[:-1])
    return _columns(line, number)


_DATA = ',"data":{'


def _columns(line: str, number: int) -> Row:
    """A row from a line of any spelling."""
    try:
        found = _reader.decode(line)
    except (ValueError, RecursionError) as error:
        why = f"it is no JSON ({_short(error)}): the file is damaged, or was cut off"
        raise Unreadable(why, number, _HINT) from None
    if not isinstance(found, dict) or found.keys() != COLUMNS.keys():
        raise Unreadable(f"it is no row of a log: the columns are {' '.join(COLUMNS)}", number)
    values = [found[name] for name in COLUMNS]
    for value, (name, kind) in zip(values, COLUMNS.items(), strict=True):
        if type(value) is not kind and not (value is None and name in _OPTIONAL):
            raise Unreadable(f'"{name}" is no {"text" if kind is str else kind.__name__}', number)
    values[-1] = _writer(values[-1])
    return tuple(values)


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in an object")
    return found


_reader = json.JSONDecoder(object_pairs_hook=_once)
_writer = jsontext.quick()


def _short(error: BaseException) -> str:
    said = str(error) or type(error).__name__
    return said if len(said) <= 80 else said[:80] + "…"
