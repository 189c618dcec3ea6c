"""Many rows at once: histories that come in whole, a log that is restored, and everything derived anew.

Rows are gathered and written in groups: row by row, each costs ten times as much. What an incident's rows mean is
`core/fold.py`, as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from incident_cli.core import jsontext, phrase
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold
from incident_cli.core.model import Incident
from incident_cli.errors import Conflict, Unavailable, Usage
from incident_cli.store import rows
from incident_cli.store.groups import groups
from incident_cli.store.projection import carry_on, derive, derive_servers, retitle
from incident_cli.store.values import Loaded, Stamp
from incident_cli.store.view import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Row = tuple[Any, ...]

GROUP = 5_000
"""Rows that are written at once."""
AT_ONCE = 200
"""Incidents that are derived from their logs at once."""


_COLUMNS = {table: (*columns, "seal") for table, columns in rows.SEALED.items()}
_COLUMNS |= {"log": rows.LOG, "touched": ("server", "incident")}
_ORDER = ("log", "incident", "entry", "claim", "touched", "action", "figure")


class Rows:
    """Rows on their way into the tables."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.waiting: dict[str, list[Row]] = {table: [] for table in _ORDER}
        self.texts: list[tuple[int, str]] = []
        self.count = 0

    def log(self, row: Row) -> None:
        """A row of the log, as stored."""
        self.waiting["log"].append(row)
        self.count += 1

    def incident(self, incident: Incident, headline: str) -> None:
        """All that is derived of an incident of which the tables have nothing yet."""
        waiting = self.waiting
        waiting["incident"].append(rows.incident_values(incident, headline))
        waiting["entry"] += [rows.entry_values(entry, incident.id) for entry in incident.entries.values()]
        waiting["claim"] += [rows.claim_values(claim, incident.id) for claim in incident.standing.claims]
        waiting["touched"] += [(server, incident.id) for server in incident.servers]
        waiting["action"] += [rows.action_values(action, incident.id) for action in incident.actions.values()]
        waiting["figure"] += filter(None, [rows.figure_values(incident)])
        standing = [entry for entry in incident.entries.values() if not entry.deleted]
        self.texts += [(entry.id, entry.text if entry.number else headline) for entry in standing]
        self.count += len(incident.entries)

    def flush(self) -> None:
        """Write what has been gathered."""
        for table, gathered in self.waiting.items():
            if gathered:
                self.view.fill(table, _COLUMNS[table], gathered)
                gathered.clear()
        self.view.search.add(self.texts)
        self.texts.clear()
        self.count = 0

    def flush_if_many(self) -> None:
        """Write what has been gathered, once it is a group."""
        if self.count >= GROUP:
            self.flush()


class _Load:
    """Events on their way into the log and what is derived of them: new incidents in groups, the others as ever."""

    def __init__(self, view: View, stamp: Stamp) -> None:
        self.view = view
        self.stamp = stamp
        self.rows = Rows(view)
        self.write = jsontext.quick()
        self.first = self.next_id = view.last() + 1
        self.names = phrase.server_names(view.servers())
        self.incidents = 0

    def take(self, events: Sequence[Event]) -> None:
        """Append the rows of one incident, with those of servers that it needs, and derive."""
        new = [self._stamped(event) for event in events]
        servers = [event for event in new if event.incident is None]
        own = [event for event in new if event.incident is not None]
        if servers:
            self._derived(servers)
            self.names = phrase.server_names(self.view.servers())
        if not own:
            return
        self.incidents += 1
        if own[0].kind is not EventKind.OPENED:
            self._derived(own)
            return
        for event in own:
            self.rows.log(rows.log_values(event, self.write))
        incident = fold(own)
        self.rows.incident(incident, phrase.headline(incident, self.names))
        self.rows.flush_if_many()

    def _stamped(self, event: Event) -> Event:
        stamp, number = self.stamp, self.next_id
        self.next_id += 1
        row = (
            *event[:6],
            number,
            f"{stamp.batch}.{number - self.first}",
            stamp.batch,
            event.recorded_at or stamp.recorded_at,
            stamp.author,
            stamp.host,
        )
        return tuple.__new__(Event, row)  # all of its fields are there: nothing to check, millions of times

    def _derived(self, events: Sequence[Event]) -> None:
        """Rows about what is in the tables already, behind everything that was gathered."""
        for event in events:
            self.rows.log(rows.log_values(event))
        self.rows.flush()
        derive(self.view, events)


