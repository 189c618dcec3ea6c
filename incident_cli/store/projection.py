"""The derived tables kept equal to the fold: what new rows of the log change, and into what.

One way for every change: for plain lines the old value is a head and the new one that head with the lines applied;
after anything else both are whole. `saving.py` writes the difference. Of what is new altogether, and comes in masses,
`bulk.py` writes the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from incident_cli.core import phrase
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import apply, fold, plain
from incident_cli.core.model import EMPTY, Incident, Kind, Server
from incident_cli.store import rows
from incident_cli.store.groups import groups
from incident_cli.store.saving import Change, delete, fill, save
from incident_cli.store.view import View

AT_ONCE = 200
"""Incidents that are read whole, and derived again, at once."""


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
    changed = carry_on(view, by_incident)
    for server in renamed:
        retitle(view, server)
    return changed


def carry_on(view: View, news: Mapping[int, Sequence[Event]]) -> dict[int, Incident]:
    """Bring incidents up to their new rows: by these alone where all are plain, else by their whole logs."""
    changed: dict[int, Incident] = {}
    for some in groups(list(news), AT_ONCE):
        if len(some) > 1:
            view.glance(some)
        moved = {number: _moved(view, number, news[number]) for number in some}
        save(view, [change for change in moved.values() if change is not None])
        others = [number for number, change in moved.items() if change is None]
        whole = refold(view, others) if others else {}
        changed |= {number: whole[number] if change is None else change.new for number, change in moved.items()}
    return changed


def _moved(view: View, number: int, new: Sequence[Event]) -> Change | None:
    """What plain rows do to a head; None where that needs the whole of it."""
    old = view.head(number)
    if old is not None and any(event.kind is EventKind.ACTION_CHANGED for event in new):
        old = old._replace(actions=view.actions(number))
    now = old
    for event in new:
        if now is None or not plain(now, event):
            return None
        now = apply(now, event)
    if old is None or now is None or not _figured(old, now, new):
        return None
    title = view.headline(number)
    return Change(old, now, title, title)


def _figured(old: Incident, now: Incident, new: Sequence[Event]) -> bool:
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


def refold(view: View, numbers: Sequence[int]) -> dict[int, Incident]:
    """Derive incidents again from their logs. Raises Unsound for a log that tells what cannot be."""
    found: dict[int, Incident] = {}
    names = phrase.server_names(view.servers())
    for some in groups(numbers, AT_ONCE):
        olds = {summary.incident.id: summary for summary in view.whole(some)}
        changes = []
        for number, log in view.logs_by(some).items():
            new = _told(log)
            old, was = olds.get(number, (EMPTY, ""))
            changes.append(Change(old, new, was, phrase.headline(new, names) if new.exists else ""))
            found[number] = new
        save(view, changes)
    return found


def _told(log: Iterable[Event]) -> Incident:
    try:
        return fold(log)
    except ValueError as error:
        raise rows.Unsound(str(error)) from error


def derive_servers(view: View, numbers: Iterable[int]) -> list[int]:
    """Derive servers again from their own rows; those whose name may stand in a title that must be made again."""
    from incident_cli.core import servers

    wanted = list(numbers)
    if not wanted:
        return []
    old, logs = view.servers(), view.server_logs(wanted)
    folded = {number: servers.fold(logs[number]) for number in wanted}
    delete(view, "server", "id", wanted)
    view.execute(f"DELETE FROM claim WHERE server IN ({', '.join(map(str, wanted))}) AND incident IS NULL", {})
    fill(view, "server", [rows.server_values(server) for server, _ in folded.values() if server is not None])
    said = [(id_, claim) for _, claims in folded.values() for id_, claim in claims]
    fill(view, "claim", [rows.claim_values(claim, None, id_) for id_, claim in said])
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
    found = [number for (number,) in view.execute(sql, {"states": f"%[{server},%"})]
    if found:
        refold(view, found)
