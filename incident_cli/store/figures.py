"""Questions about figures, asked of the derived tables: what ended, what is still open, what is still to be done.

A hundred thousand rows may answer them, so they come as columns. Every row is checked by its seal, as ever. SQL that
both engines understand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from incident_cli.core import instant, jsontext
from incident_cli.core.stats import Actions, Ended
from incident_cli.store.rows import FIGURE, INCIDENT, SEALED, sound, to_incident, unsealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.model import Incident
    from incident_cli.store.view import View

_FIGURE, _HEAD = (", ".join(f"{table}.{name}" for name in (*SEALED[table], "seal")) for table in ("figure", "incident"))


def ended(view: View, since: datetime, until: datetime | None, servers: Sequence[int] = ()) -> Ended:
    """The incidents that began in [since, until) and ended, in the order of their beginnings.

    servers: only those that touched any of them.
    """
    where, parameters = _began("figure", "incident", since, until, servers)
    sql = f"SELECT {_FIGURE} FROM figure WHERE {' AND '.join(where)} ORDER BY figure.began_at, figure.incident"
    found = sound("figure", view.execute(sql, parameters))
    columns: list[Sequence[Any]] = list(zip(*found, strict=True)) or [()] * (len(FIGURE) + 1)
    incident, began_at, severity, tags, touched, updates, *figures, _ = columns
    return Ended(incident, began_at, severity, _lists(tags), _lists(touched), updates, tuple(figures))


def _lists(texts: Sequence[str]) -> list[tuple[Any, ...]]:
    """JSON lists, of which few differ."""
    known = {text: tuple(jsontext.read(text)) if text else () for text in set(texts)}
    return [known[text] for text in texts]


def unended(view: View, since: datetime, until: datetime | None, servers: Sequence[int] = ()) -> list[Incident]:
    """The incidents that began in [since, until) and have not ended, as heads."""
    return _heads(view, "incident.kind = 'incident' AND incident.ends_at IS NULL", since, until, servers)


def maintenances(view: View, since: datetime, until: datetime, servers: Sequence[int] = ()) -> list[Incident]:
    """The maintenances that began, or were to begin, in [since, until), as heads."""
    return _heads(view, "incident.kind = 'maintenance'", since, until, servers)


def _heads(view: View, which: str, since: datetime, until: datetime | None, servers: Sequence[int]) -> list[Incident]:
    where, parameters = _began("incident", "id", since, until, servers)
    sql = f"SELECT {_HEAD} FROM incident WHERE {' AND '.join([which, *where])} ORDER BY began_at, id"
    return [to_incident(row[: len(INCIDENT)]) for row in unsealed("incident", view.execute(sql, parameters))]


def _began(
    table: str, number: str, since: datetime, until: datetime | None, servers: Iterable[int]
) -> tuple[list[str], dict[str, str]]:
    """Conditions: it began in [since, until), and touched one of the servers, if there are any."""
    where, parameters = [f"{table}.began_at >= :since"], {"since": instant.text(since)}
    if until is not None:
        where.append(f"{table}.began_at < :until")
        parameters["until"] = instant.text(until)
    ids = ", ".join(str(int(server)) for server in servers)
    if ids:
        where.append(f"{table}.{number} IN (SELECT touched.incident FROM touched WHERE touched.server IN ({ids}))")
    return where, parameters


def actions(view: View, today: date) -> Actions:
    """How many actions are open, and how many of these are overdue."""
    late = "sum(CASE WHEN action.due < :today THEN 1 ELSE 0 END)"
    sql = f"SELECT count(*), {late} FROM action WHERE action.state = 'open'"
    open_, overdue = view.execute(sql, {"today": today.isoformat()})[0]
    return Actions(int(open_), int(overdue or 0))
