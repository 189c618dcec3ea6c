"""Completion for bash, zsh and fish: scripts made from the grammar, pure functions from it to text.

What a word completes follows from its metavar (`kinds.py`). Words that never change stand in the scripts;
what is in the database they ask of `incident __complete` (`commands/complete.py`). No stored text is ever
evaluated: titles and names are data in all three.
"""

from __future__ import annotations

SHELLS = ("bash", "zsh", "fish")

_FILES = {
    "bash": ("incident.bash", "share/bash-completion/completions/incident"),
    "zsh": ("_incident", "share/zsh/site-functions/_incident"),
    "fish": ("incident.fish", "share/fish/vendor_completions.d/incident.fish"),
}


def kept(shell: str) -> str:
    """The name of a shell's script in `completions/` of the source tree."""
    return _FILES[shell][0]


def shared(shell: str) -> str:
    """Where the wheel puts it, below the prefix it is installed in."""
    return _FILES[shell][1]


def script(shell: str) -> str:
    """The completion script for one of `SHELLS`."""
    from incident_cli.shells import bash, fish, lines, zsh

    return {"bash": bash.text, "zsh": zsh.text, "fish": fish.text}[shell](lines.read())
