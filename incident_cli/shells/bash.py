"""The completion script for bash. It needs no bash-completion package, and nothing that old versions lack.

Bash cuts the words at `=` and `:` (COMP_WORDBREAKS) and inserts what it is given as it is, so the script puts the
words together, and quotes every candidate for the place where it goes.
"""

from __future__ import annotations

from collections import Counter
from shlex import quote

from incident_cli.shells.bash_body import SCRIPT
from incident_cli.shells.kinds import ASKED, STATIC
from incident_cli.shells.lines import MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from incident_cli.shells.lines import Command, Lines, Option


def text(lines: Lines) -> str:
    """The script."""
    tables = {
        "@STEPS@": _steps(lines),
        "@VALUED@": "|".join(lines.valued),
        "@OFFERED@": _offered(lines),
        "@OWN@": "|".join(quote(command.path) for command in lines.commands if command.own) or "-",
        "@OPTIONS@": _options(lines),
        "@VALUES@": _values(lines),
        "@PLACES@": _places(lines),
        "@STATIC@": (f"{kind}) REPLY={quote(_table(words))} ;;" for kind, words in STATIC.items()),
        "@ASKED@": "|".join(ASKED),
        "@MARK@": MARK,
    }
    script = SCRIPT
    for mark, table in tables.items():
        script = script.replace(mark, table if isinstance(table, str) else "\n        ".join(table))
    return script


def _table(words: Iterable[tuple[str, str]]) -> str:
    """Words and what they mean, a line each, apart by a tab."""
    return "\n".join(f"{word}\t{about}" if about else word for word, about in words)


def _steps(lines: Lines) -> Iterator[str]:
    """What a word makes of the command read so far."""
    short = {path: [name for name, meant in lines.aliases.items() if meant == path] for path in lines.aliases.values()}
    for path in (*(command.path for command in lines.commands), *filter(None, lines.groups)):
        group, _, name = path.rpartition(" ")
        names = "|".join(quote(f"{group}:{each}") for each in (name, *short.get(path, ())))
        yield f"{names}) path={quote(path)} ;;"


def _offered(lines: Lines) -> Iterator[str]:
    for group, words in lines.groups.items():
        yield f"{quote(group)}) REPLY={quote(_table(words))} ;;"


def _options(lines: Lines) -> Iterator[str]:
    every: Sequence[tuple[str, Sequence[Option]]] = [
        ("", lines.globals),
        *((c.path, c.options) for c in lines.commands),
    ]
    for path, options in every:
        words = [(name, option.about) for option in options for name in option.offered]
        yield f"{quote(path)}) REPLY={quote(_table(words))} ;;"


def _values(lines: Lines) -> Iterator[str]:
    """What the value of an option completes. A name means the same nearly everywhere, so the exceptions come first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, options in (("", lines.globals), *((command.path, command.options) for command in lines.commands)):
        for option in options:
            for name in option.names if option.metavar else ():
                found.setdefault(name, []).append((path, " ".join(option.kinds)))
    usual = {name: Counter(kinds for _, kinds in uses).most_common(1)[0][0] for name, uses in found.items()}
    for name, uses in found.items():
        yield from (f"{quote(f'{path}:{name}')}) REPLY={quote(k)} ;;" for path, k in uses if k != usual[name])
    for kinds in dict.fromkeys(filter(None, usual.values())):
        names = "|".join(f"*:{name}" for name in usual if usual[name] == kinds)
        yield f"{names}) REPLY={quote(kinds)} ;;"


def _places(lines: Lines) -> Iterator[str]:
    """What the words that are no options complete: by their place, and further words."""
    for command in lines.commands:
        yield from _places_of(command)


def _places_of(command: Command) -> Iterator[str]:
    if command.own:
        yield f"{quote(command.path)}:*) REPLY=programs ;;"
        return
    for place, kinds in enumerate(command.places):
        if kinds:
            yield f"{quote(f'{command.path}:{place}')}) REPLY={quote(' '.join(kinds))} ;;"
    if command.rest:
        known = "|".join(quote(f"{command.path}:{place}") for place in range(len(command.places)))
        yield f"{known}) ;;"
        yield f"{quote(command.path)}:*) REPLY={quote(' '.join(command.rest))} ;;"
