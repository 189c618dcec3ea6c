"""A hook: a program of the user's own that is told of what was committed. It can hinder nothing."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping

from incident_cli import config

_KEPT = 4096
"""Bytes of what it says that are looked at when it fails, from the end."""
_LOOK = 0.05
"""Seconds after which it is looked at again: whether it ended, and whether Ctrl-C was pressed."""


def run(path: str, message: bytes, variables: Mapping[str, str], limit: float) -> str:
    """Run the program at `path`; what went wrong, in a few words, or an empty text.

    message: on its standard input, which is a file, so that it need not read it. variables: set besides our
    own environment. limit: seconds after which it is ended, with all that it started in its process group.
    It has no terminal, and nobody sees what it writes unless it fails. Raises KeyboardInterrupt, after ending it.
    """
    with _ctrl_c() as pressed:
        try:
            process = _started(path, message, variables)
        except OSError as failure:
            return _unstarted(failure)
        with process:
            said = _until(process, time.monotonic() + limit, pressed)
            ended = process.poll() is not None
            _end(process)
    if pressed:
        raise KeyboardInterrupt
    return _verdict(process.returncode, said) if ended else f"it took longer than {limit:g} s and was ended"


@contextlib.contextmanager
def _ctrl_c() -> Iterator[list[bool]]:
    """Ctrl-C is noted for `_until` to see: raised while the program starts, it would leave it running unknown."""
    pressed: list[bool] = []
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _started(path: str, message: bytes, variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with tempfile.TemporaryFile() as file:
        file.write(message)
        file.seek(0)
        return subprocess.Popen(
            [path],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=config.environment(variables),
            start_new_session=True,
        )


def _until(process: subprocess.Popen[bytes], deadline: float, pressed: list[bool]) -> bytes:
    """Wait for its end, the deadline or Ctrl-C; the last of what it wrote."""
    assert process.stdout is not None
    files, said = [process.stdout.fileno()], b""
    while (left := deadline - time.monotonic()) > 0 and not pressed:
        if not files:  # it has closed its output: most likely this is its end
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(min(left, _LOOK))
        ended = process.poll() is not None
        if select.select(files, [], [], 0 if ended or not files else min(left, _LOOK))[0]:
            data = os.read(files[0], 65536)
            said, files = (said + data)[-_KEPT:], files if data else []
        elif ended:
            break
    return said


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with its process group. One that ended by itself may leave something running on purpose."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _verdict(code: int, said: bytes) -> str:
    if code == 0:
        return ""
    how = f"exit {code}" if code > 0 else f"ended by signal {-code}"
    last = said.decode(errors="replace").strip().rpartition("\n")[2].strip()
    return f"{how} ({last})" if last else how


def _unstarted(failure: OSError) -> str:
    reason = (failure.strerror or str(failure)).lower()
    return f"{reason} (is it executable, and does its first line name its program?)"
