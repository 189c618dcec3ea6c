"""A terminal for the child where ours is one: with our size, and with our keys when they are meant for it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import termios
import tty
from collections.abc import Callable, Iterator
from typing import Any

from incident_cli.child.copies import AT_ONCE, Copy

_INPUT, _OUTPUT, _LOCAL, _CHARACTERS = 0, 1, 3, 6
"""Places in what `tcgetattr` tells."""


class Screen:
    """A terminal to write to, beside streams that are none. The child stays in our session and process group.

    So whoever else is in the pipeline keeps our terminal: a pager at its end, Ctrl-C and Ctrl-Z for all of it.
    What the child writes is not touched on the way (no `\\r` is put before `\\n`): our own terminal does that.
    Keys are passed on while the child has its terminal read them one by one, as a pager does that looks for
    them at standard error.
    """

    def __init__(self, ours: int) -> None:
        self.ours = ours
        """The file that is our terminal."""
        self._found: list[Any] | None = None
        self._held = self._hung_up = False
        self._pending = b""
        self._process: subprocess.Popen[bytes] | None = None
        master, self.theirs = os.openpty()
        self.copy = Copy(master, max(ours, 1))
        os.set_blocking(master, False)
        settings = termios.tcgetattr(ours)
        self._adapt(settings)
        termios.tcsetattr(self.theirs, termios.TCSANOW, settings)
        self._resize()

    def _adapt(self, settings: list[Any]) -> None:
        settings[_OUTPUT] &= ~termios.OPOST
        settings[_LOCAL] |= termios.ICANON  # else somebody before us has the keys, and keeps them

    def serve(self, process: subprocess.Popen[bytes]) -> None:
        """The child runs."""
        self._process = process

    def look(self) -> None:
        """See whether the keys are the child's just now."""
        if not self.copy.over:
            wanted = not termios.tcgetattr(self.copy.source)[_LOCAL] & termios.ICANON
            if wanted and not self._held:
                self._hold()
            elif self._held and not wanted:
                self.release()

    def wants(self) -> Iterator[tuple[int, bool]]:
        """What was typed is passed on before more is read."""
        if self.copy.over or not self._held:
            return
        if self._pending:
            yield self.copy.source, True
        elif not self._hung_up:
            yield self.ours, False

    def move(self, _keep: Callable[[bytes], None]) -> None:
        """Read keys, or pass them on, once."""
        if self._pending:
            self._pass_on()
            return
        try:
            typed = os.read(self.ours, AT_ONCE)
        except OSError:
            typed = b""
        self._hung_up = not typed
        self._pending = self._meant(typed) if typed else b""

    def _pass_on(self) -> None:
        try:
            self._pending = self._pending[os.write(self.copy.source, self._pending) :]
        except BlockingIOError:
            return
        except OSError:  # nobody reads them any more
            self._pending = b""

    def _meant(self, typed: bytes) -> bytes:
        """The keys that are the child's."""
        return typed

    def signalled(self, number: int) -> bool:
        """Deal with a signal that is about terminals; whether it was one."""
        if number == signal.SIGWINCH:
            self._resize()
            if self._process is not None:
                self._process.send_signal(number)  # ours told it before the size was right
        elif number == signal.SIGTSTP:  # the child was told as well
            self.release()
            self._stop(os.getpid())
        elif number == signal.SIGCONT:
            self._held = False  # `look` takes the keys again, if we are in the foreground
        else:
            return False
        return True

    def _resize(self) -> None:
        if not self.copy.over:
            with contextlib.suppress(termios.error):
                termios.tcsetwinsize(self.copy.source, termios.tcgetwinsize(self.ours))

    @staticmethod
    def _stop(whom: int) -> None:
        """Stop, until somebody continues us. Without a shell that could, the kernel does not do it."""
        before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(whom, signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, before)

    def _hold(self) -> None:
        """Take the keys, if we are in the foreground: a background job that touches its terminal is stopped."""
        self._held = False
        if self._in_front():
            with contextlib.suppress(termios.error):  # it went away
                if self._found is None:
                    self._found = termios.tcgetattr(self.ours)
                self._take()
                self._held = True

    def _take(self) -> None:
        """Keys one by one; those that are signals stay signals, for all of the pipeline."""
        settings = termios.tcgetattr(self.ours)
        settings[_INPUT] &= ~termios.ICRNL
        settings[_LOCAL] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
        settings[_CHARACTERS][termios.VMIN], settings[_CHARACTERS][termios.VTIME] = 1, 0
        termios.tcsetattr(self.ours, termios.TCSANOW, settings)

    def release(self) -> None:
        """Leave our terminal as it was found, unless it is somebody else's just now."""
        if self._held and self._found is not None and self._in_front():
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.ours, termios.TCSANOW, self._found)
        self._held = False

    def _in_front(self) -> bool:
        try:
            return os.tcgetpgrp(self.ours) == os.getpgrp()
        except OSError:  # a terminal, but not that of our session
            return True


class Interactive(Screen):
    """A terminal of the child's own, in a session of its own, with ours in raw mode and all of its keys passed on.

    So Ctrl-C, Ctrl-D and the like mean there what they mean. Only Ctrl-Z is ours to carry out: nobody in that
    session could continue the child, so the kernel would not stop it.
    """

    def _adapt(self, settings: list[Any]) -> None:
        """Its own line discipline does all of the work: ours does none in raw mode."""

    @property
    def lead(self) -> Callable[[], None]:
        """What the child does before it becomes the command: the terminal becomes the one of its session."""
        theirs = self.theirs

        def own() -> None:
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

        return own

    def serve(self, process: subprocess.Popen[bytes]) -> None:
        """The child runs: from here on the keys are its."""
        super().serve(process)
        self._hold()

    def look(self) -> None:
        """They stay its."""

    def _take(self) -> None:
        tty.setraw(self.ours, termios.TCSANOW)

    def _meant(self, typed: bytes) -> bytes:
        """All of them, but for a Ctrl-Z that is for the whole of it: that one is carried out."""
        settings = termios.tcgetattr(self.copy.source)
        key = settings[_CHARACTERS][termios.VSUSP]
        if not settings[_LOCAL] & termios.ISIG or key == b"\0" or key not in typed or not self._alone():
            return typed
        before, _, after = typed.partition(key)
        self._suspend()
        return before + after

    def _alone(self) -> bool:
        """Whether the child itself is in the foreground of its terminal, and not the job of a shell that it is."""
        return self._process is not None and os.tcgetpgrp(self.copy.source) == self._process.pid

    def _suspend(self) -> None:
        """Stop, with the child, and with whom our own terminal would have stopped."""
        self.release()
        self._to_child(signal.SIGSTOP)
        self._stop(0)
        self._continue()

    def _continue(self) -> None:
        self._hold()
        self._resize()
        self._to_child(signal.SIGCONT)

    def _to_child(self, number: int) -> None:
        """To its whole process group, of which it is the first."""
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, number)

    def signalled(self, number: int) -> bool:
        """The size: the terminal itself tells the child. Being stopped and continued from outside."""
        if number == signal.SIGWINCH:
            self._resize()
        elif number == signal.SIGTSTP:
            self._suspend()
        elif number == signal.SIGCONT:
            self._continue()
        else:
            return False
        return True
