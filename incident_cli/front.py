"""The plain command line, read with the generated grammar and the standard library alone.

It binds exactly the words that Typer would bind, or says that it is not sure (None), and then Typer
reads the line: help, an unknown option, a missing value, anything odd. It never rejects and never prints.
The rules are click's: options anywhere, `--opt=value`, `-ovalue`, clustered flags, `--` ends options,
an option's value is the next word whatever it begins with.
"""

from __future__ import annotations

from collections.abc import Sequence

from incident_cli.grammar import ALIASES, COMMANDS, GLOBAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Asked = tuple[str, dict[str, Any]]
    """A command (the module in commands/) and the words for its `run`."""


DEFAULT = "status"
"""What `incident` alone means."""


class Unsure(Exception):
    """Typer should read this line."""


def parse(argv: Sequence[str]) -> Asked | None:
    """The command and its words; None where Typer should read the line."""
    try:
        return _parse(list(argv))
    except Unsure:
        return None


def _parse(rest: list[str]) -> Asked:
    words: dict[str, Any] = {}
    _options(rest, GLOBAL, words, anywhere=False, ends=False)
    if words.pop("version", False):
        raise Unsure
    before = {option[1]: words.get(option[1]) for option in GLOBAL if option[1] != "version"}
    if not rest:
        return DEFAULT, before
    command, _, _, options, arguments = _command(rest)
    typed = _defaults(options)
    anywhere = all(arity != "rest" for _, arity, _, _, _ in arguments)
    positional = _options(rest, options, typed, anywhere=anywhere)
    positional += _taken(rest)
    typed |= _arguments(positional, arguments)
    return command, before | {name: value for name, value in typed.items() if name not in before or value is not None}


def _command(rest: list[str]) -> Any:
    """Take the name of a command off the line, that of its group before it. Raises Unsure."""
    found: Any = COMMANDS
    while isinstance(found, dict):
        name = rest.pop(0) if rest else ""
        found = found.get(ALIASES.get(name, name) if found is COMMANDS else name)
    if found is None:
        raise Unsure
    return found


def _defaults(options: Sequence[Any]) -> dict[str, Any]:
    return {word: False if arity == "flag" else None for _, word, arity, _, _ in options}


def _options(
    rest: list[str], options: Sequence[Any], words: dict[str, Any], *, anywhere: bool, ends: bool = True
) -> list[str]:
    """Take the options off the line and bind them; the other words, in order.

    anywhere: options may stand after other words; else reading ends at the first of those.
    ends: `--` ends the options; before the command it is none of ours, and Typer knows.
    """
    named = {name: (word, arity) for names, word, arity, _, _ in options for name in names}
    others: list[str] = []
    while rest:
        word = rest.pop(0)
        if word == "--" and ends:
            return others + _taken(rest)
        if len(word) > 1 and word[0] == "-":
            _option(word, rest, named, words)
        elif anywhere:
            others.append(word)
        else:
            rest.insert(0, word)
            break
    return others


def _taken(rest: list[str]) -> list[str]:
    taken = rest[:]
    rest.clear()
    return taken


def _option(word: str, rest: list[str], named: dict[str, tuple[str, str]], words: dict[str, Any]) -> None:
    name, sign, value = word.partition("=")
    if word.startswith("--"):
        _bind(name, value if sign else None, rest, named, words)
        return
    for index, letter in enumerate(word[1:], start=2):
        if _bind("-" + letter, word[index:] or None, rest, named, words, clustered=True):
            return


def _bind(
    name: str,
    value: str | None,
    rest: list[str],
    named: dict[str, tuple[str, str]],
    words: dict[str, Any],
    *,
    clustered: bool = False,
) -> bool:
    """Bind one option; whether it took the value. Raises Unsure."""
    if name not in named:
        raise Unsure
    word, arity = named[name]
    if arity == "flag":
        if value is not None and not clustered:
            raise Unsure
        words[word] = True
        return False
    if value is None:
        if not rest:
            raise Unsure
        value = rest.pop(0)
    words[word] = [*(words.get(word) or ()), value] if arity == "many" else value
    return True


def _arguments(positional: list[str], arguments: Sequence[Any]) -> dict[str, Any]:
    """Bind the other words: one argument takes all of them, or each takes one. Raises Unsure."""
    bound: dict[str, Any] = {}
    for word, arity, _, _, required in arguments:
        if arity != "one":
            bound[word], positional = positional or None, []
        else:
            bound[word] = positional.pop(0) if positional else None
        if required and bound[word] is None:
            raise Unsure
    if positional:
        raise Unsure
    return bound
