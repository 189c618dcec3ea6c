"""Histories taken in and given out: rows a second and peak memory, beside the same rows filled in raw.

`python tests/benchmarks/imports.py [incidents] [folder]`: so many incidents of 20 updates each, as Statuspage's JSON
and as our own log. The floor fills the tables that the import left, with the same rows, by `executemany`, and indexes
the same texts; reading and making the rows is not counted.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import environment, installed

UPDATES = 20
TABLES = ("log", "incident", "entry", "claim", "touched", "server")
AT_ONCE = 20_000
BEGAN = datetime(2005, 1, 1, tzinfo=UTC)
STATUSES = ("investigating", "identified", "monitoring")


def page(incidents: int) -> Iterator[str]:
    """A status page's whole history, the newest incident first."""
    yield '{"page":{"id":"p1","name":"Bench","url":"https://status.example","time_zone":"Etc/UTC"},"incidents":['
    for number in range(incidents, 0, -1):
        yield json.dumps(incident(number), ensure_ascii=False) + (",\n" if number > 1 else "")
    yield "]}"


def incident(number: int) -> dict[str, Any]:
    """One incident of it, with a component that breaks and is mended."""
    began = BEGAN + timedelta(minutes=90 * number)
    updates = [update(number, step, began + timedelta(minutes=4 * step)) for step in range(UPDATES)]
    code = f"c{number % 50:011}"
    return {
        "id": f"i{number:011}",
        "name": f"Incident with service {number % 50}",
        "status": "resolved",
        "impact": "minor",
        "created_at": text(began),
        "started_at": text(began),
        "updated_at": updates[-1]["updated_at"],
        "monitoring_at": None,
        "resolved_at": updates[-1]["created_at"],
        "shortlink": f"https://stspg.example/{number:08x}",
        "page_id": "p1",
        "incident_updates": updates[::-1],
        "components": [{"id": code, "name": f"Service {number % 50}", "status": "operational", "position": 1}],
    }


def update(number: int, step: int, at: datetime) -> dict[str, Any]:
    """One update of it."""
    code, words = f"c{number % 50:011}", ("operational", "partial_outage")
    mentioned = {0: words, UPDATES // 2: words[::-1]}.get(step)
    name = f"Service {number % 50}"
    named = (
        [{"code": code, "name": name, "old_status": mentioned[0], "new_status": mentioned[1]}] if mentioned else None
    )
    last = step == UPDATES - 1
    return {
        "id": f"u{number:07}{step:04}",
        "status": "resolved" if last else STATUSES[min(2, step // 7)],
        "body": f"We look at elevated error rates of part {step} of service {number % 50}; more in {step} minutes.",
        "incident_id": f"i{number:011}",
        "created_at": text(at),
        "updated_at": text(at),
        "display_at": text(at),
        "affected_components": named,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def text(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def timed(command: list[str], env: dict[str, str], out: str = os.devnull) -> tuple[float, float]:
    """CPU seconds, which others on the machine change less than those of the clock, and the peak of memory in MB."""
    with open(out, "w") as file:
        process = subprocess.Popen(command, env=env, stdout=file, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{command} failed")
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def raw(source: str, target: str, make: Callable[[], None]) -> float:
    """Fill a new database of ours with the rows of another; CPU seconds in `executemany`, the index and the commit."""
    make()
    rows = sqlite3.connect(source)
    filled = sqlite3.connect(target, isolation_level=None)
    filled.execute("PRAGMA synchronous = EXTRA")
    filled.execute("BEGIN IMMEDIATE")
    taken = 0.0
    for table in TABLES:
        found = rows.execute(f"SELECT * FROM {table}")
        sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(found.description))})"
        while chunk := found.fetchmany(AT_ONCE):
            began = time.process_time()
            filled.executemany(sql, chunk)
            taken += time.process_time() - began
    began = time.process_time()
    filled.execute("INSERT INTO search (search) VALUES ('rebuild')")
    filled.execute("COMMIT")
    return taken + time.process_time() - began


def main(incidents: int, folder: str | None) -> None:
    program = str(installed() / "incident")
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = {
            name: str(Path(place, name)) for name in ("page.json", "a.db", "b.db", "raw.db", "log.jsonl", "out.json")
        }
        Path(path["page.json"]).write_text("")
        with open(path["page.json"], "w") as file:
            file.writelines(page(incidents))
        env = {name: environment(INCIDENT_TZ="UTC", INCIDENT_DB=path[name]) for name in ("a.db", "b.db", "raw.db")}
        lines = incidents * UPDATES
        figures = {
            "import statuspage": timed([program, "import", path["page.json"], "-q"], env["a.db"]),
            "export jsonl": timed([program, "export", "--all", "--format", "jsonl"], env["a.db"], path["log.jsonl"]),
            "import jsonl": timed([program, "import", path["log.jsonl"], "-q"], env["b.db"]),
            "export statuspage": timed(
                [program, "export", "--all", "--format", "statuspage"], env["a.db"], path["out.json"]
            ),
        }

        def make() -> None:
            subprocess.run([program, "open", "x"], env=env["raw.db"], check=True, stdout=subprocess.DEVNULL)
            with sqlite3.connect(path["raw.db"]) as made:
                made.executescript(
                    "DROP TRIGGER log_no_delete; DELETE FROM log; DELETE FROM entry; DELETE FROM incident;"
                )
            made.close()

        floor = raw(path["a.db"], path["raw.db"], make)
        size = os.path.getsize(path["page.json"]) / 1e6
        print(f"{incidents} incidents, {lines} updates, {size:.0f} MB of JSON")
        print(f"{'executemany of the same rows':32} {floor:8.1f} s {lines / floor:10.0f} updates/s")
        for name, (taken, peak) in figures.items():
            rate = f"{lines / taken:10.0f} updates/s  {floor / taken:5.2f} x raw"
            print(f"{name:32} {taken:8.1f} s {rate}  peak {peak:4.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else None)
