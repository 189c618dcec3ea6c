"""The other incidents that a command names: related ones, and the one that this is a duplicate of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from incident_cli.core import words
from incident_cli.core.decide.relations import check_original
from incident_cli.core.model import Incident
from incident_cli.core.record import NamedTuple
from incident_cli.errors import NotFound
from incident_cli.store import View

NONE = "none"


class Others(NamedTuple):
    """The incidents to relate to. afresh: to nothing else than these."""

    numbers: tuple[int, ...] = ()
    afresh: bool = False


def others(typed: Sequence[str] | None) -> Others:
    """What was typed for --relates-to: numbers (`168,170` are two), and `none` for a fresh start. Raises Usage."""
    said = [word.strip() for several in typed or () for word in several.split(",")]
    numbers = [words.incident_id(word) for word in said if word.casefold() != NONE]
    return Others(tuple(dict.fromkeys(numbers)), len(numbers) < len(said))


def original(typed: str) -> int | None:
    """What was typed for --duplicate-of: a number, or None for `none`. Raises Usage."""
    return None if typed.strip().casefold() == NONE else words.incident_id(typed)


def check_known(view: View, numbers: Iterable[int]) -> None:
    """Raises NotFound for an incident that does not exist."""
    for number in numbers:
        _head(view, number)


def check_duplicate(view: View, number: int, of: int) -> None:
    """Raises NotFound for an incident that does not exist, Refused where it would become a duplicate of itself."""
    chain: list[int] = []
    following = _head(view, of).duplicate_of
    while following is not None and following not in chain:
        chain.append(following)
        head = view.head(following)  # undone, it leads no further
        following = head.duplicate_of if head else None
    check_original(number, of, chain)


def _head(view: View, number: int) -> Incident:
    head = view.head(number)
    if head is None:
        raise NotFound(f"there is no incident #{number}; nothing was saved", "incident list")
    return head
