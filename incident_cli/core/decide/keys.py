"""A key makes a retry harmless: the same words again do nothing, other words are a conflict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from incident_cli.core.events import Event, EventKind
from incident_cli.errors import Conflict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_UNCOMPARED = {
    "arrived_at",
    "zone",
    "impact_began_at",
    "detected_at",
    "acknowledged_at",
    "planned_from",
    "planned_until",
    "action",
    "due",
}


def once(events: list[Event], earlier: Sequence[Event], key: str) -> list[Event]:
    """The events, or none where the key says that they were stored before. Raises Conflict."""
    if not earlier:
        return events
    repeated(earlier, events, key)
    return []


def repeated(before: Iterable[Event], now: Iterable[Event], key: str) -> None:
    """Check that a keyed command said again says the same. Raises Conflict when it does not.

    Instants are not compared (a default or a relative time moves on); the time words are, as typed.
    """
    if _words(before) != _words(now):
        raise Conflict(
            f'the key "{key}" was used before with other words; nothing was saved',
            "use another --key, or the same words",
        )


def _words(events: Iterable[Event]) -> list[Any]:
    said = [e for e in events if e.kind is not EventKind.SERVER_CHANGED]
    return [(e.kind, {name: value for name, value in e.data.items() if name not in _UNCOMPARED}) for e in said]
