"""The documented views (`store/views.py`), as PostgreSQL says them.

What they compute is numeric, not floating: `round(x, 1)` is none of the latter's functions here.
"""

from incident_cli.store.views import views


def _listed(column: str) -> str:
    return f"jsonb_array_elements(coalesce(nullif({column}, ''), '[]')::jsonb)"


VIEWS = views(
    now="""to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""",
    servers=f"""(
    SELECT string_agg(server.name, ', ' ORDER BY server.name)
    FROM {_listed("incident.servers")} AS touched(id) JOIN server ON server.id = touched.id::bigint
  )""",
    tags=f"""(SELECT string_agg(tag #>> '{{}}', ', ') FROM {_listed("incident.tags")} AS listed(tag))""",
    states=f"""(
    SELECT string_agg(server.name || '=' || (said.pair ->> 1), ', ' ORDER BY said.place)
    FROM {_listed("entry.states")} WITH ORDINALITY AS said(pair, place)
    JOIN server ON server.id = (said.pair ->> 0)::bigint
  )""",
    seconds=(
        "round(extract(epoch FROM coalesce(claim.until::timestamptz, now()) - claim.since::timestamptz)::numeric, 3)"
    ),
)
