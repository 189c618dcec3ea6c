"""What a command did to an action, in one line: the same words on a terminal and through a pipe.

`168.a3 added: "Replace the disk" · owner ann · due Fri 2014-02-14 (in 4 d) · #168 mail1 is down`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from incident_cli.core import actionwords, phrase
from incident_cli.core.actions import Acted
from incident_cli.render.look import Look
from incident_cli.render.text import line

_CELLS = 60
"""Of a text, a reason or a title."""


def acted_lines(acted: Sequence[Acted], look: Look) -> str:
    """A line for each; with `-q` its address alone."""
    return "\n".join(each.assigned.address if look.quiet else _line(each, look) for each in acted)


def _line(acted: Acted, look: Look) -> str:
    return " · ".join(filter(None, _parts(acted, look)))


def _parts(acted: Acted, look: Look) -> Iterator[str]:
    (incident, headline, action) = acted.assigned
    yield f'{acted.assigned.address} {acted.did}: "{line(action.text, _CELLS)}"'
    if not acted.saved:
        yield "nothing changed"
    elif action.done_at is not None:
        yield f"{phrase.clock(action.done_at, look.zone, look.now)} ({phrase.ago(action.done_at, look.now)})"
        yield line(action.why, _CELLS)
    else:
        yield from (line(fact, _CELLS) for fact in actionwords.facts(action, look.now, look.zone))
    yield f"#{incident} {line(headline, _CELLS)}"
    yield line(acted.note)
