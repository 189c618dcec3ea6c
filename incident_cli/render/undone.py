"""What an undo or a redo did, in one line: the same words on a terminal and through a pipe.

`undone: 168.3 "Down again." (14 m ago) · #168 http6 is down · http6 down → up · to take that back: …`
"""

from __future__ import annotations

from incident_cli.core.undone import Undone, parts
from incident_cli.render.look import Look
from incident_cli.render.text import line


def undone_lines(undone: Undone, look: Look) -> str:
    """The echo, with its line end; with `-q` the ids, a line each, and nothing where there are none."""
    said = undone.ids if look.quiet else [" · ".join(filter(None, parts(undone, look.now)))]
    return "".join(f"{line(each)}\n" for each in said)
