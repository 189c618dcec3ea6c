"""The commands about the shells."""

from incident_cli.cli import options as o
from incident_cli.cli.app import app
from incident_cli.cli.declare import declare


@declare(app, "completion")
def completion(what: o.Completion, shells: o.Shells = None) -> None:
    """Complete words at TAB: print a shell's script, or install it.

    install without a shell is for the one you log in with ($SHELL). Nothing but the script is written.

    \b
    incident completion install
    incident completion install bash zsh fish
    incident completion bash > /etc/bash_completion.d/incident
    """


@declare(app, "complete", hidden="__complete")
def complete(kind: o.Candidates, prefix: o.Prefix = None) -> None:
    """Tell a completion script the words of a kind: a word, a tab, what it is.

    Reads only, and is silent when it cannot.
    """
