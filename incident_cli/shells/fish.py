"""The completion script for fish: one `complete` for each option and place, under a condition that reads the line."""

from __future__ import annotations

from incident_cli.shells.kinds import ASKED, STATIC
from incident_cli.shells.lines import MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from incident_cli.shells.lines import Command, Lines, Option


def text(lines: Lines) -> str:
    """The script."""
    tables = {
        "@STEPS@": "\n                ".join(_steps(lines)),
        "@GROUPS@": " ".join(_quoted(group) for group in lines.groups),
        "@VALUED@": " ".join(lines.valued),
        "@OWN@": " ".join(_quoted(command.path) for command in lines.commands if command.own) or "''",
        "@STATIC@": "\n        ".join(_static()),
        "@ASKED@": " ".join(ASKED),
        "@COMPLETE@": "\n".join(_complete(lines)),
        "@MARK@": MARK,
    }
    script = _SCRIPT
    for mark, table in tables.items():
        script = script.replace(mark, table)
    return script


def _steps(lines: Lines) -> Iterator[str]:
    """What a word makes of the command read so far."""
    for path in (*(command.path for command in lines.commands), *filter(None, lines.groups)):
        group, _, name = path.rpartition(" ")
        names = [name, *(short for short, meant in lines.aliases.items() if meant == path)]
        yield f"case {' '.join(_quoted(f'{group}:{each}') for each in names)}"
        yield f"    set -g __incident_path {_quoted(path)}"


def _static() -> Iterator[str]:
    for kind, words in STATIC.items():
        yield f"case {kind}"
        rows = (_quoted(f"{word}\t{about}" if about else word) for word, about in words)
        yield f"    printf '%s\\n' {' '.join(rows)}"


def _complete(lines: Lines) -> Iterator[str]:
    for group, words in lines.groups.items():
        for name, about in words:
            yield f"complete -c incident -n {_at(group)} -a {name} -d {_quoted(about)}"
    for option in lines.globals:
        yield _option("", option)
    for command in lines.commands:
        yield ""
        yield from _places(command)
        for option in command.options:
            yield _option(command.path, option, "0" if command.own else "")


def _places(command: Command) -> Iterator[str]:
    if command.own:
        yield f"complete -c incident -n {_at(command.path)} -x -a '(__incident_program)'"
        return
    for place, kinds in enumerate(command.places):
        if kinds:
            yield f"complete -c incident -n {_at(command.path, str(place))} {_values(kinds)}"
    if command.rest:
        yield f"complete -c incident -n {_at(command.path, f'{len(command.places)}+')} {_values(command.rest)}"


def _option(path: str, option: Option, place: str = "") -> str:
    names = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names]
    value = f" {_values(option.kinds)}" if option.kinds else " -x" if option.metavar else ""
    return f"complete -c incident -n {_at(path, place)} {' '.join(names)}{value} -d {_quoted(option.about)}"


def _values(kinds: Iterable[str]) -> str:
    """How fish gets a value: files it knows by itself, other words a function of ours prints."""
    named = [kind for kind in kinds if kind not in ("files", "folders")]
    if not named:
        return "-r -F" if "files" in kinds else "-x -a '(__fish_complete_directories (commandline -ct))'"
    words = " ".join(kinds)
    return f"-x -k -a {_quoted(f'(__incident_value {words})')}"


def _at(path: str, place: str = "") -> str:
    """The condition: it is this command, and the word under the cursor is at this place (`1+`: there or later)."""
    return _quoted(" ".join(["__incident_at", _quoted(path), *([place] if place else [])]))


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"


