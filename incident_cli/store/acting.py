"""The actions of all incidents, asked of the derived table: one statement, by the index of state and due.

SQL that both engines understand, as in `view`.
"""

from __future__ import annotations

from incident_cli.core.actions import Assigned, Wanted
from incident_cli.store.rows import SEALED, to_action, unsealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from incident_cli.store.view import View

_COLUMNS = ", ".join(f'action."{name}"' for name in (*SEALED["action"], "seal"))
# `core.actions.in_order`: the open ones by due, then by priority; what is over comes last, the latest first.
_ORDER = (
    "CASE action.state WHEN 'open' THEN 0 ELSE 1 END,"
    " CASE action.state WHEN 'open' THEN '' ELSE action.done_at END DESC,"
    " CASE WHEN action.due IS NULL THEN 1 ELSE 0 END, action.due,"
    " CASE WHEN action.priority IS NULL THEN 1 ELSE 0 END, action.priority, action.incident, action.number"
)


def find(view: View, wanted: Wanted) -> list[Assigned]:
    """See `View.assigned`."""
    return [each for each in _found(view, wanted) if wanted.owner is None or _owned(each, wanted.owner)]


def _owned(each: Assigned, owner: str) -> bool:
    """Names are compared without regard to case, here as everywhere."""
    return each.action.owner.casefold() == owner.casefold()


def _found(view: View, wanted: Wanted) -> Iterator[Assigned]:
    where, parameters = _where(wanted)
    sql = (
        f"SELECT incident.headline, {_COLUMNS} FROM action JOIN incident ON incident.id = action.incident"
        f" WHERE {' AND '.join(where)} ORDER BY {_ORDER}"
    )
    found = view.execute(sql, parameters)
    for (headline, *_), row in zip(found, unsealed("action", [row[1:] for row in found]), strict=True):
        yield Assigned(row[-1], headline, to_action(row))


def _where(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    state = "open" if wanted.overdue else wanted.state
    conditions = {
        "state": ("action.state = :state", state),
        "incident": ("action.incident = :incident", wanted.incident),
        "kind": ("action.kind = :kind", wanted.kind),
        "today": ("action.due < :today", wanted.today.isoformat() if wanted.overdue else None),
    }
    given = {name: pair for name, pair in conditions.items() if pair[1] is not None}
    parameters = {name: value if isinstance(value, int) else str(value) for name, (_, value) in given.items()}
    return [sql for sql, _ in given.values()] or ["1 = 1"], parameters
