"""Migrations: one immediate transaction each way in, and every schema ever released can still be opened.

`released/schema-N.sql` is a database of schema N with the rows of `story`. The newest one may be made anew until it
is released: `PYTHONPATH=tests:. python tests/faults/test_migrations.py`. After that it is never touched again.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
from support.program import PROGRAM, ROOT, Program

from incident_cli.store.sqlite import schema, store

RELEASED = Path(__file__).parent / "released"
SHOWN = [("list", "all", "--json"), ("show", "1", "--json"), ("show", "2", "--json"), ("status", "--json")]
SHOWN += [("action", "list", "all", "--json")]


def story(program):
    """A little of everything that a log can hold, always at the same times."""
    program.clock("09:00")
    program("open", "café is slow", "-s", "web,db=degraded", "-m", 'first "words"\n\n', "--tag", "payments").done
    program(
        "update", "It may be the disk.", "--guess", "-s", "db=down", "--link", "https://x.example/1", "-t", "-3m"
    ).done
    program("update", "nobody else needs to know", "-n", "--key", "cron").done
    program.clock("09:30")
    program("edit", "1.2", "--retract", "It was not.").done
    program("edit", "1", "--severity", "2", "--impact-start", "08:40").done
    program("close", "Turned off and on again.", "--residual", "it may come back").done
    program("postmortem", "1", "-F", "-", stdin="# What happened\n\nA disk.\n").done
    program.clock("10:00")
    program("open", "--maintenance", "-s", "mail", "--from", "11:00", "--until", "12:00").done
    program("server", "set", "spare=maintenance").done
    program("update", "1", "the password is hunter2").done
    program("redact", "1.6", "--text", "hunter2", "--yes").done
    program("action", "add", "1", "Mirror the disk", "--owner", "ann", "--due", "2014-02-09", "--kind", "prevent").done
    program("action", "add", "1", "Alert sooner", "--priority", "2", "--key", "cron").done
    program("action", "drop", "1.a2", "there is an alert").done
    program.clock("10:30")


def keep(number):
    """Write the dump of the newest schema."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder))
        with mock.patch("os.uname", return_value=SimpleNamespace(nodename="host1")):
            story(program)
        dump = subprocess.run(["sqlite3", str(program.db), ".dump"], capture_output=True, text=True, check=True).stdout
    pragmas = f"PRAGMA application_id = {schema.APPLICATION_ID};\nPRAGMA user_version = {number};\n"
    (RELEASED / f"schema-{number}.sql").write_text(dump + pragmas)


