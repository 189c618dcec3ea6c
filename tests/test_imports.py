"""What is imported, by module names (DESIGN section 9): speed that no clock has to measure."""

import ast
import subprocess
import sys

import pytest

_RUN = """
import sys
sys.argv[0] = "incident"
from incident_cli.__main__ import main
try:
    main()
finally:
    sys.stderr.write(repr(sorted(sys.modules)))
"""
HEAVY = {"rich", "sqlite_utils", "dateutil", "jinja2", "pydantic", "importlib.metadata"}
DEAR = {"typing", "contextlib", "dataclasses", "inspect", "pathlib", "subprocess", "shutil", "tempfile", "importlib"}
"""Of the standard library: each costs a twentieth of a bare Python's start, or much more."""


def modules(incident, *words):
    """The names of all modules that a piped command imported."""
    command = [sys.executable, "-c", _RUN, *words]
    done = subprocess.run(command, env=incident.env, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode in (0, 10), done
    return set(ast.literal_eval(done.stderr.decode()))


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


@pytest.mark.parametrize("words", [("list",), ("show",), ("status", "--exit-code"), ("update", "hello"), ("close",)])
def test_the_commands_of_a_loop_need_little_of_the_standard_library(incident, words):
    incident("open", "-s", "web", "-t", "-1h").done
    assert not modules(incident, *words) & DEAR


def test_writing_a_line_needs_neither_json_nor_patterns(incident):
    incident("open", "-s", "web", "-t", "-1h").done
    assert not modules(incident, "update", "hello") & {"json", "re"}


@pytest.mark.parametrize("carried", [True, False])
def test_what_lies_beside_a_script_is_not_looked_at_and_what_an_archive_carries_is(tmp_path, incident, carried):
    code = "import os, sys\nos._exit = lambda _: print(sys.path[0])\n"
    (tmp_path / "__main__.py").write_text(code + "from incident_cli.__main__ import program\nprogram()\n")
    run = [sys.executable, str(tmp_path if carried else tmp_path / "__main__.py"), "list"]
    done = subprocess.run(run, env=incident.env, capture_output=True, text=True, check=True)
    assert (done.stdout.strip() == str(tmp_path)) is carried


def test_completing_a_word_needs_the_database_and_nothing_more(incident):
    incident("open", "-s", "web").done
    wanted = modules(incident, "__complete", "ids", "")
    assert not wanted & (HEAVY | DEAR | {"typer", "click", "json", "re", "enum", "zoneinfo"})
    assert "sqlite3" in wanted


def test_the_package_itself_imports_nothing():
    code = "import sys; before = set(sys.modules); import incident_cli; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "['incident_cli']\n"
