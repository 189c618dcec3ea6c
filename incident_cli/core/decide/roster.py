"""Servers that files name -> servers of the record: known again by the id of their source, else by their name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.model import Server
from incident_cli.core.portable import PortableServer


class Roster:
    """The servers of the record while files are taken in, those among them that the files have made.

    `next_id`: what a new one gets. Names are kept as the source has them, commas and all.
    """

    def __init__(self, known: Iterable[Server], next_id: int) -> None:
        self.next_id = next_id
        self.servers: dict[int, Server] = {}
        self._by_source: dict[tuple[str, str], int] = {}
        self._by_name: dict[str, int] = {}
        for server in known:
            self._put(server)

    def ids(self, source: str, said: Iterable[PortableServer], at: datetime) -> tuple[dict[str, int], list[Event]]:
        """The ids of servers by their keys, and the rows that make them, or change what their source says of them.

        at: when the source spoke of them.
        """
        found: dict[str, int] = {}
        rows: list[Event] = []
        for each in said:
            server = self._known(source, each)
            if server is None:
                server = Server(self.next_id, "")
                self.next_id += 1
            now = self._as_said(server, source, each)
            if now != server:
                rows.append(_row(server, now, at))
                self._put(now)
            found[each.key] = server.id
        return found, rows

    def _known(self, source: str, said: PortableServer) -> Server | None:
        """The server that a file means. One of that name with another id in any source is another one."""
        if said.external_id:
            number = self._by_source.get((source, said.external_id))
            if number is not None:
                return self.servers[number]
        named = self._by_name.get(said.name.casefold())
        if named is None or (said.external_id and self.servers[named].external_id):
            return None
        return self.servers[named]

    def _as_said(self, server: Server, source: str, said: PortableServer) -> Server:
        """The server with what the source says of it; what it says nothing of stays."""
        if not said.external_id:
            return server if server.name else server._replace(name=said.name)
        name = said.name if self._free(said.name, server) else server.name
        return server._replace(
            name=name or self._apart(said),
            group=said.group or server.group,
            description=said.description or server.description,
            order=said.order or server.order,
            source=source,
            external_id=said.external_id,
        )

    def _free(self, name: str, server: Server) -> bool:
        return self._by_name.get(name.casefold(), server.id) == server.id

    def _apart(self, said: PortableServer) -> str:
        """A name for a server whose own is another one's: with its group, else with its id."""
        grouped = f"{said.name} ({said.group})"
        free = bool(said.group) and grouped.casefold() not in self._by_name
        return grouped if free else f"{said.name} ({said.external_id})"

    def _put(self, server: Server) -> None:
        before = self.servers.get(server.id)
        if before is not None:
            self._by_name.pop(before.name.casefold(), None)
        self.servers[server.id] = server
        self._by_name[server.name.casefold()] = server.id
        if server.external_id:
            self._by_source[(server.source, server.external_id)] = server.id


def _row(before: Server, now: Server, at: datetime) -> Event:
    fields = {name: value for name, value in now._asdict().items() if value != getattr(before, name)}
    return Event(EventKind.SERVER_CHANGED, at, compact(**fields), server=now.id, recorded_at=at)
