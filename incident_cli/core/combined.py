"""The combined state of a server: one sweep over everything that was ever claimed of it. Pure.

At any instant it is the worst claim of the incidents then open; without one, what was last set by hand and still
holds (`server set`, left behind at a closing), else up. Each claim is looked at when it begins and when it ends, so
that a long history costs its length. There may be hundreds of thousands, so a claim is a plain tuple, and its instants
are only compared: they may as well be texts (`instant.text`), which nobody has to read then.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import itemgetter

from incident_cli.core.model import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, TypeVar

    At = TypeVar("At", datetime, str)

    Held = tuple[str, At, At | None, int]
    """A claim without its server: the state, since, until (None: still), whether it stands apart from an incident."""
    Span = tuple[At, At, State]
    """A time in which a server was in one combined state: since, until, and the state."""

UP = State.OPERATIONAL
_STATES = tuple(State)
_RANKS: dict[str, int] = {state: state.rank for state in State}
_APART = len(_STATES)
"""In place of a rank: it stands apart."""
_AT, _SINCE = itemgetter(0), itemgetter(1)


def sweep(claims: Iterable[Held[At]]) -> list[tuple[At, State]]:
    """From when on a server was in which state, in order; neighbours differ. Nothing before the first claim.

    `claims` come in the order of their making: of those set by hand in one instant the last counts.
    """
    begins = sorted(claims, key=_SINCE)
    ends = [(until, _APART if apart else _RANKS[state]) for state, _, until, apart in begins if until is not None]
    ends.sort(key=_AT)
    tally = _Tally()
    open_, over, count = tally.open, 0, len(ends)
    for state, since, until, apart in begins:
        while over < count and ends[over][0] <= since:
            at, rank = ends[over]
            over += 1
            open_[rank] -= 1
            if rank >= tally.worst:
                tally.over(at)
        rank = _RANKS[state]
        if apart:
            tally.stand(since, until, _STATES[rank])
            continue
        open_[rank] += 1
        if rank > tally.worst:
            tally.worst = rank
            tally.tell(since, _STATES[rank])
    for at, rank in ends[over:]:
        open_[rank] -= 1
        tally.over(at)
    return tally.found


class _Tally:
    """What holds at the instant that the sweep has come to, and what it has told so far."""

    def __init__(self) -> None:
        self.found: list[tuple[Any, State]] = []
        self.open = [0] * (_APART + 1)
        """How many open incidents claim each state, by rank."""
        self.worst = -1
        """The highest rank that one claims; -1: none does."""
        self.standing: list[tuple[Any, State]] = []
        """In the order of their beginning: the last that still holds counts."""

    def stand(self, at: Any, until: Any, state: State) -> None:
        """Something was set by hand."""
        self.open[_APART] += 1
        self.standing.append((until, state))
        self.over(at)

    def over(self, at: Any) -> None:
        """Find the worst that is claimed from an instant on."""
        while self.worst >= 0 and not self.open[self.worst]:
            self.worst -= 1
        self.tell(at, _STATES[self.worst] if self.worst >= 0 else self.base(at))

    def base(self, at: Any) -> State:
        """What holds where no open incident claims anything."""
        standing = self.standing
        while standing and (until := standing[-1][0]) is not None and until <= at:
            standing.pop()
        return standing[-1][1] if standing else UP

    def tell(self, at: Any, state: State) -> None:
        """Note the state from an instant on, where it is another one."""
        found = self.found
        if found and found[-1][0] == at:
            found.pop()
        if not found or found[-1][1] is not state:
            found.append((at, state))


def spans(held: Iterable[Held[At]], known: At, since: At, until: At) -> list[Span[At]]:
    """The combined states of a server in [since, until): they follow each other without a gap, and neighbours differ.

    known: its first record; nothing is told of the time before. held: claims, of which those may be missing that say
    `up` where nothing else was set by hand.
    """
    start = max(since, known)
    turns: list[tuple[At, State]] = sweep(held)
    if start >= until:
        return []
    if not turns or turns[0][0] > known:
        turns[: bool(turns) and turns[0][1] is UP] = [(known, UP)]
    turns = turns[bisect_right(turns, start, key=_AT) - 1 : bisect_left(turns, until, key=_AT)]
    turns[0] = (start, turns[0][1])
    ends: list[At] = [at for at, _ in turns[1:]]
    ends.append(until)
    return [(at, end, state) for (at, state), end in zip(turns, ends, strict=True)]
