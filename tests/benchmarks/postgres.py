"""The tracker of a team, beside what its server and its driver cost at least, in one run.

`python tests/benchmarks/postgres.py [rounds] [rows]`, with PostgreSQL and psycopg at hand. The server is one of its
own, which syncs. Of a command the CPU of our process and the time that passes are told, as multiples of a Python that
imports psycopg, connects and makes one round trip; of writers the acknowledged lines per second, beside clients that
do nothing but insert a row and commit; of bulk work the rows per second, beside COPY of the same rows of the log.
"""

import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
from bench import ROOT, cpu, environment, installed

sys.path.insert(0, str(ROOT / "tests"))
from bulk import BATCH, BEGAN, LINES, events
from support import postgres

from incident_cli.core.events import Event
from incident_cli.store import Stamp, View, open_store, rows

SECONDS = 5.0
"""For which writers write."""


def server() -> postgres.Server:
    """A server that keeps what it acknowledges, unlike the one of the tests."""
    home = Path(tempfile.mkdtemp(prefix="incident-bench-"))
    postgres._hand_over(home)
    made = postgres.Server(home / "server").start()
    for setting in ("fsync", "full_page_writes"):
        made.execute(f"ALTER SYSTEM SET {setting} = on")
    made.execute("SELECT pg_reload_conf()")
    return made


def commands(made: postgres.Server, rounds: int) -> None:
    """What one command costs."""
    binaries = installed("[postgres]")
    python, incident = binaries / "python", binaries / "incident"
    env = environment(INCIDENT_DB=made.url("commands"), INCIDENT_TZ="UTC", INCIDENT_USER="ann")
    subprocess.run([incident, "open", "-s", "http6", "-q"], env=env, check=True, stdout=subprocess.DEVNULL)
    connect = f"import psycopg; c = psycopg.connect({made.dsn!r}); c.execute('SELECT 1').fetchall(); c.close()"
    asked: dict[str, list[str | Path]] = {
        "python -c pass": [python, "-c", "pass"],
        "import psycopg": [python, "-c", "import psycopg"],
        "the same, connect, one round trip": [python, "-c", connect],
        "incident update 1 TEXT": [incident, "update", "1", "one more line"],
        "incident update TEXT": [incident, "update", "one more line"],
        "incident list, piped": [incident, "list"],
        "incident show, piped": [incident, "show"],
        "incident status, piped": [incident, "status"],
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, command in asked.items():
            began = time.monotonic()
            used = cpu(command, env)
            taken[name].append((used, time.monotonic() - began))
    found = {name: [statistics.median(column) for column in zip(*runs, strict=True)] for name, runs in taken.items()}
    floor = found["the same, connect, one round trip"]
    for name, (used, passed) in found.items():
        cost = f"{used * 1000:7.1f} ms CPU {used / floor[0]:5.2f} x"
        print(f"{name:36} {cost}  {passed * 1000:7.1f} ms {passed / floor[1]:5.2f} x")


def writing(location: str, writer: int, until: float) -> int:
    """Lines that one writer has acknowledged, a connection for each, as the commands have."""
    store, count = open_store(location, 60), 0
    while time.monotonic() < until:
        count += 1

        def decide(view: View) -> Sequence[Event]:
            line = next(events(1, 1))
            return [line._replace(incident=1, entry=view.next_entry(1))]

        store.write(Stamp(f"{writer}-{count}", BEGAN, "bench", "here"), decide)
    return count


def inserting(dsn: str, writer: int, until: float) -> int:
    """Rows that a bare client has acknowledged, a connection for each."""
    count = 0
    while time.monotonic() < until:
        count += 1
        with psycopg.connect(dsn) as connection:
            connection.execute("INSERT INTO bare (text) VALUES (%s)", [f"{writer} {count}"])
    return count


def _counted(work: Callable[[str, int, float], int], place: str, writer: int, until: float, told: str) -> None:
    Path(told, str(writer)).write_text(str(work(place, writer, until)))


def writers(made: postgres.Server) -> None:
    """What many of them get through."""
    made.execute("CREATE TABLE bare (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, text text)")
    open_store(made.url("writers"), 60).write(Stamp("open", BEGAN, "bench", "here"), lambda _: list(events(0, 1)))
    for count in (1, 8, 32):
        rates = {}
        for name, work, place in (("bare", inserting, made.dsn), ("ours", writing, made.url("writers"))):
            with tempfile.TemporaryDirectory() as told:
                until = time.monotonic() + SECONDS + count * 0.05
                each = [(work, place, writer + 1000 * count, until, told) for writer in range(count)]
                running = [multiprocessing.get_context("fork").Process(target=_counted, args=one) for one in each]
                for process in running:
                    process.start()
                for process in running:
                    process.join()
                rates[name] = sum(int(file.read_text()) for file in Path(told).iterdir()) / SECONDS
        share = rates["ours"] / rates["bare"]
        print(f"{count:3} writers: ours {rates['ours']:7.0f}/s  bare {rates['bare']:7.0f}/s  {share:.2f} x")


def batches(total: int) -> Iterator[list[Event]]:
    """Whole incidents."""
    for start in range(0, total, LINES):
        yield list(events(start, LINES))


def bulk(made: postgres.Server, total: int) -> None:
    """Many rows at once."""
    store = open_store(made.url("bulk"), 60)
    began = time.monotonic()
    store.load(Stamp("load", BEGAN, "bench", "here"), lambda _: batches(total))
    ours = time.monotonic() - began
    with psycopg.connect(made.dsn, autocommit=True) as connection:
        connection.execute('SET search_path TO "bulk"')
        finished = connection.execute(f"SELECT {', '.join(rows.LOG)} FROM log ORDER BY id").fetchall()
        connection.execute("CREATE TABLE other (LIKE log INCLUDING ALL)")
        began = time.monotonic()
        for start in range(0, total, BATCH):
            with connection.cursor().copy(f"COPY other ({', '.join(rows.LOG)}) FROM STDIN") as copy:
                for row in finished[start : start + BATCH]:
                    copy.write_row(row)
        raw = time.monotonic() - began
    print(f"{total} rows: ours {total / ours:.0f}/s  COPY of the log alone {total / raw:.0f}/s  {raw / ours:.2f} x")


def main(rounds: int, total: int) -> None:
    made = server()
    try:
        commands(made, rounds)
        writers(made)
        bulk(made, total)
    finally:
        made.remove()
        os.rmdir(made.folder.parent)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15, int(sys.argv[2]) if len(sys.argv) > 2 else 200_000)
