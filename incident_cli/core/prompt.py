"""The board in a few words for a shell's prompt: `■ #168 http6 down 2h`.

A shell may read its prompt again (bash `$` and backticks, zsh `%` and `!`, tmux `#`), so nothing that a
person typed stands here but the names of servers, and of those only letters, digits, `-`, `.` and `_`.
`#` is always followed by a digit, which no shell and no tmux takes for anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from incident_cli.core import phrase
from incident_cli.core.instant import seconds
from incident_cli.core.measure import overrun, phase
from incident_cli.core.model import State, Status
from incident_cli.core.views import Board, ServerState, Summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.core.uptime import Overview

UNKNOWN = "? incident"
"""What stands in the prompt when the board cannot be read: nothing would look like calm."""
LONGEST = 20
"""Characters of a server's name."""


def prompt(board: Board, now: datetime) -> str:
    """What is wrong, and for how long; else the maintenance that is running; empty when all is calm."""
    ill = [s for s in board.servers if s.state is not None and s.state.rank > State.UNDER_MAINTENANCE.rank]
    shown = {s.incident.id for s in board.incidents}
    late = [s for s in board.maintenance if overrun(s.incident, now)]
    parts = [
        *_incidents(board.incidents, ill, now),
        *_servers([s for s in ill if not shown & set(s.holders)], now),
        *_maintenance(late, "overrun", now, lambda s: s.incident.planned_until or now),
    ]
    if not parts:
        running = [s for s in board.maintenance if phase(s.incident, now) is not Status.SCHEDULED]
        parts = list(_maintenance(running, "maintenance", now, lambda s: s.incident.began_at))
    calm = not parts
    parts += list(_uptime(board.uptime))
    glyph = State.OPERATIONAL.glyph if calm else _glyph(ill, shown)
    return f"{glyph} {', '.join(parts)}" if parts else ""


def _uptime(overview: Overview | None) -> Iterator[str]:
    """The percentage of the server that lost most: `90d 99.95`. Without its sign, which zsh and tmux read."""
    if overview is None:
        return
    from incident_cli.core.uptime import said

    known = [each.percent for each in overview.servers.values() if each.percent is not None]
    if known:
        yield f"{overview.length}d {said(min(known)).removesuffix(' %')}"


def _glyph(ill: Collection[ServerState], incidents: Collection[int]) -> str:
    if ill:
        return _worst(ill).glyph
    return State.MAJOR_OUTAGE.glyph if incidents else State.UNDER_MAINTENANCE.glyph


def _incidents(found: Sequence[Summary], ill: Sequence[ServerState], now: datetime) -> Iterator[str]:
    """The only one with its worst server; of several, how many, and the age of the oldest."""
    if not found:
        return
    incident = found[0].incident
    since = age(min(s.incident.began_at for s in found), now)
    held = [s for s in ill if incident.id in s.holders]
    if len(found) > 1:
        yield f"{len(found)} incidents {since}"
    elif held:
        yield f"#{incident.id} {_named(held)} {_worst(held).short} {since}"
    else:
        yield f"#{incident.id} {phrase.said_status(phase(incident, now), incident)} {since}"


def _servers(ill: Sequence[ServerState], now: datetime) -> Iterator[str]:
    """Servers that are not well, and no open incident says so: somebody set them by hand."""
    if ill:
        since = age(min(s.since or now for s in ill), now)
        yield f"{_named(ill)} {_worst(ill).short} {since}"


def _maintenance(
    found: Sequence[Summary], word: str, now: datetime, began: Callable[[Summary], datetime]
) -> Iterator[str]:
    if found:
        which = f"#{found[0].incident.id}" if len(found) == 1 else str(len(found))
        yield f"{which} {word} {age(min(map(began, found)), now)}"


def _worst(servers: Collection[ServerState]) -> State:
    return max((s.state for s in servers if s.state is not None), key=lambda state: state.rank)


def _named(servers: Sequence[ServerState]) -> str:
    """The first of the worst, and how many more there are: `http6`, `http6 +2`."""
    worst = _worst(servers)
    first = next(name(s.server.name) for s in servers if s.state is worst)
    return f"{first} +{len(servers) - 1}" if len(servers) > 1 else first


def name(stored: str) -> str:
    """The name of a server in characters that mean nothing to any shell, cut to `LONGEST`."""
    safe = "".join(char if char.isalnum() or char in "-._" else "_" for char in stored[: LONGEST + 1])
    return safe if len(safe) <= LONGEST else safe[: LONGEST - 1] + "…"


def age(since: datetime, now: datetime) -> str:
    """How long ago in one unit, rounded down: `now`, `5m`, `2h`, `3d`."""
    minutes = int(seconds(since, now) // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 24 * 60 else f"{minutes // (24 * 60)}d"
