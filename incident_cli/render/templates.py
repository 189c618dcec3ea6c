"""The screen of `template list`: names and titles."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from incident_cli.core.template import Template
from incident_cli.render.paper import DIM, STRONG, Paper, padded, safe
from incident_cli.render.text import cells

_NAME_ROOM = 24


def templates(paper: Paper, folder: str, found: Sequence[Template]) -> None:
    """Print the templates, one a line; where there are none, where to put them."""
    if not found:
        paper.put(Text("no templates", end=""))
        paper.put(safe(f"to have one, write it: {folder}/NAME.md", DIM))
        return
    names = [safe(template.name, STRONG, _NAME_ROOM) for template in found]
    width = max(cells(name.plain) for name in names) + 2
    for name, template in zip(names, found, strict=True):
        paper.put(safe(about(template), limit=max(paper.width - width, _NAME_ROOM)), 0, padded(name, width))


def about(template: Template) -> str:
    """The title of a template, unfilled; without one the first line of its text."""
    return template.title or template.text.lstrip().partition("\n")[0]
