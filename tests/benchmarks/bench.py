"""What the benchmarks share: a clean installation of the wheel, CPU seconds of whole processes, a table of ratios."""

import contextlib
import os
import pty
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def installed() -> Path:
    """The bin folder of a new virtual environment with the wheel in it, bytecode compiled.

    An editable install would add 15-25 ms to every start, and a missing bytecode cache far more.
    """
    folder = Path(tempfile.mkdtemp(prefix="incident-bench-"))
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [folder / "venv/bin/pip", "install", "-q", str(ROOT)], check=True, env=env, stderr=subprocess.DEVNULL
    )
    return folder / "venv" / "bin"


def environment(**extra: str) -> dict[str, str]:
    """A small environment: nothing of the caller's that could change what is measured."""
    return {"PATH": os.environ["PATH"], "HOME": tempfile.mkdtemp(), "LANG": "C.UTF-8", **extra}


def cpu(command: Sequence[str | Path], env: Mapping[str, str], before: Callable[[], None] | None = None) -> float:
    """User and system seconds of one run, children included. With TERM in env it writes to a terminal."""
    if before:
        before()
    reading, writing = pty.openpty() if "TERM" in env else (-1, os.open(os.devnull, os.O_WRONLY))
    process = subprocess.Popen([str(c) for c in command], env=dict(env), stdout=writing, stdin=subprocess.DEVNULL)
    os.close(writing)
    with contextlib.suppress(OSError):  # a terminal ends with an error
        while reading >= 0 and os.read(reading, 65536):
            pass
    _, status, usage = os.wait4(process.pid, 0)
    if reading >= 0:
        os.close(reading)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 10):
        raise SystemExit(f"{command} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def interleaved(
    commands: Mapping[str, tuple[Sequence[str | Path], Mapping[str, str]]], rounds: int
) -> dict[str, float]:
    """The median CPU seconds of each command, run in turns so that a slow minute hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, (command, env) in commands.items():
            taken[name].append(cpu(command, env))
    return {name: statistics.median(values) for name, values in taken.items()}


def table(medians: Mapping[str, float], floor: str) -> None:
    """Print each command as a multiple of the floor."""
    for name, value in medians.items():
        print(f"{name:44} {value * 1000:8.1f} ms CPU  {value / medians[floor]:6.2f} x {floor}")
