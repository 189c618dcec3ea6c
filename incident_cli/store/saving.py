"""The derived tables, brought from some values of incidents to others: for each table what differs, many rows at once.

The statements do not grow with the rows that differ: an incident of a thousand lines, or a hundred incidents in which
a name stands, cost no more of them than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from incident_cli.core.model import Entry, Incident, Kind
from incident_cli.core.record import NamedTuple
from incident_cli.store import rows
from incident_cli.store.groups import groups
from incident_cli.store.view import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Row = tuple[Any, ...]

_HEADER = (*rows.INCIDENT, "impact", "final", "ends_at", "seal")
_AT_ONCE = 500
"""Numbers in one statement."""


class Change(NamedTuple):
    """An incident before and after, and the titles that it is shown with.

    Both are whole; or they are heads, of which the new one has the new lines: then the title is the same.
    """

    old: Incident
    new: Incident
    was: str
    title: str

    @property
    def number(self) -> int:
        """Of the incident, which may be gone, or not have been."""
        return self.new.id or self.old.id

    @property
    def whole(self) -> bool:
        """Whether these are more than heads."""
        return 0 in self.old.entries or 0 in self.new.entries


def save(view: View, changes: Sequence[Change]) -> None:
    """Write what differs. The log has it already."""
    for change in changes:
        view.forget(change.number)
    _save_incidents(view, changes)
    _save_entries(view, changes)
    _save_claims(view, changes)
    _save_actions(view, changes)
    _save_touched(view, changes)
    _save_figures(view, changes)
    _index(view, changes)


def _save_incidents(view: View, changes: Sequence[Change]) -> None:
    delete(view, "incident", "id", [change.old.id for change in changes if change.whole and change.old.exists])
    whole = [change for change in changes if change.whole and change.new.exists]
    fill(view, "incident", [rows.incident_values(change.new, change.title) for change in whole])
    assignments = ", ".join(f"{name} = :{name}" for name in _HEADER if name != "id")
    for change in changes:
        if not change.whole and change.new.exists:
            row = rows.named("incident", rows.incident_values(change.new, change.title))
            view.execute(f"UPDATE incident SET {assignments} WHERE id = :id", row)


def _save_entries(view: View, changes: Sequence[Change]) -> None:
    """An entry may keep its number and have another id: when the row that first made it was voided."""
    gone: list[int] = []
    more: list[Row] = []
    for old, new, *_ in changes:
        before, now = old.entries, new.entries
        kept = {entry.id for number, entry in now.items() if before.get(number) == entry}
        gone += [entry.id for entry in before.values() if entry.id not in kept]
        more += [rows.entry_values(entry, new.id) for entry in now.values() if entry.id not in kept]
    delete(view, "entry", "id", gone)
    fill(view, "entry", more)


def _save_claims(view: View, changes: Sequence[Change]) -> None:
    gone = [(old.id, claim) for old, new, *_ in changes for claim in _behind(old.standing.claims, new.standing.claims)]
    for some in groups(gone, _AT_ONCE):
        since = {f"c{place}": rows.plain(claim.since) for place, (_, claim) in enumerate(some)}
        which = ", ".join(
            f"({incident}, {claim.server}, {int(claim.standing)}, :c{place})"
            for place, (incident, claim) in enumerate(some)
        )
        incidents = _listed({incident for incident, _ in some})
        sql = (
            f"DELETE FROM claim WHERE incident IN ({incidents})"
            f" AND (incident, server, standing, since) IN (VALUES {which})"
        )
        view.execute(sql, since)
    made = [(new.id, claim) for old, new, *_ in changes for claim in _behind(new.standing.claims, old.standing.claims)]
    fill(view, "claim", [rows.claim_values(claim, incident) for incident, claim in made])


def _behind(some: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """Those that are not among others, in order."""
    known = set(others)
    return [each for each in some if each not in known]


def _save_actions(view: View, changes: Sequence[Change]) -> None:
    gone: list[tuple[int, int]] = []
    more: list[Row] = []
    for old, new, *_ in changes:
        before, now = old.actions, new.actions
        numbers = sorted(number for number in before.keys() | now.keys() if before.get(number) != now.get(number))
        gone += [(old.id, number) for number in numbers if number in before]
        more += [rows.action_values(now[number], new.id) for number in numbers if number in now]
    _delete_pairs(view, "action", "number", gone)
    fill(view, "action", more)


def _save_touched(view: View, changes: Sequence[Change]) -> None:
    gone = [(old.id, server) for old, new, *_ in changes for server in sorted(set(old.servers) - set(new.servers))]
    more = [(server, new.id) for old, new, *_ in changes for server in sorted(set(new.servers) - set(old.servers))]
    _delete_pairs(view, "touched", "server", gone)
    if more:
        view.fill("touched", ("server", "incident"), more)


def _save_figures(view: View, changes: Sequence[Change]) -> None:
    """See `projection` for what a head can tell of its figures."""
    gone: list[int] = []
    more: list[Row] = []
    for change in changes:
        old, new = change.old, change.new
        if not change.whole:
            if new.ended_at is not None:
                _count_on(view, new)
            elif old.ended_at is not None:
                gone.append(old.id)
            continue
        before, now = rows.figure_values(old), rows.figure_values(new)
        if before != now:
            gone += [old.id] if before is not None else []
            more += [now] if now is not None else []
    delete(view, "figure", "incident", gone)
    fill(view, "figure", more)


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


def _index(view: View, changes: Sequence[Change]) -> None:
    """Tell full-text search what differs."""
    gone: dict[int, str] = {}
    more: dict[int, str] = {}
    for change in changes:
        was = dict(_texts(change.old.entries, change.was))
        now = dict(_texts(change.new.entries, change.title))
        gone |= {entry: text for entry, text in was.items() if now.get(entry) != text}
        more |= {entry: text for entry, text in now.items() if was.get(entry) != text}
    if gone or more:
        view.search.replace(gone, more)


def _texts(entries: Mapping[int, Entry], title: str) -> Iterator[tuple[int, str]]:
    """The texts by which entries are found; the opening is found by the title."""
    for entry in entries.values():
        if not entry.deleted:
            yield entry.id, entry.text if entry.number else title


def delete(view: View, table: str, column: str, numbers: Sequence[int]) -> None:
    """Delete rows by a number."""
    for some in groups(numbers, _AT_ONCE):
        view.execute(f"DELETE FROM {table} WHERE {column} IN ({_listed(some)})", {})


def _delete_pairs(view: View, table: str, column: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Delete rows by their incident and another number."""
    for some in groups(pairs, _AT_ONCE):
        which = ", ".join(f"({incident}, {number})" for incident, number in some)
        incidents = _listed({incident for incident, _ in some})
        sql = f"DELETE FROM {table} WHERE incident IN ({incidents}) AND (incident, {column}) IN (VALUES {which})"
        view.execute(sql, {})


def fill(view: View, table: str, told: list[Row]) -> None:
    """Put rows of `rows.SEALED` into their table."""
    if told:
        view.fill(table, (*rows.SEALED[table], "seal"), told)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in sorted(numbers))
