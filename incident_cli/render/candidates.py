"""Words for a shell to offer, one a line: the word, a tab, what is said about it."""

from __future__ import annotations

import sys

from incident_cli.core.visible import visible
from incident_cli.render.text import line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 60
"""Cells of a description."""


def write(words: Iterable[tuple[str, str]]) -> None:
    """Write the words that can be typed as they are. What a terminal must not get is not offered in a word, which
    would name something else without it, and is shown as an escape in a description."""
    safe = [f"{word}\t{line(about, WIDTH)}\n" for word, about in words if word == visible(word)]
    sys.stdout.write("".join(safe))
