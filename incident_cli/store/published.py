"""Questions that only `publish` asks: which incidents there are, and whether anything of one was written since.

A page at a time, so that the memory does not grow with the texts. SQL that both engines understand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from incident_cli.core import instant, jsontext
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Summary
from incident_cli.store.finding import OPEN
from incident_cli.store.rows import INCIDENT, SEALED, to_incident, unsealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.store.view import View

_ALL = (*SEALED["incident"], "seal")
_HEAD = ", ".join(f"incident.{name}" for name in _ALL)
_ID, _KIND, _BEGAN, _SERVERS, _FINAL = (_ALL.index(name) for name in ("id", "kind", "began_at", "servers", "final"))


class Trace(NamedTuple):
    """An incident. began_at: as `instant.text` writes it; servers: that it touched; rows: of the log about it.

    open: now, maintenance by the clock. settled: nothing that is told of it depends on the clock.
    stamp: the name of the last row of the log about it, so it is another one whenever anything of the incident was
    written since, a redaction included; and no two databases have the same.
    """

    id: int
    kind: str
    began_at: str
    servers: tuple[int, ...]
    open: bool
    settled: bool
    rows: int
    stamp: str


def traces(view: View, now: datetime, after: int, limit: int) -> list[Trace]:
    """The incidents whose numbers come after one, in their order."""
    of_it = "FROM log WHERE log.incident = incident.id"
    stamp = f"SELECT event_id FROM log WHERE id = (SELECT max(id) {of_it})"
    # A published account lists what is still to be done, and by when.
    due = "SELECT 1 FROM action WHERE action.incident = incident.id AND action.state = 'open'"
    told = "SELECT 1 FROM entry WHERE entry.incident = incident.id AND entry.document = 'published'"
    sql = (
        f"SELECT {_HEAD}, CASE WHEN {OPEN} THEN 1 ELSE 0 END,"
        f" CASE WHEN EXISTS ({due}) AND EXISTS ({told}) THEN 1 ELSE 0 END, (SELECT count(*) {of_it}), ({stamp})"
        " FROM incident WHERE incident.id > :after ORDER BY incident.id LIMIT :limit"
    )
    found = view.execute(sql, {"now": instant.text(now), "after": after, "limit": limit})
    unsealed("incident", (row[: len(_ALL)] for row in found))
    return [_trace(row) for row in found]


def _trace(row: Sequence[Any]) -> Trace:
    open_, due, rows, stamp = row[len(_ALL) :]
    servers = tuple(jsontext.read(row[_SERVERS])) if row[_SERVERS] else ()
    return Trace(row[_ID], row[_KIND], row[_BEGAN], servers, bool(open_), not open_ and not due, rows, str(stamp))


def heads(view: View, numbers: Sequence[int]) -> Iterator[Summary]:
    """Incidents without their entries and claims, in the order of their numbers; unknown ones are left out."""
    ids = ", ".join(str(int(number)) for number in numbers)
    rows = view.execute(f"SELECT {_HEAD} FROM incident WHERE incident.id IN ({ids}) ORDER BY incident.id", {})
    return (Summary(to_incident(row[: len(INCIDENT)]), row[-1]) for row in unsealed("incident", rows))


def updated_at(view: View) -> datetime | None:
    """When the last row of the log was written; None for an empty one."""
    rows = view.execute("SELECT recorded_at FROM log ORDER BY id DESC LIMIT 1", {})
    return instant.parse(rows[0][0]) if rows else None
