"""Servers from the log: the fold of one server's own rows, and lookups by name."""

from __future__ import annotations

from collections.abc import Iterable

from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import living
from incident_cli.core.model import Claim, Server
from incident_cli.errors import NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FIELDS = ("name", "group", "description", "order", "retired", "source", "external_id")


def fold(events: Iterable[Event]) -> tuple[Server | None, list[tuple[int, Claim]]]:
    """A server and what was ever set of it by hand, as (log id, standing claim) pairs.

    None where no row that counts made the server.
    """
    server: Server | None = None
    said: list[tuple[int, Claim]] = []
    for event in living(events):
        number = event.server or 0
        if event.kind is EventKind.SERVER_CHANGED:
            server = _changed(server or Server(number, ""), event.data)
        elif event.kind is EventKind.STATE_SET:
            said.append((event.id, Claim(number, event.data["state"], event.at, standing=True)))
    return server, said


def _changed(server: Server, data: Any) -> Server:
    defaults = Server._field_defaults
    changes = {name: defaults.get(name, "") if data[name] is None else data[name] for name in _FIELDS if name in data}
    return server._replace(**changes)


def named(servers: Iterable[Server], name: str) -> Server:
    """The server of that name, compared by casefold. Raises NotFound, with the near ones as a hint."""
    known = list(servers)
    for server in known:
        if server.name.casefold() == name.casefold():
            return server
    from difflib import get_close_matches

    near = get_close_matches(name, [s.name for s in known], n=3, cutoff=0.5)
    raise NotFound(
        f'no server is called "{name}"', f"did you mean {', '.join(near)}?" if near else "incident server list"
    )
