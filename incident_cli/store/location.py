"""Where a store is: the path of an SQLite file, or the address of a PostgreSQL server.

An address is libpq's (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING), with one parameter
of our own: `schema`, the schema of the database that holds the tables.
"""

from __future__ import annotations

import os

_SCHEMES = ("postgresql://", "postgres://")


def is_server(location: str) -> bool:
    """Whether it is the address of a server, not the path of a file."""
    return location.startswith(_SCHEMES)


def absolute(location: str) -> str:
    """The same place, from whatever folder it is asked for."""
    return location if is_server(location) else os.path.abspath(location)


def shown(location: str) -> str:
    """The location as it may be shown and kept: without a password."""
    if not is_server(location):
        return location
    whole, mark, query = location.partition("?")
    scheme, _, rest = whole.partition("://")
    place, slash, database = rest.partition("/")
    user, at, hosts = place.rpartition("@")
    open_ = [part for part in query.split("&") if part.partition("=")[0] not in _SECRETS]
    known = f"{scheme}://{user.partition(':')[0]}{at}{hosts}{slash}{database}"
    return known + (mark + "&".join(open_) if any(open_) else "")


_SECRETS = ("password", "sslpassword")
