"""Server states that a text says in so many words: `http6 is down`, `The server is up again`, `Down again.`

Only whole clauses count, and only where nothing around them takes them back: no negation, no future, no condition, no
question, no guess. So most texts propose nothing, and what is proposed can be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from incident_cli.core.model import State
from incident_cli.core.record import NamedTuple

_LONGEST = 300
"""Characters of a sentence that is looked at; a longer one says more than one thing."""
_STATES = {
    ("up",): State.OPERATIONAL,
    ("back",): State.OPERATIONAL,
    ("back", "up"): State.OPERATIONAL,
    ("back", "online"): State.OPERATIONAL,
    ("online",): State.OPERATIONAL,
    ("down",): State.MAJOR_OUTAGE,
    ("offline",): State.MAJOR_OUTAGE,
    ("degraded",): State.DEGRADED_PERFORMANCE,
}
_BEHIND = (("and", "running"), ("for", "now"), ("at", "last"), ("once", "more"), ("again",), ("now",), ("finally",))
_BETWEEN = ("again", "already", "currently", "finally", "now", "still")
_BARE = ("up again", "down again", "back up", "back up again", "back online", "up and running", "up and running again")
"""Clauses that need no subject where only one server can be meant."""
_SERVER = ("server", "machine", "host")
_BEFORE = (
    re.VERBOSE,
    r"""
    \b(?:if|when|whenever|once|until|unless|whether|after|before|by|as|in\ case|not|never|nor|no|neither|cannot|would|
    should|could|might|may|will|shall|must|expect\w*|hop\w+|think|thought|believ\w+|assum\w+|suppos\w+|guess\w*|say|says|
    said|claim\w*|report\w*|seem\w*|appear\w*|perhaps|maybe|probably|apparently|possibly|presumably)\b | n't\b | 'll\b
""",
)
"""What in an earlier clause of a sentence makes a later one a wish, a condition or somebody's word."""
_AFTER = (
    re.VERBOSE,
    r"""
    \b(?:if|when|unless|or|hopefully|perhaps|maybe|probably|apparently|possibly|presumably|seem\w*|appear\w*|
    hope|think|thought|believe|guess|assume|suppose)\b
""",
)
"""What in a later clause takes an earlier one back: `the server is up, we think`."""


class Said(NamedTuple):
    """A state that a text says. words: the sentence that says it; key: of the server."""

    words: str
    key: str
    state: State


def states(text: str, names: Mapping[str, str]) -> tuple[Said, ...]:
    """The states that a text says of servers, one for each; a server of which it says several has none.

    names: the casefolded names of the servers that the incident is about -> their keys. Where there is only one,
    `the server` is that one, and so is nothing at all (`Up again.`).
    """
    found: dict[str, Said] = {}
    torn: set[str] = set()
    for sentence in _sentences(text):
        for key, state in _sentence(sentence, names):
            if key in found and found[key].state is not state:
                torn.add(key)
            found.setdefault(key, Said(sentence, key, state))
    return tuple(said for key, said in found.items() if key not in torn)


def _sentences(text: str) -> Iterator[str]:
    """Sentences, each on one line; a blank line ends one, too."""
    for paragraph in re.split(r"\n(?:[ \t\r]*\n)+", text):
        for sentence in re.split(r"(?<=[.!?])\s+", " ".join(paragraph.split())):
            if sentence and len(sentence) <= _LONGEST and not sentence.endswith("?"):
                yield sentence


def _sentence(sentence: str, names: Mapping[str, str]) -> Iterator[tuple[str, State]]:
    plain = sentence.replace("’", "'").casefold().rstrip(".! ")
    whole = _clause(plain, names)
    if whole:
        yield from whole
        return
    clauses = re.split(r"[,;:] | [-–—]+ ", plain)
    for index, clause in enumerate(clauses):
        said = _clause(clause, names)
        if said and not _taken_back(clauses[:index], clauses[index + 1 :]):
            yield from said


def _taken_back(before: list[str], after: list[str]) -> bool:
    flags, hedges = _BEFORE
    if any(re.search(hedges, clause, flags) for clause in before):
        return True
    flags, hedges = _AFTER
    return any(re.search(hedges, clause, flags) for clause in after)


def _clause(clause: str, names: Mapping[str, str]) -> list[tuple[str, State]]:
    """The states that a clause says: a subject, `is` or `are`, a state, and nothing else."""
    words = clause.split()
    only = next(iter(names.values())) if len(names) == 1 else ""
    bare = clause in _BARE
    words = _without_end(words)
    state, words = _state(words)
    if state is None:
        return []
    if bare:
        return [(only, state)] if only else []
    while words and words[-1] in _BETWEEN:
        words.pop()
    if words and words[-1].endswith("'s"):
        words[-1:] = [words[-1].removesuffix("'s"), "is"]
    if not words or words.pop() not in ("is", "are"):
        return []
    return [(key, state) for key in _subject(words, names, only)]


def _without_end(words: list[str]) -> list[str]:
    """The words without what may stand behind a state: again, now, and running."""
    ends = True
    while ends:
        ends = False
        for behind in _BEHIND:
            if tuple(words[-len(behind) :]) == behind:
                words, ends = words[: -len(behind)], True
    return words


def _state(words: list[str]) -> tuple[State | None, list[str]]:
    """The state that the last words name, and the words before them."""
    for length in (2, 1):
        state = _STATES.get(tuple(words[-length:]))
        if state is not None:
            return state, words[:-length]
    return None, words


def _subject(words: list[str], names: Mapping[str, str], only: str) -> list[str]:
    """The keys of the servers that a subject names; none where one of them is not known."""
    if words and words[0] in ("the", "our", "this"):
        words = words[1:]
    if len(words) == 1 and words[0] in _SERVER:
        return [only] if only else []
    keys = []
    for name in re.split(r", (?:and )?| and | & ", " ".join(words)):
        key = names.get(name) or names.get(_alone(name))
        if key is None:
            return []
        keys.append(key)
    return keys


def _alone(name: str) -> str:
    """A name without the word server before or behind it."""
    first, _, rest = name.partition(" ")
    if first in _SERVER:
        return rest
    before, _, last = name.rpartition(" ")
    return before if last in _SERVER else name