def load(number, path):
    """Make the database of a released schema."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript((RELEASED / f"schema-{number}.sql").read_text())
    connection.close()


def made_by(connection):
    """The statements that made a database, but for those of SQLite's and sqlite-utils' own tables."""
    sql = "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' AND name NOT LIKE '%sqlite_migrations%'"
    return dict(connection.execute(sql).fetchall())


def test_every_released_schema_has_its_dump():
    assert sorted(os.listdir(RELEASED)) == [f"schema-{number}.sql" for number in range(1, schema.VERSION + 1)]


@pytest.mark.parametrize("number", range(1, schema.VERSION + 1))
def test_a_migration_is_never_edited_once_it_is_released(incident, number):
    load(number, incident.db)
    now = sqlite3.connect(":memory:")
    for migration in schema.MIGRATIONS[:number]:
        migration(now)
    kept = sqlite3.connect(incident.db)
    assert made_by(kept) == made_by(now), "schema-N.sql is older than the schema: see the top of this file"
    kept.close()
    now.close()


@pytest.mark.parametrize("number", range(1, schema.VERSION + 1))
def test_a_database_of_every_released_schema_tells_the_same_story(incident, tmp_path, number):
    load(number, incident.db)
    (tmp_path / "anew").mkdir()
    anew = Program(tmp_path / "anew")
    story(anew)
    incident.env["INCIDENT_NOW"] = anew.env["INCIDENT_NOW"]
    host = re.compile(r'"host": "[^"]*"')
    for words in SHOWN:
        assert host.sub("", incident(*words).done) == host.sub("", anew(*words).done)
    assert "sound" in incident("db", "check").done
    incident("update", "1", "goes on").done
    assert incident("show", "1", "--json").json["incident"]["entries"][-1]["text"] == "goes on"
    incident("db", "rebuild").done
    assert "sound" in incident("db", "check").done


def test_sixteen_programs_that_make_the_database_at_once_all_succeed(incident):
    runs = [
        subprocess.Popen(
            [*PROGRAM, "open", f"title {number}"], env=incident.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for number in range(16)
    ]
    said = [run.communicate(timeout=120) for run in runs]
    assert [(run.returncode, err) for run, (_, err) in zip(runs, said, strict=True)] == [(0, b"")] * 16
    assert sorted(row["id"] for row in incident("list", "all", "--json").json["incidents"]) == list(range(1, 17))
    assert "sound" in incident("db", "check").done
    assert os.listdir(incident.folder) == ["incident.db"]


# -- a schema of the future ---------------------------------------------------------------------------------------


def second(connection):
    """Schema 2, one day."""
    connection.execute("CREATE TABLE future (a)")
    connection.execute("ALTER TABLE incident ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")


def broken(connection):
    """A migration that fails half way."""
    second(connection)
    connection.execute("DELETE FROM entry")
    connection.execute("INSERT INTO nowhere VALUES (1)")


def buggy(connection):
    second(connection)
    raise RuntimeError("a bug in a migration")


def upgrade(monkeypatch, migration):
    """From here on the program knows one more schema."""
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, migration))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setattr(store, "VERSION", schema.VERSION)


@pytest.fixture
def old(incident):
    load(schema.VERSION, incident.db)
    return incident.clock("10:30")


def version(path):
    connection = sqlite3.connect(path)
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return found


COMMANDS = [*SHOWN, ("update", "1", "x"), ("open", "x"), ("db", "check"), ("db", "rebuild"), ("redact", "1.1", "--yes")]


@pytest.mark.parametrize("words", COMMANDS)
def test_an_old_file_is_migrated_by_the_first_command(old, monkeypatch, words):
    truth = old(*words).out if words in SHOWN else None
    newest = schema.VERSION + 1
    upgrade(monkeypatch, second)
    answer = old(*words).done
    assert truth in (None, answer)
    assert version(old.db) == newest
    assert "sound" in old("db", "check").done
    assert os.listdir(old.folder) == ["incident.db"]


@pytest.mark.parametrize(("migration", "code"), [(broken, 6), (buggy, 70)])
@pytest.mark.parametrize("words", [("list",), ("update", "1", "x"), ("db", "rebuild")])
def test_a_migration_that_fails_leaves_the_file_as_it_was(old, monkeypatch, migration, code, words):
    before = old.db.read_bytes()
    upgrade(monkeypatch, migration)
    assert old(*words).code == code
    assert old.db.read_bytes() == before
    monkeypatch.undo()
    assert old("list", "all").done


def test_a_file_that_a_newer_program_migrated_is_refused_by_this_one(old, monkeypatch):
    upgrade(monkeypatch, second)
    old("list").done
    monkeypatch.undo()
    before = old.db.read_bytes()
    for words in COMMANDS:
        old(*words).failed(6, "newer version")
    assert old.db.read_bytes() == before


FUTURE = """
import os, sys
sys.path[:0] = sys.argv.pop(1).split(":")
import pkgutil, incident_cli, dateutil.parser, sqlite_utils.migrations
from incident_cli.store.sqlite import schema, store
for module in pkgutil.walk_packages(incident_cli.__path__, "incident_cli."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
schema.MIGRATIONS = (*schema.MIGRATIONS, lambda connection: connection.execute("CREATE TABLE future (a)"))
schema.MIGRATIONS[-1].__name__ = "second"
schema.VERSION = store.VERSION = len(schema.MIGRATIONS)
if os.environ.get("AS_NOBODY") and os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
from incident_cli.__main__ import main
main()
"""


def future(program, *words, **env):
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", FUTURE, ROOT, *words]
    return subprocess.Popen(command, env=program.env | env, stdout=pipe, stderr=pipe, text=True, cwd="/")


def test_programs_that_meet_an_old_file_at_once_migrate_it_once(old):
    newest = schema.VERSION + 1
    runs = [future(old, *words) for words in [("list", "all"), ("update", "1", "more")] * 4]
    said = [run.communicate(timeout=120) for run in runs]
    assert [(run.returncode, err) for run, (_, err) in zip(runs, said, strict=True)] == [(0, "")] * 8
    assert version(old.db) == newest


def test_an_old_file_that_cannot_be_written_is_one_sentence():
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder))
        load(schema.VERSION, program.db)
        before = program.db.read_bytes()
        os.chmod(program.db, 0o444)
        os.chmod(folder, 0o555)
        run = future(program, "list", AS_NOBODY="1")
        out, err = run.communicate(timeout=60)
        assert (run.returncode, out) == (5, "")
        assert err.startswith(f"incident: {program.db}")
        assert program.db.read_bytes() == before
        os.chmod(folder, 0o700)


if __name__ == "__main__":
    keep(schema.VERSION)
