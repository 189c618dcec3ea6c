"""Servers named in `-s`, and what is true of servers apart from any incident."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from incident_cli.core.events import Event, EventKind, compact
from incident_cli.core.model import Server, State, States
from incident_cli.core.record import NamedTuple


class Mention(NamedTuple):
    """Server names resolved: the states by server id, the servers to create, and the doubts.

    `doubts` are pairs (name as typed, existing name that it nearly is).
    """

    states: States
    created: tuple[Event, ...]
    doubts: tuple[tuple[str, str], ...]


def mention(known: Iterable[Server], said: Iterable[tuple[str, State]], next_id: int, at: datetime) -> Mention:
    """Turn (name, state) pairs into states by id; a name never heard of becomes a new server."""
    by_name = {server.name.casefold(): server for server in known}
    states: dict[int, State] = {}
    created: list[Event] = []
    doubts: list[tuple[str, str]] = []
    for name, state in said:
        server = by_name.get(name.casefold())
        if server is None:
            doubts += [(name, near) for near in _near_misses(name, (s.name for s in by_name.values()))]
            server = Server(next_id + len(created), name)
            created.append(Event(EventKind.SERVER_CHANGED, at, {"name": name}, server=server.id))
            by_name[name.casefold()] = server
        states[server.id] = state
    return Mention(tuple(states.items()), tuple(created), tuple(doubts))


def _near_misses(name: str, names: Iterable[str]) -> list[str]:
    """The existing name that a new one nearly is. Names that differ only in digits never are.

    The cutoff takes two letters that changed places in a name of four (`wbe1`).
    """
    from difflib import get_close_matches

    def letters(text: str) -> str:
        return "".join(c for c in text.casefold() if not c.isdigit())

    candidates = {known.casefold(): known for known in names if letters(known) != letters(name)}
    return [candidates[near] for near in get_close_matches(name.casefold(), candidates, n=1, cutoff=0.75)]


def server_states(mentioned: Mention, at: datetime, note: str) -> list[Event]:
    """`server set`: what is true of servers apart from any incident."""
    states = [
        Event(EventKind.STATE_SET, at, compact(state=state, note=note), server=server)
        for server, state in mentioned.states
    ]
    return [*mentioned.created, *states]
