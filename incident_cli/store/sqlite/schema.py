"""The schema of the SQLite file: numbered migrations, never edited once released.

The log is the truth; every other table is derived from it and can be thrown away and rebuilt.
`user_version` is the number of migrations applied; sqlite-utils keeps their names beside it.
"""

import sqlite3
from collections.abc import Callable

APPLICATION_ID = 0x494E4344
"""`INCD`: tells `file` and us that a database is ours."""

# Compared with what stands in the file. The one door in log_no_update is redaction:
# `data` becomes a mark, and nothing else changes.
GUARDS = """
CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN
  SELECT RAISE(ABORT, 'the log is append-only');
END;
CREATE TRIGGER log_no_replace BEFORE INSERT ON log
WHEN EXISTS (SELECT 1 FROM log WHERE id = NEW.id OR event_id = NEW.event_id) BEGIN
  SELECT RAISE(ABORT, 'the log is append-only');
END;
CREATE TRIGGER log_no_update BEFORE UPDATE ON log
WHEN NOT (
  NEW.data GLOB '{"redacted":*'
  AND NEW.id IS OLD.id AND NEW.event_id IS OLD.event_id AND NEW.batch IS OLD.batch
  AND NEW.incident IS OLD.incident AND NEW.entry IS OLD.entry AND NEW.server IS OLD.server
  AND NEW.kind IS OLD.kind AND NEW.at IS OLD.at AND NEW.recorded_at IS OLD.recorded_at
  AND NEW.author IS OLD.author AND NEW.host IS OLD.host
) BEGIN
  SELECT RAISE(ABORT, 'the log is append-only');
END;
"""

_SEARCH = """
CREATE VIEW searchable (id, text) AS
  SELECT entry.id, CASE entry.number WHEN 0 THEN incident.headline ELSE entry.text END
  FROM entry JOIN incident ON incident.id = entry.incident
  WHERE entry.deleted = 0;
CREATE VIRTUAL TABLE search USING fts5(
  text, content='searchable', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
"""


def _spelled(tables: str) -> str:
    """As SQLite has them: strict about types, and those without a key of one number stored by their own."""
    import re

    tables = tables.replace("data TEXT NOT NULL\n", "data TEXT NOT NULL CHECK (instr(data, char(0)) = 0)\n")
    strict = tables.replace("\n);", "\n) STRICT;")
    return re.sub(r"(\n  PRIMARY KEY .*\n\) STRICT);", r"\1, WITHOUT ROWID;", strict)


def first(connection: sqlite3.Connection) -> None:
    """Schema 1: the log, its guards, the derived tables, and the documented views."""
    from incident_cli.store.sqlite.views import VIEWS
    from incident_cli.store.tables import DERIVED, LOG

    for statement in _statements(_spelled(LOG) + GUARDS + _spelled(DERIVED) + _SEARCH + VIEWS):
        connection.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script: `executescript` would commit the transaction that we are in."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return found


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (first,)
VERSION = len(MIGRATIONS)
TRIGGERS = frozenset({"log_no_delete", "log_no_replace", "log_no_update"})


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to `VERSION`. Call it inside an immediate transaction: sqlite-utils begins
    its own ones deferred, and two programs starting at once would race."""
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("incident")
    for number, migration in enumerate(MIGRATIONS, start=1):
        migrations(name=f"{number:04}_{migration.__name__}")(lambda db, run=migration: run(db.conn))
    migrations.apply(Database(connection, execute_plugins=False))
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def scratch() -> sqlite3.Connection:
    """An empty store in memory, which answers the questions asked of a file that does not exist."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for migration in MIGRATIONS:
        migration(connection)
    return connection
