"""Questions about the states of servers, asked of the claims: what held in some time, since when it holds.

A history may have hundreds of thousands of claims: what is asked for is found by index, and where masses answer they
are plain tuples. Every row is checked by its seal, as ever. SQL that both engines understand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from incident_cli.core import instant
from incident_cli.core.combined import Held
from incident_cli.core.model import Claim, State
from incident_cli.core.views import server_stretches
from incident_cli.store.rows import SEALED, to_claim, unsealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.store.view import View

    Row = Sequence[Any]
    Made = tuple[int | None, Claim, int]
    """A claim of an incident (None: set by hand), and the row of the log that set it by hand."""

_CLAIM = ", ".join(f"claim.{name}" for name in (*SEALED["claim"], "seal"))
_SERVER, _STATE, _SINCE, _UNTIL, _STANDING, _INCIDENT, _LOG = range(7)
_STATES = {state.value: state for state in State}
_AT_ONCE = 200
"""Servers that one statement asks about: SQLite joins at most 500 selects."""
_FEW, _MORE = 4, 8
"""Claims of a server that are looked at first to find since when it is in its state; so many times more each time."""


def held(view: View, since: datetime, until: datetime, servers: Sequence[int]) -> dict[int, list[Held]]:
    """What was claimed of servers at any time in [since, until), by server and in the order of its making.

    Claims of incidents that a server is up are left out where nothing else was ever set of it by hand: without them
    it is up just the same.
    """
    if not servers:
        return {}
    ids = _in(servers)
    by_hand = f"SELECT DISTINCT server FROM claim WHERE standing = 1 AND server IN ({ids})"
    loud = _in(row[0] for row in view.execute(by_hand, {})) or "0"
    telling = f"(claim.state <> 'operational' OR claim.standing = 1 OR claim.server IN ({loud}))"
    found: list[Row] = []
    for end in ("IS NULL", "> :since"):  # apart, so that each has its index
        sql = f"SELECT {_CLAIM} FROM claim WHERE claim.server IN ({ids}) AND claim.until {end} AND claim.since < :until"
        found += view.execute(f"{sql} AND {telling}", {"since": instant.text(since), "until": instant.text(until)})
    return _by_server(unsealed("claim", found))


def _by_server(found: Iterable[Row]) -> dict[int, list[Held]]:
    by_server: dict[int, list[Row]] = {}
    for row in found:
        by_server.setdefault(row[_SERVER], []).append(row)
    read = datetime.fromisoformat  # five times as fast as `instant.parse`, and the seal has vouched for the text
    return {
        server: [
            (read(row[_SINCE]), read(row[_UNTIL]) if row[_UNTIL] else None, _STATES[row[_STATE]], bool(row[_STANDING]))
            for row in sorted(rows, key=_made)
        ]
        for server, rows in by_server.items()
    }


def _made(row: Row) -> tuple[str, int]:
    """As `View.claims` has them: by their beginnings, and those set by hand in one instant by the log."""
    return row[_SINCE], row[_LOG]


def known(view: View, since: datetime, servers: Sequence[int]) -> dict[int, datetime]:
    """The first record of each server, or `since` where it is older; those of which there is none are left out."""
    found: dict[int, datetime] = {}
    if not servers:
        return found
    before = f"SELECT DISTINCT server FROM claim WHERE server IN ({_in(servers)}) AND until <= :since"
    for (server,) in view.execute(before, {"since": instant.text(since)}):
        found[server] = since
    young = [server for server in servers if server not in found]
    first = f"SELECT server, min(since) FROM claim WHERE server IN ({_in(young)}) GROUP BY server"
    for server, at in view.execute(first, {}) if young else ():
        found[server] = max(since, instant.parse(at))
    return found


def lately(view: View, at: datetime, servers: Sequence[int]) -> list[tuple[int | None, Claim]]:
    """Claims that tell since when each server has been in the state that it is in at an instant.

    Those that hold then, and of those that ended before it the latest: more and more of them, until its state is seen
    to change, or its history is over. So a long history costs nothing.
    """
    holding = _made_by_server(view.held_at(at, servers))
    told: dict[int, list[tuple[int | None, Claim]]] = {}
    wanted = list(dict.fromkeys(servers))
    left, count = wanted, _FEW
    while left:
        over = _latest(view, at, left, count)
        for server in left:
            claims = sorted([*holding.get(server, []), *over.get(server, [])], key=_in_order)
            last = list(server_stretches([(incident, claim) for incident, claim, _ in claims], at))[-1:]
            ends = [claim.until for _, claim, _ in over.get(server, []) if claim.until]
            if len(ends) < count or last[0].since > min(ends):
                told[server] = [(incident, claim) for incident, claim, _ in claims]
        left = [server for server in left if server not in told]
        count *= _MORE
    return [pair for server in wanted for pair in told[server]]


def _in_order(made: Made) -> tuple[datetime, int]:
    return made[1].since, made[2]


def _latest(view: View, at: datetime, servers: Sequence[int], count: int) -> dict[int, list[Made]]:
    """The claims of each server that ended last before an instant, or in it: at the most so many of each."""
    found: list[Row] = []
    for start in range(0, len(servers), _AT_ONCE):
        parts = [
            f"SELECT * FROM (SELECT {_CLAIM} FROM claim WHERE claim.server = {int(server)} AND claim.until <= :at"
            f" ORDER BY claim.until DESC LIMIT {count}) AS claim"
            for server in servers[start : start + _AT_ONCE]
        ]
        found += view.execute(" UNION ALL ".join(parts), {"at": instant.text(at)})
    return _made_by_server(unsealed("claim", found))


def _made_by_server(found: Iterable[Row]) -> dict[int, list[Made]]:
    by_server: dict[int, list[Made]] = {}
    for row in found:
        by_server.setdefault(row[_SERVER], []).append((row[_INCIDENT], to_claim(row), row[_LOG]))
    return by_server


def _in(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers)
