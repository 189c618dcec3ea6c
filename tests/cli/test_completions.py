"""The scripts in the tree are those of the grammar, and every word that can be typed has a meaning."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from incident_cli import grammar
from incident_cli.shells import SHELLS, kept, lines, script, shared
from incident_cli.shells.kinds import FREE, MEANING, words_of
from incident_cli.shells.lines import MARK

ROOT = Path(__file__).parents[2]


def commands(found=grammar.COMMANDS):
    for command in found.values():
        yield from commands(command) if isinstance(command, dict) else [command]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_in_the_tree_is_the_one_of_the_grammar(shell):
    found = (ROOT / "completions" / kept(shell)).read_text()
    assert found == script(shell), "run: python -m incident_cli.cli.generate"
    assert MARK in found


def test_the_wheel_puts_them_where_the_shells_look():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["shared-data"] == {f"completions/{kept(shell)}": shared(shell) for shell in SHELLS}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_can_read_it(shell):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([shell, "-n"], input=script(shell), text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_metavar_has_a_meaning():
    """A new one is added to the table in shells/kinds.py: what it completes, or that it is free text."""
    every = {option[3] for command in commands() for option in (*command[3], *grammar.GLOBAL)}
    every |= {argument[2] for command in commands() for argument in command[4]}
    assert {word for metavar in every for word in words_of(metavar)} <= MEANING.keys() | FREE


def test_an_option_takes_a_value_in_every_command_or_in_none():
    """The scripts tell which words are values before they know the command."""
    valued = set(lines.read().valued)
    options = [option for command in commands() for option in command[3]]
    assert not {name for names, _, arity, _, _ in options for name in names if arity == "flag"} & valued


def test_hidden_commands_are_not_offered():
    assert "complete" not in {command.path for command in lines.read().commands}
    assert not any(name == "__complete" for group in lines.read().groups.values() for name, _ in group)
    assert {command.path for command in lines.read().commands} >= {"open", "server set", "completion"}
