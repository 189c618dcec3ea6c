"""A bar on standard error for what takes long: only on a terminal, and only after a moment."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds before the bar is drawn: most imports are over by then, and rich is never imported."""
OFTEN = 200
"""Steps between two looks at the clock."""


@contextmanager
def progress(what: str, total: int, *, quiet: bool = False) -> Iterator[Callable[[], None]]:
    """A function that is called for each of `total` steps."""
    bar = _Bar(what, total) if not quiet and _watched() else None
    try:
        yield bar.step if bar else lambda: None
    finally:
        if bar:
            bar.close()


def _watched() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        return False


class _Bar:
    def __init__(self, what: str, total: int) -> None:
        self.what, self.total = what, total
        self.done = 0
        self.began = time.monotonic()
        self.close: Callable[[], None] = lambda: None
        self.draw: Callable[[int], None] | None = None

    def step(self) -> None:
        self.done += 1
        if self.done % OFTEN:
            return
        if self.draw is not None:
            self.draw(self.done)
        elif time.monotonic() - self.began > PATIENCE:
            self._begin()

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        bar = Progress(console=Console(stderr=True, markup=False, emoji=False, highlight=False), transient=True)
        task = bar.add_task(self.what, total=self.total)
        bar.start()
        self.draw = lambda done: bar.update(task, completed=done)
        self.close = bar.stop
