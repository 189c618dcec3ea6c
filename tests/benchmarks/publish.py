"""A site published for the first time, again with nothing changed, and after one update: seconds and peak memory.

`python tests/benchmarks/publish.py [incidents] [updates]`: so many incidents of so many updates each. Again has to take
at most a tenth of the first time; the memory must not grow with the updates.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import ROOT, environment
from imports import incident, update

UPDATES = 20
WORST = 0.10


def history(folder: Path, incidents: int, updates: int) -> Path:
    """A status page's whole history."""
    path = folder / "history.json"
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            '{"page":{"id":"p1","name":"Bench","url":"https://status.example","time_zone":"Etc/UTC"},"incidents":['
        )
        for number in range(incidents, 0, -1):
            one = incident(number)
            if updates != UPDATES:
                one["incident_updates"] = stretched(number, one, updates)
            file.write(json.dumps(one, ensure_ascii=False) + (",\n" if number > 1 else ""))
        file.write("]}")
    return path


def stretched(number: int, one: dict, updates: int) -> list[dict]:
    """The updates of an incident, made more."""
    from datetime import datetime

    began, ended = (datetime.fromisoformat(one[name]) for name in ("started_at", "resolved_at"))
    step = (ended - began) / updates
    more = [update(number, min(place, UPDATES - 2), began + place * step) for place in range(updates - 1)]
    for place, each in enumerate(more):
        each["id"] = f"u{number}x{place}"
    return [one["incident_updates"][0], *more[::-1]]


def run(*words: str, env: dict[str, str]) -> tuple[float, float, str]:
    """Seconds of CPU, peak memory in MB, and what it said."""
    child = subprocess.Popen([sys.executable, "-m", "incident_cli", *words], env=env, stdout=subprocess.PIPE, text=True)
    said = child.stdout.read() if child.stdout else ""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, words
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said.strip()


def main(incidents: int = 10_000, updates: int = UPDATES) -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(INCIDENT_DB=str(folder / "bench.db"), PYTHONPATH=str(ROOT), TZ="UTC")
        run("import", str(history(folder, incidents, updates)), "-q", env=env)
        site = str(folder / "site")
        first = run("publish", site, env=env)
        again = run("publish", site, env=env)
        run("update", "1", "One more word.", "-q", env=env)
        changed = run("publish", site, env=env)
        print(f"{incidents} incidents of {updates} updates")
        for what, (seconds, memory, said) in {"first": first, "again": again, "one update": changed}.items():
            print(f"{what:12} {seconds:7.2f} s {seconds / first[0]:7.1%} {memory:7.0f} MB   {said}")
        verdict = "as promised" if again[0] <= WORST * first[0] else "NOT as promised"
        print(f"again is to take {WORST:.0%} at the most: {verdict}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
