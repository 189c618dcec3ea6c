"""Signals as bytes in a pipe, so that they are dealt with one after the other between two reads."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Any

HANDED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
"""What is meant for the child when it is sent to us."""
_OURS = ("SIGCHLD", "SIGWINCH", "SIGCONT")


class Signals:
    """While it is entered, no signal of these ends us: each is told by `taken`.

    One that was ignored when we were started (`nohup`, a script's background job) stays so, for the child too.
    """

    def __enter__(self) -> Signals:
        self._heard, self._told = os.pipe()
        for end in (self._heard, self._told):
            os.set_blocking(end, False)
        self._wakeup = signal.set_wakeup_fd(self._told, warn_on_full_buffer=False)
        self._before: dict[int, Any] = {}
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, as some parents leave it, its code would be lost
        for name in (*HANDED_ON, *_OURS):
            self.watch(name)
        return self

    def watch(self, name: str) -> None:
        """Take this signal as well."""
        number = getattr(signal, name)
        if signal.getsignal(number) is not signal.SIG_IGN:
            self._before[number] = signal.signal(number, _noted)

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, signal.SIG_DFL if before is None else before)
        signal.set_wakeup_fd(self._wakeup)
        os.close(self._heard)
        os.close(self._told)

    def wants(self) -> Iterator[tuple[int, bool]]:
        """Our end of the pipe, for `copies.ready`."""
        yield self._heard, False

    def taken(self) -> list[int]:
        """The numbers of the signals that came since the last time, in order."""
        try:
            return list(os.read(self._heard, 512))
        except BlockingIOError:
            return []

    def end_us(self) -> bool:
        """Whether one came that means us, now that there is no child any more."""
        return any(self.name(number) in HANDED_ON for number in self.taken())

    @staticmethod
    def name(number: int) -> str:
        """`SIGTERM`; `SIG40` for one that has no name."""
        try:
            return signal.Signals(number).name
        except ValueError:
            return f"SIG{number}"


def _noted(_number: int, _frame: FrameType | None) -> None:
    """The C library has written the number into the pipe already."""
