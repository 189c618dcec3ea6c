"""Commands that are kept while the server of a team cannot be reached, and what became of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from incident_cli.core import instant
from incident_cli.core.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LINES = "update --each-line"
"""The command whose kept part is a group of lines."""

COMMANDS: Mapping[str, Mapping[str, type]] = {
    "update": {
        "words_": list,
        "incident": str,
        "message": str,
        "server": list,
        "status": str,
        "time": str,
        "link": list,
        "key": str,
        "note": bool,
        "guess": bool,
    },
    "close": {
        "words_": list,
        "incident": str,
        "message": str,
        "server": list,
        "status": str,
        "time": str,
        "link": list,
        "key": str,
        "keep": bool,
        "residual": str,
        "duplicate_of": str,
    },
    LINES: {"note": bool, "guess": bool},
}
"""The commands that are kept, and the words that are kept of each, as they were typed."""


class Kept(NamedTuple):
    """A command that could not be stored, and all that it takes to do it as if it were done then.

    batch: its name in the log; server: the one that it is for, as it may be shown; words: what was typed, the text
    found by then. at: when it happened; now: what the clock said. lines: of `LINES`, when and what each.
    refused: why the server did not take it; empty where it was not asked yet.
    """

    batch: str
    server: str
    command: str
    words: Mapping[str, Any]
    incident: int
    at: datetime
    now: datetime
    author: str
    host: str
    tz: str
    tz_source: str
    date_order: str
    lines: tuple[tuple[datetime, str], ...] = ()
    refused: str = ""

    @property
    def text(self) -> str:
        """What it says; of several lines, one below the other."""
        typed = self.words.get("message") or " ".join((self.words.get("words_") or ())[1:])
        return "\n".join(text for _, text in self.lines) if self.lines else typed

    @property
    def bare(self) -> bool:
        """Whether nothing is lost with it where there was nothing left to do: it ends an incident, and says no more."""
        return not (self.text or any(self.words.get(name) for name in ("server", "link", "residual")))


class Sent(NamedTuple):
    """One that the server has taken. entries: the addresses of its lines, and when they happened; none: there was
    nothing left to do."""

    kept: Kept
    entries: tuple[tuple[str, datetime], ...] = ()


class Left(NamedTuple):
    """One that is still in the outbox. kept: None where its file cannot be understood: then `why` says why, and
    `content` is what is in it."""

    name: str
    path: str
    kept: Kept | None
    why: str = ""
    content: str = ""
    elsewhere: bool = False
    """Whether it is for another server than the one that is used."""

    @property
    def text(self) -> str:
        """What is lost with it: its text; of a file that cannot be understood, all that is in there."""
        return self.kept.text if self.kept else self.content


class Synced(NamedTuple):
    """What `db sync` did, or (dry) would do. sent: by this command; left: what is there now."""

    sent: tuple[Sent, ...]
    left: tuple[Left, ...]
    dry: bool = False


class Count(NamedTuple):
    """How many lines of a stream are kept, and how many are stored: the last of these is number `last`."""

    kept: int
    stored: int = 0
    last: int | None = None


class Keeping(NamedTuple):
    """What is said of a command that was kept. path: of its file; why: what is wrong with the server."""

    kept: Kept
    path: str
    why: str
    many: Count = Count(1)
    note: str = ""


def fields(kept: Kept) -> dict[str, Any]:
    """What a file holds of it: JSON's own values."""
    told = kept._asdict() | {"at": instant.text(kept.at), "now": instant.text(kept.now)}
    return told | {"lines": [[instant.text(at), text] for at, text in kept.lines]}


def understood(told: Any) -> Kept:
    """The value whose `fields` these are. Raises ValueError for anything else."""
    if not isinstance(told, dict) or told.keys() != set(Kept._fields):
        raise ValueError("it lacks what belongs to a command")
    lines = told["lines"]
    if not isinstance(lines, list) or not all(isinstance(each, list) and len(each) == 2 for each in lines):
        raise ValueError("its lines are none")
    kept = Kept(**told | {"at": _instant(told["at"]), "now": _instant(told["now"])})
    kept = kept._replace(lines=tuple((_instant(at), _text(text)) for at, text in lines))
    for name in ("batch", "server", "command", "author", "host", "tz", "tz_source", "date_order", "refused"):
        _text(told[name])
    if type(kept.incident) is not int or kept.command not in COMMANDS or bool(lines) is not (kept.command == LINES):
        raise ValueError("its command is unknown")
    _check_words(kept)
    return kept


def _check_words(kept: Kept) -> None:
    known = COMMANDS[kept.command]
    if not isinstance(kept.words, dict):
        raise ValueError("its words are none")
    for name, value in kept.words.items():
        if type(value) is not known.get(name):
            raise ValueError(f"its word {name} cannot be")
        if isinstance(value, list):
            for each in value:
                _text(each)


def _instant(written: Any) -> datetime:
    return instant.parse(_text(written))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is none")
    return value
