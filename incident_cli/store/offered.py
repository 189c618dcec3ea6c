"""What a shell may offer at TAB: numbers with their titles, lines, servers, tags, as the derived tables tell them.

Not a part of `Store`: it is asked at every TAB, so it imports nothing that it can do without, and looks at no more than
it shows. The questions are those of both engines; each opens its own store (`ENGINE/candidates.py`) and says what it
calls differently.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    Candidates = list[tuple[str, str]]
    """Words, each with what is said about it."""
    Ask = Callable[[str, Mapping[str, Any]], Iterable[Any]]

LIMIT = 200
"""At most so many words of a kind, the newest."""

_INCIDENTS = "SELECT id, kind, status, substr(headline, 1, 400) FROM incident WHERE CAST(id AS TEXT) LIKE :begin AND"


class Source:
    """A store that is asked. ask: runs a statement; now: the engine's own clock, which is good enough here;
    tags: a table of the texts in the list `latest.tags`, as `value`."""

    def __init__(self, ask: Ask, now: str, tags: str) -> None:
        self.ask, self.tags = ask, tags
        # A maintenance is over when its plan says so.
        self.open = f"final = 0 AND (ends_at IS NULL OR ends_at > {now})"


def _ids(source: Source, prefix: str) -> Candidates:
    return (_open(source, prefix) + _closed(source, prefix))[:LIMIT]


def _open(source: Source, prefix: str) -> Candidates:
    # The plus keeps SQLite from walking the whole table by id: the open ones have an index of their own.
    return _incidents(source, prefix, f"{source.open} ORDER BY +id DESC")


def _closed(source: Source, prefix: str) -> Candidates:
    return _incidents(source, prefix, f"NOT ({source.open}) ORDER BY ends_at DESC NULLS LAST, id DESC")


def _incidents(source: Source, prefix: str, condition: str) -> Candidates:
    if prefix and not _number(prefix):
        return []
    sql = f"{_INCIDENTS} {condition} LIMIT {LIMIT}"
    rows = source.ask(sql, {"begin": prefix + "%"})
    plain = ("investigating", "identified", "monitoring")  # of an open incident the title says enough
    return [(str(number), title if status in plain else f"{status} · {title}") for number, _, status, title in rows]


def _addresses(source: Source, prefix: str) -> Candidates:
    """An incident, and behind its point one of its lines."""
    return _entries(source, prefix) if "." in prefix else _ids(source, prefix)


def _entries(source: Source, prefix: str) -> Candidates:
    """Lines, the latest first. Before the point: those of the incident that is meant, and the others as `167.`."""
    number, point, line = prefix.partition(".")
    if point:
        return _lines(source, number, line)
    current = _open(source, prefix)
    others = _closed(source, prefix)
    alone = current if len(current) == 1 else [] if current or len(others) != 1 else others
    lines = _lines(source, alone[0][0], "") if alone else []
    return lines + [(f"{word}.", about) for word, about in (current + others)[:LIMIT] if (word, about) not in alone]


def _lines(source: Source, number: str, line: str) -> Candidates:
    if not _number(number) or (line and not _number(line)):
        return []
    rows = source.ask(
        "SELECT number, substr(text, 1, 400), status, verb FROM entry WHERE incident = :incident AND deleted = 0"
        f" AND CAST(number AS TEXT) LIKE :begin ORDER BY number DESC LIMIT {LIMIT}",
        {"incident": int(number), "begin": line + "%"},
    )
    return [(f"{number}.{at}", text or status or verb) for at, text, status, verb in rows]


def _actions(source: Source, prefix: str) -> Candidates:
    """Actions that are to be done, the most urgent first."""
    return _acting(source, prefix, "state = 'open' ORDER BY due IS NULL, due, incident DESC, number")


def _over(source: Source, prefix: str) -> Candidates:
    """Actions that were done or dropped, the latest first."""
    return _acting(source, prefix, "state <> 'open' ORDER BY done_at DESC NULLS LAST, incident DESC, number")


def _acting(source: Source, prefix: str, which: str) -> Candidates:
    rows = source.ask(
        "SELECT incident || '.a' || number, substr(text, 1, 400) FROM action"
        f" WHERE substr(incident || '.a' || number, 1, length(:begin)) = :begin AND {which} LIMIT {LIMIT}",
        {"begin": prefix.lower()},
    )
    return [(address, text) for address, text in rows]


def _servers(source: Source, prefix: str) -> Candidates:
    rows = source.ask('SELECT name, description, "group" FROM server WHERE retired = 0 ORDER BY name', {})
    return _beginning(prefix, [(name, description or group) for name, description, group in rows])


def _tags(source: Source, prefix: str) -> Candidates:
    """Those of the incidents changed last, the commonest first."""
    latest = "(SELECT tags FROM incident ORDER BY updated_at DESC, id DESC LIMIT 1000) AS latest"
    sql = f"SELECT tag.value FROM {latest}, {source.tags} AS tag GROUP BY tag.value ORDER BY count(*) DESC, tag.value"
    rows = source.ask(sql, {})
    return _beginning(prefix, [(tag, "") for (tag,) in rows])


def _beginning(prefix: str, words: Candidates) -> Candidates:
    """Names are compared without regard to case, here as everywhere."""
    typed = prefix.casefold()
    return [word for word in words if word[0].casefold().startswith(typed)][:LIMIT]


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15


KINDS: dict[str, Callable[[Source, str], Candidates]] = {
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
"""The words of a kind (`shells/kinds.py`) that begin with a prefix, in the order to offer them."""
