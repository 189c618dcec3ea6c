"""README's "A team": what it says to type sets up a server on which everybody can do what is granted, and no more."""

import contextlib
import csv
import re
import shlex
import sqlite3

import psycopg
import pytest
from support.teams import README, SECTION, Team

from incident_cli.store.postgres import schema
from incident_cli.store.postgres.address import SCHEMA
from incident_cli.store.postgres.connection import CONNECT
from incident_cli.store.postgres.transaction import LONG, STATEMENT
from incident_cli.store.tables import DERIVED

DOUBTS = "".join(
    f"incident: warning: the server has {name} off: a power loss may take what is saved\n"
    for name in ("fsync", "full_page_writes")
)
"""What `db info` says of the servers of tests."""


def made(server, folder):
    """A tracker that ann set up, in which bob has opened #1."""
    team = Team(server, folder)
    team.someone("bob")("open", "-s", "web", "One", "-m", "The password is hunter2").done
    return team


@pytest.fixture
def team(postgres_server, tmp_path, monkeypatch):
    """One to be changed, in whose folder we are."""
    monkeypatch.chdir(tmp_path)
    return made(postgres_server, tmp_path)


@pytest.fixture(scope="module")
def standing(postgres_server, tmp_path_factory):
    """One that stays as it is."""
    return made(postgres_server, tmp_path_factory.mktemp("team"))


def test_the_grants_name_every_derived_table_and_no_other():
    (told,) = re.findall(r"GRANT INSERT, UPDATE, DELETE ON (.*?) TO", SECTION, re.DOTALL)
    made = re.findall(r"CREATE TABLE (\w+)", DERIVED)
    assert set(re.findall(r"incident\.(\w+)", told)) == {*made, "search"}


WRITING = (
    'open -s web,db=degraded "One" --tag net --key k',
    "open -s mail Two",
    "update 1 Looking",
    "update 1 -s web=degraded -S identified Found",
    "edit 1.1 Seen",
    "edit 1.1 --delete",
    "edit 1 Better --severity 1",
    "edit 1 --relates-to 2",
    "undo",
    "undo --redo",
    "action add 1 Mirror --due +9d",
    "action done 1.a1",
    "close 1 Over",
    "reopen 1 Again",
    "close 1 Over",
    "postmortem 1 -F pm.md",
    "postmortem 1 --publish",
    "server set web=up",
    "server set db=degraded",
    "run -i 2 true",
    "import other.json",
    "open --maintenance -s web --from +1d --for 2h Disks",
    "db check",
    "db rebuild",
)
CHANGING = ("update 1 x", "close 1", "open y", "undo --by bob", "server set web=up", "db rebuild")
READING = (
    "",
    "list all",
    "list all -g looking",
    "show 1",
    "show 1 --history",
    "show 1 --json",
    "status",
    "status --days 90",
    "stats",
    "check",
    "postmortem 1",
    "postmortem list",
    "action list",
    "server list",
    "server show web",
    "export --all --format jsonl",
    "publish -q {folder}",
    "undo --dry-run",
    "db check",
    "db info --json",
)


def test_the_limits_are_those_of_the_program():
    assert f"A connection is given up after {CONNECT} s" in SECTION
    assert f"a statement after {STATEMENT} s ({LONG} s in bulk work)" in SECTION
    assert f"`?schema=NAME` is ours: where the tables are, `{SCHEMA}` unless it says so" in SECTION


def test_a_file_may_be_brought_along(postgres_server, incident):
    incident("open", "-s", "web", "One", "-m", "Looking").done
    team = Team(postgres_server, incident.folder, incident.db)
    assert team.someone("dan")("show", "1").done == incident("show", "1").done
    assert team.someone("bob")("update", "1", "We go on").code == 0


def test_who_comes_before_the_owner_is_told_to_wait(team):
    with connected(team, "ann") as ann:
        ann.execute("DROP SCHEMA incident CASCADE")
    for who in ("bob", "dan"):
        assert team.someone(who)("list").done == ""
        team.someone(who)("open", "x").failed(
            5, "there are no tables yet, and this role may not make them", "db rebuild"
        )


def test_after_an_upgrade_the_owner_brings_the_tables_up_and_others_are_told_so(team, monkeypatch):
    more = (*schema.MIGRATIONS, lambda session: session.add("CREATE TABLE more (x bigint)"))
    monkeypatch.setattr(schema, "MIGRATIONS", more)
    monkeypatch.setattr(schema, "VERSION", len(more))
    for who, line in (("bob", "list"), ("bob", "update 1 x"), ("dan", "show 1")):
        team.someone(who)(*line.split()).failed(
            5, "its tables are of an older version", "nothing was saved", "db rebuild"
        )
    team.someone("ann")("db", "rebuild").done
    assert team.someone("bob")("update", "1", "x").code == 0


