"""Upkeep of a store's tables: derive everything again from the log, and compare.

What is the engine's own (integrity of the file, copying it) stays in the engine's module.
"""

from collections.abc import Iterator, Mapping, Sequence

from incident_cli.core import phrase, servers
from incident_cli.core.fold import fold
from incident_cli.core.model import Incident
from incident_cli.core.views import Summary
from incident_cli.store import bulk
from incident_cli.store.groups import groups
from incident_cli.store.projection import derive_servers
from incident_cli.store.rows import FIGURE, Unsound, figure_values
from incident_cli.store.view import View


def rebuild(view: View) -> int:
    """Throw the derived tables away and derive them again; the number of incidents."""
    view.search.clear()
    for table in ("incident", "entry", "claim", "touched", "server", "action", "figure"):
        view.execute(f"DELETE FROM {table}", {})
    derive_servers(view, _servers(view))
    numbers = _incidents(view)
    bulk.derive_all(view, numbers)
    return len(numbers)


def _incidents(view: View) -> list[int]:
    rows = view.execute("SELECT DISTINCT incident FROM log WHERE incident IS NOT NULL ORDER BY incident", {})
    return [row[0] for row in rows]


def _servers(view: View) -> list[int]:
    return [row[0] for row in view.execute("SELECT DISTINCT server FROM log WHERE server IS NOT NULL", {})]


def problems(view: View) -> Iterator[str]:
    """What is wrong with the log's own sequence, and where the derived tables differ from its fold."""
    yield from _sequence(view)
    try:
        known, claims = view.servers(), view.claims()
    except Unsound as error:
        yield f"{error}: incident db rebuild"
        return
    counts = _Counts()
    numbers, names = _incidents(view), phrase.server_names(known)
    for some in groups(numbers, bulk.AT_ONCE):
        yield from _of_incidents(view, some, names, counts)
    for number in _servers(view):
        try:
            server, said = servers.fold(view.log(server=number))
        except (ValueError, TypeError, LookupError) as error:
            yield f"server {number} cannot be read: {error}"
            continue
        held = [claim for incident, claim in claims if incident is None and claim.server == number]
        if known.get(number) != server or sorted(held) != sorted(claim for _, claim in said):
            yield f"the tables tell server {number} otherwise than the log: incident db rebuild"
    touched = {(row[0], row[1]) for row in view.execute("SELECT incident, server FROM touched", {})}
    if counts.spoken != touched:
        yield "the tables tell otherwise than the log which servers an incident spoke of: incident db rebuild"
    if not _known_alone(view, len(numbers), counts.entries, counts.actions):
        yield "the tables have rows that the log does not know: incident db rebuild"


class _Counts:
    """What the log tells in all: lines, actions, and the servers that each incident spoke of."""

    def __init__(self) -> None:
        self.entries = self.actions = 0
        self.spoken: set[tuple[int, int]] = set()

    def add(self, told: Incident) -> None:
        """Count an incident."""
        self.entries += len(told.entries)
        self.actions += len(told.actions)
        self.spoken.update((told.id, server) for server in told.servers)


def _of_incidents(view: View, numbers: Sequence[int], names: Mapping[int, str], counts: _Counts) -> Iterator[str]:
    """Compare some at once; where one of them cannot be read, each by itself."""
    try:
        told = {number: fold(log) for number, log in view.logs_by(numbers).items()}
    except (ValueError, TypeError, LookupError) as error:
        if len(numbers) == 1:
            yield f"#{numbers[0]} cannot be read: {error}"
            return
        for number in numbers:
            yield from _of_incidents(view, [number], names, counts)
        return
    for incident in told.values():
        counts.add(incident)
    for number in _otherwise(view, told, names):
        yield f"the tables tell #{number} otherwise than the log: incident db rebuild"


def _otherwise(view: View, told: Mapping[int, Incident], names: Mapping[int, str]) -> list[int]:
    """Which of some incidents the tables tell, or title, or measure, otherwise."""
    listed = ", ".join(str(number) for number in told)
    try:
        found = {summary.incident.id: summary for summary in view.whole(told)}
    except (Unsound, ValueError, TypeError, LookupError):
        return list(told) if len(told) == 1 else [n for n in told if _otherwise(view, {n: told[n]}, names)]
    figures = view.execute(f"SELECT {', '.join(FIGURE)}, seal FROM figure WHERE incident IN ({listed})", {})
    measured = {row[0]: tuple(row) for row in figures}
    meant = {number: Summary(i, phrase.headline(i, names)) for number, i in told.items() if i.exists}
    return [
        number
        for number, incident in told.items()
        if found.get(number) != meant.get(number) or measured.get(number) != figure_values(incident)
    ]


def _known_alone(view: View, *known: int) -> bool:
    """Whether there are no more rows than the log knows of: incidents, entries, actions; and no figures of others."""
    counted = (
        "SELECT (SELECT count(*) FROM incident), (SELECT count(*) FROM entry), (SELECT count(*) FROM action),"
        " (SELECT count(*) FROM figure WHERE NOT EXISTS (SELECT 1 FROM incident WHERE incident.id = figure.incident))"
    )
    return all(rows <= told for rows, told in zip(view.execute(counted, {})[0], (*known, 0), strict=True))


def _sequence(view: View) -> Iterator[str]:
    """Rows are numbered without gaps, and those of one command too: a missing one was taken out."""
    first, last, count = view.execute("SELECT min(id), max(id), count(*) FROM log", {})[0]
    if count and (first, last) != (1, count):
        yield f"the log has {count} rows, numbered from {first} to {last}: some are missing"
    # The rows of a batch are event_id = batch.0, batch.1, ... and stand together.
    torn = view.execute("SELECT batch FROM log GROUP BY batch HAVING max(id) - min(id) + 1 <> count(*)", {})
    for (batch,) in torn:
        yield f"the rows of the command {batch} do not stand together"
