"""Standard error: the one line of an error, its hint, and warnings."""

import os
import sys
from collections.abc import Iterable

from incident_cli.errors import IncidentError
from incident_cli.render.text import line

_HEAD, _TAIL = 400, 200
"""Of a line that is longer, the middle is left out: what was typed may be long, and what is wrong stands around it."""


def error(failure: IncidentError) -> None:
    """`incident: what is wrong`, then `hint: what to type`, made safe.

    A hint is one line: a line break in it is a part of what it quotes.
    """
    _write(f"incident: {_short(failure.message)}\n")
    for hint in failure.hints:
        _write(f"hint: {_short(hint)}\n")


def warn(text: str) -> None:
    """A warning: it changes no exit code."""
    _write(f"incident: warning: {_short(text)}\n")


def spill(texts: Iterable[str]) -> None:
    """Texts that could be kept nowhere else, a line each, whole and made safe."""
    for text in texts:
        _write(f"{line(text)}\n")


def remark(text: str) -> None:
    """A line that is neither, already made safe."""
    _write(f"{text}\n")


def _short(text: str) -> str:
    safe, head = line(text), line(text, _HEAD)
    return safe if len(safe) <= _HEAD + _TAIL or head == safe else f"{head} {safe[-_TAIL:]}"


def _write(text: str) -> None:
    """Standard error may be closed, or full: there is nobody left to tell, and no exit code to change."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _forget()
    except (ValueError, AttributeError):
        return


def _forget() -> None:
    """Let what is still in the buffer go nowhere: Python would try again at the end, and exit with 120."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
