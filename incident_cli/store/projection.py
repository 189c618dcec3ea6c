"""The derived tables kept equal to the fold: write the difference between two values of an incident.

One way for every change: for a plain line the old value is a head and the new one that head with the
line applied, so the difference is one entry; after an edit both are whole. Of what is new altogether, and comes
in masses, `bulk.py` writes the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from incident_cli.core import phrase
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import apply, fold, plain
from incident_cli.core.model import EMPTY, Entry, Incident, Kind, Server
from incident_cli.store import rows
from incident_cli.store.view import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HEADER = (*rows.INCIDENT, "impact", "final", "ends_at", "seal")


def derive(view: View, events: Iterable[Event]) -> dict[int, Incident]:
    """Bring the derived tables up to what the log says after new rows; the incidents they changed.

    Incidents come back as heads where every row was plain, else whole.
    """
    new = list(events)
    touched = dict.fromkeys(e.server for e in new if e.server is not None and e.incident is None)
    renamed = derive_servers(view, touched)
    by_incident: dict[int, list[Event]] = {}
    for event in new:
        if event.incident is not None:
            by_incident.setdefault(event.incident, []).append(event)
    changed = {number: _incident(view, number, rows) for number, rows in by_incident.items()}
    for server in renamed:
        retitle(view, server)
    return changed


def _incident(view: View, number: int, new: list[Event]) -> Incident:
    old = view.head(number)
    if old is not None and any(event.kind is EventKind.ACTION_CHANGED for event in new):
        old = old._replace(actions=view.actions(number))
    now = old
    for event in new:
        if now is None or not plain(now, event):
            return refold(view, number)
        now = apply(now, event)
    if old is None or now is None or not _figured(old, now, new):
        return refold(view, number)
    save(view, old, now)
    return now


def _figured(old: Incident, now: Incident, new: list[Event]) -> bool:
    """Whether its figures can be told without its lines: it has none yet, or new lines change none of them.

    Those behind its end, and behind all other lines, change none where a public word was said before; `updates` is
    counted on.
    """
    if now.ended_at is None or now.kind is not Kind.INCIDENT:
        return True
    last = old.standing.last_at
    if old.ended_at is None or last is None or old.standing.last_word_at is None:
        return False
    return all(event.kind is EventKind.ADDED and event.at >= last for event in new)


def refold(view: View, number: int) -> Incident:
    """Derive one incident again from its log. Raises Unsound."""
    old = view.incident(number) or EMPTY
    new = folded(view, number)
    save(view, old, new)
    return new


def folded(view: View, number: int) -> Incident:
    """The fold of an incident's log. Raises Unsound for a log that tells what cannot be."""
    try:
        return fold(view.log(incident=number))
    except ValueError as error:
        raise rows.Unsound(str(error)) from error


def save(view: View, old: Incident, new: Incident) -> None:
    """Write what differs between two values of one incident: a statement for each table, however many rows."""
    before = {number: _indexed(view, old, entry) for number, entry in old.entries.items()}
    if new.exists:
        _save_header(view, new)
    view.forget(new.id or old.id)
    _save_entries(view, old, new)
    if not new.exists and old.exists:
        view.execute("DELETE FROM incident WHERE id = :id", {"id": old.id})
    _save_claims(view, old, new)
    _save_actions(view, old, new)
    _save_touched(view, old, new)
    _save_figure(view, old, new)
    _index(view, before, old, new)


def _save_header(view: View, new: Incident) -> None:
    if 0 in new.entries:
        headline = phrase.headline(new, phrase.server_names(view.servers()))
        _upsert(view, "incident", rows.named("incident", rows.incident_values(new, headline)))
        return
    row = rows.named("incident", rows.incident_values(new, view.headline(new.id)))
    assignments = ", ".join(f"{name} = :{name}" for name in _HEADER if name != "id")
    view.execute(f"UPDATE incident SET {assignments} WHERE id = :id", row)


