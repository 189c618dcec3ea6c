"""Standard error: the one line of an error, its hint, and warnings."""

import os
import sys

from incident_cli.errors import IncidentError
from incident_cli.render.text import line

_LIMIT = 600
"""Cells: an error is one line that helps, also when it quotes what was typed."""


def error(failure: IncidentError) -> None:
    """`incident: what is wrong`, then `hint: what to type`, made safe.

    A hint is one line, and a line break in it a part of what it quotes; several of them are in `hints`.
    """
    _write(f"incident: {line(failure.message, _LIMIT)}\n")
    for hint in filter(None, getattr(failure, "hints", (failure.hint,))):
        _write(f"hint: {line(hint, _LIMIT)}\n")


def warn(text: str) -> None:
    """A warning: it changes no exit code."""
    _write(f"incident: warning: {line(text, _LIMIT)}\n")


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
