"""`incident __complete`: words for the shells, quietly and at once."""

import os
import subprocess
import sys
import time

import pytest
from support.processes import shut
from support.terminals import harm

from incident_cli.shells.kinds import ASKED

_RUN = """
import sys
before = set(sys.modules)
sys.argv = ["incident", "__complete", "ids", ""]
from incident_cli.__main__ import main
try:
    main()
finally:
    sys.stderr.write(" ".join(set(sys.modules) - before))
"""
SLOW = {
    "json",
    "re",
    "typing",
    "enum",
    "dataclasses",
    "contextlib",
    "zoneinfo",
    "inspect",
    "pathlib",
    "urllib",
    "typer",
}


def words(answer):
    return [row[0] for row in answer.rows]


@pytest.fixture
def told(incident):
    incident("open", "-s", "web", "One").done
    incident("open", "-s", "db", "Two").done
    templates = incident.folder / ".config" / "incident" / "templates"
    templates.mkdir(parents=True)
    (templates / "outage.md").write_text("# {server} is down")
    return incident


@pytest.mark.parametrize("kind", ASKED)
def test_every_kind_that_the_scripts_ask_for_is_answered(told, kind):
    told("close", "2").done
    told("update", "1", "x").done
    told("edit", "1", "--tag", "net").done
    for text in ("one", "two"):
        told("action", "add", "1", text).done
    told("action", "done", "1.a2").done
    assert words(told("__complete", kind))


def test_a_row_is_a_word_and_what_it_is(told):
    assert told("__complete", "ids", "").done == "2\tTwo\n1\tOne\n"
    assert told("__complete", "ids", "2").done == "2\tTwo\n"
    assert told("__complete", "servers", "--", "W").done == "web\t\n"
    assert told("__complete", "servers", "--", "-x").done == ""


def test_templates_are_the_files_of_their_folder(told):
    assert told("__complete", "templates", "out").done == "outage\t\n"
    assert told("__complete", "templates", "x").done == ""
    assert told("__complete", "templates", "", XDG_CONFIG_HOME="/nowhere").done == ""


def test_zones_are_found_in_any_case(incident):
    assert words(incident("__complete", "zones", "europe/pa")) == ["Europe/Paris"]


def test_a_real_process_answers_the_same(told):
    assert told.real("__complete", "ids", "").done == "2\tTwo\n1\tOne\n"


@pytest.mark.parametrize("where", ["before", "after", "variable", "file"])
def test_it_asks_the_database_that_the_commands_use(told, where, tmp_path):
    other = str(tmp_path / "other.db")
    told("open", "Other", "--number", "7", "--db", other).done
    line, env = ["__complete", "ids"], {}
    if where == "before":
        line = ["--db", other, *line]
    elif where == "after":
        line += ["--db", other]
    elif where == "variable":
        env = {"INCIDENT_DB": other}
    else:
        (tmp_path / "incident").mkdir()
        (tmp_path / "incident" / "config.toml").write_text(f'db = "{other}"')
        env = {"XDG_CONFIG_HOME": str(tmp_path), "INCIDENT_DB": None}
    assert told(*line, **env).done == "7\tOther\n"


@pytest.mark.sqlite
@pytest.mark.parametrize("content", [None, b"", b"hello", b"SQLite format 3\0" + os.urandom(5000)])
def test_what_cannot_be_read_is_met_with_silence(incident, content):
    if content is not None:
        incident.db.write_bytes(content)
    for kind in (*ASKED, "nonsense"):
        if kind != "zones":
            assert incident("__complete", kind).done == ""
    assert incident.made == (content is not None)
    assert content is None or incident.db.read_bytes() == content


def test_a_config_file_that_is_wrong_is_met_with_silence(told, tmp_path):
    (tmp_path / "incident").mkdir()
    (tmp_path / "incident" / "config.toml").write_text("db = ")
    env = {"XDG_CONFIG_HOME": str(tmp_path), "INCIDENT_DB": None}
    assert told("__complete", "ids", **env).done == ""


def test_a_locked_database_is_not_waited_for(told):
    with shut(told):
        begun = time.monotonic()
        assert told("__complete", "ids", INCIDENT_WAIT="60").done == ""
        assert time.monotonic() - begun < 20
    assert told("__complete", "ids").rows


def test_a_word_that_a_terminal_must_not_get_is_not_offered(incident):
    for name in ("we\x1b]0;owned\x07b", "web\tdown", "web\u202eb", "good"):
        incident("open", "-s", name)
    assert words(incident("__complete", "servers")) == ["good"]


def test_a_title_is_made_safe_and_cut(incident):
    incident("open", "a\x1b]0;owned\x07\x1b[2Jb\u202ec\u2028d\te\nf").done
    incident("open", "long " * 1000).done
    answer = incident("__complete", "ids")
    assert harm(answer.out.replace("\t", "")) == set()
    assert all(len(about) <= 60 for _, about in answer.rows)


def test_no_help_tells_of_it(incident):
    assert "__complete" not in incident("--help").done


@pytest.mark.sqlite
def test_it_costs_little(told):
    """Each of these is a tenth of a bare Python's start, or much more."""
    done = subprocess.run([sys.executable, "-c", _RUN], env=told.env, capture_output=True, check=True, text=True)
    assert done.stdout == "2\tTwo\n1\tOne\n"
    loaded = set(done.stderr.split())
    assert not loaded & SLOW
    dear = ("context", "core.model", "store.sqlite.store", "store.view", "store.postgres")
    assert not {"psycopg", *(f"incident_cli.{name}" for name in dear)} & loaded
