"""The log is protected by the file itself; what was tampered with is found, and what is derived is mended."""

import os
import sqlite3
import subprocess

import pytest
from support.program import PROGRAM

from incident_cli.store.sqlite.schema import GUARDS
from incident_cli.store.sqlite.store import SMALL


def sql(path, *statements):
    """What another program does to the file."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return [connection.execute(statement).fetchall() for statement in statements]
    finally:
        connection.close()


def unguarded(path, *statements):
    """The same by somebody who takes the guards away and puts them back."""
    names = ("log_no_delete", "log_no_replace", "log_no_update")
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (*(f"DROP TRIGGER {name}" for name in names), *statements):
        connection.execute(statement)
    connection.executescript(GUARDS)
    connection.close()


@pytest.fixture
def made(incident):
    """Two incidents, with an edit, a closing, and servers that were spoken of."""
    incident.clock("12:00")
    incident("open", "web is slow", "-s", "web=degraded", "-m", "first words").done
    incident("update", "a second line", "-s", "web,db=down").done
    incident.clock("12:30")
    incident("edit", "1.1", "--retract", "it was wrong").done
    incident("close", "all is well", "--residual", "watch it").done
    incident("open", "-s", "mail").done
    incident("server", "set", "spare=maintenance").done
    return incident


ATTEMPTS = {
    "update": "UPDATE log SET author = 'eve' WHERE id = 2",
    "update to the same": "UPDATE log SET data = data",
    "update or replace": "UPDATE OR REPLACE log SET id = 1 WHERE id = 2",
    "update or ignore": "UPDATE OR IGNORE log SET at = 'x'",
    "delete": "DELETE FROM log WHERE id = 2",
    "delete all": "DELETE FROM log",
    "replace": "REPLACE INTO log SELECT * FROM log WHERE id = 2",
    "insert or replace": "INSERT OR REPLACE INTO log SELECT * FROM log WHERE id = 2",
    "replace by event": "REPLACE INTO log SELECT 999, event_id, batch, incident, entry, server, kind, at, recorded_at,"
    " author, host, data FROM log WHERE id = 2",
    "upsert": "INSERT INTO log SELECT * FROM log WHERE true ON CONFLICT (id) DO UPDATE SET data = '{}'",
    "upsert by event": "INSERT INTO log SELECT * FROM log WHERE true ON CONFLICT (event_id) DO UPDATE SET data = '{}'",
    "a mark with another author": """UPDATE log SET author = 'eve', data = '{"redacted":"x"}' WHERE id = 2""",
    "a mark and another time": """UPDATE log SET at = 'x', data = '{"redacted":"x"}' WHERE id = 2""",
    "a mark that is none": """UPDATE log SET data = '{"text":"redacted"}' WHERE id = 2""",
    "nothing": "UPDATE log SET data = '' WHERE id = 2",
}


@pytest.mark.parametrize("pragma", ["PRAGMA recursive_triggers = OFF", "PRAGMA recursive_triggers = ON"])
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_plain_sql_cannot_change_the_log(made, attempt, pragma):
    before = sql(made.db, "SELECT * FROM log")
    with pytest.raises(sqlite3.IntegrityError, match="the log is append-only"):
        sql(made.db, pragma, ATTEMPTS[attempt])
    assert sql(made.db, "SELECT * FROM log") == before


def test_the_file_says_whose_it_is(made):
    assert made.db.read_bytes()[68:72] == b"INCD"
    said = subprocess.run(["file", "-b", str(made.db)], capture_output=True, text=True, check=False).stdout
    assert "1229865796" in said or "file" not in said  # `file` may not be installed


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE incident SET title = 'another'",
        "UPDATE incident SET headline = 'another'",
        "UPDATE incident SET ended_at = NULL, ends_at = NULL, final = 0",
        "UPDATE entry SET text = 'never said' WHERE number = 1",
        "UPDATE entry SET deleted = 1 WHERE number = 2",
        "DELETE FROM entry WHERE number = 2",
        "DELETE FROM incident WHERE id = 2",
        "DELETE FROM claim WHERE incident = 1",
        "DELETE FROM claim WHERE incident IS NULL",
        "UPDATE claim SET state = 'operational'",
        "UPDATE server SET name = 'other' WHERE id = 1",
        "DELETE FROM server WHERE id = 1",
        "CREATE TEMP TABLE t AS SELECT * FROM incident LIMIT 1; UPDATE t SET id = 9;"
        " INSERT INTO incident SELECT * FROM t",
        "CREATE TEMP TABLE t AS SELECT * FROM entry LIMIT 1; UPDATE t SET id = 99, incident = 7;"
        " INSERT INTO entry SELECT * FROM t",
        "INSERT INTO search (search) VALUES ('delete-all')",
        "INSERT INTO search (rowid, text) VALUES (77, 'forged words')",
    ],
)
def test_a_derived_table_that_tells_otherwise_is_found_and_mended(made, change):
    truth = [made(*words).done for words in (("show", "1", "--json"), ("list", "all", "--json"), ("status", "--json"))]
    sql(made.db, *change.split(";"))
    found = made("db", "check")
    assert found.code == 6
    assert found.rows[0][0] == "problems"
    assert "incident db rebuild" in found.out
    assert made("db", "check", "--json").json["check"]["problems"]
    made("db", "rebuild").done
    assert "sound" in made("db", "check").done
    now = [made(*words).done for words in (("show", "1", "--json"), ("list", "all", "--json"), ("status", "--json"))]
    assert now == truth


@pytest.mark.parametrize(
    ("index", "on", "wrong"), [("incident_began", "began_at", "title"), ("log_batch", "batch", "at")]
)
def test_a_broken_index_is_found_and_mended(made, index, on, wrong):
    truth = made("list", "all", "--json").done
    writable = "PRAGMA writable_schema = ON"
    swap = f"UPDATE sqlite_schema SET sql = replace(sql, '({{}}', '({{}}') WHERE name = '{index}'"
    sql(made.db, writable, swap.format(on, wrong))
    sql(made.db, f"REINDEX {index}")
    sql(made.db, writable, swap.format(wrong, on))
    found = made("db", "check")
    assert found.code == 6
    assert index in found.out
    made("list").failed(6, "damaged")
    made("db", "rebuild").done
    assert "sound" in made("db", "check").done
    assert made("list", "all", "--json").done == truth


@pytest.mark.parametrize("which", ["id = (SELECT max(id) - 1 FROM log)", "id = 1", "kind = 'added'"])
def test_a_row_that_was_taken_out_of_the_log_is_found(made, which):
    unguarded(made.db, f"DELETE FROM log WHERE {which}")
    found = made("db", "check")
    assert found.code == 6
    assert "some are missing" in found.out or "do not stand together" in found.out


def test_the_last_row_taken_out_is_found_by_the_tables_that_it_made(made):
    unguarded(made.db, "DELETE FROM log WHERE id = (SELECT max(id) FROM log)")
    assert made("db", "check").code == 6


@pytest.mark.parametrize(
    "change",
    [
        "author = 'eve'",
        "recorded_at = '2014-02-10T10:00:00.000Z'",
        "entry = 9",
        """data = replace(data, 'second', 'other')""",
        """data = '{"text":'""",
        "kind = 'nonsense'",
    ],
)
def test_a_row_of_the_log_that_was_changed_is_found(made, change):
    unguarded(made.db, f"UPDATE log SET {change} WHERE data LIKE '%second%'")
    assert made("db", "check").code == 6


def test_check_of_what_is_not_there_yet_is_calm(incident):
    assert "sound" in incident("db", "check").done
    incident.db.touch()
    assert "sound" in incident("db", "check").done
    assert incident.db.read_bytes() == b""


def test_a_check_changes_nothing(made):
    before = made.db.read_bytes()
    made("db", "check").done
    assert made.db.read_bytes() == before
    assert os.listdir(made.folder) == ["incident.db"]


def test_a_large_file_is_checked_row_by_row_and_whole_by_db_check(made):
    """Beyond `SMALL` pages no command reads everything; the seals and `db check` remain."""
    made("update", "2", stdin="y" * SMALL * 4096).done
    assert os.path.getsize(made.db) > SMALL * 4096
    sql(made.db, "UPDATE incident SET title = 'forged' WHERE id = 1")
    made("list", "open").done
    made("show", "1").failed(6, "does not fit its checksum")
    assert made("db", "check").code == 6


# -- backup ------------------------------------------------------------------------------------------------------


def test_a_backup_while_others_write_is_one_moment_of_the_log(made):
    loop = f'for i in $(seq 12); do {" ".join(PROGRAM)} update 2 "line $i" >/dev/null || exit; done'
    copies = []
    with subprocess.Popen(["bash", "-c", loop], env=made.env | {"INCIDENT_WAIT": "60"}) as writer:
        while writer.poll() is None:
            copies.append(made.folder / f"copy{len(copies)}.db")
            made("db", "backup", str(copies[-1])).done
    assert writer.returncode == 0
    whole = sql(made.db, "SELECT * FROM log ORDER BY id")[0]
    assert len(copies) > 2
    assert len(sql(copies[0], "SELECT id FROM log")[0]) < len(whole)
    for copy in copies:
        rows = sql(copy, "SELECT * FROM log ORDER BY id")[0]
        assert rows == whole[: len(rows)]
        assert "sound" in made("db", "check", INCIDENT_DB=str(copy)).done
