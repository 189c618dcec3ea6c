"""A `Filter` asked of the derived tables: which incidents, in which order, how many, and in which of their lines.

SQL that both engines understand; what is each engine's own in full-text search is in its `Search`.
"""

from __future__ import annotations

from datetime import datetime

from incident_cli.core import instant, jsontext
from incident_cli.core.query import LATEST_CLOSED, Filter, Scope
from incident_cli.core.views import Match, Summary
from incident_cli.store.rows import SEALED, to_entry, to_incident, unsealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from incident_cli.store.view import View

_HEAD, _ENTRY = (", ".join(f'{table}."{name}"' for name in (*SEALED[table], "seal")) for table in ("incident", "entry"))
OPEN = "incident.final = 0 AND (incident.ends_at IS NULL OR incident.ends_at > :now)"
_CLOSED = "incident.ends_at IS NOT NULL AND (incident.final = 1 OR incident.ends_at <= :now)"
# `measure.phase` in SQL: the clock starts a maintenance, and completes one that nobody touched.
_PHASE = (
    "CASE WHEN incident.kind <> 'maintenance' OR incident.final = 1 OR incident.by_hand = 1 THEN incident.status"
    " WHEN incident.planned_from > :now THEN 'scheduled' WHEN incident.planned_until <= :now THEN 'completed'"
    " WHEN incident.planned_from IS NULL THEN incident.status ELSE 'in_progress' END"
)
# What began later was going on then, even if it ended in the same instant.
_SINCE = "(incident.ends_at IS NULL OR incident.ends_at > :since OR incident.began_at >= :since)"

_SCOPES = {
    Scope.ALL: "1 = 1",
    Scope.RECENT: "1 = 1",
    Scope.OPEN: OPEN,
    Scope.CLOSED: _CLOSED,
    Scope.MAINTENANCE: "incident.kind = 'maintenance'",
}
_LATEST = "ends_at DESC, id DESC"
# Few are open of many: `|| ''` keeps the planner from walking the whole table in the order of an index.
_OPEN_FIRST = "began_at || '' DESC, id DESC"
# Severity and impact are sorted worst first; the words themselves do not sort. What has not ended comes last.
_SORTS = {
    "began": "began_at DESC, id DESC",
    "ended": f"CASE WHEN {_CLOSED} THEN 0 WHEN ends_at IS NULL THEN 2 ELSE 1 END, ends_at DESC, id DESC",
    "updated": "updated_at DESC, id DESC",
    "id": "id",
    "title": "lower(headline), id",
    "severity": "CASE WHEN severity IS NULL THEN 1 ELSE 0 END, severity, id DESC",
    "impact": "CASE impact WHEN 'critical' THEN 0 WHEN 'major' THEN 1 WHEN 'minor' THEN 2 ELSE 3 END, id DESC",
}
AT_ONCE = 500
"""Incidents of which the lines are read in one go."""
ROOM = 240
"""Characters of an excerpt: enough for any screen, and little enough to keep one of each incident."""


def find(view: View, wanted: Filter) -> Iterator[Summary]:
    """See `View.find`."""
    found = unsealed("incident", _rows(view, wanted, _HEAD))
    return (Summary(to_incident(row[:-1]), row[-1]) for row in found)


def numbers(view: View, wanted: Filter) -> list[int]:
    """See `View.numbers`."""
    return [row[0] for row in _rows(view, wanted, "id")]


def _rows(view: View, wanted: Filter, columns: str) -> list[Sequence[Any]]:
    where, parameters = _where(view, wanted)
    rows: list[Sequence[Any]] = []
    for scope, order, limit in _parts(wanted, where):
        sql = f"SELECT {columns} FROM incident WHERE {' AND '.join([f'({scope})', *where])} ORDER BY {order}"
        rows += view.execute(sql + ("" if limit is None else f" LIMIT {limit}"), parameters)
    return rows[: wanted.limit]


def count(view: View, wanted: Filter) -> int:
    """See `View.count`."""
    where, parameters = _where(view, wanted)
    everything = " AND ".join([f"({_SCOPES[wanted.scope]})", *where])
    return int(view.execute(f"SELECT count(*) FROM incident WHERE {everything}", parameters)[0][0])


