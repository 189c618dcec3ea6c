"""The completion script for zsh: `_arguments` reads the line, `_describe` shows the words with what they mean.

Both get stored text as data only. What `_arguments` takes as a specification is made here, from the grammar.
"""

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
        "@LEVELS@": "\n".join(_level(lines, group) for group in lines.groups),
        "@COMMANDS@": "\n".join(_command(command) for command in lines.commands),
        "@STATIC@": "\n        ".join(f"{kind}) found=({_pairs(words)}) ;;" for kind, words in STATIC.items()),
        "@ASKED@": "|".join(ASKED),
        "@MARK@": MARK,
    }
    script = _SCRIPT
    for mark, table in tables.items():
        script = script.replace(mark, table)
    return script


def _level(lines: Lines, group: str) -> str:
    """The function for what stands before a command: global options, then the name of one, then its own function."""
    options = lines.globals if not group else ()
    specs = [spec for option in options for spec in _option(option)]
    paths = {name: f"{group} {name}".strip() for name, _ in lines.groups[group]}
    short = {name: [each for each, meant in lines.aliases.items() if meant == path] for name, path in paths.items()}
    cases = [f"        {'|'.join([name, *short[name]])}) {_function(path)} ;;" for name, path in paths.items()]
    table = {"@NAME@": _function(group), "@SPECS@": _listed(specs), "@PAIRS@": _pairs(lines.groups[group])}
    level = _LEVEL.replace("@CASES@", "\n".join(cases))
    for mark, value in table.items():
        level = level.replace(mark, value)
    return level


def _command(command: Command) -> str:
    """The function of a command: its options, and the words that are none."""
    specs = [spec for option in command.options for spec in _option(option)]
    specs += _places(command)
    return f"{_function(command.path)}() {{\n    _arguments -s -S{_listed(specs)}\n}}\n"


def _places(command: Command) -> Iterator[str]:
    heading = _plain(" ".join(command.metavars))
    if command.own:
        yield _quoted(f"(-):{heading}:_command_names -e")
        yield _quoted(f"*::{heading}:_normal")
        return
    for place, kinds in enumerate(command.places, start=1):
        yield _quoted(f"{place}:{heading}:{_action(kinds)}")
    if command.more:
        yield _quoted(f"*:{heading}:{_action(command.rest)}")


def _option(option: Option) -> Iterator[str]:
    """One specification for each name; a name that was typed is not offered again, nor its other spelling."""
    others = "*" if option.repeatable else f"({' '.join(option.names)})"
    about = _plain(option.about).replace("[", r"\[").replace("]", r"\]")
    for name in option.names:
        if not option.metavar:
            yield _quoted(f"{others}{name}[{about}]")
            continue
        joint = "=" if name.startswith("--") else "+"
        yield _quoted(f"{others}{name}{joint}[{about}]:{_plain(option.metavar)}:{_action(option.kinds)}")


def _action(kinds: Iterable[str]) -> str:
    """What `_arguments` runs for a value: behind a space, as it is written; a space alone: nothing."""
    return " ".join((" _incident_value", *kinds)) if kinds else " "


def _function(path: str) -> str:
    """Two underscores, so that no command takes the name of a function of the script's own."""
    return f"_incident__{path.replace(' ', '_')}"


def _plain(words: str) -> str:
    """Words for a specification, where a backslash and a colon have a meaning."""
    return words.replace("\\", "\\\\").replace(":", "\\:")


def _pairs(words: Iterable[tuple[str, str]]) -> str:
    """Words as `_describe` takes them: `word:what it means`."""
    return " ".join(_quoted(f"{_plain(word)}:{about}" if about else _plain(word)) for word, about in words)


def _listed(specs: Iterable[str]) -> str:
    return "".join(f" \\\n        {spec}" for spec in specs)


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


_LEVEL = r"""@NAME@() {
    local curcontext=$curcontext state line
    local -a found state_descr
    local -A opt_args
    _arguments -C -S@SPECS@ \
        '(-): :->command' '(-)*:: :->rest' && return
    case $state in
    command)
        found=(@PAIRS@)
        _describe -V -t commands command found
        ;;
    rest)
        curcontext=${curcontext%:*}-$words[1]:
        case $words[1] in
@CASES@
        esac
        ;;
    esac
}
"""

_SCRIPT = r"""#compdef incident
@MARK@

# The words of kind $1 that never change, behind the text $2: always a whole word, since what compset takes away
# is put back without the quotes that were typed.
_incident_words() {
    local -a found
    case $1 in
        @STATIC@
    esac
    found=("${${2//\\/\\\\}//:/\\:}"$^found)
    _describe -V -t $1 ${1//_/ } found
}

# Words of kind $1 that the database knows, behind the text $2; what follows goes to compadd. They are data: nothing
# in them is run or expanded.
_incident_ask() {
    local line word typed=${(Q)PREFIX}
    local -a found ask=("$_incident_program" "${_incident_db[@]}" __complete $1)
    for line in "${(@f)$("${ask[@]}" -- "${typed#"$2"}" 2>/dev/null </dev/null)}"; do
        word=${line%%$'\t'*}
        [[ -n $word ]] || continue
        # To _describe a backslash and a colon have a meaning.
        word=${${${:-$2$word}//\\/\\\\}//:/\\:}
        [[ $line == *$'\t'?* ]] && word+=:${${line#*$'\t'}//\\/\\\\}
        found+=("$word")
    done
    (($#found)) || return 1
    _describe -V -t $1 $1 found -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' "${@:3}"
}

# Complete a value of one of the kinds $@.
_incident_value() {
    local kind typed=${(Q)PREFIX}
    local -i failed=1
    local -a choices
    for kind; do
        case $kind in
        @*) choices+=(${kind#@}) ;;
        assignments)
            if [[ $typed == *=* ]]; then
                _incident_words states "${typed%=*}=" && failed=0
            else
                _incident_ask servers "${(M)typed##*,}" -q -S = && failed=0
            fi
            ;;
        tags) _incident_ask tags "${(M)typed##*,}" && failed=0 ;;
        entries) _incident_lines entries && failed=0 ;;
        addresses) _incident_lines addresses && failed=0 ;;
        @ASKED@) _incident_ask $kind && failed=0 ;;
        files) _files && failed=0 ;;
        folders) _files -/ && failed=0 ;;
        *) _incident_words $kind && failed=0 ;;
        esac
    done
    (($#choices)) && _wanted choices expl choice compadd -a choices && failed=0
    return failed
}

# Numbers of lines, such as 168.4: after the point of 168. there is more to come.
_incident_lines() {
    if [[ $1 == entries && $PREFIX != *.* ]]; then
        _incident_ask $1 '' -S ''
    else
        _incident_ask $1
    fi
}

@COMMANDS@
@LEVELS@
_incident() {
    local _incident_program=incident word
    local -a _incident_db
    local -i i
    [[ $words[1] == */* ]] && _incident_program=${words[1]/#\~\//$HOME/}
    # A database named on the line is the one to ask.
    for ((i = 2; i < CURRENT; i++)); do
        word=${(Q)words[i]}
        case $word in
        --) break ;;
        --db=*) _incident_db=(--db "${word#--db=}") ;;
        --db) ((i + 1 < CURRENT)) && word=${(Q)words[i + 1]} && _incident_db=(--db "${word/#\~\//$HOME/}") ;;
        esac
    done
    _incident__
}

# Loaded by its name at the first TAB, this file is the function and must answer; sourced, it only tells of it.
if [[ $funcstack[1] == _incident ]]; then
    _incident "$@"
else
    compdef _incident incident
fi
"""
