PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO _sqlite_migrations VALUES(1,'incident','0001_first','2026-11-26 09:59:09.324907+00:00');
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
INSERT INTO log VALUES(1,'01a2174b6ecc3a7cc21d3c2fbe9256cd.0','01a2174b6ecc3a7cc21d3c2fbe9256cd',NULL,NULL,1,'server_changed','2014-02-10T08:00:00.000Z','2014-02-10T08:00:00.000Z','ann','host1','{"name":"web","sum":1595342817}');
INSERT INTO log VALUES(2,'01a2174b6ecc3a7cc21d3c2fbe9256cd.1','01a2174b6ecc3a7cc21d3c2fbe9256cd',NULL,NULL,2,'server_changed','2014-02-10T08:00:00.000Z','2014-02-10T08:00:00.000Z','ann','host1','{"name":"db","sum":1510313104}');
INSERT INTO log VALUES(3,'01a2174b6ecc3a7cc21d3c2fbe9256cd.2','01a2174b6ecc3a7cc21d3c2fbe9256cd',1,0,NULL,'opened','2014-02-10T08:00:00.000Z','2014-02-10T08:00:00.000Z','ann','host1','{"kind":"incident","title":"café is slow","zone":"Europe/Paris","tags":["payments"],"status":"investigating","states":{"1":"degraded_performance","2":"degraded_performance"},"sum":2601977500}');
INSERT INTO log VALUES(4,'01a2174b6ecc3a7cc21d3c2fbe9256cd.3','01a2174b6ecc3a7cc21d3c2fbe9256cd',1,1,NULL,'added','2014-02-10T08:00:00.000Z','2014-02-10T08:00:00.000Z','ann','host1','{"text":"first \"words\"\n\n","sum":2256669036}');
INSERT INTO log VALUES(5,'01a2174b6f16550eb2f45355bbebeb3d.0','01a2174b6f16550eb2f45355bbebeb3d',1,2,NULL,'added','2014-02-10T07:57:00.000Z','2014-02-10T08:00:00.000Z','ann','host1','{"text":"It may be the disk.","states":{"2":"major_outage"},"links":["https://x.example/1"],"guess":true,"sum":3012187477}');
INSERT INTO log VALUES(6,'01a2174b6f31334fefc225815d677147.0','01a2174b6f31334fefc225815d677147',1,3,NULL,'added','2014-02-10T08:00:00.000Z','2014-02-10T08:00:00.000Z','ann','host1','{"kind":"note","text":"nobody else needs to know","key":"cron","sum":126671655}');
INSERT INTO log VALUES(7,'01a2174b6f4503757cd30662fd8bbdce.0','01a2174b6f4503757cd30662fd8bbdce',1,2,NULL,'retracted','2014-02-10T08:30:00.000Z','2014-02-10T08:30:00.000Z','ann','host1','{"why":"It was not.","sum":3774390749}');
INSERT INTO log VALUES(8,'01a2174b6f4ce6a7562f93fa43978da8.0','01a2174b6f4ce6a7562f93fa43978da8',1,NULL,NULL,'edited','2014-02-10T08:30:00.000Z','2014-02-10T08:30:00.000Z','ann','host1','{"impact_began_at":"2014-02-10T07:40:00.000Z","severity":"SEV2","sum":1519129663}');
INSERT INTO log VALUES(9,'01a2174b6f62c3e00d6f9d81dac31091.0','01a2174b6f62c3e00d6f9d81dac31091',1,4,NULL,'closed','2014-02-10T08:30:00.000Z','2014-02-10T08:30:00.000Z','ann','host1','{"text":"Turned off and on again.","status":"resolved","residual":"it may come back","sum":972804233}');
INSERT INTO log VALUES(10,'01a2174b6f7919e2656a76ec7b8fbc9b.0','01a2174b6f7919e2656a76ec7b8fbc9b',1,5,NULL,'postmortem_stored','2014-02-10T08:30:00.000Z','2014-02-10T08:30:00.000Z','ann','host1','{"text":"# What happened\n\nA disk.","document":"draft","sum":3476290493}');
INSERT INTO log VALUES(11,'01a2174b6f954a61e53d17ea30376388.0','01a2174b6f954a61e53d17ea30376388',NULL,NULL,3,'server_changed','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','{"name":"mail","sum":1096950051}');
INSERT INTO log VALUES(12,'01a2174b6f954a61e53d17ea30376388.1','01a2174b6f954a61e53d17ea30376388',2,0,NULL,'opened','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','{"kind":"maintenance","zone":"Europe/Paris","planned_from":"2014-02-10T10:00:00.000Z","planned_until":"2014-02-10T11:00:00.000Z","status":"scheduled","states":{"3":"under_maintenance"},"sum":1269124261}');
INSERT INTO log VALUES(13,'01a2174b6fafbc13fa80e25a26e32594.0','01a2174b6fafbc13fa80e25a26e32594',NULL,NULL,4,'server_changed','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','{"name":"spare","sum":2430016958}');
INSERT INTO log VALUES(14,'01a2174b6fafbc13fa80e25a26e32594.1','01a2174b6fafbc13fa80e25a26e32594',NULL,NULL,4,'state_set','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','{"state":"under_maintenance","sum":438477309}');
INSERT INTO log VALUES(15,'01a2174b6fd4db95fdf823e1327f139d.0','01a2174b6fd4db95fdf823e1327f139d',1,6,NULL,'added','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','{"redacted":"ann, 2014-02-10T09:00:00.000Z","text":"the password is [redacted]","sum":1032439270}');
INSERT INTO log VALUES(16,'01a2174b6ff83e65f4cfdda501e7d942.0','01a2174b6ff83e65f4cfdda501e7d942',1,6,NULL,'redacted','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','{"sum":2946097819}');
INSERT INTO log VALUES(17,'01a2174b700d6851e862b0b24591d220.0','01a2174b700d6851e862b0b24591d220',1,NULL,NULL,'action_changed','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','{"action":1,"state":"open","text":"Mirror the disk","owner":"ann","due":"2014-02-09","kind":"prevent","sum":4217879550}');
INSERT INTO log VALUES(18,'01a2174b7023ce858c35616c6dbb57d3.0','01a2174b7023ce858c35616c6dbb57d3',1,NULL,NULL,'action_changed','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','{"action":2,"state":"open","text":"Alert sooner","priority":"P2","key":"cron","sum":3023436484}');
INSERT INTO log VALUES(19,'01a2174b7041e624377204babdb20356.0','01a2174b7041e624377204babdb20356',1,NULL,NULL,'action_changed','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','{"action":2,"state":"dropped","why":"there is an alert","sum":1536677023}');
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
INSERT INTO incident VALUES(1,'incident','café is slow','','Europe/Paris','SEV2',NULL,'["payments"]','','2014-02-10T07:40:00.000Z',NULL,NULL,NULL,NULL,'','it may come back','','','','2014-02-10T09:00:00.000Z','resolved','2014-02-10T08:00:00.000Z','2014-02-10T08:30:00.000Z','major_outage',0,'2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','[2,1]','','','',NULL,'café is slow','critical',1,'2014-02-10T08:30:00.000Z',1127905197);
INSERT INTO incident VALUES(2,'maintenance','','','Europe/Paris',NULL,NULL,'','',NULL,NULL,NULL,'2014-02-10T10:00:00.000Z','2014-02-10T11:00:00.000Z','','','','','','2014-02-10T09:00:00.000Z','scheduled','2014-02-10T10:00:00.000Z',NULL,'under_maintenance',0,NULL,'2014-02-10T09:00:00.000Z','[3]','','','',NULL,'maintenance of mail','none',0,'2014-02-10T11:00:00.000Z',435350597);
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
INSERT INTO entry VALUES(3,1,0,'update','opened','2014-02-10T08:00:00.000Z','2014-02-10T08:00:00.000Z','ann','host1','','investigating','[[1,"degraded_performance"],[2,"degraded_performance"]]','',0,'',0,0,0,'',NULL,NULL,NULL,'',NULL,3671972463);
INSERT INTO entry VALUES(4,1,1,'update','updated','2014-02-10T08:00:00.000Z','2014-02-10T08:00:00.000Z','ann','host1',replace('first "words"\n\n','\n',char(10)),NULL,'','',0,'',0,0,0,'',NULL,NULL,NULL,'',NULL,988423033);
INSERT INTO entry VALUES(5,1,2,'update','updated','2014-02-10T07:57:00.000Z','2014-02-10T08:00:00.000Z','ann','host1','It may be the disk.',NULL,'[[2,"major_outage"]]','["https://x.example/1"]',1,'It was not.',0,0,0,'',NULL,NULL,NULL,'','2014-02-10T08:30:00.000Z',1293035034);
INSERT INTO entry VALUES(6,1,3,'note','updated','2014-02-10T08:00:00.000Z','2014-02-10T08:00:00.000Z','ann','host1','nobody else needs to know',NULL,'','',0,'',0,0,0,'cron',NULL,NULL,NULL,'',NULL,2873960964);
INSERT INTO entry VALUES(9,1,4,'update','closed','2014-02-10T08:30:00.000Z','2014-02-10T08:30:00.000Z','ann','host1','Turned off and on again.','resolved','','',0,'',0,0,0,'',NULL,NULL,NULL,'',NULL,3300529084);
INSERT INTO entry VALUES(10,1,5,'postmortem','updated','2014-02-10T08:30:00.000Z','2014-02-10T08:30:00.000Z','ann','host1',replace('# What happened\n\nA disk.','\n',char(10)),NULL,'','',0,'',0,0,0,'','draft',NULL,NULL,'',NULL,1907488244);
INSERT INTO entry VALUES(12,2,0,'update','opened','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','','scheduled','[[3,"under_maintenance"]]','',0,'',0,0,0,'',NULL,NULL,NULL,'',NULL,2770447102);
INSERT INTO entry VALUES(15,1,6,'update','updated','2014-02-10T09:00:00.000Z','2014-02-10T09:00:00.000Z','ann','host1','the password is [redacted]',NULL,'','',0,'',0,0,0,'',NULL,NULL,NULL,'',NULL,3480532810);
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
INSERT INTO claim VALUES(1,2,'major_outage','2014-02-10T07:57:00.000Z','2014-02-10T08:00:00.000Z',0,0,1842113516);
INSERT INTO claim VALUES(1,1,'degraded_performance','2014-02-10T08:00:00.000Z','2014-02-10T08:30:00.000Z',0,0,3516595249);
INSERT INTO claim VALUES(1,2,'degraded_performance','2014-02-10T08:00:00.000Z','2014-02-10T08:30:00.000Z',0,0,202293279);
INSERT INTO claim VALUES(2,3,'under_maintenance','2014-02-10T10:00:00.000Z','2014-02-10T11:00:00.000Z',0,0,1991809177);
INSERT INTO claim VALUES(NULL,4,'under_maintenance','2014-02-10T09:00:00.000Z',NULL,1,14,622784650);
CREATE TABLE touched (
  server INTEGER NOT NULL,
  incident INTEGER NOT NULL,
  PRIMARY KEY (server, incident)
) STRICT, WITHOUT ROWID;
INSERT INTO touched VALUES(1,1);
INSERT INTO touched VALUES(2,1);
INSERT INTO touched VALUES(3,2);
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
INSERT INTO server VALUES(1,'web','','',0,0,'','',851068825);
INSERT INTO server VALUES(2,'db','','',0,0,'','',532624779);
INSERT INTO server VALUES(3,'mail','','',0,0,'','',781612041);
INSERT INTO server VALUES(4,'spare','','',0,0,'','',4238827677);
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
INSERT INTO "action" VALUES(1,1,'Mirror the disk','2014-02-10T09:00:00.000Z','ann','2014-02-09','prevent',NULL,'open',NULL,'','ann','','',2277079651);
INSERT INTO "action" VALUES(1,2,'Alert sooner','2014-02-10T09:00:00.000Z','',NULL,NULL,'P2','dropped','2014-02-10T09:00:00.000Z','there is an alert','ann','cron','',4144282854);
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
INSERT INTO figure VALUES(1,'2014-02-10T08:00:00.000Z','SEV2','["payments"]','[2,1]',4,1200000,NULL,NULL,NULL,1800000,1800000,1800000,2148435174);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','search','search',0,'CREATE VIRTUAL TABLE search USING fts5(
  text, content=''searchable'', content_rowid=''id'', tokenize="unicode61 remove_diacritics 2"
)');
CREATE TABLE IF NOT EXISTS 'search_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO search_data VALUES(1,X'081f');
INSERT INTO search_data VALUES(10,X'000000000101010001010101');
INSERT INTO search_data VALUES(137438953473,X'000001020230610a020402046761696e09020602026e640902040102626505020401046361666503020201046469736b0502060502050104656c736506020301056669727374040202010868617070656e65640a0203010269730302030c020402017405020201046b6e6f7706020601046d61696c0c020404086e74656e616e63650c020203017905020301056e6565647306020402056f626f647906020201026f660c020303016609020302016e090205010870617373776f72640f0203010872656461637465640f02050104736c6f7703020401037468650502050a020202016f060205020575726e65640902020104776861740a020202046f7264730402030406090707090c090a0d0a0609090d060a0a0706060d0d090b060a09');
CREATE TABLE IF NOT EXISTS 'search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO search_idx VALUES(1,X'',2);
CREATE TABLE IF NOT EXISTS 'search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO search_docsize VALUES(3,X'03');
INSERT INTO search_docsize VALUES(4,X'02');
INSERT INTO search_docsize VALUES(5,X'05');
INSERT INTO search_docsize VALUES(6,X'05');
INSERT INTO search_docsize VALUES(9,X'05');
INSERT INTO search_docsize VALUES(10,X'04');
INSERT INTO search_docsize VALUES(12,X'03');
INSERT INTO search_docsize VALUES(15,X'04');
CREATE TABLE IF NOT EXISTS 'search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO search_config VALUES('version',4);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX log_incident ON log (incident, entry);
CREATE INDEX log_server ON log (server);
CREATE INDEX log_batch ON log (batch, id);
CREATE INDEX log_author ON log (author, id) WHERE batch NOT LIKE '%+%';
CREATE INDEX log_voided ON log (author, id) WHERE kind = 'voided';
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
CREATE INDEX incident_ends ON incident (ends_at, id);
CREATE INDEX incident_open ON incident (ends_at) WHERE final = 0;
CREATE INDEX incident_began ON incident (began_at, id);
CREATE INDEX incident_maintenance ON incident (began_at, id) WHERE kind = 'maintenance';
CREATE INDEX incident_updated ON incident (updated_at, id);
CREATE INDEX incident_key ON incident (key) WHERE key <> '';
CREATE INDEX incident_residual ON incident (id) WHERE residual <> '';
CREATE INDEX incident_external ON incident (source, external_id) WHERE external_id <> '';
CREATE INDEX entry_key ON entry (key, incident) WHERE key <> '';
CREATE INDEX entry_document ON entry (incident) WHERE document IS NOT NULL;
CREATE INDEX claim_incident ON claim (incident);
CREATE INDEX claim_server ON claim (server, until, since, state, standing, incident, log, seal);
CREATE INDEX claim_standing ON claim (server) WHERE standing = 1;
CREATE INDEX action_due ON action (state, due);
CREATE VIEW searchable (id, text) AS
  SELECT entry.id, CASE entry.number WHEN 0 THEN incident.headline ELSE entry.text END
  FROM entry JOIN incident ON incident.id = entry.incident
  WHERE entry.deleted = 0;
