"""What is imported, by module names (DESIGN section 9): speed that no clock has to measure."""

import json
import subprocess
import sys

import pytest

_RUN = """
import json, sys
sys.argv = ["incident", *json.loads(sys.argv[1])]
from incident_cli.__main__ import main
try:
    main()
finally:
    json.dump(sorted(sys.modules), sys.stderr)
"""
HEAVY = {"rich", "sqlite_utils", "dateutil", "jinja2", "pydantic", "importlib.metadata"}


def modules(incident, *words):
    """The names of all modules that a piped command imported."""
    command = [sys.executable, "-c", _RUN, json.dumps(words)]
    done = subprocess.run(command, env=incident.env, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done
    return set(json.loads(done.stderr))


def test_the_version_needs_nothing_heavy(incident):
    assert not modules(incident, "--version") & {"rich", "sqlite_utils", "dateutil", "jinja2"}


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show",),
        ("status",),
        ("show", "--json"),
        ("update", "hello"),
        ("update", "-s", "web=up", "-t", "-1m"),
        ("close",),
        ("open", "x", "-s", "db"),
        ("server", "list"),
    ],
)
def test_a_plain_command_on_an_up_to_date_database_needs_none_of_them(incident, words):
    incident("open", "-s", "web", "-t", "-1h").done
    assert not modules(incident, *words) & (HEAVY | {"typer", "click"})


def test_the_package_itself_imports_nothing():
    code = "import sys; before = set(sys.modules); import incident_cli; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "['incident_cli']\n"
