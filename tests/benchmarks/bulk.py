"""Bulk append of log rows through `store.write`, in batches, beside raw `executemany`, with peak memory.

`python tests/benchmarks/bulk.py [rows] [folder]`, with the package importable by that Python. The floor
writes the same rows into the same table with its indexes and triggers, and nothing that is derived of them.
Each way runs in a process of its own, so that its peak memory is its own.
"""

import multiprocessing
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Kind, Status
from incident_cli.store import Stamp, View, open_store, rows

BATCH = 20_000
LINES = 20
"""Rows of one incident: the opening and its lines."""
BEGAN = datetime(2015, 1, 1, tzinfo=UTC)


def events(start: int, count: int) -> Iterator[Event]:
    """Rows from a place in the whole sequence on: one incident after the other."""
    for number in range(start, start + count):
        incident, entry = number // LINES + 1, number % LINES
        at = BEGAN + timedelta(minutes=number)
        if entry == 0:
            data = {"kind": Kind.INCIDENT, "title": f"Outage {incident}", "status": Status.INVESTIGATING}
            yield Event(EventKind.OPENED, at, data, incident, 0)
        else:
            yield Event(
                EventKind.ADDED, at, {"text": f"Line {entry} of outage {incident}: still down"}, incident, entry
            )


def ours(path: str, total: int) -> float:
    """`store.write`, a batch at a time: the log and everything derived of it, durable after each."""
    store, began = open_store(path, 30), time.monotonic()
    for start in range(0, total, BATCH):

        def decide(_: View, start: int = start) -> Sequence[Event]:
            return list(events(start, min(BATCH, total - start)))

        store.write(Stamp(f"{start:012x}", BEGAN + timedelta(minutes=start + BATCH), "bench", "here"), decide)
    return time.monotonic() - began


def raw(path: str, total: int) -> float:
    """`executemany` of finished rows, a batch at a time, with the same durability; making them is not counted."""
    open_store(path, 30).write(Stamp("none", BEGAN, "bench", "here"), lambda _: [])
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = EXTRA")
    names = [name for name in rows.LOG if name != "id"]
    insert = f"INSERT INTO log ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})"
    taken = 0.0
    for start in range(0, total, BATCH):
        batch = f"{start:012x}"
        finished = [
            rows.log_row(
                event._replace(event_id=f"{batch}.{n}", batch=batch, recorded_at=event.at, author="bench", host="here")
            )
            for n, event in enumerate(events(start, min(BATCH, total - start)))
        ]
        began = time.monotonic()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, finished)
        connection.execute("COMMIT")
        taken += time.monotonic() - began
    connection.close()
    return taken


def _timed(work: Callable[[str, int], float], path: str, total: int, told: str) -> None:
    taken = work(path, total)
    Path(told).write_text(f"{taken} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}")


def main(total: int, folder: str | None) -> None:
    print(f"{total} rows, {BATCH} a batch      seconds     rows/s  peak MB  file MB  x raw")
    base = 0.0
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for name, work in {"raw executemany": raw, "store.write": ours}.items():
            path, told = str(Path(place, f"{name}.db")), str(Path(place, "told"))
            process = multiprocessing.get_context("spawn").Process(target=_timed, args=(work, path, total, told))
            process.start()
            process.join()
            if process.exitcode:
                raise SystemExit(f"{name} failed")
            taken, peak = map(float, Path(told).read_text().split())
            base = base or taken
            size = Path(path).stat().st_size / 1e6
            print(f"{name:30} {taken:8.1f} {total / taken:10.0f} {peak:8.0f} {size:8.0f} {base / taken:6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, sys.argv[2] if len(sys.argv) > 2 else None)
