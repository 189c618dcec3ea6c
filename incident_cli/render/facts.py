"""The screen of `db`: named values, a line each."""

from collections.abc import Sequence

from rich.text import Text

from incident_cli.core.views import Fact
from incident_cli.render.paper import DIM, Paper, body, joined, padded, safe
from incident_cli.render.text import cells

_NAME_ROOM = 24


def facts(paper: Paper, about: str, facts: Sequence[Fact]) -> None:
    """Print names and values in two columns, and after a setting where it came from."""
    if not facts:
        paper.put(safe(f"{about}: nothing to tell", DIM))
        return
    names = [safe(fact.name, DIM, _NAME_ROOM) for fact in facts]
    width = max(cells(name.plain) for name in names) + 2
    for name, fact in zip(names, facts, strict=True):
        values = fact.value if isinstance(fact.value, list) else [str(fact.value)]
        source = safe(f"({fact.source})", DIM) if fact.source else Text()
        lead = padded(name, width)
        for value in values or [""]:
            paper.put(joined([body(value), source], "  "), 0, lead)
            lead = Text(" " * width, end="")
