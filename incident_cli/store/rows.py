"""Values of `core.model` <-> rows of the derived tables: instants as UTC text, lists as JSON, bools as 0/1.

Columns have the names of the fields, so that one list of names serves both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from zlib import crc32

from incident_cli.core import instant, jsontext
from incident_cli.core.events import Event, EventKind, decode, encode
from incident_cli.core.measure import Metrics, end_of, metrics
from incident_cli.core.model import (
    Claim,
    DocumentStatus,
    Entry,
    EntryKind,
    Impact,
    Incident,
    Kind,
    Ran,
    Server,
    Severity,
    Standing,
    State,
    States,
    Status,
    Verb,
)
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.actions import Action

    Row = Sequence[Any]

_HEADER = tuple(name for name in Incident._fields if name not in ("standing", "entries", "actions"))
_STANDING = tuple(name for name in Standing._fields if name != "claims")
INCIDENT = _HEADER + _STANDING
ENTRY = Entry._fields
CLAIM = Claim._fields
SERVER = Server._fields
ACTION = (
    *("number", "text", "created_at", "owner", "due", "kind", "priority"),
    *("state", "done_at", "why", "author", "key", "external_id"),
)
"""The fields of an action (`core/actions.py`, which few commands import)."""
FIGURE = (
    *("incident", "began_at", "severity", "tags", "servers", "updates"),
    *(name.removesuffix("_s") + "_ms" for name in Metrics._fields),
)
"""The figures of an incident that ended, in milliseconds, and what they are grouped by."""
LOG = ("id", "event_id", "batch", "incident", "entry", "server", "kind", "at", "recorded_at", "author", "host", "data")

SEALED = {
    "incident": (*INCIDENT, "impact", "final", "ends_at", "headline"),
    "entry": (*ENTRY, "incident"),
    "claim": (*CLAIM, "incident", "log"),
    "server": SERVER,
    "action": (*ACTION, "incident"),
    "figure": FIGURE,
}
"""The columns of the derived tables that a row's seal covers; `seal` itself comes after them."""


_FORMS = {table: "\x1f".join(["%s"] * len(names)) for table, names in SEALED.items()}


class Unsound(ValueError):
    """A row that is not what this program wrote: the file is damaged, or somebody changed it."""


def seal(values: Iterable[Any]) -> int:
    """The checksum of the columns of a row: SQLite finds damage to its pages, but none to what stands in a row."""
    return crc32("\x1f".join(map(str, values)).encode())


def named(table: str, values: Row) -> dict[str, Any]:
    """The columns of a row, by their names, with its seal behind them."""
    return dict(zip((*SEALED[table], "seal"), values, strict=True))


def _sealed(*values: Any) -> tuple[Any, ...]:
    return (*values, seal(values))


def unsealed(table: str, found: Iterable[Row]) -> list[Row]:
    """Rows of `SEALED` and the seal, without it. Raises Unsound for one that the seal does not fit."""
    return [row[:-1] for row in sound(table, list(found))]


def sound(table: str, found: Sequence[Row]) -> Sequence[Row]:
    """The same rows, once the seal of each fits. Raises Unsound.

    A format writes what `seal` joins, twice as fast: there may be hundreds of thousands.
    """
    from zlib import crc32

    form = _FORMS[table]
    for row in found:
        if crc32((form % row[:-1]).encode()) != row[-1]:
            raise Unsound(f"a row of the table {table} does not fit its checksum")
    return found


def plain(value: Any) -> Any:
    """A value as SQL holds it."""
    if isinstance(value, datetime):
        return instant.text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple):
        return jsontext.write(value) if value else ""
    return str(value) if isinstance(value, str) else value


def incident_values(incident: Incident, headline: str) -> tuple[Any, ...]:
    """The columns of an incident in the order of `SEALED`, and the seal."""
    header = [plain(getattr(incident, name)) for name in _HEADER]
    standing = [plain(getattr(incident.standing, name)) for name in _STANDING]
    final, ends_at = int(incident.status.final), plain(_ends_at(incident))
    return _sealed(*header, *standing, str(incident.impact), final, ends_at, headline)


def _ends_at(incident: Incident) -> datetime | None:
    """Its end; for a maintenance left to the clock the planned one, which queries compare with now."""
    planned = incident.planned_until
    return incident.ended_at if planned is None else end_of(incident, planned)


