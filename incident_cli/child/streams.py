"""What the child gets for its standard streams, and what stands on our side of each of them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence

from incident_cli.child.copies import Copy, Keys
from incident_cli.child.signals import HANDED_ON, Signals
from incident_cli.child.terminal import Interactive, Screen

_AT_THE_KEYBOARD = (signal.SIGINT, signal.SIGQUIT)
"""What a terminal sends to everybody in the foreground: to the child as well."""


class Streams:
    """The streams of one child. `copies` are ours to serve; the child's ends are closed once it runs."""

    def __init__(self) -> None:
        self.copies: list[Copy | Keys] = []
        self._theirs: dict[int, int] = {}
        """Standard streams of the child by number; one that is missing is inherited."""
        self._terminal: Screen | None = None

    def __enter__(self) -> Streams:
        outputs = [number for number in (1, 2) if _writable(number)]
        screens = [number for number in outputs if os.isatty(number)]
        if screens:
            self._on_a_terminal(screens)
        for number in outputs:
            if number in self._theirs or number in screens:
                continue
            if number == 2 and 1 in self._theirs and 1 not in screens and _same(1, 2):
                self._theirs[2] = self._theirs[1]
                continue
            source, self._theirs[number] = os.pipe()
            self.copies.append(Copy(source, number))
        return self

    def __exit__(self, *_: object) -> None:
        self._close_theirs()
        if self._terminal is not None:
            self._terminal.release()

    def _on_a_terminal(self, screens: Sequence[int]) -> None:
        """Where no more terminals can be had, the child gets ours, and what it says is not kept."""
        with contextlib.suppress(OSError):
            made = Interactive(0) if os.isatty(0) and screens[0] == 1 else Screen(screens[0])
            self._terminal = made
            self._theirs |= dict.fromkeys([0, *screens] if isinstance(made, Interactive) else screens, made.theirs)
            self.copies += [made.copy, made]

    def start(self, argv: Sequence[bytes]) -> subprocess.Popen[bytes]:
        """Start the child. Raises OSError.

        Other open files stay open for it, as they would without us (`make`'s job server, `3< file`).
        """
        leads = self._terminal.lead if isinstance(self._terminal, Interactive) else None
        return subprocess.Popen(
            argv,
            stdin=self._theirs.get(0),
            stdout=self._theirs.get(1),
            stderr=self._theirs.get(2),
            close_fds=False,
            start_new_session=leads is not None,
            preexec_fn=leads,
        )

    def opened(self, process: subprocess.Popen[bytes], signals: Signals) -> None:
        """The child runs and has its ends."""
        self._close_theirs()
        if self._terminal is not None:
            signals.watch("SIGTSTP")
            self._terminal.serve(process)

    def look(self) -> None:
        """See to what nobody tells us of, each time round."""
        if self._terminal is not None:
            self._terminal.look()

    def _close_theirs(self) -> None:
        for file in set(self._theirs.values()):
            os.close(file)
        self._theirs.clear()

    def signalled(self, number: int, process: subprocess.Popen[bytes]) -> None:
        """Hand a signal on, once: one that the keyboard sent has reached the child already."""
        if self._terminal is not None and self._terminal.signalled(number):
            return
        handed_on = {getattr(signal, name) for name in HANDED_ON}
        keyboard = number in _AT_THE_KEYBOARD and not isinstance(self._terminal, Interactive) and _in_front()
        if number in handed_on and not keyboard:
            process.send_signal(number)


def _writable(number: int) -> bool:
    """Whether a file of ours can be written to at all; if not, the child had better find that out itself."""
    import fcntl

    try:
        return fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY
    except OSError:
        return False


def _same(one: int, other: int) -> bool:
    return os.path.samestat(os.fstat(one), os.fstat(other))


def _in_front() -> bool:
    """Whether our process group, to which the child belongs, is the one that the terminal's keys are for."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
