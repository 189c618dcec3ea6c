"""The words of a page: the rows of its header, its state, its id, and what stands between two pages."""

from __future__ import annotations

import re

from incident_cli.core.model import Kind, Status
from incident_cli.core.record import NamedTuple

SEPARATOR = "=" * 72
"""The line between two pages in one file, with a blank line before and behind it."""

_KEYS = {
    "title": "title",
    "id": "id",
    "state": "state",
    "status": "state",
    "beginning date": "begin",
    "begin date": "begin",
    "start date": "begin",
    "end date": "end",
    "affected servers": "servers",
    "affected server": "servers",
}
_ROW = rf"({'|'.join(_KEYS)})(?: ?:)?(?:[ \t]+|$)"
_BULLET = r"([ \t]*[•*·◦–-][ \t]*)(\S.*)"
_OPEN = {
    "investigating": Status.INVESTIGATING,
    "identified": Status.IDENTIFIED,
    "monitoring": Status.MONITORING,
    **dict.fromkeys(("open", "ongoing", "in progress", "started", "active"), Status.INVESTIGATING),
}
_DONE = ("completed", "complete", "resolved", "closed", "done", "fixed", "finished", "ended")
_WORK = {
    **dict.fromkeys(("scheduled", "planned", "upcoming", "open"), Status.SCHEDULED),
    **dict.fromkeys(("in progress", "ongoing", "started", "active"), Status.IN_PROGRESS),
    "verifying": Status.VERIFYING,
    **dict.fromkeys(("cancelled", "canceled"), Status.CANCELLED),
}


class Row(NamedTuple):
    """A row of the header: which field, what stands before its value, the value, and the spaces behind it.

    field: empty for a line that says nothing to us; then `before` is the whole line.
    """

    field: str
    before: str
    value: str = ""
    behind: str = ""


class Name(NamedTuple):
    """What an ID says: `Operation #168`. number: None where it has none that a record could have."""

    label: str
    number: int | None
    kind: Kind


def row(line: str) -> Row:
    """A line of the header, understood."""
    match = re.match(_ROW, line, re.IGNORECASE)
    if match is None:
        return Row("", line)
    rest = line[match.end() :]
    value = rest.rstrip()
    return Row(_KEYS[match[1].lower()], match[0], value, rest[len(value) :])


def bullet(line: str) -> tuple[str, str] | None:
    """The sign before an item of a list, and the item; None for any other line."""
    match = re.fullmatch(_BULLET, line)
    return (match[1], match[2].rstrip()) if match else None


def name(words: str) -> Name:
    """The noun and the number of an ID. The noun Incident, and Maintenance, is no label: it is the kind."""
    match = re.fullmatch(r"(?:(?P<noun>.*\S)[ \t]+)?#?(?P<number>[0-9]{1,15})", words) if len(words) <= 200 else None
    noun = (match["noun"] or "") if match else ""
    number = int(match["number"]) if match else None
    folded = noun.casefold()
    kind = Kind.MAINTENANCE if folded == "maintenance" else Kind.INCIDENT
    return Name("" if folded in (*Kind, "") else noun, number or None, kind)


def status(word: str, kind: Kind, *, ended: bool) -> tuple[Status, bool]:
    """The status that a State means, and whether the word is known. ended: the page names an end."""
    folded = " ".join(word.casefold().replace("_", " ").split())
    final = Status.RESOLVED if kind is Kind.INCIDENT else Status.COMPLETED
    known = _OPEN if kind is Kind.INCIDENT else _WORK
    if folded in _DONE:
        return final, True
    if folded in known:
        return known[folded], True
    return (final if ended else Status.INVESTIGATING if kind is Kind.INCIDENT else Status.SCHEDULED), False


def state(status: Status) -> str:
    """What a page says for a status: `completed` for a resolved incident."""
    return "completed" if status is Status.RESOLVED else status.value.replace("_", " ")
