"""Acknowledged updates per second with 1, 8 and 32 writers, beside the raw SQLite floor on the same disk.

`python tests/benchmarks/throughput.py [seconds] [folder]`, with the package importable by that Python. The floor
is one insert per transaction into one table with the same durability (journal DELETE, synchronous EXTRA).
A writer is a process that runs the program's own `main` in a loop; "real starts" begin the program each time.
"""

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path

from bench import ROOT, environment, installed

sys.path.insert(0, str(ROOT / "tests"))
from support.processes import run

Write = Callable[[int], None]
"""One acknowledged update; the number makes its text."""


def through_the_program(path: str, writer: int) -> Write:
    """Through the same code as the command line, but for the start of a process."""
    clean = environment(INCIDENT_DB=path, INCIDENT_TZ="UTC", INCIDENT_WAIT="120")
    os.environ.clear()
    os.environ.update(clean)

    def write(number: int) -> None:
        code, _, err, _ = run(["update", "1", f"writer {writer} line {number}", "-q"])
        if code:
            raise SystemExit(f"an update ended with {code}: {err}")

    return write


def through_a_start(program: Path) -> Callable[[str, int], Write]:
    """A process for each update, as a person or a script starts it."""

    def writer(path: str, _: int) -> Write:
        env = environment(INCIDENT_DB=path, INCIDENT_TZ="UTC", INCIDENT_WAIT="120")

        def write(number: int) -> None:
            subprocess.run([program, "update", "1", f"line {number}", "-q"], env=env, check=True, capture_output=True)

        return write

    return writer


def raw(path: str, writer: int) -> Write:
    """The floor: what SQLite itself does for one durable row."""
    connection = sqlite3.connect(path, timeout=120, isolation_level=None)
    connection.execute("PRAGMA synchronous = EXTRA")

    def write(number: int) -> None:
        connection.execute("INSERT INTO log (data) VALUES (?)", (f"writer {writer} line {number}",))

    return write


def _work(maker: Callable[[str, int], Write], path: str, writer: int, seconds: float, gate: Barrier, told: str) -> None:
    write = maker(path, writer)
    write(0)  # what is imported once is imported before the clock starts
    gate.wait()
    end = time.monotonic() + seconds
    number, taken = 0, []
    while time.monotonic() < end:
        number += 1
        began = time.monotonic()
        write(number)
        taken.append(time.monotonic() - began)
    Path(told, str(writer)).write_text("\n".join(map(repr, taken)))


def measured(maker: Callable[[str, int], Write], path: str, writers: int, seconds: float) -> list[float]:
    """The seconds that each acknowledged update took."""
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(writers)
    with tempfile.TemporaryDirectory() as told:
        crew = [context.Process(target=_work, args=(maker, path, w, seconds, gate, told)) for w in range(writers)]
        for process in crew:
            process.start()
        for process in crew:
            process.join()
        if any(process.exitcode for process in crew):
            raise SystemExit("a writer failed")
        return sorted(float(line) for file in Path(told).iterdir() for line in file.read_text().splitlines())


def database(folder: Path, program: Path) -> str:
    """A new database of ours with one open incident."""
    path = str(Path(tempfile.mkdtemp(dir=folder)) / "incident.db")
    env = environment(INCIDENT_DB=path, INCIDENT_TZ="UTC")
    subprocess.run([program, "open", "-s", "http6"], env=env, check=True, capture_output=True)
    return path


def floor(folder: Path, program: Path) -> str:
    """A new database with one bare table."""
    path = str(Path(tempfile.mkdtemp(dir=folder)) / "raw.db")
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, data TEXT NOT NULL) STRICT")
    connection.close()
    return path


def main(seconds: float, folder: str | None) -> None:
    program = installed() / "incident"
    kinds = {
        "raw SQLite": (floor, raw, (1, 8, 32)),
        "incident update, in process": (database, through_the_program, (1, 8, 32)),
        "incident update, real starts": (database, through_a_start(program), (1, 8)),
    }
    print(f"{'':30} writers  updates/s   p50 ms   p99 ms   max ms  x raw")
    with tempfile.TemporaryDirectory(dir=folder) as place:
        base: dict[int, float] = {}
        for name, (make, maker, crews) in kinds.items():
            for writers in crews:
                taken = measured(maker, make(Path(place), program), writers, seconds)
                rate = len(taken) / seconds
                base.setdefault(writers, rate)
                p50, p99, worst = (taken[int(len(taken) * part)] * 1000 for part in (0.5, 0.99, 0.9999))
                print(
                    f"{name:30} {writers:7} {rate:10.1f} {p50:8.1f} {p99:8.1f} {worst:8.1f} {rate / base[writers]:6.2f}"
                )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10, sys.argv[2] if len(sys.argv) > 2 else None)