CREATE VIEW v_incident AS
SELECT
  incident.id AS id,
  incident.headline AS title,
  incident.kind AS kind,
  CASE
    WHEN incident.final = 0 AND incident.ends_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') THEN 'completed'
    WHEN incident.status = 'scheduled' AND incident.by_hand = 0 AND incident.planned_from <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') THEN 'in_progress'
    ELSE incident.status
  END AS status,
  incident.impact AS impact,
  incident.severity AS severity,
  (
    SELECT group_concat(name, ', ') FROM (
      SELECT server.name AS name
      FROM json_each(coalesce(nullif(incident.servers, ''), '[]')) AS touched JOIN server ON server.id = touched.value
      ORDER BY server.name
    )
  ) AS servers,
  (SELECT group_concat(value, ', ') FROM json_each(coalesce(nullif(incident.tags, ''), '[]'))) AS tags,
  incident.began_at AS began_at,
  CASE WHEN incident.final = 0 AND incident.ends_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') THEN incident.ends_at ELSE incident.ended_at END AS ended_at,
  incident.impact_began_at AS impact_began_at,
  incident.planned_from AS planned_from,
  incident.planned_until AS planned_until,
  CASE WHEN incident.final = 1 OR incident.final = 0 AND incident.ends_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now') THEN 0 ELSE 1 END AS open,
  figure.updates AS updates,
  figure.ttd_ms / 1000.0 AS ttd_s,
  figure.first_word_ms / 1000.0 AS first_word_s,
  figure.tta_ms / 1000.0 AS tta_s,
  figure.tti_ms / 1000.0 AS tti_s,
  figure.ttm_ms / 1000.0 AS ttm_s,
  figure.ttr_ms / 1000.0 AS ttr_s,
  figure.longest_silence_ms / 1000.0 AS longest_silence_s,
  nullif(incident.residual, '') AS residual,
  nullif(incident.source, '') AS source,
  nullif(incident.external_id, '') AS external_id
