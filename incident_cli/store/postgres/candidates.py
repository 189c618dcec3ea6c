"""What a shell may offer at TAB (`store/offered.py`), of a server: on one connection, which is soon given up."""

from __future__ import annotations

from contextlib import closing

from psycopg.conninfo import make_conninfo

from incident_cli.store.offered import KINDS, Source
from incident_cli.store.postgres import address, transaction
from incident_cli.store.postgres.connection import connect
from incident_cli.store.postgres.schema import VERSION
from incident_cli.store.postgres.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.store.offered import Candidates

LIMIT = 2
"""Seconds to connect in, the fewest that libpq knows, and for each answer."""

_NOW = """to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
_LIST = "CAST(CASE latest.tags WHEN '' THEN '[]' ELSE latest.tags END AS jsonb)"
_TAGS = f'LATERAL (SELECT value COLLATE "C" AS value FROM jsonb_array_elements_text({_LIST}))'


def candidates(location: str, kind: str, prefix: str) -> Candidates:
    """The words of a kind that begin with the prefix.

    Tables that nobody has made have none. Raises IncidentError or psycopg.Error where nothing can be read.
    """
    ask = KINDS.get(kind)
    if ask is None:
        return []
    place = address.read(location)
    hasty = place._replace(conninfo=make_conninfo(place.conninfo, connect_timeout=LIMIT))
    with closing(connect(hasty, LIMIT)) as connection:
        session = Session(connection)
        found = transaction.begin(place, session, limit=LIMIT)
        ours = found is not None and found.version == VERSION
        return ask(Source(session.execute, _NOW, _TAGS), prefix) if ours else []
