"""What a shell may offer at TAB: numbers with their titles, lines, servers, tags, as the derived tables tell them.

Not a part of `Store`: it is asked at every TAB, so it imports nothing that it can do without, waits for nobody,
and looks at no more than it shows. It reads only, and opens only a file of ours that is there.
"""

from __future__ import annotations

import os
import sqlite3
import stat

from incident_cli.store.sqlite.schema import APPLICATION_ID, VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Candidates = list[tuple[str, str]]
    """Words, each with what is said about it."""

LIMIT = 200
"""At most so many words of a kind, the newest."""
WAIT = 0.2
"""Seconds to wait for a program that writes at this moment."""

# The clock is SQLite's own, and a maintenance is over when its plan says so: good enough for a suggestion.
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
_OPEN = f"final = 0 AND (ends_at IS NULL OR ends_at > {_NOW})"
# The plus keeps SQLite from walking the whole table by id: the open ones have an index of their own.
_OPEN_NEWEST = f"{_OPEN} ORDER BY +id DESC"
_INCIDENTS = "SELECT id, kind, status, substr(headline, 1, 400) FROM incident WHERE CAST(id AS TEXT) LIKE :begin AND"


def candidates(path: str, kind: str, prefix: str) -> Candidates:
    """The words of a kind (`shells/kinds.py`) that begin with the prefix, in the order to offer them.

    A file that is not there has none. Raises OSError or sqlite3.Error for one that cannot be read.
    """
    ask = _KINDS.get(kind)
    path = os.path.abspath(path)
    # Opening anything but a file could wait for ever (a pipe), or do something (a device).
    if ask is None or not os.path.exists(path) or not stat.S_ISREG(os.stat(path).st_mode):
        return []
    connection = sqlite3.connect(_address(path), uri=True, timeout=WAIT, isolation_level=None)
    try:
        ours = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        return ask(connection, prefix) if ours == [APPLICATION_ID, VERSION] else []
    finally:
        connection.close()


def _address(path: str) -> str:
    """A URI that opens the file for reading only; `urllib.parse` would cost more than the question."""
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{escaped}?mode=ro"


def _ids(connection: sqlite3.Connection, prefix: str) -> Candidates:
    return (_open(connection, prefix) + _closed(connection, prefix))[:LIMIT]


def _open(connection: sqlite3.Connection, prefix: str) -> Candidates:
    return _incidents(connection, prefix, _OPEN_NEWEST)


def _closed(connection: sqlite3.Connection, prefix: str) -> Candidates:
    return _incidents(connection, prefix, f"NOT ({_OPEN}) ORDER BY ends_at DESC, id DESC")


def _incidents(connection: sqlite3.Connection, prefix: str, condition: str) -> Candidates:
    if prefix and not _number(prefix):
        return []
    sql = f"{_INCIDENTS} {condition} LIMIT {LIMIT}"
    rows = connection.execute(sql, {"begin": prefix + "%"})
    plain = ("investigating", "identified", "monitoring")  # of an open incident the title says enough
    return [(str(number), title if status in plain else f"{status} · {title}") for number, _, status, title in rows]


def _addresses(connection: sqlite3.Connection, prefix: str) -> Candidates:
    """An incident, and behind its point one of its lines."""
    return _entries(connection, prefix) if "." in prefix else _ids(connection, prefix)


def _entries(connection: sqlite3.Connection, prefix: str) -> Candidates:
    """Lines, the latest first. Before the point: those of the incident that is meant, and the others as `167.`."""
    number, point, line = prefix.partition(".")
    if point:
        return _lines(connection, number, line)
    current = _open(connection, prefix)
    others = _closed(connection, prefix)
    alone = current if len(current) == 1 else [] if current or len(others) != 1 else others
    lines = _lines(connection, alone[0][0], "") if alone else []
    return lines + [(f"{word}.", about) for word, about in (current + others)[:LIMIT] if (word, about) not in alone]


def _lines(connection: sqlite3.Connection, number: str, line: str) -> Candidates:
    if not _number(number) or (line and not _number(line)):
        return []
    rows = connection.execute(
        "SELECT number, substr(text, 1, 400), status, verb FROM entry WHERE incident = :incident AND deleted = 0"
        f" AND CAST(number AS TEXT) LIKE :begin ORDER BY number DESC LIMIT {LIMIT}",
        {"incident": int(number), "begin": line + "%"},
    )
    return [(f"{number}.{at}", text or status or verb) for at, text, status, verb in rows]


def _actions(connection: sqlite3.Connection, prefix: str) -> Candidates:
    """Actions that are to be done, the most urgent first."""
    return _acting(connection, prefix, "state = 'open' ORDER BY due IS NULL, due, incident DESC, number")


def _over(connection: sqlite3.Connection, prefix: str) -> Candidates:
    """Actions that were done or dropped, the latest first."""
    return _acting(connection, prefix, "state <> 'open' ORDER BY done_at DESC, incident DESC, number")


def _acting(connection: sqlite3.Connection, prefix: str, which: str) -> Candidates:
    rows = connection.execute(
        "SELECT incident || '.a' || number, substr(text, 1, 400) FROM action"
        f" WHERE substr(incident || '.a' || number, 1, length(:begin)) = :begin AND {which} LIMIT {LIMIT}",
        {"begin": prefix.lower()},
    )
    return [(address, text) for address, text in rows]


def _servers(connection: sqlite3.Connection, prefix: str) -> Candidates:
    rows = connection.execute('SELECT name, description, "group" FROM server WHERE retired = 0 ORDER BY name')
    return _beginning(prefix, [(name, description or group) for name, description, group in rows])


def _tags(connection: sqlite3.Connection, prefix: str) -> Candidates:
    """Those of the incidents changed last, the commonest first."""
    rows = connection.execute(
        "SELECT tag.value FROM (SELECT tags FROM incident ORDER BY updated_at DESC, id DESC LIMIT 1000) AS latest,"
        " json_each(CASE latest.tags WHEN '' THEN '[]' ELSE latest.tags END) AS tag"
        " GROUP BY tag.value ORDER BY count(*) DESC, tag.value"
    )
    return _beginning(prefix, [(tag, "") for (tag,) in rows])


def _beginning(prefix: str, words: Candidates) -> Candidates:
    """Names are compared without regard to case, here as everywhere."""
    typed = prefix.casefold()
    return [word for word in words if word[0].casefold().startswith(typed)][:LIMIT]


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15


_KINDS: dict[str, Callable[[Any, str], Candidates]] = {
    "ids": _ids,
    "open": _open,
    "closed": _closed,
    "addresses": _addresses,
    "entries": _entries,
    "actions": _actions,
    "over": _over,
    "servers": _servers,
    "tags": _tags,
}
