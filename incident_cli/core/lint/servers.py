"""Rules about servers: one that is not well though no open incident says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from incident_cli.core import phrase
from incident_cli.core.instant import seconds
from incident_cli.core.lint.finding import Finding, Seen
from incident_cli.core.model import Claim, Incident, State
from incident_cli.core.views import ServerState


def unheld(
    states: Iterable[ServerState],
    claims: Iterable[tuple[int | None, Claim]],
    head: Callable[[int], Incident | None],
    seen: Seen,
) -> Iterator[Finding]:
    """Servers below up that no open incident claims: set by hand, or left so by a closing that names no residual risk.

    claims: those that hold now, in the order of their making: the last standing one is what a server is left with.
    head: an incident by its number.
    """
    left = {claim.server: incident for incident, claim in claims if claim.standing}
    for state in states:
        worst = state.state
        if worst is None or worst.rank <= State.UNDER_MAINTENANCE.rank or state.holders:
            continue
        closed = left.get(state.server.id)
        incident = head(closed) if closed is not None else None
        if incident is None:
            yield _by_hand(state, worst, seen)
        elif not incident.residual:
            yield _left(state, worst, incident, seen)


def _by_hand(state: ServerState, worst: State, seen: Seen) -> Finding:
    from shlex import quote

    since = state.since or seen.now
    text = f"{_been(state, worst, seen)}, and no open incident tells of it"
    command = f"incident open -s {quote(f'{state.server.name}={worst.short}')} -t {seen.typed(since)}"
    return Finding("server-without-incident", text, command, server=state.server)


def _left(state: ServerState, worst: State, incident: Incident, seen: Seen) -> Finding:
    text = f"closed, but {_been(state, worst, seen)}, and no residual risk says why"
    command = f"incident edit {incident.id} --residual TEXT"
    return Finding("closed-with-server-down", text, command, incident.id, server=state.server)


def _been(state: ServerState, worst: State, seen: Seen) -> str:
    passed = phrase.brief(max(0.0, seconds(state.since or seen.now, seen.now)))
    return f"{state.server.name} has been {worst.short} for {passed}"
