"""The address of a server as it is typed, apart: libpq's part of it, and the schema that holds our tables."""

from __future__ import annotations

from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage
from incident_cli.store.location import shown

SCHEMA = "incident"
"""The schema that is meant where the address says none: our own, so that our tables never meet another program's."""
LONGEST = 63
"""Bytes of an identifier (https://www.postgresql.org/docs/current/sql-syntax-lexical.html)."""


class Address(NamedTuple):
    """Where the tables are. conninfo: what libpq is given; name: the address as complaints show it."""

    conninfo: str
    schema: str
    name: str

    @property
    def quoted_schema(self) -> str:
        """The schema as SQL has it."""
        return '"' + self.schema.replace('"', '""') + '"'


def read(location: str) -> Address:
    """The address in `postgresql://…`. Raises Usage for a schema that cannot be one."""
    place, _, query = location.partition("?")
    parts = [part for part in query.split("&") if part]
    named = [part.partition("=")[2] for part in parts if part.startswith("schema=")]
    rest = "&".join(part for part in parts if not part.startswith("schema="))
    schema = _decoded(named[-1]) if named else SCHEMA
    if not schema or "\0" in schema or len(schema.encode()) > LONGEST or schema.startswith("pg_"):
        raise Usage(f'"{schema}" cannot be the name of a schema', "postgresql://HOST/DATABASE?schema=NAME")
    return Address(place + (f"?{rest}" if rest else ""), schema, shown(location))


def _decoded(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text, errors="replace")
