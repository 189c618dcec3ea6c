"""Waiting for another program's lock: the whole transaction again, in short slices, with jitter."""

from __future__ import annotations

import time
from collections.abc import Callable

from incident_cli.errors import Busy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Answer = TypeVar("Answer")


class Locked(Exception):
    """The store is locked by another program just now; nothing was done."""


def until_free(wait: float, attempt: Callable[[], Answer]) -> Answer:
    """Try until the lock is free. Raises Busy after `wait` seconds.

    The pauses are random so that many waiting writers do not all knock at the same moment.
    """
    deadline = time.monotonic() + wait
    while True:
        try:
            return attempt()
        except Locked:
            if time.monotonic() >= deadline:
                raise Busy(
                    f"the database is busy: another program held its lock for {wait:g} s; nothing was saved",
                    "repeat the command; it is safe",
                ) from None
            time.sleep(_jitter())


def _jitter() -> float:
    """Between 5 and 45 ms."""
    import os

    return 0.005 + os.urandom(1)[0] / 6400
