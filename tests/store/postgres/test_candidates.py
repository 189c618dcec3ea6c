"""TAB on a server: quickly, and with silence where there is nothing to say."""

import time

import pytest
from support import postgres

from incident_cli.shells.kinds import ASKED
from incident_cli.store.postgres.candidates import candidates

STORED = set(ASKED) - {"zones", "templates"}


@pytest.fixture
def told(postgres_server, incident):
    incident.env["INCIDENT_DB"] = postgres.fresh(postgres_server)
    incident("open", "-s", "web", "One").done
    return incident


def quick(program, **env):
    """Ask for numbers; what was answered, in silence, within some seconds."""
    begun = time.monotonic()
    found = program("__complete", "ids", **env).done
    assert time.monotonic() - begun < 8
    return found


def test_the_program_answers_from_the_server(told):
    assert told("__complete", "ids").done == "1\tOne\n"
    assert told.real("__complete", "servers").done == "web\t\n"


@pytest.mark.parametrize("kind", [*sorted(STORED), "nonsense"])
def test_a_schema_that_nobody_made_has_nothing_and_is_not_made(postgres_server, kind):
    place = postgres.fresh(postgres_server)
    assert candidates(place, kind, "") == []
    name = place.rpartition("=")[2]
    assert postgres_server.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", name) == []


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://127.0.0.1:1/nothing",
        "postgresql://nobody.invalid/x",
        "postgresql://[",
        "postgresql://h/d?schema=pg_x",
        "postgresql://192.0.2.1/x",
    ],
)
def test_a_server_that_cannot_be_reached_is_met_with_silence(incident, address):
    assert quick(incident, INCIDENT_DB=address) == ""


def test_a_role_that_may_not_read_is_met_with_silence(postgres_server, told):
    schema = told.env["INCIDENT_DB"].rpartition("=")[2]
    postgres_server.execute(f"CREATE ROLE r{schema} LOGIN")
    assert quick(told, INCIDENT_DB=postgres_server.url(schema, f"r{schema}")) == ""


@pytest.mark.parametrize("number", [0, 2])
def test_another_version_of_ours_is_left_to_the_commands(postgres_server, told, number):
    schema = told.env["INCIDENT_DB"].rpartition("=")[2]
    postgres_server.execute(f"UPDATE {schema}.migration SET number = {number}")
    assert quick(told) == ""


def test_a_table_that_is_locked_is_given_up_soon(postgres_server, told):
    import psycopg

    schema = told.env["INCIDENT_DB"].rpartition("=")[2]
    with psycopg.connect(postgres_server.dsn) as other:
        other.execute(f"LOCK TABLE {schema}.incident")
        assert quick(told) == ""
        other.rollback()
    assert quick(told) == "1\tOne\n"


def test_a_server_that_stands_still_is_given_up_soon(own_server, incident):
    incident.env["INCIDENT_DB"] = own_server.url("team")
    incident("open", "One").done
    own_server.freeze()
    assert quick(incident) == ""
    own_server.thaw()
    assert quick(incident) == "1\tOne\n"
