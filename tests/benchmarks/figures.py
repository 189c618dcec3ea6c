"""`stats` and `status --days 90` over 100,000 incidents of 20 updates, beside one SQL query that sums the same rows.

`python tests/benchmarks/figures.py [incidents] [days] [database]`, with the package importable by that Python. The aim
is 3 times. The incidents began in that many days up to now, 90 unless told otherwise, so both commands read all of
them. The database is made where it is not there yet. What is measured is the CPU time of whole processes, run in
turns; the query goes through Python's sqlite3 and the documented views, and adds up what each command has to read.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import environment, installed, interleaved

from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Kind, State, Status
from incident_cli.store import Stamp, View, open_store

SERVERS = 50
LINES = 20
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ROUNDS = 7
STATES = (State.MAJOR_OUTAGE, State.PARTIAL_OUTAGE, State.DEGRADED_PERFORMANCE)
WORDS = "We are investigating reports of degraded performance, and will tell more as soon as we know more."

RUN = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute(sys.argv[2], {"since": sys.argv[3]}).fetchall())
"""
DOWNTIME = "SELECT server, state, sum(seconds) AS seconds FROM v_downtime WHERE until > :since GROUP BY server, state"
FIGURES = f"""
SELECT count(*), sum(updates), avg(ttd_s), avg(first_word_s), avg(tta_s), avg(tti_s), avg(ttm_s), avg(ttr_s),
  max(longest_silence_s), avg(longest_silence_s), (SELECT sum(seconds) FROM ({DOWNTIME}))
FROM v_incident WHERE kind = 'incident' AND began_at >= :since
"""


def incidents(count: int, days: int) -> Iterator[Sequence[Event]]:
    """Incidents of one or two servers, one after the other and over each other, all of them over."""
    chance = random.Random(1)
    names = [Event(EventKind.SERVER_CHANGED, NOW, {"name": f"web{n}"}, server=n) for n in range(1, SERVERS + 1)]
    step = timedelta(days=days - 1) / count
    for number in range(1, count + 1):
        began = NOW - timedelta(days=days - 1) + step * number - timedelta(hours=3)
        yield [*(names if number == 1 else []), *_incident(number, began, chance)]


def _incident(number: int, began: datetime, chance: random.Random) -> Iterator[Event]:
    began = began.replace(microsecond=0)
    states = tuple((server, chance.choice(STATES)) for server in {chance.randint(1, SERVERS) for _ in range(2)})
    data = {"kind": Kind.INCIDENT, "title": f"Outage {number}", "status": Status.INVESTIGATING, "states": states}
    if number % 3:
        data["impact_began_at"] = began - timedelta(seconds=chance.randint(1, 900))
    yield Event(EventKind.OPENED, began, data, number, 0)
    at = began
    for entry in range(1, LINES):
        at += timedelta(seconds=chance.randint(20, 700))
        more = {"status": Status.IDENTIFIED} if entry == 5 else {}
        if entry in (8, 12):
            more["states"] = tuple((server, STATES[2] if entry == 8 else State.OPERATIONAL) for server, _ in states)
        yield Event(EventKind.ADDED, at, {"text": f"{WORDS} {entry}", **more}, number, entry)
    end = at + timedelta(seconds=chance.randint(20, 700))
    yield Event(EventKind.CLOSED, end, {"text": WORDS, "status": Status.RESOLVED}, number, LINES)


def fill(path: str, count: int, days: int) -> None:
    """Make the database, and say what it took."""
    began = time.monotonic()

    def batches(_: View) -> Iterator[Sequence[Event]]:
        return incidents(count, days)

    open_store(path, 30).load(Stamp("bench", NOW, "bench", "here"), batches)
    print(f"made in {time.monotonic() - began:.0f} s, {Path(path).stat().st_size / 1e6:.0f} MB")


def main(count: int, days: int, path: str) -> None:
    if not Path(path).exists():
        fill(path, count, days)
    binaries = installed()
    env = environment(INCIDENT_DB=path, INCIDENT_TZ="Europe/Paris", INCIDENT_NOW="2026-01-01T12:00:00Z")
    since = "2025-10-03T22:00:00.000Z"
    python, incident = binaries / "python", binaries / "incident"
    commands = {
        "SQL: the figures": ([python, "-c", RUN, path, FIGURES, since], env),
        "incident stats": ([incident, "stats", "--json"], env),
        "incident stats --per week": ([incident, "stats", "--per", "week", "--json"], env),
        "incident stats --per server": ([incident, "stats", "--per", "server", "--json"], env),
        "SQL: the downtime": ([python, "-c", RUN, path, DOWNTIME, since], env),
        "incident status --days 90": ([incident, "status", "--days", "90", "--json"], env),
        "incident status": ([incident, "status", "--json"], env),
        "incident server show": ([incident, "server", "show", "web1", "--json"], env),
    }
    medians = interleaved(commands, ROUNDS)
    floor = 0.0
    for name, value in medians.items():
        floor = value if name.startswith("SQL") else floor
        print(f"{name:32} {value * 1000:8.1f} ms CPU  {value / floor:6.2f} x the query")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 100_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else 90,
        sys.argv[3] if len(sys.argv) > 3 else str(Path(tempfile.mkdtemp(), "figures.db")),
    )