def load(view: View, stamp: Stamp, batches: Iterable[Sequence[Event]]) -> Loaded:
    """See `Store.load`. The id of a row is known before it is written, since nobody else writes meanwhile."""
    view.search.in_bulk(True)
    work = _Load(view, stamp)
    for events in batches:
        work.take(events)
    work.rows.flush()
    view.search.in_bulk(False)
    count = work.next_id - work.first
    _check(view, work.first, count)
    return Loaded(count, work.incidents)


def _check(view: View, first: int, count: int) -> None:
    """Exit 0 means that all of it is there."""
    found = view.execute("SELECT count(*) FROM log WHERE id >= :first", {"first": first})[0][0]
    if found != count:
        raise Unavailable("the database did not keep the lines; nothing was saved", "incident db check")


def restore(view: View, told: Iterable[Row], after: int) -> Loaded:
    """See `Store.restore`."""
    if view.last() != after:
        raise Conflict("somebody else wrote into it meanwhile; nothing was saved")
    incidents, servers = set[int](), set[int]()
    pending = Rows(view)
    count = 0
    for count, row in enumerate(told, start=1):
        pending.log(_fitting(row, after + count))
        pending.flush_if_many()
        _, _, _, incident, _, server, *_ = row
        incidents.update(() if incident is None else (incident,))
        servers.update(() if server is None or incident is not None else (server,))
    pending.flush()
    try:
        _derive(view, sorted(servers), sorted(incidents), after)
    except rows.Unsound as error:
        raise Usage(f"the log tells what cannot be ({error}); nothing was saved") from None
    return Loaded(count, len(incidents))


def _fitting(row: Row, number: int) -> Row:
    """A row as this program writes it. Raises Usage where it is not the next one, or not what was written."""
    if row[0] != number:
        raise Usage(f"row {number} of the log is missing; nothing was saved", "export the log again")
    if rows.intact(row):
        return row
    respelled = (*row[:-1], rows.respelled(row[-1]))
    if rows.intact(respelled):
        return respelled
    raise Usage(f"row {number} does not fit its checksum; nothing was saved", "export the log again")


def _derive(view: View, servers: Sequence[int], incidents: Sequence[int], after: int) -> None:
    """Bring the tables up to the rows behind `after`, which are about these.

    Titles are made again before those who are new come: these have the new names anyway.
    """
    renamed = derive_servers(view, servers)
    known = _known(view, incidents)
    for some in groups(sorted(known), AT_ONCE):
        carry_on(view, view.logs_by(some, after=after, checked=True))
    for server in renamed:
        retitle(view, server)
    derive_all(view, [number for number in incidents if number not in known], checked=True)


def _known(view: View, incidents: Sequence[int]) -> set[int]:
    """Those of which the tables have something."""
    found = set[int]()
    for some in groups(incidents, AT_ONCE):
        ids = ", ".join(str(int(number)) for number in some)
        found.update(number for (number,) in view.execute(f"SELECT id FROM incident WHERE id IN ({ids})", {}))
    return found


def derive_all(view: View, numbers: Sequence[int], *, checked: bool = False) -> None:
    """Derive incidents of which the tables and the search index have nothing, from their logs.

    checked: the rows are known to fit their checksums.
    """
    pending = Rows(view)
    names = phrase.server_names(view.servers())
    view.search.in_bulk(True)
    for some in groups(numbers, AT_ONCE):
        for incident in _folded(view, some, checked=checked):
            if incident.exists:
                pending.incident(incident, phrase.headline(incident, names))
        pending.flush()
    view.search.in_bulk(False)


def _folded(view: View, numbers: Sequence[int], *, checked: bool) -> Iterator[Incident]:
    """Incidents from their logs, several in one statement."""
    for events in view.logs_by(numbers, checked=checked).values():
        try:
            yield fold(events)
        except ValueError as error:
            raise rows.Unsound(str(error)) from error
