"""Upkeep of a store's tables: derive everything again from the log, and compare.

What is the engine's own (integrity of the file, copying it) stays in the engine's module.
"""

from collections.abc import Iterator

from incident_cli.core import servers
from incident_cli.core.fold import fold
from incident_cli.core.model import EMPTY
from incident_cli.store.projection import derive_server, save
from incident_cli.store.view import View


def rebuild(view: View) -> int:
    """Throw the derived tables away and derive them again; the number of incidents."""
    view.search.clear()
    for table in ("incident", "entry", "claim", "server"):
        view.execute(f"DELETE FROM {table}", {})
    for (number,) in view.execute("SELECT DISTINCT server FROM log WHERE server IS NOT NULL", {}):
        derive_server(view, number)
    numbers = _incidents(view)
    for number in numbers:
        save(view, EMPTY, fold(view.log(incident=number)), index=False)
    view.search.fill()
    return len(numbers)


def _incidents(view: View) -> list[int]:
    rows = view.execute("SELECT DISTINCT incident FROM log WHERE incident IS NOT NULL ORDER BY incident", {})
    return [row[0] for row in rows]


def problems(view: View) -> Iterator[str]:
    """What is wrong with the log's own sequence, and where the derived tables differ from its fold."""
    yield from _sequence(view)
    for number in _incidents(view):
        try:
            told = fold(view.log(incident=number))
        except (ValueError, KeyError, TypeError, LookupError) as error:
            yield f"the log rows of #{number} cannot be read: {error}"
            continue
        if (view.incident(number) or EMPTY) != told:
            yield f"the tables tell #{number} otherwise than the log"
    known = view.servers()
    for (number,) in view.execute("SELECT DISTINCT server FROM log WHERE server IS NOT NULL", {}):
        if known.get(number) != servers.fold(view.log(server=number))[0]:
            yield f"the tables tell server {number} otherwise than the log"
    if view.execute("SELECT count(*) FROM incident", {})[0][0] > len(_incidents(view)):
        yield "the tables have incidents that the log does not know"


def _sequence(view: View) -> Iterator[str]:
    """Rows are numbered without gaps, and those of one command too: a missing one was taken out."""
    first, last, count = view.execute("SELECT min(id), max(id), count(*) FROM log", {})[0]
    if count and (first, last) != (1, count):
        yield f"the log has {count} rows, numbered from {first} to {last}: some are missing"
    # The rows of a batch are event_id = batch.0, batch.1, ... and stand together.
    torn = view.execute("SELECT batch FROM log GROUP BY batch HAVING max(id) - min(id) + 1 <> count(*)", {})
    for (batch,) in torn:
        yield f"the rows of the command {batch} do not stand together"
