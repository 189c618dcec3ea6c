"""Where a store is: the path of an SQLite file, or the address of a PostgreSQL server.

An address is libpq's (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING), with one parameter
of our own: `schema`, the schema of the database that holds the tables.
"""

from __future__ import annotations

_SCHEMES = ("postgresql://", "postgres://")


def is_server(location: str) -> bool:
    """Whether it is the address of a server, not the path of a file."""
    return location.startswith(_SCHEMES)


def shown(location: str) -> str:
    """The location as it may be shown and kept: without a password."""
    if not is_server(location):
        return location
    from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

    parts = urlsplit(location)
    user, at, host = parts.netloc.rpartition("@")
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in _SECRETS]
    return urlunsplit(parts._replace(netloc=user.partition(":")[0] + at + host, query=urlencode(query)))


_SECRETS = ("password", "sslpassword")
