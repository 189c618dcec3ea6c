"""Opening an incident, or planning a maintenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from incident_cli.core.decide.keys import once
from incident_cli.core.decide.lines import Line, added
from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.model import Kind, Status
from incident_cli.errors import Refused, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


FIRST_STATUS = {Kind.INCIDENT: Status.INVESTIGATING, Kind.MAINTENANCE: Status.SCHEDULED}


def opened(
    number: int, line: Line, header: Mapping[str, Any], first_text: Line | None, earlier: Sequence[Event] = ()
) -> list[Event]:
    """Open incident `number`: row 168.0 with the beginning, status and states; 168.1 with a text.

    `header` holds the incident's fields (`core/events.py`, `opened`). `earlier`: the rows of the open
    incident that the line's key names; saying the same again does nothing. Raises Usage without a
    title and without servers to make one from, Refused for a window that cannot be, and Conflict.
    """
    kind = header.get("kind", Kind.INCIDENT)
    if not header.get("title") and not line.states:
        raise Usage("an incident needs a title or a server", 'incident open "what is wrong"  or  incident open -s NAME')
    status = line.status or FIRST_STATUS[kind]
    if status.final:
        raise Refused(f"an incident cannot be opened as {status}", "open it, then close it: incident close -t TIME")
    check_window(header.get("planned_from"), header.get("planned_until"))
    # What is planned is announced when it begins at the latest, also when it is told afterwards.
    line = line._replace(at=min(line.at, header.get("planned_from") or line.at))
    data = compact(**header, key=line.key, key_time=line.key_time, status=status, states=line.states, links=line.links)
    events = [Event(EventKind.OPENED, line.at, data, incident=number, entry=0)]
    if first_text is not None:
        events.append(added(number, 1, first_text))
    events = once(events, earlier, line.key)
    return [*events, *_other_ends(number, header.get("relate", ()), line.at)] if events else []


def _other_ends(number: int, others: Sequence[int], at: datetime) -> list[Event]:
    """What the incidents are told that this one is related to. Few are, so what it takes is imported here."""
    if not others:
        return []
    from incident_cli.core.decide.relations import other_ends

    return other_ends(number, others, at)


def check_window(start: datetime | None, end: datetime | None) -> None:
    """Raises Refused for a planned window that ends before it begins."""
    if start is not None and end is not None and end <= start:
        raise Refused(
            "the planned end is not after the planned beginning; nothing was saved", "--until later, or --for 2h"
        )
