"""The documented views (`store/views.py`), as SQLite says them."""

from incident_cli.store.views import views

_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

VIEWS = views(
    now=_NOW,
    servers="""(
    SELECT group_concat(name, ', ') FROM (
      SELECT server.name AS name
      FROM json_each(coalesce(nullif(incident.servers, ''), '[]')) AS touched JOIN server ON server.id = touched.value
      ORDER BY server.name
    )
  )""",
    tags="(SELECT group_concat(value, ', ') FROM json_each(coalesce(nullif(incident.tags, ''), '[]')))",
    states="""(
    SELECT group_concat(server.name || '=' || json_extract(said.value, '$[1]'), ', ')
    FROM json_each(coalesce(nullif(entry.states, ''), '[]')) AS said
    JOIN server ON server.id = json_extract(said.value, '$[0]')
  )""",
    seconds=f"round((julianday(coalesce(claim.until, {_NOW})) - julianday(claim.since)) * 86400, 3)",
)
