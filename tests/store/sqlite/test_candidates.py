"""What a shell may offer: the right words in the right order, read without a trace."""

import os
import sqlite3

import pytest

from incident_cli.store.offered import KINDS, LIMIT, Source
from incident_cli.store.sqlite.candidates import _NOW, _TAGS, candidates
from incident_cli.store.sqlite.schema import VERSION


@pytest.fixture
def told(incident):
    """#1 closed, #2 open, #3 a maintenance long planned, #12 open; servers db, web; tags net, disk full."""
    incident("open", "-s", "web", "One", "--tag", "net").done
    incident("close", "1").done
    incident("open", "-s", "db", "Two", "--tag", "net,disk full", "-m", "Two's first line").done
    incident("open", "--maintenance", "-s", "web", "Three", "--from", "+30d", "--for", "2h").done
    incident("open", "Twelve", "--number", "12").done
    return incident


def words(program, kind, prefix=""):
    return [word for word, _ in candidates(str(program.db), kind, prefix)]


def test_the_newest_come_first_and_there_is_an_end(incident):
    incident("open", "-s", "web").done
    with sqlite3.connect(incident.db) as file:
        names = [row[1] for row in file.execute("PRAGMA table_info(incident)")][1:]
        columns = ", ".join(names)
        for number in range(2, LIMIT + 50):
            file.execute(f"INSERT INTO incident (id, {columns}) SELECT {number}, {columns} FROM incident WHERE id = 1")
    file.close()
    assert words(incident, "ids") == [str(number) for number in range(LIMIT + 49, 49, -1)]
    assert words(incident, "ids", "3")[-2:] == ["30", "3"]


def test_a_huge_text_is_not_read_whole(incident):
    incident("open", "t" * 1_000_000, "-m", "x" * 1_000_000).done
    for kind, prefix in (("ids", ""), ("entries", "1.")):
        assert all(len(about) < 1000 for _, about in candidates(str(incident.db), kind, prefix))


@pytest.mark.parametrize(
    "name", ["a b.db", "100%.db", "what?.db", "#1.db", "%41.db", "é.db", "a&mode=rwc.db", "file:x"]
)
def test_a_path_is_only_a_path(incident, name):
    path = incident.folder / name
    incident("open", "x", "--db", str(incident.folder / "plain.db")).done
    (incident.folder / "plain.db").rename(path)
    assert candidates(str(path), "ids", "") == [("1", "x")]
    assert sorted(os.listdir(incident.folder)) == [name]


def test_a_relative_path_is_below_the_current_directory(told, monkeypatch):
    monkeypatch.chdir(told.folder)
    assert candidates("incident.db", "closed", "") == [("1", "resolved · One")]


@pytest.mark.parametrize("path", ["", ":memory:", "nothing.db", "folder", "no/folder.db"])
def test_what_is_no_file_has_nothing_and_is_not_made(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    assert candidates(path, "ids", "") == []
    assert os.listdir(tmp_path) == ["folder"]


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert candidates(str(tmp_path / "pipe"), "ids", "") == []


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE incident (id INTEGER PRIMARY KEY)")
    theirs.close()
    assert candidates(str(path), "ids", "") == []


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1])
def test_another_version_of_ours_is_left_to_the_commands(told, version):
    with sqlite3.connect(told.db) as file:
        file.execute(f"PRAGMA user_version = {version}")
    file.close()
    assert candidates(str(told.db), "ids", "") == []


def test_nothing_is_written(told):
    before = told.db.read_bytes()
    told.db.chmod(0o400)
    for kind in ("ids", "open", "closed", "addresses", "entries", "servers", "tags"):
        assert candidates(str(told.db), kind, "")
    assert told.db.read_bytes() == before
    assert os.listdir(told.folder) == ["incident.db"]


def test_what_a_crash_left_behind_is_left_to_the_commands(told, tmp_path):
    """A writer that died leaves a journal: rolling it back is a write."""
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with sqlite3.connect(told.db, isolation_level=None) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("CREATE TABLE spilled AS SELECT randomblob(200000) AS much")
        for name in ("incident.db", "incident.db-journal"):
            (crashed / name).write_bytes((told.folder / name).read_bytes())
        writer.execute("ROLLBACK")
    writer.close()
    before = {path.name: path.read_bytes() for path in crashed.iterdir()}
    with pytest.raises(sqlite3.Error):
        candidates(str(crashed / "incident.db"), "ids", "")
    assert {path.name: path.read_bytes() for path in crashed.iterdir()} == before


def test_the_query_of_the_open_ones_needs_no_walk_over_the_closed(told):
    """A file of many years answers as fast as a new one."""
    with sqlite3.connect(told.db) as file:
        plans = []

        def ask(sql, values):
            plans.extend(file.execute(f"EXPLAIN QUERY PLAN {sql}", values))
            return []

        KINDS["open"](Source(ask, _NOW, _TAGS), "")
        assert "incident_open" in " ".join(row[3] for row in plans)
    file.close()
