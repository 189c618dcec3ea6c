"""Much of something, a group at a time: a statement takes many rows, but not any number of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Each = TypeVar("Each")


def groups(found: Sequence[Each], size: int) -> Iterator[Sequence[Each]]:
    """So many at once, in order."""
    return (found[start : start + size] for start in range(0, len(found), size))
