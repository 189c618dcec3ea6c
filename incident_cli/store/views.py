"""The views for people who query the tables themselves: README documents them, and their columns are a promise.

Instants are UTC text, as everywhere in the tables; lengths are seconds. A maintenance that is left to the clock begins
and ends by it, so these views look at the clock as well. Made by the first migration, and never edited once released.
"""

_VIEWS = """
CREATE VIEW v_incident AS
SELECT
  incident.id AS id,
  incident.headline AS title,
  incident.kind AS kind,
  CASE
    WHEN {over} THEN 'completed'
    WHEN incident.status = 'scheduled' AND incident.by_hand = 0 AND incident.planned_from <= {now} THEN 'in_progress'
    ELSE incident.status
  END AS status,
  incident.impact AS impact,
  incident.severity AS severity,
  {servers} AS servers,
  {tags} AS tags,
  incident.began_at AS began_at,
  CASE WHEN {over} THEN incident.ends_at ELSE incident.ended_at END AS ended_at,
  incident.impact_began_at AS impact_began_at,
  incident.planned_from AS planned_from,
  incident.planned_until AS planned_until,
  CASE WHEN incident.final = 1 OR {over} THEN 0 ELSE 1 END AS open,
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
  {states} AS servers,
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
  {seconds} AS seconds
FROM claim JOIN server ON server.id = claim.server
WHERE claim.standing = 0 AND claim.state NOT IN ('operational', 'under_maintenance');
"""


def views(*, now: str, servers: str, tags: str, states: str, seconds: str) -> str:
    """The statements that make them. What engines say differently, as SQL: the instant now as text; the names of the
    servers of a row of `incident`, its tags, and the states in a row of `entry`, each as one text; the length of a row
    of `claim`, so far where it goes on.
    """
    over = f"incident.final = 0 AND incident.ends_at <= {now}"  # a maintenance that the clock has completed
    return _VIEWS.format(now=now, over=over, servers=servers, tags=tags, states=states, seconds=seconds)
