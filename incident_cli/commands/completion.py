"""`incident completion`: print a shell's completion script, or put it where that shell looks by itself."""

from __future__ import annotations

import os
from shlex import quote

from incident_cli.config import Shells
from incident_cli.config import shells as surroundings
from incident_cli.context import App
from incident_cli.errors import Refused, Unavailable, Usage
from incident_cli.render.speech import say
from incident_cli.render.text import line
from incident_cli.shells import SHELLS, script
from incident_cli.shells.lines import MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

INSTALL = "install"


def run(app: App, what: str, shells: Sequence[str] | None = None) -> None:  # noqa: ARG001  # it needs no database
    """Print the script of one shell, or install those of several. Raises Usage, Refused and Unavailable."""
    if what == INSTALL:
        around = surroundings()
        wanted = [_known(shell) for shell in shells or [_login(around)]]
        for shell in dict.fromkeys(wanted):
            _install(shell, around)
    elif shells:
        raise Usage(f'"{shells[0]}" is one word too many', f"incident completion {INSTALL} {' '.join(shells)}")
    else:
        say(script(_known(what)).rstrip("\n"))


def _known(shell: str) -> str:
    if shell in SHELLS:
        return shell
    raise Usage(f'there is no completion for "{shell}"', f"incident completion {'|'.join((*SHELLS, INSTALL))}")


def _login(around: Shells) -> str:
    """The shell that this user logs in with."""
    if around.login in SHELLS:
        return around.login
    said = f'your shell is "{around.login}"' if around.login else "which shell is yours is not known (SHELL)"
    raise Usage(f"{said}; nothing was installed", *(f"incident completion {INSTALL} {shell}" for shell in SHELLS))


def target(shell: str, around: Shells) -> str:
    """The file where a shell finds the script by itself; zsh must be told of the folder."""
    return {
        "bash": os.path.join(around.data, "bash-completion", "completions", "incident"),
        "zsh": os.path.join(around.data, "zsh", "site-functions", "_incident"),
        "fish": os.path.join(around.config, "fish", "completions", "incident.fish"),
    }[shell]


def _install(shell: str, around: Shells) -> None:
    path = target(shell, around)
    try:
        done = _put(os.path.realpath(path), script(shell))  # a link, as managers of dotfiles make, stays one
    except OSError as error:
        raise Unavailable(f"{path}: {(error.strerror or str(error)).lower()}; it was not written") from error
    say(f"{shell}: {line(path)} {done}")
    for hint in _left(shell, path, around):
        say(line(hint))


def _put(path: str, content: str) -> str:
    """Write a script, whole or not at all; what was done. Raises Refused for a file that is not ours, and OSError."""
    old = _read(path)
    if old == content:
        return "is there already; nothing was changed"
    if old is not None and MARK not in old:
        raise Refused(
            f"{path} was not written by incident; it was left as it is", f"mv {quote(path)} {quote(path)}.old"
        )
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    new = os.path.join(folder, f".incident-{os.getpid()}")
    try:
        # Not writable by others, or zsh refuses to load it; readable, since nothing in it is private.
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(new, path)
    except OSError:
        if os.path.exists(new):
            os.unlink(new)
        raise
    return "was brought up to date" if old is not None else "was written"


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _left(shell: str, path: str, around: Shells) -> list[str]:
    """What the person has to do, if anything: new shells of bash-completion and fish find it by themselves."""
    if shell == "fish":
        return []
    if shell == "bash":
        return [
            "  New shells load it where the package bash-completion is set up; else add to ~/.bashrc:",
            f"  . {quote(path)}",
        ]
    folder = os.path.dirname(path)
    told = f"fpath=({quote(folder)} $fpath)"
    if folder in around.fpath or told in (_zshrc(around) or ""):
        return []
    return [
        f"  Add to {around.zshrc}, before compinit if that is called there:",
        f"  {told}",
        "  autoload -Uz compinit && compinit",
    ]


def _zshrc(around: Shells) -> str | None:
    try:
        return _read(around.zshrc)
    except OSError:
        return None
