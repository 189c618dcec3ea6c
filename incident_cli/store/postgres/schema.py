"""The schema on PostgreSQL: numbered migrations, never edited once released, and who the tables belong to.

The tables are those of `store/tables.py`, in a schema of our own. Texts have the collation "C": instants and keys sort
byte by byte, as everywhere. Guards are ALWAYS on: no setting of a session turns them off.
"""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from incident_cli.errors import NotOurs, Unavailable
from incident_cli.store.postgres import faults
from incident_cli.store.postgres.address import Address
from incident_cli.store.postgres.session import Session
from incident_cli.store.postgres.views import VIEWS
from incident_cli.store.retry import Locked
from incident_cli.store.tables import DERIVED, LOG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LOCK = 0x494E4344
"""`INCD`: the first half of the number of our advisory locks; the second is made of the schema's name."""

_MIGRATION = """
CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
"""

# The one door in the guard is redaction: `data` becomes a mark, and nothing else changes.
_GUARD = """
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF left(NEW.data, 12) = '{"redacted":'
      AND (NEW.id, NEW.event_id, NEW.batch, NEW.kind, NEW.at, NEW.recorded_at, NEW.author, NEW.host)
        = (OLD.id, OLD.event_id, OLD.batch, OLD.kind, OLD.at, OLD.recorded_at, OLD.author, OLD.host)
      AND (NEW.incident, NEW.entry, NEW.server) IS NOT DISTINCT FROM (OLD.incident, OLD.entry, OLD.server)
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the log is append-only';
END
"""
_GUARDS = f"""
CREATE FUNCTION log_guard() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $guard${_GUARD}$guard$;
CREATE TRIGGER log_no_update BEFORE UPDATE ON log FOR EACH ROW EXECUTE FUNCTION log_guard();
CREATE TRIGGER log_no_delete BEFORE DELETE ON log FOR EACH ROW EXECUTE FUNCTION log_guard();
CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION log_guard();
ALTER TABLE log ENABLE ALWAYS TRIGGER log_no_update;
ALTER TABLE log ENABLE ALWAYS TRIGGER log_no_delete;
ALTER TABLE log ENABLE ALWAYS TRIGGER log_no_truncate;
"""
GUARDS = 3

# `words` are the words of a text, `plain` is the text made of them alone: what must stand together is looked for in it.
# A long text has several parts (`tsearch.py`). The index has no list of what is pending: every question would walk it.
_SEARCH = """
CREATE TABLE search (
  entry INTEGER NOT NULL,
  part INTEGER NOT NULL,
  words tsvector NOT NULL,
  plain TEXT NOT NULL,
  PRIMARY KEY (entry, part)
);
CREATE INDEX search_words ON search USING gin (words) WITH (fastupdate = off);
"""


def _spelled(tables: str) -> str:
    return tables.replace("INTEGER", "bigint").replace("TEXT", 'text COLLATE "C"')


def first(session: Session) -> None:
    """Schema 1: the log, its guards, the derived tables, and the documented views."""
    session.add(_spelled(_MIGRATION + LOG) + _GUARDS + _spelled(DERIVED + _SEARCH) + VIEWS)


MIGRATIONS: tuple[Callable[[Session], None], ...] = (first,)
VERSION = len(MIGRATIONS)

_BEFORE = "19, 11, 34"
"""`tgtype` of the guards: before each row of an UPDATE, of a DELETE, and before a TRUNCATE."""
STATE = f"""
SELECT (SELECT max(number) FROM migration), (SELECT coalesce(max(id), 0) FROM log),
  (SELECT count(DISTINCT tgtype) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgrelid = 'log'::regclass AND tgenabled = 'A' AND tgname LIKE 'log_no_%' AND tgtype IN ({_BEFORE})
    AND tgqual IS NULL AND tgattr::text = '' AND prosrc = '{_GUARD.replace("'", "''")}'),
  current_setting('server_encoding'), has_table_privilege('log', 'INSERT')
"""
"""Who are you: the schema's number, the last row of the log, the guards that are on as we made them, the encoding, and
whether this role may write."""


def lock(address: Address) -> str:
    """Take the one lock of all who write into this schema, until the end of the transaction.

    It does not matter that others may take the same number for something else: they would wait, no more.
    """
    second = crc32(address.schema.encode()) - 2**31
    return f"SELECT pg_advisory_xact_lock({LOCK}, {second})"


def check(address: Address, state: tuple[Any, int, int, str, bool]) -> int:
    """The number of the schema, once it is known to be ours. Raises NotOurs."""
    version, _, guards, encoding, _ = state
    if not isinstance(version, int):
        raise foreign(address)
    if version > VERSION:
        raise NotOurs(
            f"{address.name} was written by a newer version of incident (schema {version}, this one knows {VERSION});"
            " it was left untouched",
            "upgrade: pipx upgrade incident-cli",
        )
    if guards != GUARDS:
        raise NotOurs(f"the triggers in {address.name} are not the ones incident put there; it was left untouched")
    _check_encoding(address, encoding)
    return version


def check_unmade(address: Address, session: Session) -> None:
    """Look that there is nothing of anybody in the schema, or no schema.

    Raises NotOurs, Unavailable, and Locked where another program has made our tables since we looked for them.
    """
    ((encoding, usable, things, made),) = session.execute(
        "SELECT current_setting('server_encoding'), coalesce(has_schema_privilege(oid, 'USAGE'), true),"
        " (SELECT count(*) FROM pg_class WHERE relnamespace = namespace.oid),"
        " (SELECT count(*) FROM pg_class WHERE relnamespace = namespace.oid AND relname IN ('log', 'migration'))"
        " FROM (SELECT 1) AS one LEFT JOIN pg_namespace AS namespace ON nspname = :name",
        {"name": address.schema},
    )
    if not usable:
        what = f"{address.name}: this role may not use the schema {address.schema}; nothing was saved"
        raise Unavailable(what, faults.GRANT)
    if made == 2:
        raise Locked
    if things:
        raise foreign(address)
    _check_encoding(address, encoding)


def _check_encoding(address: Address, encoding: str) -> None:
    if encoding != "UTF8":
        raise NotOurs(f"the encoding of {address.name} is {encoding}; it was left untouched", "createdb -E UTF8")


def foreign(address: Address) -> NotOurs:
    """The tables, or what else is in the schema, are not ours."""
    what = f"the schema {address.schema} of {address.name} belongs to another program; it was left untouched"
    return NotOurs(what, "postgresql://HOST/DATABASE?schema=ANOTHER")


def migrate(address: Address, session: Session, version: int) -> None:
    """Bring the schema to `VERSION`, inside a transaction that holds the lock."""
    if not session.execute("SELECT 1 FROM pg_namespace WHERE nspname = :name", {"name": address.schema}):
        session.add(f"CREATE SCHEMA {address.quoted_schema}")
    for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
        migration(session)
        session.execute(
            "INSERT INTO migration (number, name) VALUES (:number, :name)",
            {"number": number, "name": migration.__name__},
        )
    session.send()
