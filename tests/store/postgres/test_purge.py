"""What was redacted stands in no table, no index and no file of the database; where it may, that is said."""

import contextlib
import random
import re
import signal
import string
import subprocess
import threading
import time
import uuid

import psycopg
import pytest
from support import postgres
from support.program import PROGRAM, Answer, Program

from incident_cli.store.postgres.purge import COPIES


@pytest.fixture
def secret():
    return f"hunter{uuid.uuid4().hex}"


@pytest.fixture
def told(postgres_server, tmp_path, secret):
    """#1, over, whose line 1.1 has the secret; INCIDENT_DB is the server's."""
    program = Program(tmp_path)
    program.env |= {"INCIDENT_DB": postgres.fresh(postgres_server), "INCIDENT_WAIT": "10"}
    program("open", "-s", "web", "One", "-m", f"The password is {secret}, try it").done
    program("close", "1", "Over").done
    return program


def leftovers(server, secret):
    """The files of the databases in which the secret stands."""
    server.execute("CHECKPOINT")
    found = []
    for path in (server.folder / "data" / "base").rglob("*"):
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):  # other tests go on meanwhile
            if secret.encode() in path.read_bytes():
                found.append(path)
    return found


def schema(program):
    return program.env["INCIDENT_DB"].rpartition("=")[2]


def analyse(server, program):
    """Let the planner take its samples, as autovacuum does now and then."""
    for table in ("log", "incident", "entry", "action", "server", "figure", "search"):
        server.execute(f"ANALYZE {schema(program)}.{table}")


def warned(answer):
    """What a redaction said on standard error, line by line, once it succeeded."""
    assert answer.code == 0, answer
    assert "redacted" in answer.out
    return [line.removeprefix("incident: warning: ") for line in answer.err.splitlines()]


def redacted(program, address, secret, **env):
    return warned(program("redact", address, "--text", secret, "--yes", **env))


def test_a_secret_stands_in_no_file_afterwards_and_where_copies_are_is_said(postgres_server, told, secret):
    analyse(postgres_server, told)
    assert leftovers(postgres_server, secret)
    assert redacted(told, "1.1", secret) == [COPIES]
    assert leftovers(postgres_server, secret) == []
    assert told("list", "all", "-g", secret).rows == []
    assert told("list", "all", "-g", "password").rows
    assert "sound" in told("db", "check").done


def test_a_long_text_that_is_kept_apart_from_its_row_goes_as_well(postgres_server, told, secret):
    noise = "".join(random.Random(1).choices(string.ascii_letters + " ", k=300_000))
    told("update", "1", "-F", "-", stdin=f"{noise} {secret} {noise}").done
    redacted(told, "1.1", secret)
    assert leftovers(postgres_server, secret)
    assert redacted(told, "1.3", secret) == [COPIES]
    assert leftovers(postgres_server, secret) == []


def test_every_table_that_may_have_held_it_is_written_anew(postgres_server, told, secret):
    told("edit", "1", f"One {secret}", "--tag", secret, "--residual", f"{secret} is valid").done
    told("edit", "1.1", "--retract", f"no {secret}").done
    told("action", "add", "1", f"Change {secret}", "--owner", secret, "--due", "+9d").done
    told("postmortem", "1", "-F", "-", stdin=f"# What\n\nIt was {secret}.\n").done
    analyse(postgres_server, told)
    told("redact", "1", "--text", secret, "--yes")
    for line in told("redact", "1.1", "--text", secret, "--yes").err.splitlines():
        for words in re.findall(r"\(incident (redact \S+) --text STRING\)", line):
            redacted(told, words.split()[1], secret)
    assert leftovers(postgres_server, secret) == []
    assert "sound" in told("db", "check").done


@contextlib.contextmanager
def other(server, *statements):
    """Somebody else, in the middle of a transaction."""
    with psycopg.connect(server.dsn) as connection:
        for statement in statements:
            connection.execute(statement)
        yield
        connection.rollback()


SNAPSHOT = ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SELECT 1")


@pytest.mark.parametrize("what", ["who could still see it", "who uses a table"])
def test_others_in_the_middle_of_something_are_told_of_and_what_is_left_to_type_takes_it_out(
    own_server, tmp_path, secret, what
):
    program = Program(tmp_path)
    program.env |= {"INCIDENT_DB": postgres.fresh(own_server)}
    program("open", "One", "-m", f"It is {secret}").done
    statements = SNAPSHOT if what == "who could still see it" else (f"SELECT count(*) FROM {schema(program)}.log",)
    with other(own_server, *statements):
        left, copies = redacted(program, "1.1", secret, INCIDENT_WAIT="0.5")
        assert program("list").code == program("update", "1", "Nobody waits").code == 0
        assert leftovers(own_server, secret)
    assert copies == COPIES
    assert left.startswith("it is redacted, but old versions are left in the files of the server (")
    for statement in left.partition("): ")[2].split("; "):
        own_server.execute(statement)
    assert leftovers(own_server, secret) == []


def test_ctrl_c_meanwhile_does_not_take_the_redaction_back_and_what_is_left_is_said(own_server, tmp_path, secret):
    program = Program(tmp_path)
    program.env |= {"INCIDENT_DB": postgres.fresh(own_server), "INCIDENT_WAIT": "60"}
    program("open", "One", "-m", f"It is {secret}").done
    with other(own_server, *SNAPSHOT):
        command = [*PROGRAM, "redact", "1.1", "--text", secret, "--yes"]
        with subprocess.Popen(command, env=program.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            while secret in program("show", "1", "--json").out:
                time.sleep(0.05)
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=30)
    left, copies = warned(Answer(running.returncode, out.decode(), err.decode()))
    assert "left in the files of the server (" in left
    assert copies == COPIES


def test_who_goes_away_in_time_is_waited_for(own_server, tmp_path, secret):
    program = Program(tmp_path)
    program.env |= {"INCIDENT_DB": postgres.fresh(own_server)}
    program("open", "One", "-m", f"It is {secret}").done
    with psycopg.connect(own_server.dsn) as connection:
        for statement in SNAPSHOT:
            connection.execute(statement)
        threading.Timer(0.7, connection.rollback).start()
        assert redacted(program, "1.1", secret) == [COPIES]
    assert leftovers(own_server, secret) == []


def test_the_owner_of_the_tables_alone_is_told_of_the_samples_that_only_the_databases_owner_takes_out(
    postgres_server, told, secret
):
    role = f"owner_{schema(told)}"
    postgres_server.execute(f"CREATE ROLE {role} LOGIN")
    postgres_server.execute(f"ALTER SCHEMA {schema(told)} OWNER TO {role}")
    for table in ("log", "incident", "entry", "claim", "touched", "action", "server", "figure", "search", "migration"):
        postgres_server.execute(f"ALTER TABLE {schema(told)}.{table} OWNER TO {role}")
    left, copies = redacted(told, "1.1", secret, INCIDENT_DB=postgres_server.url(schema(told), role))
    assert left.endswith("): VACUUM (FULL, ANALYZE) pg_catalog.pg_statistic")
    assert "pg_statistic" in left.partition("): ")[0]
    assert copies == COPIES
