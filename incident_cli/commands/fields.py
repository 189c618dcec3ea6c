"""The fields of an incident as a whole: the word that is typed for each, its noun, how it is understood.

One table for `open`, which sets them first, and `edit`, which changes them and takes them back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CLEARED = "none"


class Field(NamedTuple):
    """A field of the record. clear: the word that takes it back; empty for one that must have a value."""

    name: str
    noun: str
    understand: Callable[[App, Any], Any]
    clear: str = CLEARED


def tags(typed: Sequence[str]) -> tuple[str, ...]:
    """Tags as typed, `a,b` being two; each once."""
    return tuple(dict.fromkeys(words.one_line(tag, "a tag") for several in typed for tag in several.split(",")))


def _planned(app: App, typed: str) -> Any:
    return app.time(typed, ahead=True)


def _zone(typed: str) -> str:
    from incident_cli.core import zones

    return str(zones.zone(typed))


FIELDS: Mapping[str, Field] = {
    "began": Field("began_at", "beginning", App.time, clear=""),
    "ended": Field("ended_at", "end", App.time, clear=""),
    "planned_from": Field("planned_from", "planned beginning", _planned, clear=""),
    "planned_until": Field("planned_until", "planned end", _planned, clear=""),
    "impact_start": Field("impact_began_at", "impact start", App.time),
    "detected": Field("detected_at", "detection", App.time),
    "acknowledged": Field("acknowledged_at", "acknowledgement", App.time),
    "impact": Field("impact", "impact", lambda _, typed: words.impact(typed), clear="auto"),
    "severity": Field("severity", "severity", lambda _, typed: words.severity(typed)),
    "zone": Field("zone", "zone", lambda _, typed: _zone(typed)),
    "label": Field("label", "label", lambda _, typed: words.one_line(typed, "the label")),
    "residual": Field("residual", "residual risk", lambda _, typed: words.one_line(typed, "the residual risk")),
    "tag": Field("tags", "tags", lambda _, typed: tags(typed)),
    "link": Field("links", "links", lambda _, typed: words.links(typed)),
}
NOUNS = {field.name: field.noun for field in FIELDS.values()} | {"title": "title"}
NOUNS |= {"relate": "relations", "unrelate": "relations"}


def understood(app: App, typed: Mapping[str, Any], *, clearing: bool = False) -> dict[str, Any]:
    """The fields that were typed (word -> text, None where nothing was), by their names in the record.

    clearing: the word that takes a field back is understood, as None. Raises Usage.
    """
    found: dict[str, Any] = {}
    for word, value in typed.items():
        if value is not None:
            field = FIELDS[word]
            back = clearing and _takes_back(field, value)
            found[field.name] = None if back else field.understand(app, value)
    return found


def _takes_back(field: Field, value: str | Sequence[str]) -> bool:
    said = value if isinstance(value, str) else ",".join(value)
    if said.casefold() not in ("", field.clear or CLEARED):
        return False
    if not field.clear:
        raise Usage(f"the {field.noun} cannot be taken away; give another time")
    return True
