"""Long incidents: `show` and one more line, late line and edit, beside the length of the incident, in one run.

`python tests/benchmarks/long.py [rounds]`, with the package importable by that Python. Every second line changes the
state of a server: the worst case of the fold. A read is what one look at all rows of the incident takes, decoded;
aims: `show` and an edit grow with the length and no faster, one more line at the end does not grow at all.
"""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import environment, installed, interleaved, on, table, terminal

from incident_cli.core.decide.lines import Line
from incident_cli.core.decide.opening import opened
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Kind, State
from incident_cli.store import Stamp, open_store

BEGAN = datetime(2015, 1, 1, tzinfo=UTC)
SERVERS = 3
STATES = (State.MAJOR_OUTAGE, State.DEGRADED_PERFORMANCE)
TEXT = "Still looking at it: the queue is longer than it was, and nobody knows yet what is behind it."


def events(lines: int) -> Sequence[Event]:
    """One incident with so many lines, every second of which changes a server."""
    found = [Event(EventKind.SERVER_CHANGED, BEGAN, {"name": f"web{n}"}, server=n) for n in range(1, SERVERS + 1)]
    first = Line(BEGAN, states=((1, State.MAJOR_OUTAGE),))
    found += opened(1, first, {"kind": Kind.INCIDENT, "title": "Everything is slow"}, None)
    for number in range(1, lines + 1):
        data: dict[str, object] = {"text": TEXT}
        if number % 2:
            data["states"] = ((number % SERVERS + 1, STATES[number // (2 * SERVERS) % 2]),)
        found.append(Event(EventKind.ADDED, BEGAN + timedelta(minutes=number), data, incident=1, entry=number))
    return found


def fill(path: str, lines: int) -> None:
    """A file with one open incident of so many lines."""
    stamp = Stamp(f"{lines:012x}", BEGAN + timedelta(minutes=lines + 1), "bench", "here")
    open_store(path, 30).write(stamp, lambda _: events(lines))


_READ = """
import sys
from incident_cli.store import open_store
open_store(sys.argv[1], 30).read(lambda view: view.incident(1))
"""


def main(rounds: int) -> None:
    binaries, screen = installed(), terminal()
    folder = Path(tempfile.mkdtemp())
    incident = str(binaries / "incident")
    commands = {}
    for lines in (100, 1_000, 10_000):
        path = str(folder / f"{lines}.db")
        fill(path, lines)
        written = str(folder / f"{lines}-written.db")
        shutil.copyfile(path, written)
        env = environment(INCIDENT_DB=path, INCIDENT_TZ="UTC", TERM="xterm", PAGER="cat")
        commands[f"one read of {lines}"] = ([str(binaries / "python"), "-c", _READ, path], env)
        for words in (["show"], ["show", "--json"], ["show", "--reverse"], ["postmortem"]):
            commands[f"{' '.join(words)} of {lines}"] = ([incident, *words], env)
        commands[f"show on a terminal of {lines}"] = (on(screen, incident, "show"), env)
        env = env | {"INCIDENT_DB": written}
        late = (BEGAN + timedelta(minutes=lines // 2)).isoformat()
        for name, words in {
            "update": ["update", "one more line"],
            "update -s": ["update", "-s", "web1=partial", "one more line"],
            "update -t, late": ["update", "-t", late, "one that was forgotten"],
            "update -s -t, late": ["update", "-s", "web2=partial", "-t", late, "one that was forgotten"],
            "edit": ["edit", f"1.{lines // 2}", "-m", "said better"],
        }.items():
            commands[f"{name} of {lines}"] = ([incident, *words], env)
    table(interleaved(commands, rounds), "one read of 100")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