def to_incident(
    row: Row,
    claims: Iterable[Claim] = (),
    entries: Mapping[int, Entry] | None = None,
    actions: Mapping[int, Action] | None = None,
) -> Incident:
    """An incident (a head, when no entries are given) from the columns `INCIDENT`."""
    header = dict(zip(_HEADER, row, strict=False))
    standing = dict(zip(_STANDING, row[len(_HEADER) :], strict=False))
    for name in ("impact_began_at", "detected_at", "acknowledged_at", "planned_from", "planned_until", "updated_at"):
        header[name] = _instant(header[name])
    for name in ("began_at", "ended_at", "last_word_at", "last_at"):
        standing[name] = _instant(standing[name])
    header["kind"] = Kind(header["kind"])
    header["severity"] = Severity(header["severity"]) if header["severity"] else None
    header["impact_set"] = Impact(header["impact_set"]) if header["impact_set"] else None
    for name in ("tags", "links", "related", "duplicates", "affected"):
        header[name] = _list(header[name])
    standing["status"], standing["worst"] = Status(standing["status"]), State(standing["worst"])
    standing["by_hand"], standing["servers"] = bool(standing["by_hand"]), _list(standing["servers"])
    told = Standing(**standing, claims=tuple(claims))
    return Incident(**header, standing=told, entries=entries or {}, actions=actions or {})


def figure_values(incident: Incident) -> tuple[Any, ...] | None:
    """The columns of the figures of a whole incident, and the seal; None while it is open, and of a maintenance.

    From its end on they do not depend on the clock. Whole milliseconds: as exact as the instants, and soon summed.
    """
    if incident.kind is not Kind.INCIDENT or incident.ended_at is None:
        return None
    told = (incident.began_at, incident.severity, incident.tags, incident.servers)
    updates = sum(entry.word for entry in incident.entries.values())
    figures = (value if value is None else round(value * 1000) for value in metrics(incident, incident.ended_at))
    return _sealed(incident.id, *map(plain, told), updates, *figures)


def entry_values(entry: Entry, incident: int) -> tuple[Any, ...]:
    """The columns of an entry in the order of `SEALED`, and the seal. Each by itself: there may be millions."""
    (number, id_, kind, verb, at, recorded_at, author, host, text, status, states, links, guess, retracted, edited) = (
        entry[:15]
    )
    deleted, keep, key, document, ran, duplicate_of, external_id, retracted_at = entry[15:]
    happened = instant.text(at)
    return _sealed(
        number,
        id_,
        str(kind),
        str(verb),
        happened,
        happened if recorded_at == at else instant.text(recorded_at),
        author,
        host,
        text,
        status and str(status),
        jsontext.write(states) if states else "",
        jsontext.write(links) if links else "",
        int(guess),
        retracted,
        int(edited),
        int(deleted),
        int(keep),
        key,
        document and str(document),
        jsontext.write(ran) if ran else None,
        duplicate_of,
        external_id,
        retracted_at and instant.text(retracted_at),
        incident,
    )


def to_entry(row: Row) -> Entry:
    """An entry from the columns `ENTRY`."""
    number, id_, kind, verb, at, recorded_at, author, host, text, status, states, links = row[:12]
    guess, retracted, edited, deleted, keep, key, document, ran, duplicate_of, external_id, retracted_at = row[12:23]
    return Entry(
        number,
        id_,
        EntryKind(kind),
        Verb(verb),
        instant.parse(at),
        instant.parse(recorded_at),
        author,
        host,
        text,
        Status(status) if status else None,
        _states(states),
        _list(links),
        bool(guess),
        retracted,
        bool(edited),
        bool(deleted),
        bool(keep),
        key,
        DocumentStatus(document) if document else None,
        _ran(ran),
        duplicate_of,
        external_id,
        _instant(retracted_at),
    )


def claim_values(claim: Claim, incident: int | None, log: int = 0) -> tuple[Any, ...]:
    """The columns of a claim in the order of `SEALED`, and the seal. log: the row of a `server set`."""
    return _sealed(*map(plain, claim), incident, log)


def to_claim(row: Row) -> Claim:
    """A claim from the columns `CLAIM`."""
    server, state, since, until, standing = row[:5]
    return Claim(server, State(state), instant.parse(since), _instant(until), bool(standing))


