"""The documented views (`store/sqlite/views.py` has them for SQLite): the same columns, the same rows.

What they compute is numeric, not floating: `round(x, 1)` is none of the latter's functions here.
"""

_NOW = """to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""

_OVER = f"incident.final = 0 AND incident.ends_at <= {_NOW}"
"""A maintenance that the clock has completed."""


def _listed(column: str) -> str:
    return f"jsonb_array_elements(coalesce(nullif({column}, ''), '[]')::jsonb)"


_SERVERS = f"""(
    SELECT string_agg(server.name, ', ' ORDER BY server.name)
    FROM {_listed("incident.servers")} AS touched(id) JOIN server ON server.id = touched.id::bigint
  )"""

VIEWS = f"""
CREATE VIEW v_incident AS
SELECT
  incident.id AS id,
  incident.headline AS title,
  incident.kind AS kind,
  CASE
    WHEN {_OVER} THEN 'completed'
    WHEN incident.status = 'scheduled' AND incident.by_hand = 0 AND incident.planned_from <= {_NOW} THEN 'in_progress'
    ELSE incident.status
  END AS status,
  incident.impact AS impact,
  incident.severity AS severity,
  {_SERVERS} AS servers,
  (SELECT string_agg(tag, ', ') FROM jsonb_array_elements_text(coalesce(nullif(incident.tags, ''), '[]')::jsonb) AS tag)
    AS tags,
  incident.began_at AS began_at,
  CASE WHEN {_OVER} THEN incident.ends_at ELSE incident.ended_at END AS ended_at,
  incident.impact_began_at AS impact_began_at,
  incident.planned_from AS planned_from,
  incident.planned_until AS planned_until,
  CASE WHEN incident.final = 1 OR {_OVER} THEN 0 ELSE 1 END AS open,
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
    SELECT string_agg(server.name || '=' || (said.pair ->> 1), ', ' ORDER BY said.place)
    FROM {_listed("entry.states")} WITH ORDINALITY AS said(pair, place)
    JOIN server ON server.id = (said.pair ->> 0)::bigint
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
  round(extract(epoch FROM coalesce(claim.until::timestamptz, now()) - claim.since::timestamptz)::numeric, 3) AS seconds
FROM claim JOIN server ON server.id = claim.server
WHERE claim.standing = 0 AND claim.state NOT IN ('operational', 'under_maintenance');
"""
