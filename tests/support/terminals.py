"""A real pseudo-terminal under the program in this process, and what may never reach a terminal.

`Program.terminal` (`support.program`) starts a process for each run; here only the terminal is real,
which is enough to see every byte that would reach it, and twenty times as fast.
"""

import fcntl
import os
import pty
import re
import struct
import sys
import termios
import threading
import tty
import unicodedata
from contextlib import ExitStack
from unittest import mock

from support.program import Answer

INVISIBLE = {
    *(chr(code) for code in range(0x202A, 0x202F)),  # bidi embeddings and overrides
    *(chr(code) for code in range(0x2060, 0x2070)),  # word joiner, bidi isolates
    *"\u200b\u200e\u200f\u061c\u00ad\ufeff",
    *(chr(code) for code in range(0xE0000, 0xE0080)),  # tags
}
OURS = re.compile(r"\x1b\[(?:[0-2]|4|9|3[0-6])(?:;(?:[0-2]|4|9|3[0-6]))*m")
"""The sequences that we write ourselves: bold, dim, underline, strike, the colours, and their end."""


def on_screen(incident, *words, typed="", columns=80, **env):
    """Run the program in this process with its three streams on a terminal; `out` is all that reached it.

    typed: what the person types, all of it ready from the start; any further question gets an empty line.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    tty.setraw(theirs)  # no echo of what is typed, no carriage returns added: only what the program writes
    os.write(ours, typed.encode() + b"\n" * 9)
    reader = _Reader(ours)
    with ExitStack() as open_:
        streams = [open_.enter_context(open(os.dup(theirs), mode, encoding="utf-8")) for mode in ("r", "w", "w")]
        os.close(theirs)
        code = _run(incident, words, streams, env)
    return Answer(code, reader.read())


def _run(incident, words, streams, env):
    from incident_cli.__main__ import main
    from incident_cli.commands import Outcome

    Outcome.saved, Outcome.drafts = False, ()
    stdin, stdout, stderr = streams
    clean = incident._environment({"TERM": "xterm"} | env) | {"PYTEST_CURRENT_TEST": "on a screen"}
    with (
        mock.patch.dict(os.environ, clean, clear=True),
        mock.patch.multiple(sys, argv=["incident", *words], stdin=stdin, stdout=stdout, stderr=stderr),
    ):
        try:
            main()
        except SystemExit as end:
            return end.code or 0
    return 0


class _Reader(threading.Thread):
    """Reads our end until the program has closed its own, so that it never has to wait."""

    def __init__(self, terminal):
        super().__init__(daemon=True)
        self.terminal, self.parts = terminal, []
        self.start()

    def run(self):
        while True:
            try:
                data = os.read(self.terminal, 65536)
            except OSError:  # Linux: nobody has the other end open any more
                data = b""
            if not data:
                return
            self.parts.append(data)

    def read(self):
        self.join(30)
        os.close(self.terminal)
        return b"".join(self.parts).decode()


def harm(text, *, colour=False):
    """The characters of a text that could do a terminal or its reader harm: none is how it should be.

    colour: our own colours are no harm.
    """
    bare = OURS.sub("", text) if colour else text
    return {c for c in bare if c in INVISIBLE or (c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp"))}
