"""A hook: a program of the user's own that is told of what was committed. It can hinder nothing."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping

from incident_cli import config

_KEPT = 4096
"""Bytes of what it says that are looked at when it fails, from the end."""
_LOOK = 0.05
"""Seconds after which it is looked at again, where something that it started in the background holds its output."""


def run(path: str, message: bytes, variables: Mapping[str, str], limit: float) -> str:
    """Run the program at `path`; what went wrong, in a few words, or an empty text.

    message: on its standard input, which is a file, so that it need not read it. variables: set besides our
    own environment. limit: seconds after which it is ended, with all that it started in its process group.
    It has no terminal, and nobody sees what it writes unless it fails.
    """
    try:
        with tempfile.TemporaryFile() as file:
            file.write(message)
            file.seek(0)
            process = subprocess.Popen(
                [path],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=config.environment(variables),
                start_new_session=True,
            )
    except OSError as failure:
        return _unstarted(failure)
    with process:
        try:
            said = _until(process, time.monotonic() + limit)
        finally:
            ended = process.poll() is not None
            _end(process)
    return _verdict(process.returncode, said) if ended else f"it took longer than {limit:g} s and was ended"


def _until(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """Wait for its end, or the deadline; the last of what it wrote."""
    assert process.stdout is not None
    output, said, open_ = process.stdout.fileno(), b"", True
    while (left := deadline - time.monotonic()) > 0:
        if not open_:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(left)
            break
        ended = process.poll() is not None
        if select.select([output], [], [], 0 if ended else min(left, _LOOK))[0]:
            data = os.read(output, 65536)
            said, open_ = (said + data)[-_KEPT:], bool(data)
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
