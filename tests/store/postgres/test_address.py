"""An address, apart."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from incident_cli.errors import Usage
from incident_cli.store.postgres.address import read


@pytest.mark.parametrize(
    ("location", "conninfo", "schema"),
    [
        ("postgresql://db/d", "postgresql://db/d", "incident"),
        ("postgresql://db/d?schema=ops", "postgresql://db/d", "ops"),
        ("postgresql://db/d?sslmode=require&schema=ops&port=1", "postgresql://db/d?sslmode=require&port=1", "ops"),
        ("postgresql://db/d?schema=a%20b%22", "postgresql://db/d", 'a b"'),
        ("postgresql://db/d?schema=a&schema=b", "postgresql://db/d", "b"),
        ("postgresql://db/d?", "postgresql://db/d", "incident"),
    ],
)
def test_the_schema_is_ours_and_the_rest_is_libpqs(location, conninfo, schema):
    found = read(location)
    assert (found.conninfo, found.schema) == (conninfo, schema)
    conninfo_to_dict(found.conninfo)


def test_a_schema_is_quoted():
    assert read("postgresql://db/d?schema=a%22;drop").quoted_schema == '"a"";drop"'


@pytest.mark.parametrize("schema", ["", "pg_x", "%00", "é" * 32, "x" * 64])
def test_what_cannot_be_a_schema_is_refused(schema):
    with pytest.raises(Usage, match="cannot be the name of a schema"):
        read(f"postgresql://db/d?schema={schema}")


def test_the_name_shows_no_password():
    assert read("postgresql://ann:hunter2@db/d?schema=x").name == "postgresql://ann@db/d?schema=x"