_SCRIPT = r"""# fish completion for incident
@MARK@

# Read the words before the cursor: which command it is, how many words it has, which database is named.
function __incident_read
    set -l line (commandline -pc)
    # Every condition below asks; the line is read once.
    if set -q __incident_seen; and test "$__incident_seen" = "$line"
        return
    end
    set -g __incident_seen $line
    set -g __incident_path ''
    set -g __incident_place 0
    set -g __incident_db
    set -g __incident_program incident
    set -l valued @VALUED@
    set -l words (commandline -opc)
    set -l wants ''
    set -l ended ''
    if string match -q '*/*' -- $words[1]
        set -g __incident_program (string replace -r '^~/' "$HOME/" -- $words[1])
    end
    for word in $words[2..-1]
        if test -n "$wants"
            test "$wants" = --db; and set -g __incident_db --db (string replace -r '^~/' "$HOME/" -- $word)
            set wants ''
        else if test -n "$ended"
            set -g __incident_place (math $__incident_place + 1)
        else if test "$word" = --
            set ended yes
        else if string match -q -- '--*=*' $word
            string match -q -- '--db=*' $word; and set -g __incident_db --db (string replace -- --db= '' $word)
        else if string match -q -- '--*' $word
            contains -- $word $valued; and set wants $word
        else if string match -qr -- '^-.' $word
            # -qs NAME: the first letter that takes a value ends the cluster.
            set -l letters (string split '' -- (string sub -s 2 -- $word))
            for index in (seq (count $letters))
                if contains -- -$letters[$index] $valued
                    test $index -eq (count $letters); and set wants -$letters[$index]
                    break
                end
            end
        else
            switch "$__incident_path:$word"
                @STEPS@
                case '*'
                    set -g __incident_place (math $__incident_place + 1)
                    # From its first word on, the command line that follows has options of its own.
                    contains -- "$__incident_path" @OWN@; and set ended yes
            end
        end
    end
end

# Whether the line is about command $argv[1], and the word under the cursor at place $argv[2] (from 0; 1+: or later).
function __incident_at
    __incident_read
    test "$__incident_path" = "$argv[1]"; or return 1
    if not set -q argv[2]
        # A word that is no command: nothing is known about what follows.
        contains -- "$argv[1]" @GROUPS@; and test $__incident_place -gt 0; and return 1
        return 0
    end
    if string match -q '*+' -- $argv[2]
        test $__incident_place -ge (string trim -r -c + -- $argv[2])
    else
        test $__incident_place -eq $argv[2]
    end
end

# What is typed of the value under the cursor, as the program would get it.
function __incident_typed
    set -l raw (commandline -ct)
    set -l typed (string unescape -- $raw 2>/dev/null)
    or set typed (string replace -ra '[\\\\\'"]' '' -- $raw)
    string match -q -- '--*=*' "$typed"; and set typed (string replace -r -- '^--[^=]*=' '' $typed)
    string match -qr -- '^-[^-=]' "$typed"; and set typed (string sub -s 3 -- $typed)
    printf '%s' "$typed"
end

# Words of a kind that the database knows. They are data: nothing in them is run or expanded.
function __incident_ask
    $__incident_program $__incident_db __complete $argv[1] -- "$argv[2]" 2>/dev/null </dev/null
end

# The words of a kind that never change.
function __incident_words
    switch $argv[1]
        @STATIC@
    end
end

# The words of the kinds $argv for the value under the cursor.
function __incident_value
    __incident_read
    set -l typed (__incident_typed)
    set -l head (string match -r -- '^.*,' "$typed")
    for kind in $argv
        switch $kind
            case '@*'
                string sub -s 2 -- $kind
            case assignments
                if string match -q -- '*=*' "$typed"
                    set head (string match -r -- '^.*=' "$typed")
                    for word in (__incident_words states)
                        printf '%s%s\n' "$head" $word
                    end
                else
                    for word in (__incident_ask servers (string replace -r -- '^.*,' '' "$typed"))
                        set -l about (string split -m 1 \t -- $word)
                        printf '%s%s=\t%s\n' "$head" $about[1] "$about[2]"
                    end
                end
            case tags
                for word in (__incident_ask tags (string replace -r -- '^.*,' '' "$typed"))
                    printf '%s%s\n' "$head" $word
                end
            case @ASKED@
                __incident_ask $kind "$typed"
            case files folders
                __fish_complete_path "$typed"
            case '*'
                __incident_words $kind
        end
    end
end

# A command line of its own: the name of a program, then whatever that program completes.
function __incident_program
    __incident_read
    set -l words (commandline -opc)
    set -l begun
    test $__incident_place -gt 0; and set begun (string escape -- $words[(math -$__incident_place)..-1])
    complete -C (string join ' ' -- $begun (commandline -ct))
end

complete -c incident -f
@COMPLETE@
"""
