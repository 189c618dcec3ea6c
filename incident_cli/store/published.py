"""Questions that only `publish` asks: which incidents there are, and whether anything of one was written since.

A page at a time, so that the memory does not grow with the texts. SQL that both engines understand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from incident_cli.core import instant
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Summary
from incident_cli.store.rows import INCIDENT, SEALED, to_incident, unsealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.store.view import View

_ALL = (*SEALED["incident"], "seal")
_HEAD = ", ".join(f"incident.{name}" for name in _ALL)
_ID, _KIND, _BEGAN, _FINAL = (_ALL.index(name) for name in ("id", "kind", "began_at", "final"))


class Trace(NamedTuple):
    """An incident, when it began (as `instant.text` writes it), whether it is open as stored, and a stamp.

    The stamp is the name of the last row of the log about it, so it is another one whenever anything of the incident
    was written since, a redaction included; and no two databases have the same.
    """

    id: int
    kind: str
    began_at: str
    open: bool
    stamp: str


def traces(view: View, after: int, limit: int) -> list[Trace]:
    """The incidents whose numbers come after one, in their order."""
    last = "SELECT max(id) FROM log WHERE log.incident = incident.id"
    stamp = f"(SELECT event_id FROM log WHERE id = ({last}))"
    sql = f"SELECT {_HEAD}, {stamp} FROM incident WHERE incident.id > :after ORDER BY incident.id LIMIT :limit"
    found = view.execute(sql, {"after": after, "limit": limit})
    unsealed("incident", (row[:-1] for row in found))
    return [Trace(row[_ID], row[_KIND], row[_BEGAN], not row[_FINAL], str(row[-1])) for row in found]


def heads(view: View, numbers: Sequence[int]) -> Iterator[Summary]:
    """Incidents without their entries and claims, in the order of their numbers; unknown ones are left out."""
    ids = ", ".join(str(int(number)) for number in numbers)
    rows = view.execute(f"SELECT {_HEAD} FROM incident WHERE incident.id IN ({ids}) ORDER BY incident.id", {})
    return (Summary(to_incident(row[: len(INCIDENT)]), row[-1]) for row in unsealed("incident", rows))


def updated_at(view: View) -> datetime | None:
    """When the last row of the log was written; None for an empty one."""
    rows = view.execute("SELECT recorded_at FROM log ORDER BY id DESC LIMIT 1", {})
    return instant.parse(rows[0][0]) if rows else None
