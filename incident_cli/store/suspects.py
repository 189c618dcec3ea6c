"""Closed incidents that `check` has to look at whole, chosen by what the derived tables tell.

Each condition lets through all that a rule of `core/lint` would complain of, and as little else as SQL that both
engines understand can tell; the rule itself decides. Nothing is decoded, so it costs little however many there are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from incident_cli.core import instant
from incident_cli.core.lint.expected import Expected
from incident_cli.store.view import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOSED = "incident.ends_at > :since AND (incident.final = 1 OR incident.ends_at <= :now)"
# An end before the beginning is one of a last line behind the end: the opening's.
_SUSPECT = """
  SELECT incident.id FROM incident WHERE {closed} AND (
    incident.planned_until < incident.planned_from
    OR incident.last_at > incident.ends_at OR incident.last_at > :now
    OR incident.impact_began_at IS NOT NULL
    OR incident.detected_at IS NOT NULL
    OR incident.acknowledged_at IS NOT NULL
    OR (
      incident.kind = 'incident' AND incident.ends_at <= :due
      AND (incident.severity IN ({severities}) OR (incident.severity IS NULL AND incident.impact IN ({impacts})))
      AND NOT EXISTS (
        SELECT 1 FROM entry WHERE entry.incident = incident.id AND entry.document = 'published' AND entry.deleted = 0
      )
    )
  )
"""
_FIRST_LINES = """
  SELECT incident.id, incident.began_at, min(entry.at)
  FROM incident JOIN entry ON entry.incident = incident.id
  WHERE {closed} AND incident.kind = 'incident' AND entry.number > 0 AND entry.deleted = 0
  AND (entry.document IS NULL OR entry.document = 'published')
  GROUP BY incident.id, incident.began_at
"""

_UNPUBLISHED = """
  SELECT entry.incident FROM entry
  WHERE entry.document IS NOT NULL AND entry.document <> 'published' AND entry.deleted = 0
"""
_MISSING = """
  SELECT incident.id FROM incident WHERE {closed} AND incident.kind = 'incident' AND incident.duplicate_of IS NULL
  AND (incident.severity IN ({severities}) OR (incident.severity IS NULL AND incident.impact IN ({impacts})))
  AND NOT EXISTS (
    SELECT 1 FROM entry WHERE entry.incident = incident.id AND entry.document IS NOT NULL AND entry.deleted = 0
  )
"""


def unpublished(view: View, expected: Expected, now: datetime) -> list[int]:
    """The numbers of incidents whose post-mortem is stored and not published, and of those closed within
    `expected.closed` that need one and have none, in order."""
    sql = _MISSING.format(closed=_CLOSED, severities=_words(expected.severities), impacts=_words(expected.impacts))
    parameters = {"now": _text(now), "since": _before(now, expected.closed)}
    return sorted({row[0] for row in (*view.execute(_UNPUBLISHED, {}), *view.execute(sql, parameters))})


def suspects(view: View, expected: Expected, now: datetime) -> list[int]:
    """The numbers of incidents closed within `expected.closed` that a rule may complain of, in order."""
    parameters = {"now": _text(now), "since": _before(now, expected.closed), "due": _before(now, expected.due)}
    sql = _SUSPECT.format(closed=_CLOSED, severities=_words(expected.severities), impacts=_words(expected.impacts))
    found = {row[0] for row in view.execute(sql, parameters)}
    first = view.execute(_FIRST_LINES.format(closed=_CLOSED), {name: parameters[name] for name in ("now", "since")})
    alike = _alike(expected.first_line)
    found |= {
        number
        for number, began, line in first
        if line[:alike] != began[:alike] and instant.parse(line) - instant.parse(began) > expected.first_line
    }
    return sorted(found)


def _alike(length: timedelta) -> int:
    """How many leading characters two instants as texts must share to be surely no further apart than a length: those
    of one hour are within an hour. It spares reading nearly all of them."""
    units = ((timedelta(days=1), 10), (timedelta(hours=1), 13), (timedelta(minutes=1), 16))
    return next((characters for unit, characters in units if length >= unit), 24)


def _before(now: datetime, length: timedelta) -> str:
    """The instant so long ago; the first of all where that is before the calendar begins."""
    try:
        return _text(now - length)
    except OverflowError:
        return "0001-01-01T00:00:00.000Z"


def _text(at: datetime) -> str:
    return instant.text(at)


def _words(vocabulary: Iterable[str]) -> str:
    """Words of our own vocabularies as SQL texts; none of them needs an escape."""
    return ", ".join(f"'{word}'" for word in vocabulary) or "NULL"
