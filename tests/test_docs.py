"""README and CONTRIBUTING tell the truth: what they name exists, what they show runs."""

import json
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from incident_cli import errors, grammar

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def commands(found=grammar.COMMANDS, path=()):
    for name, command in found.items():
        if isinstance(command, dict):
            yield from commands(command, (*path, name))
        elif not command[2]:  # hidden ones are for scripts of ours
            yield (*path, name)


def named(text):
    """The commands that a text names: `incident NAME`, groups with their alternatives spelled out."""
    for group, several in re.findall(r"incident ([a-z]+)(?: ([a-z]+(?:\\?\|[a-z]+)+))?", text):
        for one in re.split(r"\\?\|", several) if several and group in ("server", "db", "template", "action") else [""]:
            yield (group, one) if one else (group,)


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_is_in_the_readme(command):
    assert command in set(named(README))


@pytest.mark.parametrize("option", ["--db", "--tz", "--date-order", "--by"])
def test_every_setting_is_in_the_readme(option):
    assert f"`{option}" in README


def test_the_exit_codes_of_the_readme_are_those_of_the_program():
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    family = {kind.code for kind in errors.IncidentError.__subclasses__()} | {errors.IncidentError.code}
    assert told == family | {0, errors.BUG, errors.INTERRUPTED}


@pytest.mark.engines
def test_the_session_of_the_readme_can_be_typed(incident):
    session = re.search(r"```console\n(.*?)```", README, re.DOTALL)[1]
    for line in re.findall(r"^\$ incident (.*)$", session, re.MULTILINE):
        assert incident(*shlex.split(line)).code == 0, line


@pytest.mark.engines
def test_the_script_of_the_readme_runs(incident, tmp_path):
    log = tmp_path / "probe.log"
    log.write_text("timeout after 5 s\n")
    script = re.search(r"## For scripts.*?```sh\n(.*?)```", README, re.DOTALL)[1].replace(
        "/var/log/probe.log", str(log)
    )
    assert incident.shell(f"set -e\nHOST=web1\npage-somebody() {{ echo paged; }}\n{script}").out.endswith("paged\n")


def test_the_queries_of_the_readme_run_in_sqlite_and_with_sqlite_utils(incident):
    session = re.search(r"```console\n(.*?)```", README, re.DOTALL)[1]
    for line in re.findall(r"^\$ incident (.*)$", session, re.MULTILINE):
        incident(*shlex.split(line))
    queries = re.search(r"```sql\n(.*?)```", README, re.DOTALL)[1].split(";\n")[:-1]
    assert len(queries) == 5
    connection = sqlite3.connect(f"file:{incident.db}?mode=ro", uri=True)
    for query in queries:
        rows = connection.execute(query).fetchall()
        assert rows, query
        command = [sys.executable, "-m", "sqlite_utils", "query", str(incident.db), query, "--arrays"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=incident.env)
        assert [tuple(row) for row in json.loads(done.stdout)] == rows
    connection.close()


def test_every_file_that_contributing_names_exists():
    rooms = "incident_cli|cli|commands|core|store|render|tests"
    for path in re.findall(rf"`((?:{rooms})/[\w/]+\.py)`", CONTRIBUTING):
        found = [ROOT / path, ROOT / "incident_cli" / path]
        assert "NAME" in path or any(file.exists() for file in found), path
