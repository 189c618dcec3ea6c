"""One declaration, two readers: the generated grammar is current, and the front door binds what Typer binds."""

import contextlib
import io
from pathlib import Path

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_cli import grammar
from incident_cli.cli import generate
from incident_cli.cli.app import app
from incident_cli.front import parse

REFUSED = "refused, or answered, by Typer alone"


def typer_binds(argv: list[str]):
    """What Typer makes of a command line: the command and its words, or that it answered itself."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            asked = app(list(argv), prog_name="incident", standalone_mode=False)
        except typer.TyperException:
            return REFUSED
    return asked if isinstance(asked, tuple) else REFUSED


def commands(found=grammar.COMMANDS, path=()):
    for name, command in found.items():
        if isinstance(command, dict):
            yield from commands(command, (*path, name))
        else:
            yield [*path, name], command


EVERY = list(commands()) + [
    ([short], {n[0]: c for n, c in commands()}[name]) for short, name in grammar.ALIASES.items()
]
VALUES = st.sampled_from(
    ["", "-", "--", "-15m", "=x", "a=b", "http6=down", "168", "#168.4", "two words", "é☃", "-q", "--json"]
)


@st.composite
def lines(draw):
    """A command line: plausible for the most part, odd here and there."""
    name, (_, _, _, options, arguments) = draw(st.sampled_from(EVERY))
    pieces: list[list[str]] = [draw(st.lists(VALUES, max_size=3)) if arguments else []]
    for names, _, arity, _, _ in draw(st.lists(st.sampled_from(options), max_size=5)):
        pieces.append(draw(_spelled(draw(st.sampled_from(names)), arity, options)))
    pieces.append(draw(st.sampled_from([[], [], ["--"], ["--nope"], ["-h"], ["-z"], ["--version"]])))
    before = draw(st.sampled_from([[], [], ["--tz", "UTC"], ["--by=ann"], ["--db", "-x"], ["--"], ["--json"]]))
    return [*before, *name, *(word for piece in draw(st.permutations(pieces)) for word in piece)]


@st.composite
def _spelled(draw, name, arity, options):
    """One way to spell an option: with `=`, with the next word, without a value, clustered with flags."""
    value = draw(VALUES)
    flags = [n[1:] for names, _, kind, _, _ in options if kind == "flag" for n in names if len(n) == 2]
    if arity == "flag":
        return draw(st.sampled_from([[name], [name], [f"{name}=1"], [name, name]]))
    ways = [[name, value], [name, value], [f"{name}={value}"], [name]]
    if len(name) == 2:
        ways += (
            [[name + value]]
            + [[f"-{flag}{name[1:]}", value] for flag in flags]
            + [[f"-{flag}{name[1:]}{value}"] for flag in flags]
        )
    return draw(st.sampled_from(ways))


@settings(max_examples=400)
@given(lines())
def test_the_front_door_binds_what_typer_binds_or_hands_over(argv):
    asked = parse(argv)
    assert asked is None or asked == typer_binds(argv)


@settings(max_examples=100)
@given(st.lists(st.text(max_size=4) | VALUES, max_size=4), st.sampled_from(EVERY))
def test_whatever_is_typed_is_bound_alike_or_handed_over(words, every):
    argv = [*every[0], *words]
    asked = parse(argv)
    assert asked is None or asked == typer_binds(argv)


@pytest.mark.parametrize(("name", "command"), EVERY, ids=[" ".join(name) for name, _ in EVERY])
def test_a_plain_line_of_every_command_does_not_need_typer(name, command):
    arguments = [f"w{i}" for i, argument in enumerate(command[4]) if argument[4]]
    options = [
        word for names, _, arity, _, _ in command[3] for word in ([names[-1]] if arity == "flag" else [names[-1], "v"])
    ]
    asked = parse([*name, *options, *arguments])
    assert asked is not None
    assert asked == typer_binds([*name, *options, *arguments])


@pytest.mark.parametrize(
    "argv",
    [["-h"], ["open", "--help"], ["frob"], ["update", "--nope"], ["update", "-m"], ["server"], ["server", "set"]],
)
def test_what_is_not_plain_is_handed_over(argv):
    assert parse(argv) is None


def test_the_grammar_in_the_tree_is_the_one_that_is_declared():
    assert Path(grammar.__file__).read_text() == generate.text(), "run: python -m incident_cli.cli.generate"
