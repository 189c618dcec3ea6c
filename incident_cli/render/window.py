"""The whole terminal for a live view: its other screen, its keys, its signals; and afterwards everything as it was.

Whatever ends it (q, a signal, an error, a terminal that went away), `__exit__` runs: signals do not kill the
process meanwhile, they raise KeyboardInterrupt, and only inside `heeding`, so that nothing stops the way out.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Any

_ENTER = b"\x1b[?1049h\x1b[?25l\x1b[?7l"
"""The other screen, no cursor, no wrapping: a line too long, at the moment of a resize, must not push the others."""
_LEAVE = b"\x1b[m\x1b[?7h\x1b[?25h\x1b[999H\x1b[?1049l"
"""Back; the cursor goes to the last line first, for terminals that have no other screen."""
_CLEAR, _LINE = b"\x1b[2J", b"\x1b[%dH\x1b[K%b\x1b[m"

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_REDRAWING = (signal.SIGWINCH, signal.SIGCONT)
_AT_ONCE = 1024
"""Bytes read from the keyboard at once."""
_KEYS = {
    **dict.fromkeys(("q", "Q"), "quit"),
    **dict.fromkeys(("j", "\x1b[B", "\x1bOB"), "down"),
    **dict.fromkeys(("k", "\x1b[A", "\x1bOA"), "up"),
    **dict.fromkeys((" ", "\x1b[6~"), "page down"),
    **dict.fromkeys(("b", "\x1b[5~"), "page up"),
    **dict.fromkeys(("g", "\x1b[H", "\x1bOH", "\x1b[1~"), "top"),
    **dict.fromkeys(("G", "\x1b[F", "\x1bOF", "\x1b[4~"), "bottom"),
}


class Window:
    """The terminal on standard output while a view is live: a context manager.

    keys: whether standard input is a terminal too, from which keys can be read.
    """

    def __init__(self, *, keys: bool) -> None:
        self.ended = 0
        """The number of the signal that ended it; 0: none did."""
        self.settle: Callable[[], None] = lambda: None
        """What is to come to its end before the program stands still."""
        self._output = sys.stdout.fileno()
        self._inputs = [sys.stdin.fileno()] if keys else []
        self._shown: list[bytes] = []
        self._stale = True
        self._stopping = self._heeding = False
        self._taken = False
        self._modes: list[Any] = []
        self._handlers: dict[int, Any] = {}
        self._wakeup, self._woken = -1, os.pipe()

    def __enter__(self) -> Window:
        for end in self._woken:
            os.set_blocking(end, False)
        try:
            self._wakeup = signal.set_wakeup_fd(self._woken[1], warn_on_full_buffer=False)
            for number in (*_ENDING, *_REDRAWING, signal.SIGTSTP):
                if signal.getsignal(number) is not signal.SIG_IGN or number in _REDRAWING:  # `nohup` is obeyed
                    self._handlers[number] = signal.signal(number, self._heard)
            self._open()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Leave the terminal as it was. A KeyboardInterrupt that a signal raised ends here: `code` tells of it."""
        self._close()
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._handlers.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for end in self._woken:
            os.close(end)
        return bool(self.ended) and kind is KeyboardInterrupt

    @contextmanager
    def heeding(self) -> Iterator[None]:
        """In here a signal that ends the program raises KeyboardInterrupt, once."""
        self._heeding = True
        try:
            if self.ended:  # it came before anybody heeded
                raise KeyboardInterrupt
            yield
        finally:
            self._heeding = False

    @property
    def code(self) -> int:
        """The exit code, after the end: 0, or what a shell says of the signal."""
        return 128 + self.ended if self.ended else 0

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines as they are now; (0, 0) of a terminal that knows none."""
        try:
            columns, lines = os.get_terminal_size(self._output)
        except OSError:
            return 0, 0
        return columns, lines

    def show(self, lines: Sequence[bytes]) -> None:
        """Write the lines that differ from those on the screen: nothing where none does."""
        stale, self._stale = self._stale, False
        before = [] if stale or len(lines) != len(self._shown) else self._shown
        self._shown = list(lines)
        changed = [
            _LINE % (row, line) for row, line in enumerate(lines, start=1) if not before or before[row - 1] != line
        ]
        if changed:
            self._write(b"".join([b"" if before else _CLEAR, *changed]))

    def wait(self, seconds: float | None, also: int | None = None) -> list[str]:
        """Wait for keys, a signal or so many seconds (None: for ever); the names of the keys.

        also: a descriptor that ends it as well when it becomes readable. Raises KeyboardInterrupt at the end.
        """
        others = [] if also is None else [also]
        ready, _, _ = select.select([self._woken[0], *self._inputs, *others], [], [], seconds)
        if self._woken[0] in ready:
            os.read(self._woken[0], _AT_ONCE)
        if self._stopping:
            self._stop()
        if self.ended:  # where Python could not raise: inside the lock of an import, say
            raise KeyboardInterrupt
        return self._keys() if set(self._inputs) & set(ready) else []

    def _keys(self) -> list[str]:
        import re

        try:
            typed = os.read(self._inputs[0], _AT_ONCE)
        except OSError:
            typed = b""
        if not typed:  # the terminal went away, and nobody said so
            self.ended = signal.SIGHUP
            raise KeyboardInterrupt
        found = re.findall(r"\x1b[\[O][0-9;]*[A-Za-z~]|.", typed.decode(errors="replace"), re.DOTALL)
        return [_KEYS[key] for key in found if key in _KEYS]

    def _heard(self, number: int, _: FrameType | None) -> None:
        if number in _REDRAWING:
            self._stale = True
        elif number == signal.SIGTSTP:
            self._stopping = True
        else:
            self.ended = self.ended or number
            heeding, self._heeding = self._heeding, False
            if heeding:
                raise KeyboardInterrupt

    def _stop(self) -> None:
        """Ctrl-Z: give the terminal back, stop, and take it again when the shell says `fg`."""
        self._stopping = self._heeding = False
        self._close()
        self.settle()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)  # it goes on from here
        signal.signal(signal.SIGTSTP, self._heard)
        self._open()
        self._heeding = True

    def _open(self) -> None:
        """Take the terminal: no echo, keys at once; Ctrl-C and Ctrl-Z stay signals."""
        self._modes = termios.tcgetattr(self._output)
        modes = termios.tcgetattr(self._output)
        modes[3] &= ~(termios.ECHO | termios.ICANON)
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        self._taken = self._stale = True
        termios.tcsetattr(self._output, termios.TCSANOW, modes)
        self._write(_ENTER)

    def _close(self) -> None:
        """Give the terminal back. It may be gone, or held by Ctrl-S."""
        if not self._taken:
            return
        with suppress(OSError, termios.error):
            termios.tcflow(self._output, termios.TCOON)
        with suppress(OSError):
            self._write(_LEAVE)
        with suppress(OSError, termios.error):
            termios.tcsetattr(self._output, termios.TCSANOW, self._modes)
        self._taken = False

    def _write(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._output, data) :]
            except BlockingIOError:  # another program on this terminal made it so
                select.select([], [self._output], [], 1)
