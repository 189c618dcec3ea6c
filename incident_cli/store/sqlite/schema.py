"""The schema of the SQLite file: numbered migrations, never edited once released.

The log is the truth; every other table is derived from it and can be thrown away and rebuilt.
`user_version` is the number of migrations applied; sqlite-utils keeps their names beside it.
"""

import sqlite3
from collections.abc import Callable

from incident_cli.store.sqlite.views import VIEWS

APPLICATION_ID = 0x494E4344
"""`INCD`: tells `file` and us that a database is ours."""

# The rows that begin a command, and the undos, each by author: what `undo` looks through, backwards. The commits
# that follow in one command (a stream's) are NAME+1, NAME+2: there may be a million of them.
_LOG = """
CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  batch TEXT NOT NULL,
  incident INTEGER,
  entry INTEGER,
  server INTEGER,
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  author TEXT NOT NULL,
  host TEXT NOT NULL,
  data TEXT NOT NULL CHECK (instr(data, char(0)) = 0)
) STRICT;
CREATE INDEX log_incident ON log (incident, entry);
CREATE INDEX log_server ON log (server);
CREATE INDEX log_batch ON log (batch);
CREATE INDEX log_author ON log (author) WHERE batch NOT LIKE '%+%';
CREATE INDEX log_voided ON log (author) WHERE kind = 'voided';
"""

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

# Columns are the fields of core.model, in UTC text, JSON text and 0/1. `ends_at` is when an incident
# ends as far as is known: its end, or the planned end of a maintenance left to the clock. `seal` is
# the checksum of the row's other columns (`rows.seal`): SQLite does not notice a flipped bit in a text.
# `figure` has a narrow row of each incident that ended, frozen then, so that figures over all of them read little.
# `claim_server` has the whole row: what was claimed in the last months is read in one go.
# `touched`: the servers an incident ever spoke of. A maintenance called off before its window claims none of them.
_DERIVED = """
CREATE TABLE incident (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  label TEXT NOT NULL,
  zone TEXT NOT NULL,
  severity TEXT,
  impact_set TEXT,
  tags TEXT NOT NULL,
  links TEXT NOT NULL,
  impact_began_at TEXT,
  detected_at TEXT,
  acknowledged_at TEXT,
  planned_from TEXT,
  planned_until TEXT,
  key TEXT NOT NULL,
  residual TEXT NOT NULL,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  raw TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  status TEXT NOT NULL,
  began_at TEXT NOT NULL,
  ended_at TEXT,
  worst TEXT NOT NULL,
  by_hand INTEGER NOT NULL,
  last_word_at TEXT,
  last_at TEXT NOT NULL,
  servers TEXT NOT NULL,
  related TEXT NOT NULL,
  duplicates TEXT NOT NULL,
  affected TEXT NOT NULL,
  duplicate_of INTEGER,
  headline TEXT NOT NULL,
  impact TEXT NOT NULL,
  final INTEGER NOT NULL,
  ends_at TEXT,
  seal INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_ends ON incident (ends_at, id);
CREATE INDEX incident_open ON incident (ends_at) WHERE final = 0;
CREATE INDEX incident_began ON incident (began_at, id);
CREATE INDEX incident_maintenance ON incident (began_at, id) WHERE kind = 'maintenance';
CREATE INDEX incident_updated ON incident (updated_at, id);
CREATE INDEX incident_key ON incident (key) WHERE key <> '';
CREATE INDEX incident_residual ON incident (id) WHERE residual <> '';
CREATE INDEX incident_external ON incident (source, external_id) WHERE external_id <> '';

CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  verb TEXT NOT NULL,
  at TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  author TEXT NOT NULL,
  host TEXT NOT NULL,
  text TEXT NOT NULL,
  status TEXT,
  states TEXT NOT NULL,
  links TEXT NOT NULL,
  guess INTEGER NOT NULL,
  retracted TEXT NOT NULL,
  edited INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  keep INTEGER NOT NULL,
  key TEXT NOT NULL,
  document TEXT,
  ran TEXT,
  duplicate_of INTEGER,
  external_id TEXT NOT NULL,
  retracted_at TEXT,
  seal INTEGER NOT NULL,
  UNIQUE (incident, number)
) STRICT;
CREATE INDEX entry_key ON entry (key, incident) WHERE key <> '';
CREATE INDEX entry_document ON entry (incident) WHERE document IS NOT NULL;

CREATE TABLE claim (
  incident INTEGER,
  server INTEGER NOT NULL,
  state TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT,
  standing INTEGER NOT NULL,
  log INTEGER NOT NULL,
  seal INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_incident ON claim (incident);
CREATE INDEX claim_server ON claim (server, until, since, state, standing, incident, log, seal);
CREATE INDEX claim_standing ON claim (server) WHERE standing = 1;

CREATE TABLE touched (
  server INTEGER NOT NULL,
  incident INTEGER NOT NULL,
  PRIMARY KEY (server, incident)
) STRICT, WITHOUT ROWID;

CREATE TABLE server (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  "group" TEXT NOT NULL,
  description TEXT NOT NULL,
  "order" INTEGER NOT NULL,
  retired INTEGER NOT NULL,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  seal INTEGER NOT NULL
) STRICT;

CREATE TABLE action (
  incident INTEGER NOT NULL,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  created_at TEXT NOT NULL,
  owner TEXT NOT NULL,
  due TEXT,
  kind TEXT,
  priority TEXT,
  state TEXT NOT NULL,
  done_at TEXT,
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  key TEXT NOT NULL,
  external_id TEXT NOT NULL,
  seal INTEGER NOT NULL,
  PRIMARY KEY (incident, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX action_due ON action (state, due);

CREATE TABLE figure (
  incident INTEGER NOT NULL UNIQUE,
  began_at TEXT NOT NULL,
  severity TEXT,
  tags TEXT NOT NULL,
  servers TEXT NOT NULL,
  updates INTEGER NOT NULL,
  ttd_ms INTEGER,
  first_word_ms INTEGER,
  tta_ms INTEGER,
  tti_ms INTEGER,
  ttm_ms INTEGER,
  ttr_ms INTEGER,
  longest_silence_ms INTEGER,
  seal INTEGER NOT NULL,
  PRIMARY KEY (began_at, incident)
) STRICT, WITHOUT ROWID;

CREATE VIEW searchable (id, text) AS
  SELECT entry.id, CASE entry.number WHEN 0 THEN incident.headline ELSE entry.text END
  FROM entry JOIN incident ON incident.id = entry.incident
  WHERE entry.deleted = 0;
CREATE VIRTUAL TABLE search USING fts5(
  text, content='searchable', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
"""


def first(connection: sqlite3.Connection) -> None:
    """Schema 1: the log, its guards, the derived tables, and the documented views."""
    for statement in _statements(_LOG + GUARDS + _DERIVED + VIEWS):
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