def test_who_may_write_does_what_a_day_brings(team):
    (team.folder / "pm.md").write_text("# What happened\n\nA disk.\n")
    elsewhere = {"INCIDENT_DB": str(team.folder / "other.db")}
    bob = team.someone("bob")
    bob("open", "elsewhere", **elsewhere).done
    bob("export", "1", "--format", "json", "-o", "other.json", **elsewhere).done
    for line in WRITING:
        assert bob(*shlex.split(line)).code == 0, line
    assert team.someone("carol")("update", "1", "Mine, too").code == 0
    assert "sound" in bob("db", "check").done


@pytest.mark.parametrize("line", READING)
def test_who_may_read_reads_everything(standing, line, tmp_path):
    answer = standing.someone("dan")(*shlex.split(line.format(folder=tmp_path)))
    assert (answer.code, answer.err.replace(DOUBTS, "")) == (0, "")


@pytest.mark.parametrize("line", CHANGING)
def test_who_may_only_read_is_told_so_in_one_line(standing, line):
    said = f"{standing.address('dan')}: this role may not write; nothing was saved"
    standing.someone("dan")(*shlex.split(line)).failed(5, said)


def test_who_has_no_grant_is_told_who_gives_it(team):
    team.server.execute(team.named("REVOKE incident_reader FROM dan"))
    team.someone("dan")("list").failed(5, "may not use the schema incident; nothing was saved", "README, A team")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE log SET author = 'eve'",
        """UPDATE log SET data = '{"redacted":"eve"}'""",
        "DELETE FROM log",
        "TRUNCATE log",
        "TRUNCATE entry",
        "ALTER TABLE log DISABLE TRIGGER log_no_update",
        "ALTER TABLE log DISABLE TRIGGER ALL",
        "SET session_replication_role TO replica",
        "DROP TRIGGER log_no_delete ON log",
        "CREATE OR REPLACE FUNCTION log_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TABLE incident.more (x int)",
        "DROP TABLE entry",
        "DROP VIEW v_incident",
        "DROP SCHEMA incident CASCADE",
        "UPDATE migration SET number = 9",
    ],
)
def test_who_may_write_may_not_do_it_by_hand(standing, sql):
    with connected(standing, "bob") as bob:
        bob.execute("SET search_path TO incident")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            bob.execute(sql)


def test_redaction_is_for_the_owner(team):
    before = team.someone("bob")("export", "--all", "--format", "jsonl").done
    refused = team.someone("bob")("redact", "1.1", "--yes")
    owner = team.named("ann")
    refused.failed(5, f"only {owner}, who owns the tables, may redact; nothing was saved", f"let {owner} type the same")
    assert team.someone("bob")("export", "--all", "--format", "jsonl").done == before
    answer = team.someone("ann")("redact", "1.1", "--yes")
    assert (answer.code, len(answer.err.splitlines())) == (0, 1)
    assert "hunter2" not in team.someone("dan")("export", "--all", "--format", "jsonl").done


def test_who_is_granted_the_update_of_the_log_cannot_write_the_tables_anew_and_is_refused(team):
    with connected(team, "ann") as ann:
        ann.execute(team.named("GRANT UPDATE ON incident.log TO bob"))
    team.someone("bob")("redact", "1.1", "--yes").failed(5, "who owns the tables, may redact")


def test_the_queries_of_the_readme_give_in_psql_the_rows_that_they_give_in_sqlite(team):
    bob = team.someone("bob")
    for line in ("close 1 Over", "open -s db Slow -t -90m", "close 2 Fast -t -7m", "open -s web -t -3h Open"):
        assert bob(*shlex.split(line)).code == 0, line
    bob("export", "--all", "--format", "jsonl", "-o", "log.jsonl").done
    bob("import", "log.jsonl", INCIDENT_DB="copy.db").done
    begin = re.search(r"`(PGOPTIONS=.*?) psql \"\$INCIDENT_DB\"`", README)[1]
    queries = re.search(r"```sql\n(.*?)```", README, re.DOTALL)[1].split(";\n")[:-1]
    with contextlib.closing(sqlite3.connect("copy.db")) as file:
        for query in queries:
            said = team.shell("bob", f'{begin} psql --csv -t "$INCIDENT_DB" -c {shlex.quote(query)}')
            theirs = [tuple(map(number, row)) for row in csv.reader(said.splitlines())]
            ours = [tuple(map(number, row)) for row in file.execute(query)]
            assert ours, query
            assert theirs == ours


def number(value):
    """A value as both engines mean it: a number where it is one, nothing where it is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value or None


def connected(team, who):
    address = team.address(who).replace("127.0.0.1", f"127.0.0.1:{team.server.port}")
    return psycopg.connect(address, autocommit=True)
