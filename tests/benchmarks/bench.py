"""What the benchmarks share: a clean installation of the wheel, CPU seconds of whole processes, a table of ratios."""

import os
import pty
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def installed(extras: str = "") -> Path:
    """The bin folder of a new virtual environment with the wheel in it, bytecode compiled.

    An editable install would add 15-25 ms to every start, and a missing bytecode cache far more.
    """
    folder = Path(tempfile.mkdtemp(prefix="incident-bench-"))
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [folder / "venv/bin/pip", "install", "-q", f"{ROOT}{extras}"], check=True, env=env, stderr=subprocess.DEVNULL
    )
    return folder / "venv" / "bin"


def environment(**extra: str) -> dict[str, str]:
    """A small environment: nothing of the caller's that could change what is measured."""
    return {"PATH": os.environ["PATH"], "HOME": tempfile.mkdtemp(), "LANG": "C.UTF-8", **extra}


def terminal() -> str:
    """A terminal that takes whatever is written to it."""
    ours, theirs = pty.openpty()

    def drain() -> None:
        while os.read(ours, 65536):
            pass

    threading.Thread(target=drain, daemon=True).start()
    return os.ttyname(theirs)


def on(terminal: str, *command: str | Path) -> list[str]:
    """A command line that runs with a terminal as its standard streams; of the shell nothing is left."""
    return ["sh", "-c", 'exec "$@" <"$0" >"$0" 2>&1', terminal, *map(str, command)]


def cpu(command: Sequence[str | Path], env: Mapping[str, str], before: Callable[[], None] | None = None) -> float:
    """User and system seconds of one run, children included."""
    if before:
        before()
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen([str(c) for c in command], env=dict(env), stdout=nowhere, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
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
