"""Questions to the derived tables and the log, in domain words. SQL that both engines understand:
`:name` parameters, UTC text for instants, 0/1 for booleans, no engine's own functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from incident_cli.core import instant, jsontext
from incident_cli.core.events import Event
from incident_cli.core.model import Claim, Entry, Incident, Server
from incident_cli.core.views import Summary
from incident_cli.store.rows import (
    LOG,
    SEALED,
    to_action,
    to_claim,
    to_entry,
    to_event,
    to_incident,
    to_server,
    unsealed,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.actions import Action, Assigned, Wanted
    from incident_cli.core.combined import Span
    from incident_cli.core.query import Filter
    from incident_cli.core.views import Match
    from incident_cli.store.protocol import Search

    Execute = Callable[[str, Mapping[str, Any]], Sequence[tuple[Any, ...]]]
    """Run one statement and fetch its rows."""
    Fill = Callable[[str, Sequence[str], Iterable[Sequence[Any]]], None]
    """Put many rows into a table: its name, the names of the columns, the rows."""


_HEAD, _ENTRIES, _CLAIMS, _SERVER, _ACTIONS = (
    ", ".join(f'{table}."{name}"' for name in (*SEALED[table], "seal"))
    for table in ("incident", "entry", "claim", "server", "action")
)
_LOG = ", ".join(LOG)
_AT_ONCE = 500
"""Incidents that are read whole in one go."""


class View:
    """The record as one transaction sees it."""

    def __init__(self, execute: Execute, search: Search, fill: Fill) -> None:
        self.execute = execute
        self.search = search
        self.fill = fill
        self._heads: dict[int, tuple[Incident, str] | None] = {}
        """Heads with their titles, as read: a command looks at its incident again and again. None: there is none."""

    def sound(self) -> None:
        """Look at every incident's seal: a damaged one may be left out of an answer, and then nobody reads it.

        Raises Unsound.
        """
        unsealed("incident", self.execute(f"SELECT {_HEAD} FROM incident", {}))

    # -- one incident ------------------------------------------------------------------------

    def head(self, number: int) -> Incident | None:
        """An incident without its entries, and with the claims that still hold; None if unknown."""
        if number not in self._heads:
            self.glance([number])
        found = self._heads[number]
        return found and found[0]

    def glance(self, numbers: Sequence[int]) -> None:
        """Read the heads of some incidents at once: `head` and `headline` know them then."""
        ids = ", ".join(str(int(number)) for number in numbers)
        rows = unsealed("incident", self.execute(f"SELECT {_HEAD} FROM incident WHERE id IN ({ids})", {}))
        held: dict[int | None, list[Claim]] = {}
        if rows:
            order = "ORDER BY since, server, standing"
            sql = f"SELECT {_CLAIMS} FROM claim WHERE incident IN ({ids}) AND until IS NULL {order}"
            for incident, claim in _by_incident(self.execute(sql, {})):
                held.setdefault(incident, []).append(claim)
        self._heads |= dict.fromkeys(numbers)
        self._heads |= {row[0]: (to_incident(row[:-1], held.get(row[0], ())), row[-1]) for row in rows}

    def forget(self, number: int) -> None:
        """What was read of an incident is no longer true."""
        self._heads.pop(number, None)

    def incident(self, number: int) -> Incident | None:
        """An incident with all its entries and claims; None if unknown."""
        rows = unsealed("incident", self.execute(f"SELECT {_HEAD} FROM incident WHERE id = :id", {"id": number}))
        if not rows:
            return None
        entries = self.execute(f"SELECT {_ENTRIES} FROM entry WHERE incident = :id ORDER BY number", {"id": number})
        by_number = {row[0]: to_entry(row) for row in unsealed("entry", entries)}
        claims = self._claims("claim.incident = :id", {"id": number})
        return to_incident(rows[0][:-1], claims, by_number, self.actions(number))

    def whole(self, numbers: Iterable[int]) -> Iterator[Summary]:
        """Incidents with all their entries and claims, in the order of their numbers; unknown ones are left out.

        Several at once, so that many of them cost few statements.
        """
        wanted = sorted(numbers)
        for start in range(0, len(wanted), _AT_ONCE):
            yield from self._whole(", ".join(str(int(number)) for number in wanted[start : start + _AT_ONCE]))

    def _whole(self, ids: str) -> Iterator[Summary]:
        heads = self.execute(f"SELECT {_HEAD} FROM incident WHERE id IN ({ids}) ORDER BY id", {})
        lines = self.execute(f"SELECT {_ENTRIES} FROM entry WHERE incident IN ({ids}) ORDER BY incident, number", {})
        order = "ORDER BY since, server, standing"
        claimed = self.execute(f"SELECT {_CLAIMS} FROM claim WHERE claim.incident IN ({ids}) {order}", {})
        entries: dict[int, dict[int, Entry]] = {}
        for row in unsealed("entry", lines):
            entries.setdefault(row[-1], {})[row[0]] = to_entry(row)
        claims: dict[int | None, list[Claim]] = {}
        for incident, claim in _by_incident(claimed):
            claims.setdefault(incident, []).append(claim)
        actions = self._actions(f"incident IN ({ids})", {})
        for row in unsealed("incident", heads):
            found = to_incident(row[:-1], claims.get(row[0], ()), entries.get(row[0], {}), actions.get(row[0], {}))
            yield Summary(found, row[-1])

    def entry(self, number: int, entry: int) -> Entry | None:
        """One entry, as it reads now; None if there is none."""
        sql = f"SELECT {_ENTRIES} FROM entry WHERE incident = :id AND number = :entry"
        rows = unsealed("entry", self.execute(sql, {"id": number, "entry": entry}))
        return to_entry(rows[0]) if rows else None

    def actions(self, number: int) -> dict[int, Action]:
        """The actions of an incident by number."""
        return self._actions("incident = :id", {"id": number}).get(number, {})

    def _actions(self, which: str, parameters: Mapping[str, Any]) -> dict[int, dict[int, Action]]:
        rows = self.execute(f"SELECT {_ACTIONS} FROM action WHERE {which} ORDER BY incident, number", parameters)
        found: dict[int, dict[int, Action]] = {}
        for row in unsealed("action", rows):
            found.setdefault(row[-1], {})[row[0]] = to_action(row)
        return found

    def assigned(self, wanted: Wanted) -> list[Assigned]:
        """The actions of all incidents that were asked for, in the order of `core.actions.in_order`."""
        from incident_cli.store import acting

        return acting.find(self, wanted)

    def headline(self, number: int) -> str:
        """The title of an incident as shown."""
        known = self._heads.get(number)
        if known:
            return known[1]
        rows = self.execute("SELECT headline FROM incident WHERE id = :id", {"id": number})
        return str(rows[0][0]) if rows else ""

    def headlines(self, numbers: Sequence[int]) -> dict[int, str]:
        """The titles of some incidents as shown; of one that is gone there is none."""
        ids = ", ".join(str(int(number)) for number in numbers)
        found = self.execute(f"SELECT {_HEAD} FROM incident WHERE id IN ({ids})", {}) if ids else []
        return {row[0]: row[-1] for row in unsealed("incident", found)}

    # -- the log -----------------------------------------------------------------------------

    def log(self, incident: int | None = None, server: int | None = None) -> list[Event]:
        """The rows of an incident or a server, voided ones included, in log order."""
        which = "incident = :number" if incident is not None else "server = :number AND incident IS NULL"
        number = incident if incident is not None else server
        rows = self.execute(f"SELECT {_LOG} FROM log WHERE {which} ORDER BY id", {"number": number})
        return [to_event(row) for row in rows]

    def server_logs(self, servers: Sequence[int]) -> dict[int, list[Event]]:
        """The rows of some servers themselves, voided ones included, by server, in log order."""
        ids = ", ".join(str(int(server)) for server in servers)
        sql = f"SELECT {_LOG} FROM log WHERE server IN ({ids}) AND incident IS NULL ORDER BY id"
        found: dict[int, list[Event]] = {server: [] for server in servers}
        for row in self.execute(sql, {}) if ids else ():
            found[row[5]].append(to_event(row))
        return found

    def logs(self, incidents: Sequence[int], *, after: int = 0, checked: bool = False) -> list[Event]:
        """The rows of some incidents behind one of the log, voided ones included, in log order.

        checked: see `rows.to_event`.
        """
        ids = ", ".join(str(int(number)) for number in incidents)
        sql = f"SELECT {_LOG} FROM log WHERE incident IN ({ids}) AND id > :after ORDER BY id"
        found = self.execute(sql, {"after": after}) if ids else []
        return [to_event(row, checked=checked) for row in found]

    def logs_by(self, incidents: Sequence[int], *, after: int = 0, checked: bool = False) -> dict[int, list[Event]]:
        """The same, by incident; those of which there is nothing, too."""
        found: dict[int, list[Event]] = {number: [] for number in incidents}
        for event in self.logs(incidents, after=after, checked=checked):
            found[event.incident or 0].append(event)
        return found

    def batch(self, batch: str) -> list[Event]:
        """The rows that one command wrote, in order."""
        rows = self.execute(f"SELECT {_LOG} FROM log WHERE batch = :batch ORDER BY id", {"batch": batch})
        return [to_event(row) for row in rows]

    def batch_as_stored(self, batch: str) -> list[tuple[Any, ...]]:
        """The same rows as the table has them (`rows.LOG`): to compare them, nothing need be understood."""
        return list(self.execute(f"SELECT {_LOG} FROM log WHERE batch = :batch ORDER BY id", {"batch": batch}))

    def batch_of(self, log_id: int) -> list[Event]:
        """The rows of the command that wrote a given row."""
        rows = self.execute("SELECT batch FROM log WHERE id = :id", {"id": log_id})
        return self.batch(rows[0][0])

    def rows_with(self, text: str) -> list[Event]:
        """The rows in whose data a text stands, in log order."""
        written = jsontext.write(text)[1:-1]  # as it reads inside a JSON string
        from incident_cli.store.finding import containing

        sql = f"SELECT {_LOG} FROM log WHERE data LIKE :text ESCAPE '!' ORDER BY id"
        found = [to_event(row) for row in self.execute(sql, {"text": containing(written)})]
        from incident_cli.core.redact import texts

        return [event for event in found if any(text in each for each in texts(event.data))]

    def next_incident(self) -> int:
        """The number after the highest ever given, undone incidents included."""
        return self._next("SELECT max(incident) FROM log", {})

    def next_entry(self, incident: int) -> int:
        """The entry number after the highest ever given in an incident."""
        return self._next("SELECT max(entry) FROM log WHERE incident = :id", {"id": incident})

    def next_action(self, incident: int) -> int:
        """The number of an action after the highest ever given in an incident."""
        return 1 + max((event.data["action"] for event in self.action_rows(incident)), default=0)

    def action_rows(self, incident: int) -> list[Event]:
        """The rows about the actions of an incident, voided ones included, in log order."""
        which = "incident = :id AND entry IS NULL AND kind = 'action_changed'"
        rows = self.execute(f"SELECT {_LOG} FROM log WHERE {which} ORDER BY id", {"id": incident})
        return [to_event(row) for row in rows]

    def next_server(self) -> int:
        """The server id after the highest ever given."""
        return self._next("SELECT max(server) FROM log", {})

    def _next(self, sql: str, parameters: Mapping[str, Any]) -> int:
        return int(self.execute(sql, parameters)[0][0] or 0) + 1

    def taken(self, incident: int) -> bool:
        """Whether an incident number was ever given."""
        return bool(self.execute("SELECT 1 FROM log WHERE incident = :id LIMIT 1", {"id": incident}))

    # -- keys --------------------------------------------------------------------------------

    def open_with_key(self, key: str, now: datetime) -> list[int]:
        """The open incidents that a key names, the newest first: one, unless an older one was reopened since."""
        from incident_cli.store.finding import OPEN

        sql = f"SELECT id FROM incident WHERE key = :key AND key <> '' AND {OPEN} ORDER BY id DESC"
        return [row[0] for row in self.execute(sql, {"key": key, "now": instant.text(now)})]

    def entry_with_key(self, key: str, incident: int | None = None) -> tuple[int, int, int] | None:
        """The latest line that a key names, as (incident, entry, log id): of one incident, or of any.

        The key of an opening names the incident, not a line.
        """
        which = "AND number > 0" if incident is None else "AND number > 0 AND incident = :id"
        sql = f"SELECT incident, number, id FROM entry WHERE key = :key AND key <> '' {which} ORDER BY id DESC LIMIT 1"
        rows = self.execute(sql, {"key": key} if incident is None else {"key": key, "id": incident})
        return (rows[0][0], rows[0][1], rows[0][2]) if rows else None

    # -- imports -----------------------------------------------------------------------------

    def imports(self) -> bool:
        """Whether anything was ever imported."""
        return bool(self.execute("SELECT 1 FROM incident WHERE external_id <> '' LIMIT 1", {}))

    def imported(self, source: str, external_id: str) -> int | None:
        """The incident that has this id in a source that was imported; None where there is none."""
        sql = "SELECT id FROM incident WHERE source = :source AND external_id = :external_id AND external_id <> ''"
        rows = self.execute(sql, {"source": source, "external_id": external_id})
        return int(rows[0][0]) if rows else None

    def last(self) -> int:
        """The id of the last row of the log; 0 for an empty one."""
        return int(self.execute("SELECT max(id) FROM log", {})[0][0] or 0)

    def page(self, after: int, until: int, limit: int) -> list[tuple[Any, ...]]:
        """Rows of the log as stored (`rows.LOG`), those behind an id up to another one, in order."""
        sql = f"SELECT {_LOG} FROM log WHERE id > :after AND id <= :until ORDER BY id LIMIT :limit"
        return list(self.execute(sql, {"after": after, "until": until, "limit": limit}))

    # -- servers -----------------------------------------------------------------------------

    def servers(self) -> dict[int, Server]:
        """All servers by id, in the order that people gave them, then by name."""
        rows = self.execute(f'SELECT {_SERVER} FROM server ORDER BY "order", name, id', {})
        return {row[0]: to_server(row) for row in unsealed("server", rows)}

    def claims(self) -> list[tuple[int | None, Claim]]:
        """Every claim ever made as (incident, claim); of `server set` the incident is None."""
        sql = f"SELECT {_CLAIMS} FROM claim ORDER BY since, log, incident"
        return _by_incident(self.execute(sql, {}))

    def holding(self, at: datetime, servers: Iterable[int]) -> list[tuple[int | None, Claim]]:
        """The claims that hold at an instant, what was left standing included, as (incident, claim).

        They tell the states of these servers then, at a cost that does not grow with their history.
        """
        return [(row[-2], to_claim(row)) for row in self.held_at(at, servers)]

    def held_at(self, at: datetime, servers: Iterable[int]) -> list[Sequence[Any]]:
        """The same, as rows of `SEALED`."""
        ids = ", ".join(str(int(server)) for server in servers)
        parts = [
            f"SELECT {_CLAIMS} FROM claim WHERE claim.server IN ({ids}) AND claim.since <= :at AND claim.until {held}"
            for held in ("IS NULL", "> :at")  # apart, so that each has its index
        ]
        sql = f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS claim ORDER BY since, log, incident"
        return unsealed("claim", self.execute(sql, {"at": instant.text(at)})) if ids else []

    def lately(self, at: datetime, servers: Sequence[int]) -> list[tuple[int | None, Claim]]:
        """The claims that tell in which state each server is at an instant, and since when, as (incident, claim)."""
        from incident_cli.store import states

        return states.lately(self, at, servers)

    def combined(
        self, since: datetime, until: datetime, servers: Sequence[int]
    ) -> Iterator[tuple[int, list[Span[datetime]]]]:
        """The combined states of each server in [since, until), from its first record on; none where there is none.

        Server by server: there may be hundreds of thousands of claims, and only those of one are in memory at a time.
        """
        from incident_cli.store import states

        return states.combined(self, since, until, servers)

    def claims_of(self, server: int) -> list[tuple[int | None, Claim]]:
        """Every claim ever made of a server as (incident, claim), in the order of `claims`."""
        sql = f"SELECT {_CLAIMS} FROM claim WHERE server = :server ORDER BY since, log, incident"
        return _by_incident(self.execute(sql, {"server": server}))

    def claims_at(self, at: datetime, servers: Iterable[int]) -> list[tuple[int | None, Claim]]:
        """The claims of open incidents on some servers at an instant, as (incident, claim)."""
        found = []
        for server in servers:
            sql = (
                f"SELECT {_CLAIMS} FROM claim WHERE server = :server AND standing = 0"
                " AND since <= :at AND (until IS NULL OR until > :at) ORDER BY since, incident"
            )
            rows = self.execute(sql, {"server": server, "at": instant.text(at)})
            found += _by_incident(rows)
        return found

    def _claims(self, which: str, parameters: Mapping[str, Any]) -> list[Claim]:
        sql = f"SELECT {_CLAIMS} FROM claim WHERE {which} ORDER BY since, server, standing"
        return [to_claim(row) for row in unsealed("claim", self.execute(sql, parameters))]

    # -- across incidents --------------------------------------------------------------------

    def find(self, wanted: Filter) -> Iterator[Summary]:
        """The incidents that a filter asks for; fetched now, decoded as they are taken."""
        from incident_cli.store import finding

        return finding.find(self, wanted)

    def numbers(self, wanted: Filter) -> list[int]:
        """The numbers of the incidents that a filter asks for, in the order asked for."""
        from incident_cli.store import finding

        return finding.numbers(self, wanted)

    def count(self, wanted: Filter) -> int:
        """How many incidents a filter asks for, its limit apart; RECENT counts as ALL."""
        from incident_cli.store import finding

        return finding.count(self, wanted)

    def matches(self, found: Sequence[Summary]) -> dict[int, tuple[Match, ...]]:
        """By incident: where the text of the filter that found them stands.

        For each of its words the newest line in which it stands, the newest of these first; the title comes last.
        """
        from incident_cli.store import finding

        return finding.matches(self, found)

    def residuals(self) -> list[Summary]:
        """Incidents that left a risk behind."""
        rows = self.execute(f"SELECT {_HEAD} FROM incident WHERE residual <> '' ORDER BY id", {})
        return [Summary(to_incident(row[:-1]), row[-1]) for row in unsealed("incident", rows)]


def _by_incident(rows: Iterable[Sequence[Any]]) -> list[tuple[int | None, Claim]]:
    return [(row[-2], to_claim(row)) for row in unsealed("claim", rows)]
