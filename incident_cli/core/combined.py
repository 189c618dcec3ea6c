"""The combined state of a server: one sweep over everything that was ever claimed of it. Pure.

At any instant it is the worst claim of the incidents then open; without one, what was last set by hand and still
holds (`server set`, left behind at a closing), else up. Each claim is looked at when it begins and when it ends, so
that a long history costs its length, and a claim is a plain tuple, since there may be hundreds of thousands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from heapq import heappop, heappush

from incident_cli.core.model import State

Held = tuple[datetime, datetime | None, State, bool]
"""A claim: since, until (None: still), the state, and whether it stands apart from an open incident."""

_STATES = tuple(State)
_RANKS = {state: state.rank for state in State}
_FOREVER = datetime.max


def sweep(claims: Iterable[Held]) -> list[tuple[datetime, State]]:
    """From when on a server was in which state, in order; neighbours differ. Nothing before the first claim.

    `claims` come in the order of their making: of those set by hand in one instant the last counts.
    """
    tally = _Tally()
    for since, until, state, standing in sorted(claims, key=_since):
        tally.upto(since)
        tally.take(until, state, standing)
        tally.tell(since)
    tally.upto(_FOREVER)
    return tally.found


def _since(claim: Held) -> datetime:
    return claim[0]


class _Tally:
    """What holds at the instant that the sweep has come to, and what it has told so far."""

    def __init__(self) -> None:
        self.found: list[tuple[datetime, State]] = []
        self.open = [0] * len(_STATES)
        """How many open incidents claim each state, by rank."""
        self.ends: list[tuple[datetime, int]] = []
        """A heap of the ends to come, with the rank that ends then; -1: of one that stands apart."""
        self.standing: list[tuple[datetime | None, State]] = []
        """In the order of their beginning: the last that still holds counts."""

    def take(self, until: datetime | None, state: State, standing: bool) -> None:
        """A claim begins."""
        rank = -1 if standing else _RANKS[state]
        if standing:
            self.standing.append((until, state))
        else:
            self.open[rank] += 1
        if until is not None:
            heappush(self.ends, (until, rank))

    def upto(self, at: datetime) -> None:
        """Everything ends that ends before an instant, or in it."""
        ends = self.ends
        while ends and (at is _FOREVER or ends[0][0] <= at):
            until, rank = heappop(ends)
            if rank >= 0:
                self.open[rank] -= 1
            if not ends or ends[0][0] != until:
                self.tell(until)

    def tell(self, at: datetime) -> None:
        """Note the state from an instant on, where it is another one."""
        found, state = self.found, self._state(at)
        if found and found[-1][0] == at:
            found.pop()
        if not found or found[-1][1] is not state:
            found.append((at, state))

    def _state(self, at: datetime) -> State:
        for rank in (4, 3, 2, 1, 0):
            if self.open[rank]:
                return _STATES[rank]
        standing = self.standing
        while standing and standing[-1][0] is not None and standing[-1][0] <= at:
            standing.pop()
        return standing[-1][1] if standing else State.OPERATIONAL
