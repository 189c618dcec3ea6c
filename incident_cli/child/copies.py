"""Copying from what the child writes to where it goes: as it comes, unchanged, never waiting for one stream alone."""

from __future__ import annotations

import contextlib
import os
import select
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from incident_cli.child.signals import Signals

CHUNK = 65536
"""Bytes read at once: what a pipe holds."""
AT_ONCE = 4096
"""Bytes written at once: what a pipe that can be written to takes without letting us wait (PIPE_BUF)."""
LEFT = 1024 * 1024
"""Bytes that can stand in a pipe whose writer has ended; more than that comes from somebody else."""
QUIET = 100
"""Milliseconds without a word after which whoever still holds the other end is left to himself."""


class Waiting(Protocol):
    """Something that waits for files."""

    def wants(self) -> Iterator[tuple[int, bool]]:
        """(file, whether it is to be written to) pairs."""
        ...


class Keys(Waiting, Protocol):
    """What is typed, on its way to the child."""

    def move(self, keep: Callable[[bytes], None]) -> None:
        """Do what was waited for, once."""
        ...


One = TypeVar("One", bound=Waiting)


def ready(those: Sequence[One], timeout: int | None = None) -> list[One]:
    """Wait until something can be done, or for `timeout` milliseconds; those that can do something."""
    poll = select.poll()
    files: dict[int, int] = {}
    for one in those:
        for file, writing in one.wants():
            files[file] = files.get(file, 0) | (select.POLLOUT if writing else select.POLLIN)
    for file, events in files.items():
        poll.register(file, events)
    # One file may be both, our terminal: that it can be written to says nothing of keys. An error is news for both.
    arrived = {(file, writing) for file, events in poll.poll(timeout) for writing in _ways(events)}
    return [one for one in those if not arrived.isdisjoint(one.wants())]


def _ways(events: int) -> list[bool]:
    """Whether a file can be read (False), be written to (True), or both."""
    way = {False: select.POLLIN, True: select.POLLOUT}
    return [writing for writing, event in way.items() if events & event or events & ~(select.POLLIN | select.POLLOUT)]


class Copy:
    """From a file that the child writes to, to one of ours. It closes its source at its end.

    When ours can no longer be written to, the source is closed as well: the child then meets a closed
    pipe (or a terminal that hung up), as it would have without us.
    """

    def __init__(self, source: int, target: int) -> None:
        self.source, self.target = source, target
        self.over = False
        self.count = 0
        self._pending = b""

    def wants(self) -> Iterator[tuple[int, bool]]:
        """What was read is written before more is read, so that at most one chunk is in our hands."""
        if self._pending:
            yield self.target, True
        elif not self.over:
            yield self.source, False

    @property
    def pending(self) -> bool:
        """Whether something was read that is not written yet."""
        return bool(self._pending)

    def move(self, keep: Callable[[bytes], None]) -> None:
        """Read, or write, once; neither waits when `ready` told of this one."""
        if self._pending:
            self._write()
            return
        try:
            self._pending = os.read(self.source, CHUNK)
        except BlockingIOError:
            return
        except OSError:  # Linux: nobody holds the other side of a terminal any more
            self._pending = b""
        if not self._pending:
            self.close()
            return
        self.count += len(self._pending)
        keep(self._pending)

    def _write(self) -> None:
        try:
            done = os.write(self.target, self._pending[:AT_ONCE])
        except BlockingIOError:  # somebody else made our output non-blocking
            return
        except OSError:
            self.give_up()
            return
        self._pending = self._pending[done:]

    def give_up(self) -> None:
        """Take no more, and forget what is not written."""
        self._pending = b""
        self.close()

    def close(self) -> None:
        """Take no more."""
        if not self.over:
            self.over = True
            os.close(self.source)


def settle(copies: Iterable[Waiting], keep: Callable[[bytes], None], signals: Signals) -> None:
    """After the child's end: write what it left behind. Whoever else holds its output is not waited for.

    A reader who does not read is waited for, as the child would have, until a signal tells us to end.
    """
    signals.taken()  # what came before was for the child
    rest = [one for one in copies if isinstance(one, Copy)]
    limits = {one: one.count + LEFT for one in rest}
    while rest := [one for one in rest if one.pending or not (one.over or one.count >= limits[one])]:
        waiting: list[Waiting] = [signals, *rest]
        arrived = ready(waiting, None if any(one.pending for one in rest) else QUIET)
        for one in rest:
            if one in arrived:
                one.move(keep)
        if signals.end_us():
            for one in rest:
                one.give_up()
        if not arrived:
            return


def stay_behind(copies: Iterable[Waiting]) -> None:
    """Go on copying for what the child left running in the background, in a process of its own.

    Closing a pipe would end a server at its next word; waiting for it would never end. Whoever reads our
    output waits for that server as long as without us.
    """
    rest = [one for one in copies if isinstance(one, Copy) and not one.over]
    if not rest or os.fork():
        for one in rest:
            one.close()
        return
    with contextlib.suppress(BaseException):
        _copy_on(rest)
    os._exit(0)


def _copy_on(rest: list[Copy]) -> None:
    import signal

    for name in ("SIGINT", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for file in {0, 1, 2} - {one.target for one in rest}:
        os.dup2(nothing, file)
    while rest := [one for one in rest if one.pending or not one.over]:
        for one in ready(rest):
            one.move(lambda _: None)
