"""`list`, `update` and `status` on 100,000 incidents beside 100, in one run: the aim for `list` is 1.3 times.

`python tests/benchmarks/listing.py [rounds]`, with the package importable by that Python.
"""

import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import environment, installed, interleaved, table

from incident_cli.core.decide.lines import Line
from incident_cli.core.decide.opening import opened
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Kind, State, Status
from incident_cli.store import Stamp, View, open_store

BEGAN = datetime(2015, 1, 1, tzinfo=UTC)


def fill(path: str, count: int) -> None:
    """Incidents that were opened and closed one after the other; the last two are still open."""
    store = open_store(path, 30)
    for start in range(1, count + 1, 1000):
        numbers = range(start, min(start + 1000, count + 1))

        def events(_: View, numbers: range = numbers) -> Sequence[Event]:
            found: list[Event] = []
            for number in numbers:
                at = BEGAN + timedelta(minutes=30 * number)
                if number <= 20:
                    found.append(Event(EventKind.SERVER_CHANGED, at, {"name": f"web{number}"}, server=number))
                line = Line(at, states=(((number - 1) % 20 + 1, State.MAJOR_OUTAGE),))
                opening = opened(number, line, {"kind": Kind.INCIDENT, "title": f"Outage {number}"}, None)
                found += opening
                if number <= count - 2:
                    end = opening[0].at + timedelta(minutes=20)
                    data = {"status": Status.RESOLVED}
                    found.append(Event(EventKind.CLOSED, end, data, incident=number, entry=1))
            return found

        store.write(Stamp(f"{start:012x}", BEGAN + timedelta(minutes=30 * start), "bench", "here"), events)


def main(rounds: int) -> None:
    binaries = installed()
    folder = Path(tempfile.mkdtemp())
    commands = {}
    for count in (100, 100_000):
        path = str(folder / f"{count}.db")
        fill(path, count)
        env = environment(INCIDENT_DB=path, INCIDENT_TZ="UTC")
        for words in (["list"], ["update", "-i", str(count), "one more line"], ["status"]):
            commands[f"incident {words[0]} of {count}"] = ([binaries / "incident", *words], env)
    table(interleaved(commands, rounds), "incident list of 100")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
