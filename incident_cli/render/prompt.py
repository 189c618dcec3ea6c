"""Questions to a person on a terminal. They go to standard error: standard output is data.

Where standard error is no terminal (`2> log`), nobody would see a question there: it goes to standard
output, which is one whenever questions are asked.
"""

import sys
from collections.abc import Sequence

from incident_cli.errors import Refused
from incident_cli.render.text import line

_LIMIT = 200
"""Cells of a question: a title or a name in it may have 20,000 characters."""


def pick(question: str, choices: Sequence[tuple[str, str]]) -> str:
    """The value of the choice whose number was typed. Raises Refused when nothing was chosen."""
    for number, (_, label) in enumerate(choices, start=1):
        _say(f"  {number}  {line(label, _LIMIT)}\n")
    typed = _ask(f"{line(question, _LIMIT)} [1-{len(choices)}] ")
    for number, (value, _) in enumerate(choices, start=1):
        if typed == str(number):
            return value
    raise Refused("nothing was chosen; nothing was saved")


def agreed(question: str) -> bool:
    """Whether the answer was yes; anything else, and no answer, is no."""
    return _ask(f"{line(question, _LIMIT)} [y/N] ").casefold() in ("y", "yes")


def _ask(question: str) -> str:
    _say(question)
    # As bytes: what is typed need not be text in the encoding of the locale.
    return sys.stdin.buffer.readline().decode(errors="replace").strip()


def _say(text: str) -> None:
    seen = sys.stderr if sys.stderr is not None and sys.stderr.isatty() else sys.stdout
    seen.write(text)
    seen.flush()
