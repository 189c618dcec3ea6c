"""Lines per second of `incident update --each-line`, beside one command for each line.

`python tests/benchmarks/stream.py [lines] [folder]`, with the package importable by that Python. The stream reads a
file of that many lines of a log, once into an incident that is new and once into the one that has them by then: what a
line costs must not depend on the length of the timeline.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import environment, installed
from throughput import database, measured, through_a_start, through_the_program

SECONDS = 10.0
"""How long each way of writing line by line is watched."""


def written(folder: Path, lines: int) -> Path:
    """A file of lines as a web server logs them."""
    path = folder / "access.log"
    with path.open("w") as file:
        file.writelines(
            f'10.0.0.{n % 250} "GET /orders/{n}?page={n % 9} HTTP/1.1" 200 {n % 9973}\n' for n in range(lines)
        )
    return path


def streamed(program: Path, path: str, log: Path) -> float:
    """The seconds that it takes to store a file line by line."""
    env = environment(INCIDENT_DB=path, INCIDENT_TZ="UTC")
    began = time.monotonic()
    with log.open("rb") as lines:
        subprocess.run([program, "update", "--each-line", "1"], env=env, check=True, stdin=lines, capture_output=True)
    return time.monotonic() - began


def main(lines: int, folder: str | None) -> None:
    program = installed() / "incident"
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        path, log = database(place, program), written(place, lines)
        rates = {f"--each-line, {lines} lines": lines / streamed(program, path, log)}
        rates[f"--each-line, {lines} more"] = lines / streamed(program, path, log)
        for told, maker in (
            ("one write a line, in process", through_the_program),
            ("one process a line", through_a_start(program)),
        ):
            rates[told] = len(measured(maker, database(place, program), 1, SECONDS)) / SECONDS
    slowest = rates["one process a line"]
    for told, rate in rates.items():
        print(f"{told:32} {rate:9.1f} lines/s {1000 / rate:8.3f} ms a line {rate / slowest:7.1f} x one process a line")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else None)
