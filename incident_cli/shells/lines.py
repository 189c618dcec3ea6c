"""The command lines that can be typed, as the scripts need them: the grammar with a meaning for every word."""

from __future__ import annotations

from incident_cli.core.record import NamedTuple
from incident_cli.shells import kinds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


MARK = "# Completion of incident, made by incident itself: `incident completion install` writes it again."
"""A line of every script: by it a file is known as ours."""


class Option(NamedTuple):
    """An option. metavar: empty for one that takes no value; kinds: what its value completes."""

    names: tuple[str, ...]
    metavar: str
    about: str
    kinds: tuple[str, ...]
    repeatable: bool = False

    @property
    def offered(self) -> tuple[str, ...]:
        """Its long names, which say more; a short one where there is no other."""
        return tuple(name for name in self.names if name.startswith("--")) or self.names


class Command(NamedTuple):
    """A command. path: `open`, `server list`; places: what the words after it complete, one after the other;
    rest: what all further words complete; more: whether there may be any.
    own: those words are a command line of their own, with options that are not ours."""

    path: str
    about: str
    options: tuple[Option, ...]
    metavars: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    rest: tuple[str, ...]
    more: bool
    own: bool = False


class Lines(NamedTuple):
    """Everything that can be typed. globals: options before a command; groups: names with commands below them,
    and the commands in each; aliases: short names -> paths. The group of the first word is the empty text."""

    globals: tuple[Option, ...]
    commands: tuple[Command, ...]
    groups: dict[str, tuple[tuple[str, str], ...]]
    aliases: dict[str, str]

    @property
    def valued(self) -> list[str]:
        """The names of all options that take a value: a name takes one in every command or in none."""
        every = [option for command in self.commands for option in command.options]
        return sorted({name for option in (*self.globals, *every) if option.metavar for name in option.names})


_HELP = Option(("-h", "--help"), "", "Tell how it is used.", ())


def read() -> Lines:
    """The grammar, hidden commands left out."""
    from incident_cli import grammar

    groups: dict[str, tuple[tuple[str, str], ...]] = {}
    commands = tuple(_commands(grammar.COMMANDS, "", groups))
    return Lines(_options(grammar.GLOBAL, ""), commands, groups, dict(grammar.ALIASES))


def _commands(found: dict[str, Any], group: str, groups: dict[str, tuple[tuple[str, str], ...]]) -> Iterator[Command]:
    offered: list[tuple[str, str]] = []
    groups[group] = ()  # the outer one first
    for name, entry in found.items():
        path = f"{group} {name}".strip()
        if isinstance(entry, dict):
            inside = list(_commands(entry, path, groups))
            offered.append((name, ", ".join(word for word, _ in groups[path])))
            yield from inside
        elif not entry[2]:
            offered.append((name, entry[1]))
            yield _command(path, entry)
    groups[group] = tuple(offered)


def _command(path: str, entry: Any) -> Command:
    _, about, _, options, arguments = entry
    places: list[tuple[str, ...]] = []
    rest: tuple[str, ...] = ()
    for _, arity, metavar, _, _ in arguments:
        length = max(len(part.split()) for part in metavar.split("|"))
        places += [kinds.of(metavar, path, place) for place in range(length)]
        if arity == "many":
            rest = kinds.of(metavar, path, length, repeats=True)
    more = any(arity in ("many", "rest") for _, arity, _, _, _ in arguments)
    own = any(arity == "rest" for _, arity, _, _, _ in arguments)
    metavars = tuple(metavar for _, _, metavar, _, _ in arguments)
    return Command(path, about, _options(options, path), metavars, tuple(places), rest, more, own)


def _options(options: Any, path: str) -> tuple[Option, ...]:
    found = [
        Option(tuple(names), metavar, about, kinds.of(metavar, path) if metavar else (), arity == "many")
        for names, _, arity, metavar, about in options
    ]
    return (*found, _HELP)