def _upsert(view: View, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name != "id")
    view.execute(f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET {changes}", row)


def _save_entries(view: View, old: Incident, new: Incident) -> None:
    """An entry may keep its number and have another id: when the row that first made it was voided."""
    changed = [entry for number, entry in new.entries.items() if old.entries.get(number) != entry]
    kept = {entry.id for number, entry in new.entries.items() if old.entries.get(number) == entry}
    _delete(view, "entry", "id", [entry.id for entry in old.entries.values() if entry.id not in kept])
    _fill(view, "entry", [rows.entry_values(entry, new.id) for entry in changed])


def _save_claims(view: View, old: Incident, new: Incident) -> None:
    known, now = set(old.standing.claims), set(new.standing.claims)
    gone = {f"c{number}": claim for number, claim in enumerate(known - now)}
    if gone:
        which = ", ".join(f"({claim.server}, {int(claim.standing)}, :{name})" for name, claim in gone.items())
        sql = f"DELETE FROM claim WHERE incident = :id AND (server, standing, since) IN (VALUES {which})"
        view.execute(sql, {"id": old.id} | {name: rows.plain(claim.since) for name, claim in gone.items()})
    made = [claim for claim in new.standing.claims if claim not in known]
    _fill(view, "claim", [rows.claim_values(claim, new.id) for claim in made])


def _save_actions(view: View, old: Incident, new: Incident) -> None:
    numbers = old.actions.keys() | new.actions.keys()
    changed = sorted(number for number in numbers if old.actions.get(number) != new.actions.get(number))
    _delete(view, "action", "number", [n for n in changed if n in old.actions], incident=old.id)
    _fill(view, "action", [rows.action_values(new.actions[n], new.id) for n in changed if n in new.actions])


def _delete(view: View, table: str, column: str, numbers: Iterable[int], incident: int | None = None) -> None:
    """Delete rows by their numbers: of the whole table, or of one incident."""
    listed = ", ".join(str(int(number)) for number in numbers)
    if listed:
        which = "" if incident is None else f" AND incident = {int(incident)}"
        view.execute(f"DELETE FROM {table} WHERE {column} IN ({listed}){which}", {})


def _fill(view: View, table: str, told: list[tuple[Any, ...]]) -> None:
    """Put rows of `rows.SEALED` into their table."""
    if told:
        view.fill(table, (*rows.SEALED[table], "seal"), told)


def _save_figure(view: View, old: Incident, new: Incident) -> None:
    """See `_figured` for what a head can tell of its figures."""
    if new.exists and 0 not in new.entries:
        if new.ended_at is not None:
            _count_on(view, new)
        elif old.ended_at is not None:
            _drop_figure(view, old)
        return
    before, now = rows.figure_values(old), rows.figure_values(new)
    if before is not None and before != now:
        _drop_figure(view, old)
    if now is not None and before != now:
        _fill(view, "figure", [now])


def _drop_figure(view: View, old: Incident) -> None:
    view.execute("DELETE FROM figure WHERE incident = :id", {"id": old.id})


def _count_on(view: View, head: Incident) -> None:
    """Lines behind the end: of the figures, the number of public updates grows."""
    words = sum(entry.word for entry in head.entries.values())
    if words and head.kind is Kind.INCIDENT:
        sql = f"SELECT {', '.join(rows.FIGURE)}, seal FROM figure WHERE incident = :id"
        for row in rows.unsealed("figure", view.execute(sql, {"id": head.id})):
            told = dict(zip(rows.FIGURE, row, strict=True))
            told["updates"] += words
            seal = rows.seal(told.values())
            counted = {"id": head.id, "updates": told["updates"], "seal": seal}
            view.execute("UPDATE figure SET updates = :updates, seal = :seal WHERE incident = :id", counted)


def _save_touched(view: View, old: Incident, new: Incident) -> None:
    before, now = set(old.servers), set(new.servers)
    _delete(view, "touched", "server", sorted(before - now), incident=old.id)
    if now - before:
        view.fill("touched", ("server", "incident"), [(server, new.id) for server in sorted(now - before)])


def _indexed(view: View, incident: Incident, entry: Entry) -> str | None:
    """The text by which full-text search finds an entry; the opening is found by the title."""
    if entry.deleted:
        return None
    return view.headline(incident.id) if entry.number == 0 else entry.text


def _index(view: View, before: Mapping[int, str | None], old: Incident, new: Incident) -> None:
    """Tell full-text search what differs."""
    was = {entry.id: before[number] for number, entry in old.entries.items()}
    now = {entry.id: _indexed(view, new, entry) for entry in new.entries.values()}
    differ = [entry for entry in was.keys() | now.keys() if was.get(entry) != now.get(entry)]
    gone = {entry: text for entry in differ if (text := was.get(entry)) is not None}
    more = {entry: text for entry in differ if (text := now.get(entry)) is not None}
    if differ:
        view.search.replace(gone, more)


def derive_servers(view: View, numbers: Iterable[int]) -> list[int]:
    """Derive servers again from their own rows; those whose name may stand in a title that must be made again."""
    from incident_cli.core import servers

    wanted = list(numbers)
    if not wanted:
        return []
    old, logs = view.servers(), view.server_logs(wanted)
    folded = {number: servers.fold(logs[number]) for number in wanted}
    _delete(view, "server", "id", wanted)
    view.execute(f"DELETE FROM claim WHERE server IN ({', '.join(map(str, wanted))}) AND incident IS NULL", {})
    _fill(view, "server", [rows.server_values(server) for server, _ in folded.values() if server is not None])
    said = [(id_, claim) for _, claims in folded.values() for id_, claim in claims]
    _fill(view, "claim", [rows.claim_values(claim, None, id_) for id_, claim in said])
    return [number for number in wanted if _renamed(old.get(number), folded[number][0], logs[number])]


def _renamed(old: Server | None, new: Server | None, log: Iterable[Event]) -> bool:
    if old is None and not any(event.kind is EventKind.VOIDED for event in log):
        return False  # just made: no title speaks of it yet
    return (old and old.name) != (new and new.name)


def retitle(view: View, server: int) -> None:
    """Make the titles again in which a server's name stands."""
    # Not by its claims: a state replaced in the instant it was claimed has none, and is in the title.
    sql = (
        "SELECT incident.id FROM incident JOIN entry ON entry.incident = incident.id AND entry.number = 0"
        " WHERE incident.title = '' AND entry.states LIKE :states"
    )
    for (number,) in view.execute(sql, {"states": f"%[{server},%"}):
        refold(view, number)
