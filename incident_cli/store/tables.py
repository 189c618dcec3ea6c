"""The tables of the first schema, which both engines have: INTEGER is 64 bits wide, TEXT is compared byte by byte.

Each engine's `schema.py` spells it out: what it adds is its own. Never edited once released.
"""

# The rows that begin a command, and the undos, each by author: what `undo` looks through, backwards. The commits
# that follow in one command (a stream's) are NAME+1, NAME+2: there may be a million of them.
LOG = """
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
  data TEXT NOT NULL
);
CREATE INDEX log_incident ON log (incident, entry);
CREATE INDEX log_server ON log (server);
CREATE INDEX log_batch ON log (batch, id);
CREATE INDEX log_author ON log (author, id) WHERE batch NOT LIKE '%+%';
CREATE INDEX log_voided ON log (author, id) WHERE kind = 'voided';
"""

# Columns are the fields of core.model, in UTC text, JSON text and 0/1. `ends_at` is when an incident
# ends as far as is known: its end, or the planned end of a maintenance left to the clock. `seal` is
# the checksum of the row's other columns (`rows.seal`): an engine does not notice a flipped bit in a text.
# `figure` has a narrow row of each incident that ended, frozen then, so that figures over all of them read little.
# `claim_server` has the whole row: what was claimed in the last months is read in one go.
# `touched`: the servers an incident ever spoke of. A maintenance called off before its window claims none of them.
DERIVED = """
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
);
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
);
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
);
CREATE INDEX claim_incident ON claim (incident);
CREATE INDEX claim_server ON claim (server, until, since, state, standing, incident, log, seal);
CREATE INDEX claim_standing ON claim (server) WHERE standing = 1;

CREATE TABLE touched (
  server INTEGER NOT NULL,
  incident INTEGER NOT NULL,
  PRIMARY KEY (server, incident)
);

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
);

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
);
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
);
"""
