"""Schemas that are not ours, newer than we are, or changed by hand: refused with code 6, and left as they were."""

import pytest
from support import postgres, team
from support.team import sql

from incident_cli.store.postgres import schema

LINES = (["open", "-s", "http6"], ["list"], ["db", "check"], ["db", "info"], ["db", "rebuild"])

OTHERS = {
    "a table": "CREATE TABLE customers (id int)",
    "a view": "CREATE VIEW customers AS SELECT 1 AS id",
    "a log": "CREATE TABLE log (id int, line text)",
    "a log and migrations": "CREATE TABLE log (id int); CREATE TABLE migration (id int, name text)",
    "a log and migrations with numbers": "CREATE TABLE log (id int); CREATE TABLE migration (number int)",
    "migrations numbered by texts": "CREATE TABLE log (id int); CREATE TABLE migration (number text);"
    " INSERT INTO migration VALUES ('0001_first')",
    "a log numbered by texts": "CREATE TABLE log (id text); CREATE TABLE migration (number int);"
    " INSERT INTO migration VALUES (1)",
    "views with our names": "CREATE VIEW log AS SELECT 1 AS id; CREATE VIEW migration AS SELECT 1 AS number",
    "migrations alone": "CREATE TABLE migration (number int)",
}


def everything(url):
    """What there is in a schema, and the rows of it."""
    names = sql(
        url,
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = current_schema()::regnamespace"
        " ORDER BY relname",
    )
    return [(name, name[:2] == "v_" or sorted(sql(url, f'TABLE "{name}"'), key=repr)) for (name,) in names]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("other", OTHERS)
def test_the_schema_of_another_program_is_refused_and_left_untouched(crowd, other, line):
    name = crowd.db.partition("schema=")[2]
    sql(crowd.db, f"CREATE SCHEMA {name}")
    sql(crowd.db, OTHERS[other])
    before = everything(crowd.db)
    crowd(*line).failed(6, "it was left untouched")
    assert everything(crowd.db) == before


def test_an_empty_schema_that_was_made_for_us_is_used(crowd):
    sql(crowd.db, f"CREATE SCHEMA {crowd.db.partition('schema=')[2]}")
    assert crowd("list").done == ""
    crowd("open", "-s", "http6").done
    team.sound(crowd.db)


@pytest.mark.parametrize("line", LINES)
def test_a_newer_schema_is_refused_and_left_untouched(made, line):
    sql(made.db, f"INSERT INTO migration VALUES ({schema.VERSION + 1}, 'next')")
    before = everything(made.db)
    made(*line).failed(6, "newer version of incident", "it was left untouched", "hint: upgrade")
    assert everything(made.db) == before


HANDS = {
    "off": "ALTER TABLE log DISABLE TRIGGER log_no_delete",
    "off for a replica": "ALTER TABLE log ENABLE TRIGGER log_no_update",
    "off all": "ALTER TABLE log DISABLE TRIGGER ALL",
    "gone": "DROP TRIGGER log_no_truncate ON log",
    "renamed": "ALTER TRIGGER log_no_delete ON log RENAME TO other",
    "with another inside": "CREATE OR REPLACE FUNCTION log_guard() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RETURN NEW; END'",
    "of another kind": "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
    " DROP TRIGGER log_no_delete ON log; CREATE TRIGGER log_no_delete BEFORE DELETE ON log FOR EACH ROW"
    " EXECUTE FUNCTION mine(); ALTER TABLE log ENABLE ALWAYS TRIGGER log_no_delete",
}


@pytest.mark.parametrize("line", [["update", "x"], ["list"]])
@pytest.mark.parametrize("hand", HANDS)
def test_guards_that_somebody_took_away_are_missed(made, hand, line):
    sql(made.db, HANDS[hand])
    before = everything(made.db)
    made(*line).failed(6, "the triggers in", "it was left untouched")
    assert everything(made.db) == before


@pytest.mark.parametrize(("encoding", "locale"), [("LATIN1", "C"), ("SQL_ASCII", "C")])
@pytest.mark.parametrize("line", [["open", "-s", "http6"], ["list"]])
def test_a_database_that_cannot_keep_every_text_is_refused(crowd, postgres_server, encoding, locale, line):
    name = f"d{postgres.fresh(postgres_server).partition('schema=')[2]}"
    postgres_server.execute(
        f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE '{locale}' LC_CTYPE '{locale}' TEMPLATE template0"
    )
    url = postgres_server.url("incident", database=name)
    crowd(*line, INCIDENT_DB=url).failed(6, encoding, "it was left untouched", "createdb -E UTF8")
    assert sql(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'incident'") == []


def test_a_command_that_is_refused_makes_no_schema(crowd):
    crowd("update", "x").failed(3)
    crowd("open", "-s", "http6=nonsense").failed(2)
    name = crowd.db.partition("schema=")[2]
    assert sql(crowd.db, f"SELECT 1 FROM pg_namespace WHERE nspname = '{name}'") == []


def test_a_migration_that_fails_in_its_middle_leaves_nothing(crowd, monkeypatch):
    def broken(session):
        schema.first(session)
        session.execute("SELECT nonsense", {})

    monkeypatch.setattr(schema, "MIGRATIONS", (broken,))
    assert crowd("open", "-s", "http6").code == 70
    monkeypatch.undo()
    assert everything(crowd.db) == []
    crowd("open", "-s", "http6").done
    team.sound(crowd.db)


def test_an_older_schema_is_brought_up_by_a_reader_that_may_write_and_told_by_one_that_may_not(made, monkeypatch):
    def second(session):
        session.add("CREATE TABLE later (id bigint)")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, second))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    made("list", INCIDENT_DB=f"{made.db}&options=-c%20default_transaction_read_only%3Don").failed(5, "read-only")
    assert "http6" in made("list").done
    assert [row[0] for row in sql(made.db, "SELECT name FROM migration ORDER BY number")] == ["first", "second"]
    made("update", "after it").done
