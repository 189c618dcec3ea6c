"""What a word completes: one table from the metavars of `cli/options.py` to kinds, and the words of the kinds
that never change.

A metavar of small letters names its choices itself: `mdy|dmy`. One of several words tells them in order:
`ID TEXT` is a number, then a text.
"""

from __future__ import annotations

from incident_cli.core.model import EntryKind, Impact, Severity, State, Status
from incident_cli.core.query import SORTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MEANING = {
    "ID": "ids",
    "ID.N": "entries",
    "ID.aN": "actions",
    "SERVER": "servers",
    "TEMPLATE": "templates",
    "NAME=STATE": "assignments",
    "TAG": "tags",
    "ZONE": "zones",
    "STATUS": "statuses",
    "STATE": "states",
    "IMPACT": "impacts",
    "SEVERITY": "severities",
    "KIND": "entry_kinds",
    "FIELD": "sorts",
    "TIME": "times",
    "WHEN": "plans",
    "DAY": "days",
    "PRIORITY": "priorities",
    "DURATION": "durations",
    "FILE": "files",
    "FROM": "files",
    "TO": "files",
    "DIR": "folders",
    "COMMAND": "programs",
}
"""The kinds of the metavars."""

FREE = frozenset({"TEXT", "TITLE", "URL", "KEY", "NOUN", "NAME", "WHY", "STRING", "N"})
"""Metavars of what only the person knows: nothing is completed."""

ASKED = ("ids", "open", "closed", "addresses", "entries", "actions", "over", "servers", "tags", "zones", "templates")
"""Kinds that `incident __complete` answers."""

_NUMBERS = {"update": "open", "close": "open", "run": "open", "reopen": "closed"}
"""Which numbers a command is for; the others take any: the open ones first, then those closed lately."""

_ACTIONS = {"action reopen": "over"}
"""Which actions a command is for; the others take those that are to be done."""

_ONCE = ("ID", "ID.N", "COMMAND")
"""Metavars that are not repeated, though their argument takes more words."""

STATIC: dict[str, tuple[tuple[str, str], ...]] = {
    "states": tuple((state.short, state.value.replace("_", " ")) for state in reversed(tuple(State))),
    "statuses": (
        (Status.INVESTIGATING.value, "the cause is not known"),
        (Status.IDENTIFIED.value, "the cause is known"),
        (Status.MONITORING.value, "it works, and is watched"),
        (Status.RESOLVED.value, "it is over"),
        (Status.SCHEDULED.value, "maintenance: planned"),
        (Status.IN_PROGRESS.value, "maintenance: going on"),
        (Status.VERIFYING.value, "maintenance: being checked"),
        (Status.COMPLETED.value, "maintenance: done"),
        (Status.CANCELLED.value, "maintenance: called off"),
    ),
    "impacts": tuple((impact.value, "") for impact in Impact),
    "severities": tuple((severity.value, "") for severity in Severity),
    "entry_kinds": tuple((kind.value, "") for kind in EntryKind),
    "sorts": tuple((sort, "") for sort in SORTS),
    "times": (
        ("now", "this moment"),
        ("-5m", "5 minutes ago"),
        ("-15m", "15 minutes ago"),
        ("-30m", "half an hour ago"),
        ("-1h", "an hour ago"),
        ("-1d", "a day ago"),
        ("-7d", "a week ago"),
        ("yesterday", "at midnight"),
    ),
    "plans": (
        ("now", "this moment"),
        ("+1h", "in an hour"),
        ("+2h", "in two hours"),
        ("tomorrow 06:00", ""),
        ("tomorrow 22:00", ""),
    ),
    "days": (
        ("today", ""),
        ("tomorrow", ""),
        ("friday", ""),
        ("+1w", "in a week"),
        ("+2w", "in two weeks"),
        ("+30d", "in 30 days"),
    ),
    "priorities": tuple((f"P{number}", about) for number, about in enumerate(("now", "next", "later", "some day"), 1)),
    "durations": (("30m", ""), ("1h", ""), ("2h", ""), ("4h", ""), ("8h", ""), ("1d", "")),
}
"""The words of a kind, each with what it means where that helps."""


def of(metavar: str, command: str, place: int = 0, *, repeats: bool = False) -> tuple[str, ...]:
    """What is completed where a metavar stands; nothing for free text. A choice reads `@open`
    (zsh would expand `=open`).

    place: which word of the metavar, from 0; repeats: behind its last word that one goes on.
    """
    found: list[str] = []
    for words in (alternative.split() for alternative in metavar.split("|")):
        word = words[place] if place < len(words) else words[-1] if repeats and words[-1] not in _ONCE else ""
        kind = f"@{word}" if word and word == word.lower() else MEANING.get(word, "")
        found += [kind] if kind else []
    return _joined(found, command)


def _joined(found: Sequence[str], command: str) -> tuple[str, ...]:
    """A number and a line's address at the same place are one question."""
    special = {"ids": _NUMBERS, "actions": _ACTIONS}
    kinds = [special.get(kind, {}).get(command, kind) for kind in found]
    if "ids" in kinds and "entries" in kinds:
        kinds = ["addresses", *(kind for kind in kinds if kind not in ("ids", "entries"))]
    return tuple(kinds)


def words_of(metavar: str) -> list[str]:
    """The words of a metavar that need a meaning: those in capitals."""
    return [word for part in metavar.split("|") for word in part.split() if word != word.lower()]
