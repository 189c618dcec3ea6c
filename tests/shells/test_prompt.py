"""`incident status --prompt` where README puts it, in the real shells and in tmux, over names that want to be run."""

import shutil
import sys

import pytest
from support.live import Live

HOSTILE = [
    "$(touch pwned)",
    "`touch pwned`",
    "\\$(touch pwned)",
    "$(touch\tpwned)%F{red}",
    "%D{%s}%n!!\\u\\h",
    "#(touch pwned)#[bold]",
    "#{host}##H",
    "'; touch pwned; '",
    'a" && touch pwned; "',
    "<(touch pwned) ~ *",
]


def safe(name):
    """What the prompt shows of a name."""
    shown = "".join(char if char.isalnum() or char in "-._" else "_" for char in name)
    return shown if len(shown) <= 20 else shown[:19] + "…"


@pytest.fixture
def names(incident):
    """A database for each of the names, and one that is calm; (path, what the prompt shows of it) pairs."""
    program = incident.folder / "bin" / "incident"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m incident_cli "$@"\n')
    program.chmod(0o700)
    incident.env["PATH"] = f"{program.parent}:{incident.env['PATH']}"
    found = []
    for number, name in enumerate(HOSTILE):
        path = incident.folder / f"{number}.db"
        incident("open", f"{name} \x1b]0;title\x07", "-s", name, "--db", str(path), "--number", str(number + 70)).done
        found.append((path, f"#{number + 70} {safe(name)} down"))
    return found


def shell(incident, command, env=()):
    """A shell on a terminal, in a folder where `touch pwned` would be seen."""
    arguments = " ".join(f"'{word}'" for word in command)
    return Live(
        ["/bin/sh", "-c", f"cd '{incident.folder}' && exec {arguments}"],
        incident.env | {"TERM": "xterm", "HOME": str(incident.folder)} | dict(env),
        columns=120,
    )


BASH = {
    "PS1": "PS1='$(incident status --prompt) ready$ '",
    "PROMPT_COMMAND": "PS1='ready$ '; PROMPT_COMMAND='incident status --prompt'",
    "expanded twice": "PROMPT_COMMAND='PS1=\"$(incident status --prompt) ready\\$ \"'",
}
ZSH = {
    "PROMPT": "setopt prompt_subst prompt_bang; PROMPT='$(incident status --prompt) ready> '",
    "precmd": "precmd() { incident status --prompt }; PROMPT='ready> '",
    "expanded twice": 'setopt prompt_subst; precmd() { PROMPT="$(incident status --prompt) ready> " }',
}
TMUX = """set -g status-interval 1
set -g status-right-length 100
set -g status-right '#(incident status --prompt)'
"""


def prompts(live, names, set_):
    """Type the setting of each database, and wait for what its prompt shows."""
    for path, shown in names:
        live.type(f"{set_(path)}; clear\n")
        live.shows(shown, "ready")


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
@pytest.mark.parametrize("how", BASH)
def test_in_bash(incident, names, how):
    with shell(incident, ["bash", "--norc", "--noprofile", "--noediting", "-i"]) as live:
        live.type(f"{BASH[how]}\n")
        live.shows("ready$")
        prompts(live, names, lambda path: f"export INCIDENT_DB='{path}'")
        live.type(f"export INCIDENT_DB='{incident.folder}/calm.db'; clear; echo calm\n")
        live.until(lambda text: "calm" in text.splitlines()[0] and "ready$" in text and "#" not in text)
    assert not (incident.folder / "pwned").exists()
    assert not (incident.folder / "calm.db").exists()


@pytest.mark.skipif(not shutil.which("zsh"), reason="no zsh: apt-get install zsh")
@pytest.mark.parametrize("how", ZSH)
def test_in_zsh(incident, names, how):
    with shell(incident, ["zsh", "-f", "-i"]) as live:
        live.type(f"{ZSH[how]}\n")
        live.shows("ready>")
        prompts(live, names, lambda path: f"export INCIDENT_DB='{path}'")
    assert not (incident.folder / "pwned").exists()


@pytest.mark.skipif(not shutil.which("fish"), reason="no fish: apt-get install fish")
def test_in_fish(incident, names):
    prompt = 'function fish_prompt; echo (incident status --prompt) "ready> "; end'
    with shell(incident, ["fish", "--no-config", "-i", "-C", prompt]) as live:
        live.shows("ready>")
        prompts(live, names, lambda path: f"set -gx INCIDENT_DB '{path}'")
    assert not (incident.folder / "pwned").exists()


@pytest.mark.skipif(not shutil.which("tmux"), reason="no tmux: apt-get install tmux")
def test_in_tmux(incident, names):
    for path, shown in names:
        (incident.folder / "tmux.conf").write_text(TMUX)
        command = [
            "tmux",
            "-S",
            str(incident.folder / "tmux"),
            "-f",
            str(incident.folder / "tmux.conf"),
            "new",
            "sleep 99",
        ]
        with shell(incident, command, {"INCIDENT_DB": str(path), "TMUX": ""}) as live:
            live.until(lambda text, shown=shown: shown in text.splitlines()[-1])
        incident.shell(f"tmux -S {incident.folder}/tmux kill-server")
    assert not (incident.folder / "pwned").exists()