FROM incident LEFT JOIN figure ON figure.incident = incident.id;
CREATE VIEW v_timeline AS
SELECT
  entry.incident AS incident,
  entry.number AS number,
  entry.incident || '.' || entry.number AS id,
  incident.headline AS title,
  entry.at AS at,
  entry.recorded_at AS recorded_at,
  entry.kind AS kind,
  CASE WHEN entry.kind IN ('update', 'postmortem') THEN 1 ELSE 0 END AS public,
  entry.verb AS did,
  entry.status AS status,
  (
    SELECT group_concat(server.name || '=' || json_extract(said.value, '$[1]'), ', ')
    FROM json_each(coalesce(nullif(entry.states, ''), '[]')) AS said
    JOIN server ON server.id = json_extract(said.value, '$[0]')
  ) AS servers,
  entry.author AS author,
  entry.text AS text,
  entry.guess AS guess,
  nullif(entry.retracted, '') AS retracted,
  entry.edited AS edited
FROM entry JOIN incident ON incident.id = entry.incident
WHERE entry.deleted = 0 AND (entry.document IS NULL OR entry.document = 'published');
CREATE VIEW v_downtime AS
SELECT
  claim.incident AS incident,
  server.name AS server,
  claim.state AS state,
  claim.since AS since,
  claim.until AS until,
  round((julianday(coalesce(claim.until, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))) - julianday(claim.since)) * 86400, 3) AS seconds
FROM claim JOIN server ON server.id = claim.server
WHERE claim.standing = 0 AND claim.state NOT IN ('operational', 'under_maintenance');
PRAGMA writable_schema=OFF;
COMMIT;
PRAGMA application_id = 1229865796;
PRAGMA user_version = 1;
