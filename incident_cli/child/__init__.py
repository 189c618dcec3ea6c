"""A command run as a child of ours: what it writes passes through unchanged and is kept, signals go to it.

`run` stands between the child and the standard streams that we were given:

- an output that is no terminal is a pipe, copied byte for byte as it comes; when standard output and
  standard error are one and the same file, they are one pipe, so that nothing changes its order;
- standard input and output both a terminal: the child gets a terminal of its own (`Interactive`), with our
  keys, our size, and Ctrl-C and Ctrl-Z as they are; ours is left as it was found;
- an output that is a terminal beside others that are none (`run make | less`): the child writes to a terminal,
  and for the rest has ours, as it would without us (`terminal.py`, `Screen`);
- standard input, where it is not copied, is simply inherited, and so is every other open file.

The standard library only; POSIX only.
"""

from __future__ import annotations

import errno
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from incident_cli.child.copies import Waiting, ready, settle, stay_behind
from incident_cli.child.signals import Signals
from incident_cli.child.streams import Streams

NOT_FOUND, NOT_RUN = 127, 126
"""What a shell says of a command that is not there, and of one that cannot be started."""


class Ended(NamedTuple):
    """How a command ended. code: as a shell tells it, 128+N for one ended by signal N, which `signal` then names.

    seconds: from its start to its end; problem: why it could not be started, empty when it was.
    """

    code: int
    signal: str
    seconds: float
    problem: str = ""


def run(argv: Sequence[bytes], keep: Callable[[bytes], None]) -> Ended:
    """Run a command to its end. keep: is given all that it writes, in parts, as they come.

    Never raises for what the command does or is; signals that reach us meanwhile are its own.
    """
    began = time.monotonic()
    with Signals() as signals, Streams() as streams:
        try:
            process = _started(argv, streams)
        except OSError as failure:
            return _unstarted(failure, time.monotonic() - began)
        streams.opened(process, signals)
        ended = _until_it_ends(process, signals, streams, keep) - began
        settle(streams.copies, keep, signals)
    stay_behind(streams.copies)
    code = process.returncode
    return Ended(code, "", ended) if code >= 0 else Ended(128 - code, signals.name(-code), ended)


def _until_it_ends(
    process: subprocess.Popen[bytes], signals: Signals, streams: Streams, keep: Callable[[bytes], None]
) -> float:
    """Copy and hand on signals until the child has ended; when that was."""
    waiting: list[Waiting] = [signals, *streams.copies]
    while process.poll() is None:
        arrived = ready(waiting)
        for one in streams.copies:
            if one in arrived and any(one.wants()):  # one before it may have closed what both need
                one.move(keep)
        streams.look()
        for number in signals.taken():
            streams.signalled(number, process)
    return time.monotonic()


def _started(argv: Sequence[bytes], streams: Streams) -> subprocess.Popen[bytes]:
    """The child. Raises OSError. A script whose first line does not name its program is one for `sh`, as in a shell."""
    if not argv[0]:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    try:
        return streams.start(argv)
    except OSError as failure:
        script = _script(argv[0]) if failure.errno == errno.ENOEXEC else None
        if script is None:
            raise
        return streams.start([b"/bin/sh", script, *argv[1:]])


def _script(name: bytes) -> bytes | None:
    import shutil

    return name if b"/" in name else shutil.which(name)


def _unstarted(failure: OSError, seconds: float) -> Ended:
    code = NOT_FOUND if failure.errno == errno.ENOENT else NOT_RUN
    return Ended(code, "", seconds, "command not found" if code == NOT_FOUND else (failure.strerror or "").lower())
