"""Standard input as it arrives, and the wish to end, which waits until what was read is safe."""

from __future__ import annotations

import os
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from select import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Self

CHUNK = 16384
"""Bytes that are read at once: some 200 lines of a log."""

LAST_WORDS = 1.0
"""Seconds that are left after Ctrl-C to read what the other programs of the pipe wrote: it ends them as well.
And before a second Ctrl-C counts: a key may be held down."""

_WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Arrivals:
    """A file read without ever being in the middle of it when somebody presses Ctrl-C (or sends SIGTERM, SIGHUP).

    over: whether it was read to its end; asked: the signal that asked to end before (0: none);
    failure: why it could not be read any further.
    """

    def __init__(self, file: int) -> None:
        self.file = file
        self.over = False
        self.asked = 0
        self.failure: OSError | None = None
        self._saving = False
        self._asked_at = 0.0
        self._deadline: float | None = None

    def __enter__(self) -> Self:
        # A signal that comes just before `select` would be slept over: Python writes it to this pipe as well.
        self._woken, self._wake = os.pipe()
        for end in (self._woken, self._wake):
            os.set_blocking(end, False)
        self._waker = signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        heard = [wish for wish in _WISHES if signal.getsignal(wish) != signal.SIG_IGN]  # as nohup wants it
        self._before = {wish: signal.signal(wish, self._hear) for wish in heard}
        return self

    def __exit__(self, *_: object) -> None:
        for wish, handler in self._before.items():
            signal.signal(wish, handler)
        signal.set_wakeup_fd(self._waker)
        os.close(self._woken)
        os.close(self._wake)

    def _hear(self, number: int, _: FrameType | None) -> None:
        """A first wish is remembered; who presses Ctrl-C again, does not want to wait for the store any longer."""
        now = time.monotonic()
        if not self.asked:
            self.asked, self._asked_at = number, now
        elif self._saving and number == signal.SIGINT and now - self._asked_at > LAST_WORDS:
            raise KeyboardInterrupt

    @contextmanager
    def saving(self) -> Iterator[None]:
        """While something is saved: a later Ctrl-C is raised as KeyboardInterrupt here, and only here."""
        self._saving = True
        try:
            yield
        finally:
            self._saving = False

    def read(self, *, wait: bool) -> bytes | None:
        """The bytes that are there, at most CHUNK; `b""` when it is over, or was asked to end, or has failed.

        None where nothing is there yet; with `wait` there is something in the end.
        """
        while not self.over and self.failure is None:
            left = self._left()
            if left is not None and left <= 0:
                break
            ready = select([self.file, self._woken], [], [], left if wait else 0)[0]
            if self._woken in ready:
                os.read(self._woken, CHUNK)
            elif ready:
                data = self._taken()
                if data is not None:
                    return data
            elif not wait:
                return None
        return b""

    def _taken(self) -> bytes | None:
        """What is read now; None where there was nothing after all, of a file that does not wait."""
        try:
            data = os.read(self.file, CHUNK)
        except BlockingIOError:
            return None
        except OSError as failure:
            self.failure = failure
            return b""
        self.over = not data
        return data

    def _left(self) -> float | None:
        """Seconds that may still be waited: for ever, until somebody asks to end. A file is not read on then,
        and a terminal has nothing more to say."""
        if not self.asked:
            return None
        if self._deadline is None:
            mode = os.fstat(self.file).st_mode
            pipe = stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
            self._deadline = time.monotonic() + (LAST_WORDS if pipe else 0)
        return self._deadline - time.monotonic()
