"""Real interactive shells on a real pseudo-terminal, in which TAB is pressed.

`incident` is on their PATH: what the completions ask is answered by the program, any other call only keeps
its words, so that a test sees what a completed line really says.
"""

import fcntl
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
import time

import pyte
import pytest

from incident_cli.shells import script

DUMP = "\x18\x02"
"""Ctrl-X Ctrl-B: the shell writes the line as it stands to a file."""
WAIT = 60
"""Seconds that a loaded machine may take."""
SHELLS = ("bash", "zsh", "fish")
EVIL = (
    "$(touch pwned)",
    "\\$(touch pwned)",
    "`touch pwned`",
    "'; touch pwned; '",
    '"; touch pwned; "',
    'it\'s "quoted"',
    "a:b c",
    "*",
    "[/tmp] [red]x",
    "🔥 fire",
    "é ü",
    "~ ~root",
    "p%s%n",
    "!x !!",
    "# x",
    "{b}{c}",
    "<f> |& x",
    "@host",
    "back\\slash\\",
    "${HOME} $HOME",
    "(x) ?",
)
"""Words that a shell might run, expand, cut or lose."""

_PROGRAM = """#!/bin/sh
case " $* " in
*" __complete "*) exec {python} -m incident_cli "$@" ;;
esac
for word; do printf '%s\\0' "$word"; done > "$KEPT.new"
mv "$KEPT.new" "$KEPT"
"""
_BASH = """PS1='ready> ' PS2='' HISTFILE=
bind 'set bell-style none'
bind 'set enable-bracketed-paste off'
. {script}
dump() {{ printf %s "$READLINE_LINE" > "$DUMPED.new"; mv "$DUMPED.new" "$DUMPED"; }}
bind -x '"{key}": dump'
"""
_ZSH = """PS1='ready> ' PS2='' RPS1='' LISTMAX=1000
unset HISTFILE
unsetopt beep prompt_sp prompt_cr
fpath=({folder} $fpath)
autoload -Uz compinit
compinit -u -d {folder}/dump
dump() {{ print -rn -- "$BUFFER" > $DUMPED.new; mv $DUMPED.new $DUMPED; }}
zle -N dump
bindkey -e
bindkey '^X^B' dump
"""
_FISH = """function fish_prompt; printf 'ready> '; end
function fish_right_prompt; end
function fish_greeting; end
set -g fish_autosuggestion_enabled 0
function dump; commandline > $DUMPED.new; mv $DUMPED.new $DUMPED; end
function fish_user_key_bindings; bind {key} dump; end
"""


class Shell:
    """A shell with our completion. Call it with what to type: the line as it stands after the keys.

    program: the database its completions see, and its environment; folder: an empty one of its own.
    before, after: lines for its start, before and after our script is loaded.
    """

    def __init__(self, name, program, folder, before="", after=""):
        if not shutil.which(name):
            pytest.skip(f"{name} is not installed")
        self.name, self.folder, self.before, self.after = name, folder, before, after
        self.dumped, self.kept = folder / "dumped", folder / "kept"
        self.work = folder / "work"
        self.work.mkdir()
        self.env = program.env | {
            "HOME": str(self.work),
            "TMPDIR": str(folder),
            "PATH": f"{self._program()}:{program.env['PATH']}",
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "DUMPED": str(self.dumped),
            "KEPT": str(self.kept),
            "ZDOTDIR": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
        }
        self.screen = pyte.Screen(120, 50)
        self.stream = pyte.ByteStream(self.screen)
        command = getattr(self, f"_{name}")()
        self.terminal, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
        self.screen.write_process_input = self._type  # a shell may ask its terminal what it is
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", _STUB, *command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=self.env,
            cwd=self.work,
            start_new_session=True,
        )
        os.close(theirs)
        self._until(lambda: "ready>" in self.text, "the prompt")

    def _program(self):
        folder = self.folder / "bin"
        folder.mkdir()
        (folder / "incident").write_text(_PROGRAM.format(python=sys.executable))
        (folder / "incident").chmod(0o755)
        return folder

    def _bash(self):
        (self.folder / "incident.bash").write_text(script("bash"))
        rc = _BASH.format(script=self.folder / "incident.bash", key=r"\C-x\C-b")
        self._starts(self.folder / "rc", rc)
        return [shutil.which("bash"), "--noprofile", "--rcfile", str(self.folder / "rc"), "-i"]

    def _zsh(self):
        functions = self.folder / "functions"
        functions.mkdir()
        (functions / "_incident").write_text(script("zsh"))
        self._starts(self.folder / ".zshrc", _ZSH.format(folder=functions))
        return [shutil.which("zsh"), "-d", "-i"]

    def _fish(self):
        completions = self.folder / "fish" / "completions"
        completions.mkdir(parents=True)
        (completions / "incident.fish").write_text(script("fish"))
        self._starts(completions.parent / "config.fish", _FISH.format(key=r"\cx\cb"))
        return [shutil.which("fish"), "-i"]

    def _starts(self, file, lines):
        file.write_text("\n".join([self.before, lines, self.after, ""]))

    @property
    def text(self):
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def __call__(self, typed, keys="\t"):
        self.dumped.unlink(missing_ok=True)
        self._type("\x05\x15" + typed + keys + DUMP)
        self._until(self.dumped.exists, f"the line after {typed!r}")
        return self.dumped.read_text().removesuffix("\n")

    def list(self, typed, *awaited):
        """The screen when TAB has shown what there is, with all that is awaited on it."""
        self("", keys="")
        self._type("\x0c" + typed + ("\t\t" if self.name == "bash" else "\t"))
        self._until(lambda: all(words in self.text for words in awaited), f"{awaited} after {typed!r}")
        return self.text

    def words(self, typed, keys="\t", then=""):
        """The words that `incident` gets when the line is completed, and Enter pressed."""
        self(typed, keys)
        self.kept.unlink(missing_ok=True)
        self._type(then + "\n")
        self._until(self.kept.exists, f"the words of {typed!r}")
        return self.kept.read_text().split("\0")[:-1]

    def _type(self, keys):
        os.write(self.terminal, keys.encode())

    def _until(self, condition, what):
        deadline = time.monotonic() + WAIT
        while not condition():
            assert time.monotonic() < deadline, (what, self.text)
            self._pump()

    def _pump(self):
        if select.select([self.terminal], [], [], 0.02)[0]:
            self.stream.feed(os.read(self.terminal, 65536))

    def close(self):
        """End the shell."""
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)


# The child makes the terminal its controlling one: shells want to do job control.
_STUB = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
