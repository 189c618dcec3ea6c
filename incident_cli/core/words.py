"""Words -> vocabulary: what people type for states, statuses, impacts, severities and ids.

Any case, `-` or space for `_`, and any prefix that fits one value only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from incident_cli.core.model import STATUSES, DocumentStatus, EntryKind, Impact, Kind, Severity, State, Status
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Word = TypeVar("Word", bound=str)


_STATE_WORDS = {
    **{state.value: state for state in State},
    **{state.short: state for state in State},
    "ok": State.OPERATIONAL,
    "slow": State.DEGRADED_PERFORMANCE,
    "maint": State.UNDER_MAINTENANCE,
}


class Address(NamedTuple):
    """`168` or `168.4`: an incident, or one of its entries; `168.a3`: one of its actions."""

    incident: int
    entry: int | None = None
    action: int | None = None

    def __str__(self) -> str:
        place = f".{self.entry}" if self.entry is not None else f".a{self.action}" if self.action is not None else ""
        return f"{self.incident}{place}"


def state(word: str) -> State:
    """The server state for a word such as `down`, `Major-Outage` or `deg`. Raises Usage."""
    return _pick(word, _STATE_WORDS, "server state", [s.short for s in reversed(State)])


def status(word: str, kind: Kind) -> Status:
    """The status of an incident or a maintenance for a word or prefix. Raises Usage."""
    values = STATUSES[kind]
    spellings = {value.value: value for value in values}
    if kind is Kind.MAINTENANCE:
        spellings["resolved"] = Status.COMPLETED
    else:
        spellings["completed"] = Status.RESOLVED
    return _pick(word, spellings, f"status of {_article(kind)}", [v.value for v in values])


def any_status(word: str) -> Status:
    """A status of either kind, for questions. Raises Usage."""
    return _pick(word, {s.value: s for s in Status}, "status", [s.value for s in Status])


def impact(word: str) -> Impact:
    """An impact: none, minor, major, critical. Raises Usage."""
    return _pick(word, {i.value: i for i in Impact}, "impact", list(Impact))


def severity(word: str) -> Severity:
    """A severity from `1`, `sev1` or `SEV-1`. Raises Usage."""
    bare = _fold(word).replace("_", "").removeprefix("sev")
    if bare in ("1", "2", "3", "4", "5"):
        return Severity(f"SEV{bare}")
    raise Usage(f'"{word}" is no severity', "SEV1, SEV2, SEV3, SEV4 or SEV5 (1 to 5 will do)")


def document_status(word: str) -> DocumentStatus:
    """A post-mortem's status: draft, in_review, published. Raises Usage."""
    return _pick(word, {d.value: d for d in DocumentStatus}, "post-mortem status", list(DocumentStatus))


def entry_kind(word: str) -> EntryKind:
    """The kind of an entry: update, note, command, postmortem. Raises Usage."""
    return _pick(word, {k.value: k for k in EntryKind}, "kind of entry", list(EntryKind))


def one_of(word: str, keys: Iterable[str], what: str) -> str:
    """The key that a word names, or begins. what: the article and noun for the refusal. Raises Usage."""
    return _pick(word, {_fold(key): str(key) for key in keys}, what, list(keys))


def assignments(words: Iterable[str], default: State | None) -> list[tuple[str, State]]:
    """`-s` words -> (server name, state) pairs: `web1=down`, `a,b=down`, `web1` where a default holds.

    The last word about a server wins. Raises Usage for an empty name, a missing or an unknown state.
    """
    found: dict[str, tuple[str, State]] = {}
    for word in words:
        typed = word.removeprefix("=")  # click leaves it of `-s=web`
        names, sign, value = typed.rpartition("=")
        if not sign:
            names, value = typed, ""
            if typed != word and typed.casefold() in _STATE_WORDS:
                raise Usage(f'"{word}" does not say which server', f"NAME{word}")
        if not value and default is None:
            raise Usage(f'"{word}" does not say which state', f"{_first(names)}=down (or degraded, partial, up)")
        for name in names.split(","):
            name = server_name(name)
            found[name.casefold()] = (name, state(value) if value else default or State.MAJOR_OUTAGE)
    return list(found.values())


def corrections(typed: Iterable[str]) -> tuple[list[str], list[tuple[str, State]]]:
    """`-s` words of a correction: the names that are taken back (`web1=none`), and `assignments` of the others.

    Raises Usage as that does.
    """
    taken: list[str] = []
    others: list[str] = []
    for word in typed:
        names, _, value = word.removeprefix("=").rpartition("=")
        if names and _fold(value) == "none":
            taken += [server_name(name) for name in names.split(",")]
        else:
            others.append(word)
    return taken, assignments(others, None)


def server_name(word: str) -> str:
    """A server's name as it is kept: without surrounding spaces. Raises Usage when nothing is left."""
    name = one_line(word, "a server's name")
    if "=" in name or "," in name:
        raise Usage(f'"{name}" cannot be the name of a server: "=" and "," have a meaning in -s')
    return name


def links(typed: Iterable[str] | None) -> tuple[str, ...]:
    """Links as typed. Raises Usage for one that is not a line of text."""
    return tuple(one_line(url, "a link") for url in typed or ())


def one_line(text: str, what: str) -> str:
    """A field of one line, trimmed. Raises Usage when it is empty or holds a NUL."""
    trimmed = text.strip()
    if not trimmed:
        raise Usage(f"{what} is empty")
    return body(trimmed)


def body(text: str) -> str:
    """A text as given, byte for byte. Raises Usage for a NUL or for bytes that were not UTF-8."""
    if "\0" in text:
        raise Usage("the text contains a NUL character, which no file of text can hold; nothing was saved")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Usage("the text is not valid UTF-8; nothing was saved", "convert it first: iconv -t UTF-8") from None
    return text


def address(word: str) -> Address | None:
    """`168`, `#168`, `168.4` -> Address; None for any other word."""
    number, dot, entry = word.removeprefix("#").partition(".")
    if not _digits(number) or (dot and not _digits(entry)):
        return None
    return Address(int(number), int(entry) if dot else None)


def action(word: str) -> Address | None:
    """`168.a3`, `#168.A3` -> Address of an action; None for any other word."""
    number, mark, rest = word.removeprefix("#").casefold().partition(".a")
    return Address(int(number), action=int(rest)) if mark and _digits(number) and _digits(rest) else None


def incident_id(word: str) -> int:
    """The number of an incident from `168` or `#168`. Raises Usage."""
    found = address(word.strip())
    if found is None or found.entry is not None:
        raise Usage(f'"{word}" is not the number of an incident', "a number such as 168 (incident list shows them)")
    return found.incident


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15


def _first(names: str) -> str:
    return names.split(",")[0] or "NAME"


def _article(kind: Kind) -> str:
    return "an incident" if kind is Kind.INCIDENT else "a maintenance"


def _fold(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")


def _pick(word: str, spellings: Mapping[str, Word], what: str, menu: Iterable[str]) -> Word:
    """The value a word stands for: its spelling, else the only value whose spellings it begins."""
    typed = _fold(word)
    if typed in spellings:
        return spellings[typed]
    meant = {value for spelling, value in spellings.items() if typed and spelling.startswith(typed)}
    if len(meant) == 1:
        return meant.pop()
    wrong = "could be more than one" if meant else "is no"
    raise Usage(f'"{word}" {wrong} {what}', ", ".join(menu))
