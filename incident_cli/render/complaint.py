"""Standard error: the one line of an error, its hint, and warnings."""

import sys

from incident_cli.errors import IncidentError
from incident_cli.render.text import line

_LIMIT = 600
"""Cells: an error is one line that helps, also when it quotes what was typed."""


def error(failure: IncidentError) -> None:
    """`incident: what is wrong`, then `hint: what to type`, made safe."""
    _write(f"incident: {line(failure.message, _LIMIT)}\n")
    for hint in failure.hint.splitlines():
        _write(f"hint: {line(hint, _LIMIT)}\n")


def warn(text: str) -> None:
    """A warning: it changes no exit code."""
    _write(f"incident: warning: {line(text, _LIMIT)}\n")


def _write(text: str) -> None:
    """Standard error may be closed, or full: there is nobody left to tell."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return
