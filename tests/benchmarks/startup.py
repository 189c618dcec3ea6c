"""What one command costs: whole-process CPU beside the floors, in one run.

Run it with any Python that has pip: `python tests/benchmarks/startup.py [rounds]`.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench import environment, installed, interleaved, on, table, terminal


def main(rounds: int) -> None:
    binaries = installed()
    python, incident = binaries / "python", binaries / "incident"
    env = environment(INCIDENT_DB=str(Path(tempfile.mkdtemp()) / "incident.db"))
    for line in (["open", "-s", "http6"], ["update", "first"], ["list"]):
        subprocess.run([incident, *line], env=env, check=True, stdout=subprocess.DEVNULL)
    commands = {
        "python -c pass": [python, "-c", "pass"],
        "python -c import sqlite3, json, typing": [python, "-c", "import sqlite3, json, typing"],
        "python -c import typer": [python, "-c", "import typer"],
        "python -c import rich.console, rich.table": [python, "-c", "import rich.console, rich.table, sqlite3"],
        "incident --version": [incident, "--version"],
        "incident __complete ids, at each TAB": [incident, "__complete", "ids", ""],
        "incident update TEXT": [incident, "update", "one more line"],
        "incident update TEXT --tz Europe/Paris": [incident, "update", "one more line", "--tz", "Europe/Paris"],
        "incident list, piped": [incident, "list"],
        "incident show, piped": [incident, "show"],
        "incident status --exit-code, piped": [incident, "status", "--exit-code"],
        "incident status --prompt": [incident, "status", "--prompt"],
    }
    timed = {name: (command, env) for name, command in commands.items()}
    timed["incident show, on a terminal"] = (
        on(terminal(), incident, "show"),
        env | {"TERM": "xterm-256color", "COLUMNS": "80"},
    )
    found = interleaved(timed, rounds)
    table(found, "python -c pass")
    rich = "python -c import rich.console, rich.table"
    table({name: found[name] for name in ("incident show, on a terminal", rich)}, rich)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
