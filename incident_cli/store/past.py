"""Questions to the log that only `undo` and `show --as-of` ask: who wrote last, and what was known when.

SQL that both engines understand, as in `view`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from incident_cli.core.events import Event
from incident_cli.core.fold import fold
from incident_cli.core.model import Incident
from incident_cli.core.record import NamedTuple
from incident_cli.store.rows import LOG, Unsound, to_event
from incident_cli.store.view import View

_LOG = ", ".join(LOG)
# The index `log_author` has these rows alone: of a stream's many commits only the first begins a command.
_FIRST = "batch NOT LIKE '%+%'"
_BEYOND = 2**63 - 1


class About(NamedTuple):
    """What rows of the log are about: an incident, or (the other one is None) a server."""

    incident: int | None
    server: int | None


def commands(view: View, author: str) -> Iterator[Event]:
    """A row of each command of an author, the one begun last comes first; fetched as they are taken.

    Each costs one step into an index, however many rows it wrote.
    """
    sql = (
        f"SELECT {_LOG}, (SELECT min(id) FROM log AS same WHERE same.batch = log.batch) FROM log"
        f" WHERE author = :author AND id < :before AND {_FIRST} ORDER BY id DESC LIMIT 1"
    )
    before = _BEYOND
    while rows := view.execute(sql, {"author": author, "before": before}):
        yield to_event(rows[0][:-1])
        before = rows[0][-1]


def voids(view: View, author: str) -> list[Event]:
    """Every row with which an author undid or redid, in log order."""
    sql = f"SELECT {_LOG} FROM log WHERE author = :author AND kind = 'voided' ORDER BY id"
    return [to_event(row) for row in view.execute(sql, {"author": author})]


def span(view: View, command: str) -> tuple[int, int]:
    """The ids of the first and of the last row of a command."""
    sql = (
        "SELECT min(id), max(id) FROM (SELECT min(id) AS id FROM log WHERE batch = :batch"
        " UNION ALL SELECT max(id) FROM log WHERE batch = :batch"
        " UNION ALL SELECT max(id) FROM log WHERE batch > :low AND batch < :high) AS ends"
    )
    first, last = view.execute(sql, _batches(command))[0]
    return int(first), int(last)


def about(view: View, command: str) -> list[About]:
    """What a command wrote about, each incident and each server once, in the order of their numbers."""
    sql = (
        "SELECT DISTINCT incident, CASE WHEN incident IS NULL THEN server END AS server FROM log"
        " WHERE batch = :batch OR (batch > :low AND batch < :high)"
    )
    # Engines differ in where what is NULL comes.
    return [
        About(*row) for row in sorted(view.execute(sql, _batches(command)), key=lambda row: (row[0] or 0, row[1] or 0))
    ]


def _batches(command: str) -> dict[str, str]:
    """Those of one command: `,` is the sign after `+`, so these are NAME itself and all that begin with NAME+."""
    return {"batch": command, "low": f"{command}+", "high": f"{command},"}


def users(view: View, server: int) -> list[int]:
    """The incidents that speak of a server."""
    sql = "SELECT incident FROM touched WHERE server = :server ORDER BY incident"
    return [row[0] for row in view.execute(sql, {"server": server})]


def undone(view: View, number: int) -> Event | None:
    """The row that undid the whole of an incident; None for one that was never there."""
    rows = [event for event in view.log(incident=number) if event.kind == "voided"]
    return rows[-1] if rows else None


def told(rows: Iterable[Event]) -> Incident:
    """The incident that rows of the log tell. Raises Unsound for what cannot be."""
    try:
        return fold(rows)
    except (ValueError, LookupError, TypeError) as error:
        raise Unsound(str(error)) from error