def matches(view: View, found: Sequence[Summary]) -> dict[int, tuple[Match, ...]]:
    """See `View.matches`."""
    told: dict[int, tuple[Match, ...]] = {}
    for start in range(0, len(found), AT_ONCE):
        titles = {summary.incident.id: summary.headline for summary in found[start : start + AT_ONCE]}
        for number, match in sorted(_matches(view, titles), key=lambda pair: -pair[1].entry):
            told[number] = (*told.get(number, ()), match)
    return told


def _matches(view: View, titles: dict[int, str]) -> Iterator[tuple[int, Match]]:
    from incident_cli.core.excerpt import excerpt

    ids = ", ".join(map(str, view.search.lines(list(titles))))
    if not ids:
        return
    rows = unsealed("entry", view.execute(f"SELECT {_ENTRY} FROM entry WHERE id IN ({ids})", {}))
    entries = [(row[-1], to_entry(row)) for row in rows]
    texts = {entry.id: entry.text if entry.number else titles[number] for number, entry in entries}
    spans = view.search.spans(texts)
    for number, entry in entries:
        if entry.id in spans:
            text, places = excerpt(texts[entry.id], spans[entry.id], ROOM)
            yield number, Match(entry.number, text, places, bool(entry.retracted))


def _where(view: View, wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    conditions = {
        "status": (f"{_PHASE} = :status", wanted.status),
        "severity": ("incident.severity = :severity", wanted.severity),
        "impact": ("incident.impact = :impact", wanted.impact),
        "since": (_SINCE, wanted.since),
        "until": ("incident.began_at < :until", wanted.until),
        "tag": ("lower(',' || substr(incident.tags, 2)) LIKE :tag ESCAPE '!'", _tag(wanted.tag)),
    }
    given = {name: pair for name, pair in conditions.items() if pair[1] is not None}
    parameters = {name: _parameter(value) for name, (_, value) in given.items()} | {"now": instant.text(wanted.now)}
    where = [sql for sql, _ in given.values()]
    if wanted.text:
        where.append(view.search.condition(wanted.text))
    if wanted.servers:
        ids = ", ".join(str(int(server)) for server in wanted.servers)
        where.append(f"incident.id IN (SELECT touched.incident FROM touched WHERE touched.server IN ({ids}))")
    if wanted.no_postmortem:
        where.append(
            "NOT EXISTS (SELECT 1 FROM entry WHERE entry.incident = incident.id"
            " AND entry.document IS NOT NULL AND entry.deleted = 0)"
        )
    return where, parameters


def _parameter(value: Any) -> Any:
    return instant.text(value) if isinstance(value, datetime) else str(value)


def _tag(tag: str) -> str | None:
    """A LIKE pattern for one element of a JSON list of texts whose `[` became a comma, all in lower case (ASCII).

    Inside an element no quote stands right behind a comma, since JSON puts a backslash before it.
    """
    return containing("," + jsontext.write(tag).encode().lower().decode()) if tag else None


def containing(text: str) -> str:
    """A LIKE pattern, with `!` as its escape, for whatever contains a text."""
    for sign in "!%_":
        text = text.replace(sign, "!" + sign)
    return f"%{text}%"


def _parts(wanted: Filter, where: Iterable[str]) -> list[tuple[str, str, int | None]]:
    """The selects that answer a question, as (condition, order, limit).

    RECENT is two of them: the open ones, then the latest closed; sorted by hand it is one.
    """
    usual = {Scope.CLOSED: _LATEST, Scope.OPEN: _OPEN_FIRST, Scope.RECENT: _OPEN_FIRST}
    order = _SORTS.get(wanted.sort, usual.get(wanted.scope, _SORTS["began"]))
    if wanted.scope is not Scope.RECENT:
        return [(_SCOPES[wanted.scope], order, wanted.limit)]
    latest = LATEST_CLOSED if wanted.limit is None else wanted.limit
    if wanted.sort not in _SORTS:
        return [(OPEN, order, wanted.limit), (_CLOSED, _LATEST, latest)]
    closed = " AND ".join([f"({_CLOSED})", *where])
    recent = f"incident.id IN (SELECT incident.id FROM incident WHERE {closed} ORDER BY {_LATEST} LIMIT {latest})"
    return [(f"({OPEN}) OR {recent}", order, wanted.limit)]
