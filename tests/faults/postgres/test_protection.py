"""The log is protected by the server itself, against its owner too; what was tampered with is found."""

import psycopg
import pytest
from support import team
from support.team import sql

ATTEMPTS = {
    "update": "UPDATE log SET author = 'eve' WHERE id = 2",
    "update to the same": "UPDATE log SET data = data",
    "delete": "DELETE FROM log WHERE id = 2",
    "delete all": "DELETE FROM log",
    "truncate": "TRUNCATE log",
    "truncate with others": "TRUNCATE entry, log CASCADE",
    "upsert": "INSERT INTO log SELECT * FROM log ON CONFLICT (id) DO UPDATE SET data = '{}'",
    "upsert by event": "INSERT INTO log SELECT * FROM log ON CONFLICT (event_id) DO UPDATE SET data = '{}'",
    "merge": "MERGE INTO log USING log AS other ON log.id = other.id WHEN MATCHED THEN DELETE",
    "a mark with another author": """UPDATE log SET author = 'eve', data = '{"redacted":"x"}' WHERE id = 2""",
    "a mark with another number": """UPDATE log SET id = 99, data = '{"redacted":"x"}' WHERE id = 2""",
    "a mark with another entry": """UPDATE log SET entry = 9, data = '{"redacted":"x"}' WHERE id = 2""",
    "a mark without an entry": """UPDATE log SET entry = NULL, data = '{"redacted":"x"}' WHERE id = 2""",
    "a mark and another time": """UPDATE log SET at = 'x', data = '{"redacted":"x"}' WHERE id = 2""",
    "a mark that is none": """UPDATE log SET data = '{"text":"redacted"}' WHERE id = 2""",
    "a mark that does not come first": """UPDATE log SET data = '{"text":"","redacted":"x"}' WHERE id = 2""",
    "nothing": "UPDATE log SET data = '' WHERE id = 2",
}


@pytest.fixture
def record(crowd):
    """Two incidents, with an edit, a closing, and servers that were spoken of."""
    crowd.clock("12:00")
    crowd("open", "web is slow", "-s", "web=degraded", "-m", "first words").done
    crowd("update", "a second line", "-s", "web,db=down").done
    crowd.clock("12:30")
    crowd("edit", "1.1", "--retract", "it was wrong").done
    crowd("action", "add", "1", "buy a disk").done
    crowd("close", "1", "all is well", "--residual", "watch it").done
    crowd("open", "-s", "mail").done
    return crowd


@pytest.mark.parametrize("role", ["origin", "replica"])
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_not_even_the_owner_can_change_the_log(record, attempt, role):
    before = sql(record.db, "SELECT * FROM log ORDER BY id")
    with team.session(record.db) as connection:
        connection.execute(f"SET session_replication_role TO {role}")
        with pytest.raises(psycopg.Error, match="the log is append-only"):
            connection.execute(ATTEMPTS[attempt])
    assert sql(record.db, "SELECT * FROM log ORDER BY id") == before


def test_redaction_is_the_one_door_and_leaves_the_old_text_nowhere(record):
    record("update", "2", "the password is hunter2").done
    assert record("redact", "2.1", "--text", "hunter2", "--yes").code == 0
    everything = [repr(rows) for rows in team.tables(record.db).values()] + [repr(sql(record.db, "TABLE log"))]
    assert [rows for rows in everything if "hunter2" in rows] == []
    assert "[redacted]" in record("show", "2").done
    team.sound(record.db)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE incident SET title = 'another'",
        "UPDATE entry SET text = 'never said' WHERE number = 1",
        "DELETE FROM entry WHERE number = 2",
        "DELETE FROM incident WHERE id = 2",
        "DELETE FROM claim WHERE incident = 1",
        "UPDATE server SET name = 'other' WHERE id = 1",
        "DELETE FROM touched",
        "DELETE FROM action",
        "DELETE FROM search WHERE entry = (SELECT max(entry) FROM search)",
        "UPDATE search SET plain = ' forged '",
    ],
)
def test_a_derived_table_that_tells_otherwise_is_found_and_mended(record, change):
    before = team.tables(record.db)
    sql(record.db, change)
    found = record("db", "check")
    assert (found.code, "incident db rebuild" in found.out) == (6, True), found
    record("db", "rebuild").done
    assert "sound" in record("db", "check").done
    assert team.tables(record.db) == before


@pytest.mark.parametrize("which", ["id = (SELECT max(id) - 1 FROM log)", "id = 1", "id = (SELECT max(id) FROM log)"])
def test_a_row_that_the_owner_took_out_of_the_log_is_found(record, which):
    unguarded(record.db, f"DELETE FROM log WHERE {which}")
    assert record("db", "check").code == 6


@pytest.mark.parametrize("change", ["author = 'eve'", "entry = 9", """data = '{"text":'""", "kind = 'nonsense'"])
def test_a_row_of_the_log_that_the_owner_changed_is_found(record, change):
    unguarded(record.db, f"UPDATE log SET {change} WHERE data LIKE '%second%'")
    assert record("db", "check").code == 6


def unguarded(url, statement):
    """What the owner does who takes the guards away and puts them back."""
    sql(url, "ALTER TABLE log DISABLE TRIGGER USER")
    sql(url, statement)
    for guard in ("update", "delete", "truncate"):
        sql(url, f"ALTER TABLE log ENABLE ALWAYS TRIGGER log_no_{guard}")