def server_values(server: Server) -> tuple[Any, ...]:
    """The columns of a server in the order of `SEALED`, and the seal."""
    return _sealed(*map(plain, server))


def to_server(row: Row) -> Server:
    """A server from its columns, in the order of the fields of `Server`."""
    id_, name, group, description, order, retired, source, external_id = row
    return Server(id_, name, group, description, order, bool(retired), source, external_id)


def action_values(action: Action, incident: int) -> tuple[Any, ...]:
    """The columns of an action in the order of `SEALED`, and the seal."""
    return _sealed(*map(plain, action), incident)


def to_action(row: Row) -> Action:
    """An action from the columns `ACTION`."""
    from incident_cli.core.actions import Action, ActionKind, ActionState, Priority

    number, text, created_at, owner, due, kind, priority, state, done_at, *rest = row[: len(ACTION)]
    return Action(
        number,
        text,
        instant.parse(created_at),
        owner,
        date.fromisoformat(due) if due else None,
        ActionKind(kind) if kind else None,
        Priority(priority) if priority else None,
        ActionState(state),
        _instant(done_at),
        *rest,
    )


def log_values(event: Event, write: Callable[[Any], str] = jsontext.write) -> tuple[Any, ...]:
    """The columns `LOG` of a row; `id` 0 lets the store number it. Raises Usage for a NUL in a text.

    write: JSON's own writer, where there are many.
    """
    kind, at, data, incident, entry, server, id_, event_id, batch, recorded_at, author, host = event
    happened = instant.text(at)
    written = happened if recorded_at == at else plain(recorded_at)
    columns = (event_id, batch, incident, entry, server, str(kind), happened, written, author, host)
    said = encode(data, write)
    if "\\u0000" in said and "\\u0000" in said.replace("\\\\", ""):  # JSON hides a NUL from the file's own CHECK
        raise Usage("a text contains a NUL character; nothing was saved")
    comma = "" if said == "{}" else ","
    return (id_ or None, *columns, f"{said[:-1]}{comma}{_SUM}{seal((*columns, said))}}}")


def log_row(event: Event) -> dict[str, Any]:
    """The same, by the names of the columns."""
    return dict(zip(LOG, log_values(event), strict=True))


_SUM = '"sum":'
"""The last field of a log row's data, and no part of the event: the row's seal. Its quotes stand in no text of JSON."""


def to_event(row: Row, *, checked: bool = False) -> Event:
    """A log row as an event. Raises Unsound where it is not what this program writes.

    checked: it is known to fit its checksum.
    """
    try:
        if not (checked or intact(row)):
            raise ValueError("it does not fit its checksum")
        return _event(row)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise Unsound(f"row {row[0]} of the log cannot be read: {error}") from error


def _event(row: Row) -> Event:
    id_, event_id, batch, incident, entry, server, kind, at, recorded_at, author, host, written = row
    data, found, _ = written.rpartition(_SUM)
    data = data.removesuffix(",") + "}" if found else written  # a row that somebody added by hand has none
    event_kind = EventKind(kind)
    of_entry = entry is not None and event_kind is not EventKind.OPENED
    return Event(
        event_kind,
        instant.parse(at),
        decode(data, of_entry=of_entry, of_action=event_kind is EventKind.ACTION_CHANGED),
        incident,
        entry,
        server,
        id_,
        event_id,
        batch,
        instant.parse(recorded_at),
        author,
        host,
    )


def intact(row: Row) -> bool:
    """Whether a log row fits its checksum; one that has none was added by hand."""
    data, found, total = row[-1].rpartition(_SUM)
    return not found or total == f"{seal([*row[1:-1], data.removesuffix(',') + '}'])}}}"


def respelled(data: str) -> str:
    """The JSON of a row's data as this program writes it; what is none stays as it is."""
    try:
        return jsontext.write(jsontext.read(data))
    except (ValueError, RecursionError):
        return data


def _instant(text: str | None) -> datetime | None:
    return instant.parse(text) if text else None


def _list(text: str) -> tuple[Any, ...]:
    return tuple(jsontext.read(text)) if text else ()


def _ran(text: str | None) -> Ran | None:
    if not text:
        return None
    argv, *rest = jsontext.read(text)
    return Ran(tuple(argv), *rest)


def _states(text: str) -> States:
    return tuple((server, State(state)) for server, state in jsontext.read(text)) if text else ()
