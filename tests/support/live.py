"""A program that stays on a real terminal: its screen as a person sees it (pyte), its bytes, its modes, its keys."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pyte

from support.program import _STUB

PATIENCE = 30
"""Seconds until a screen that does not come is a failure; a loaded machine is slow."""
END = b"\0"
MODES = re.compile(rb"\x1b\[\?([0-9]+)([hl])")


class Live:
    """A command on a pseudo-terminal of its own: a context manager; whatever is left of it is killed at the end."""

    def __init__(self, command, env, columns=80, rows=24):
        self.ours, self.theirs = pty.openpty()
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        """All that was written so far."""
        self._size(columns, rows)
        self.modes = termios.tcgetattr(self.theirs)
        """The terminal's modes before the program had it."""
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", _STUB, *command],
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            env=env,
            start_new_session=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for end in (self.ours, self.theirs):
            with contextlib.suppress(OSError):
                os.close(end)

    def _size(self, columns, rows):
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        """Pull at the window: the system tells the program."""
        self.screen.resize(rows, columns)
        self._size(columns, rows)

    def type(self, keys):
        """Press keys."""
        os.write(self.ours, keys.encode())

    def read(self, seconds=0.05):
        """Take what was written in the next moment; whether there was anything."""
        if not select.select([self.ours], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.ours, 65536)
        except OSError:
            return b""
        self.bytes += data
        self.stream.feed(data)
        return data

    def until(self, condition, seconds=PATIENCE):
        """Read on until the condition holds; it is asked with the text on the screen. Seconds that it took."""
        began = time.monotonic()
        while not condition(self.text):
            assert time.monotonic() - began < seconds, self.text
            self.read()
        return time.monotonic() - began

    def shows(self, *words, seconds=PATIENCE):
        """Wait until all these words are on the screen at once; seconds that it took."""
        return self.until(lambda text: all(word in text for word in words), seconds)

    def quiet(self, seconds):
        """What was written within so many seconds: nothing, where nothing changes."""
        deadline, written = time.monotonic() + seconds, b""
        while time.monotonic() < deadline:
            written += self.read()
        return written

    def end(self, seconds=PATIENCE):
        """Wait for the end; the exit code, negative for the signal that killed it."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < deadline, self.text
            self.read()
        os.write(self.theirs, END)  # what the program wrote comes before it, however late
        while not self.bytes.endswith(END):
            assert time.monotonic() < deadline, self.text
            self.read()
        self.bytes = self.bytes.removesuffix(END)
        return self.process.returncode

    @property
    def text(self):
        """The screen, line by line."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def private_modes(self):
        """The private modes as last set: 1049 the other screen, 25 the cursor, 7 wrapping; True: on."""
        return {int(mode): switch == b"h" for mode, switch in MODES.findall(self.bytes)}

    def left_as_it_was(self):
        """Check that the terminal is as it was found."""
        assert termios.tcgetattr(self.theirs) == self.modes
        assert self.private_modes == {1049: False, 25: True, 7: True}
