"""Questions to a person on a terminal. They go to standard error: standard output is data."""

import sys
from collections.abc import Sequence

from incident_cli.errors import Refused
from incident_cli.render.text import line


def pick(question: str, choices: Sequence[tuple[str, str]]) -> str:
    """The value of the choice whose number was typed. Raises Refused when nothing was chosen."""
    for number, (_, label) in enumerate(choices, start=1):
        _say(f"  {number}  {line(label)}\n")
    typed = _ask(f"{line(question)} [1-{len(choices)}] ")
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(choices):
        return choices[int(typed) - 1][0]
    raise Refused("nothing was chosen; nothing was saved")


def agreed(question: str) -> bool:
    """Whether the answer was yes; anything else, and no answer, is no."""
    return _ask(f"{line(question)} [y/N] ").casefold() in ("y", "yes")


def _ask(question: str) -> str:
    _say(question)
    return sys.stdin.readline().strip()


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
