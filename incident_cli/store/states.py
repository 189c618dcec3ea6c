"""Questions about the states of servers, asked of the claims: what held in some time, since when it holds.

A history may have hundreds of thousands of claims: what is asked for is found by index, and where masses answer they
are plain tuples. Every row is checked by its seal, as ever. SQL that both engines understand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import itemgetter

from incident_cli.core import instant
from incident_cli.core.combined import spans
from incident_cli.core.model import Claim
from incident_cli.core.views import server_stretches
from incident_cli.store.rows import SEALED, sound, to_claim, unsealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.combined import Held, Span
    from incident_cli.store.view import View

    Row = Sequence[Any]
    Made = tuple[int | None, Claim, int]
    """A claim of an incident (None: set by hand), and the row of the log that set it by hand."""

_CLAIM = ", ".join(f"claim.{name}" for name in (*SEALED["claim"], "seal"))
_SERVER, _INCIDENT, _LOG, _HELD = 0, 5, 6, slice(1, 5)
_AT_ONCE = 200
"""Servers that one statement asks about: SQLite joins at most 500 selects."""
_FEW, _MORE = 4, 8
"""Claims of a server that are looked at first to find since when it is in its state; so many times more each time."""


def combined(
    view: View, since: datetime, until: datetime, servers: Sequence[int]
) -> Iterator[tuple[int, list[Span[datetime]]]]:
    """See `View.combined`. Instants stay texts until the spans are found, of which there are fewer than claims."""
    start, end = instant.text(since), instant.text(until)
    known, loud = _known(view, start, servers), _loud(view, servers)
    for server in servers:
        if server in known:
            held = _held(view, start, end, server, server in loud)
            yield server, _read(spans(held, known[server], start, end))
        else:
            yield server, []


def _read(found: list[Span[str]]) -> list[Span[datetime]]:
    """Spans, which follow each other, with their instants. Seals have vouched for the texts: `instant.parse` would take
    20 times as long."""
    ats = list(map(datetime.fromisoformat, [since for since, _, _ in found]))
    ats += [datetime.fromisoformat(until) for _, until, _ in found[-1:]]
    return [(since, until, state) for since, until, (_, _, state) in zip(ats, ats[1:], found, strict=False)]


def _loud(view: View, servers: Sequence[int]) -> set[int]:
    """The servers of which something was ever set by hand."""
    sql = f"SELECT DISTINCT server FROM claim WHERE standing = 1 AND server IN ({_in(servers) or 'NULL'})"
    return {row[0] for row in view.execute(sql, {})}


def _held(view: View, since: str, until: str, server: int, loud: bool) -> list[Held[str]]:
    """What was claimed of a server at any time in [since, until), in the order of its making.

    Claims of incidents that it is up are left out where nothing else was ever set of it by hand (`loud`): without them
    it is up just the same.
    """
    telling = "1 = 1" if loud else "claim.state <> 'operational'"
    parts = [
        f"SELECT {_CLAIM} FROM claim"
        f" WHERE claim.server = :server AND claim.until {end} AND claim.since < :until AND {telling}"
        for end in ("IS NULL", "> :since")  # apart, so that each has its index
    ]
    asked = {"server": server, "since": since, "until": until}
    rows: list[Any] = list(sound("claim", view.execute(" UNION ALL ".join(parts), asked)))
    if loud:
        rows.sort(key=_made)
    return [row[_HELD] for row in rows]


_made = itemgetter(_LOG, _INCIDENT)
"""The order in which claims that stand apart were made: of those of one instant the last counts."""


def _known(view: View, since: str, servers: Sequence[int]) -> dict[int, str]:
    """The first record of each server, or `since` where it is older; those of which there is none are left out."""
    found: dict[int, str] = {}
    if not servers:
        return found
    before = f"SELECT DISTINCT server FROM claim WHERE server IN ({_in(servers)}) AND until <= :since"
    for (server,) in view.execute(before, {"since": since}):
        found[server] = since
    young = [server for server in servers if server not in found]
    first = f"SELECT server, min(since) FROM claim WHERE server IN ({_in(young)}) GROUP BY server"
    for server, at in view.execute(first, {}) if young else ():
        found[server] = max(since, at)
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
