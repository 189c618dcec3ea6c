"""EDGE, people and pipes: what a command answers, on a screen, through a pipe or as JSON.

Three modules write the same values (`core/views.py`): `screen` (rich), `plain` (tab-separated) and
`json`. Each has an `Output` class; `choose` imports the one that is needed and no other.
"""

from __future__ import annotations

from incident_cli.render.look import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.render.output import Output


def choose(look: Look, *, json: bool) -> Output:
    """The way to answer: JSON when asked for, a screen on a terminal, else tab-separated."""
    if json:
        from incident_cli.render.json import Json

        return Json(look)
    if look.width:
        from incident_cli.render.screen import Screen

        return Screen(look)
    from incident_cli.render.plain import Plain

    return Plain(look)
