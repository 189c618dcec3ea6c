"""`list -g` over 2,000,000 lines beside what SQLite alone takes for the same match, in one run: the aim is 2.5 times.

`python tests/benchmarks/search.py [rounds] [incidents] [folder]`, with the package importable by that Python. Each is a
whole process, its start included. `bare` asks SQLite which incidents have all of the words, and does nothing with the
answer; `lines` only which lines have them. `list -g` also counts them, reads and prints the latest, and with --json
shows the words around what it found.
"""

import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from bench import environment, installed, interleaved, table

from incident_cli.core.model import Entry, EntryKind, Incident, Standing, Status, Verb
from incident_cli.store import Stamp, open_store, rows

BEGAN = datetime(2015, 1, 1, tzinfo=UTC)
LINES = 20
"""Lines of an incident."""
WORDS = [f"w{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{n}" for n in range(20_000)]
"""Words in which what is looked for is hidden, with the frequencies of a language."""
EVERY = {"certificate": 100_000, "seldom": 1_000, "often": 10, "server": 1}
"""A word stands in one of so many lines."""

QUESTIONS = {
    "rare": ("certificate",),
    "seldom": ("seldom",),
    "often": ("often",),
    "in every line": ("server",),
    "two words": ("often", "seldom"),
    "a beginning": ("wab",),
}


def entries(count: int) -> Iterator[tuple[object, ...]]:
    """Rows of the table `entry`, sealed, in the order of their ids."""
    weights = list(accumulate(1 / (n + 10) for n in range(len(WORDS))))
    draw = random.Random(1)
    opening = Entry(0, 0, EntryKind.UPDATE, Verb.OPENED, BEGAN, BEGAN, "bench", "here", status=Status.INVESTIGATING)
    later = opening._replace(verb=Verb.UPDATED, status=None)
    for number in range(count * LINES):
        at = BEGAN + timedelta(minutes=number)
        text = "The " + " ".join(draw.choices(WORDS, cum_weights=weights, k=9))
        text += "".join(f" {word}" for word, every in EVERY.items() if number % every == 0)
        entry = (later if number % LINES else opening)._replace(
            number=number % LINES, id=number + 1, at=at, recorded_at=at, text=text if number % LINES else ""
        )
        yield rows.entry_values(entry, number // LINES + 1)


def incidents(count: int) -> Iterator[tuple[object, ...]]:
    """Rows of the table `incident`, sealed; all of them are closed."""
    for number in range(1, count + 1):
        began, ended = (BEGAN + timedelta(minutes=LINES * number + n) for n in (0, LINES - 1))
        standing = Standing(Status.RESOLVED, began, ended, last_at=ended)
        incident = Incident(number, title=f"The server failed, {number}", standing=standing, updated_at=ended)
        yield rows.incident_values(incident, incident.title)


def fill(path: str, count: int) -> None:
    """The derived tables and their index alone: nothing else is read by a search."""
    open_store(path, 30).write(Stamp("none", BEGAN, "bench", "here"), lambda _: [])
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000; BEGIN")
    for name, made in {"incident": incidents(count), "entry": entries(count)}.items():
        columns = [*rows.SEALED[name], "seal"]
        sql = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        connection.executemany(sql, made)
    connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.close()


_BARE = """
import sqlite3, sys
path, sql, *words = sys.argv[1:]
sqlite3.connect(path).execute(sql, [f'"{word}"*' for word in words]).fetchall()
"""
_INCIDENTS = "SELECT entry.incident FROM search JOIN entry ON entry.id = search.rowid WHERE search MATCH ?"
_ROWIDS = "SELECT rowid FROM search WHERE search MATCH ?"


def main(rounds: int, count: int, folder: str | None) -> None:
    binaries = installed()
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = str(Path(place, "search.db"))
        fill(path, count)
        env = environment(INCIDENT_DB=path, INCIDENT_TZ="UTC")
        print(f"{count * LINES} lines of {count} incidents, {Path(path).stat().st_size / 1e6:.0f} MB")
        for name, words in QUESTIONS.items():
            bare = (
                " INTERSECT ".join([_INCIDENTS] * len(words)) if len(words) > 1 else f"SELECT DISTINCT{_INCIDENTS[6:]}"
            )
            python = [binaries / "python", "-c", _BARE, path]
            found = [binaries / "incident", "list", "-g", " ".join(words)]
            commands = {
                f"bare, {name}": ([*python, bare, *words], env),
                f"lines, {name}": ([*python, " INTERSECT ".join([_ROWIDS] * len(words)), *words], env),
                f"list -g, {name}": (found, env),
                f"list -g --json, {name}": ([*found, "--json"], env),
            }
            table(interleaved(commands, rounds), f"bare, {name}")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else 5,
        int(given[1]) if len(given) > 1 else 100_000,
        given[2] if len(given) > 2 else None,
    )
