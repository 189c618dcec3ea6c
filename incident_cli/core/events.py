"""The log: one row for everything that happens. The kinds, what each carries, and its JSON.

Kind, what the row is about, and its data (fields are left out when empty):

- `opened` (entry 0): title kind label zone severity impact tags links key key_time status states
  impact_began_at detected_at acknowledged_at planned_from planned_until affected relate
- `added` (entry): kind text status states links guess key key_time, and of a command
  argv exit_code signal duration_s left_out_bytes (`model.Ran`; all of them but an empty signal or a null exit code)
- `added` (entry) of a line that was moved here: `moved_from` (its address before), and what is true of it still:
  author host recorded_at edited
- `opened`, `added`, `closed`, `reopened` and `postmortem_stored` of an import: also external_id, and whose line it is
  in the source: author host (empty where it does not say). Their `recorded_at` is when the source wrote them.
  `closed` has kind `note` where the source names an end that no line of it tells
- `closed` (entry): text status states keep residual links key key_time duplicate_of
- `reopened` (entry): text status states links key key_time
- `edited` (entry): the fields that change: at kind text status states links guess duplicate_of
- `edited` (incident): the fields that change: title label zone severity impact tags links
  impact_began_at detected_at acknowledged_at planned_from planned_until residual, and the other incidents
  (numbers) that it is linked with from here on, or no longer: relate unrelate duplicate unduplicate.
  Every link has two ends, and one command writes both: the duplicate's end is the `duplicate_of` of its closing
- `retracted` (entry): why; null takes it back
- `deleted` (entry): moved_to: where the line stands now, if it was moved
- `postmortem_stored` (entry): text document
- `state_set` (server): state note
- `server_changed` (server): the fields that change: name group description order retired source external_id
- `action_changed` (incident): action (its number in the incident), and the fields that change: text owner due (a day:
  2014-02-20) kind (`actions.ActionKind`) priority state (open, done, dropped; `at` is when) why. The row that adds an
  action alone has a text and a state, and may have key key_time, and of an import author external_id
- `imported` (incident): source external_id raw: by the first two it is known again; raw is what the format keeps of
  its source to write it out again. The rows of the same command are what the source told
- `voided` (incident or server): batch: the rows of that command about the same one, as far as they were written,
  no longer count. To void an undo is to redo
- `redacted` (entry, or incident): nothing, or the action; tells when and by whom the rows of an entry or an action
  were redacted. Those rows have a field `redacted` (who, when) before their others, and `[redacted]` in the place of
  the secret

`added` and `closed` rows that waited in an outbox have besides: arrived_at, when the server had them at last.

`at` of a row is when the thing happened (of an `opened` incident: its beginning; of a planned
maintenance: its announcement). In `data` instants are UTC text, states are `{server id: state}`
and lists are lists. An edit's null clears the field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from incident_cli.core import instant, jsontext
from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Kind, Severity, State, Status
from incident_cli.core.record import NamedTuple, StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class EventKind(StrEnum):
    """What a log row says."""

    OPENED = "opened"
    ADDED = "added"
    EDITED = "edited"
    RETRACTED = "retracted"
    DELETED = "deleted"
    CLOSED = "closed"
    REOPENED = "reopened"
    STATE_SET = "state_set"
    SERVER_CHANGED = "server_changed"
    ACTION_CHANGED = "action_changed"
    POSTMORTEM_STORED = "postmortem_stored"
    IMPORTED = "imported"
    VOIDED = "voided"
    REDACTED = "redacted"


class Event(NamedTuple):
    """One row of the log. `decide` fills the first six fields; the store adds the rest (the stamp).

    `data` holds decoded values: instants as datetimes, vocabularies as enums, states as pairs.
    """

    kind: EventKind
    at: datetime
    data: Mapping[str, Any] = {}
    incident: int | None = None
    entry: int | None = None
    server: int | None = None
    id: int = 0
    event_id: str = ""
    batch: str = ""
    recorded_at: datetime | None = None
    author: str = ""
    host: str = ""

    @property
    def written_at(self) -> datetime:
        """When the row was recorded; a row not stored yet has no such instant (ValueError)."""
        if self.recorded_at is None:
            raise ValueError("this event is not stored yet")
        return self.recorded_at

    def arriving(self, at: datetime) -> Event:
        """The same, if it tells of a line, as one that waited in an outbox until an instant."""
        lines = (EventKind.ADDED, EventKind.CLOSED)
        return self._replace(data={**self.data, "arrived_at": at}) if self.kind in lines else self

    @property
    def known_at(self) -> datetime:
        """When the log had the row: later than it was recorded, if it waited in an outbox."""
        arrived: datetime = self.data.get("arrived_at", self.written_at)
        return max(arrived, self.written_at)

    @property
    def command(self) -> str:
        """The command that wrote the row: its first commit has its name for a batch, then come NAME+1, …"""
        return self.batch.partition("+")[0]

    @property
    def address(self) -> str:
        """What of an incident the row is about: `168`, its line `168.4`, or its action `168.a3`."""
        action = self.data.get("action")
        place = f".{self.entry}" if self.entry is not None else f".a{action}" if action is not None else ""
        return f"{self.incident}{place}"


_INSTANTS = {
    "at",
    "recorded_at",
    "impact_began_at",
    "detected_at",
    "acknowledged_at",
    "planned_from",
    "planned_until",
    "arrived_at",
}
_LISTS = {"affected", "tags", "links", "argv", "relate", "unrelate", "duplicate", "unduplicate"}


def encode(data: Mapping[str, Any], write: Callable[[Any], str] = jsontext.write) -> str:
    """The JSON text of an event's data; keys stay in the order of the event. write: another writer of the same text."""
    return write({key: value if isinstance(value, str) else _plain(key, value) for key, value in data.items()})


def _plain(key: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return instant.text(value)
    if isinstance(value, date):
        return value.isoformat()
    if key == "states" and value is not None:
        return {str(server): state for server, state in value}
    return list(value) if isinstance(value, tuple) else value


def decode(text: str, *, of_entry: bool, of_action: bool = False) -> dict[str, Any]:
    """The data of a row from its JSON text; `of_entry` tells an entry's `kind` from an incident's, and `of_action` both
    from an action's.

    Raises ValueError (KeyError, TypeError) where the text is not what this program writes.
    """
    if of_action:
        from incident_cli.core.actions import decoded

        return decoded(jsontext.read(text))
    return {key: _value(key, value, of_entry=of_entry) for key, value in jsontext.read(text).items()}


def _value(key: str, value: Any, *, of_entry: bool) -> Any:
    if value is None:
        return None
    if key in _INSTANTS:
        return instant.parse(value)
    if key in _LISTS:
        return tuple(value)
    if key == "states":
        return tuple((int(server), State(state)) for server, state in value.items())
    if key == "kind":
        return EntryKind(value) if of_entry else Kind(value)
    read = _READERS.get(key)
    return read(value) if read else value


_READERS: Mapping[str, Any] = {
    "status": Status,
    "state": State,
    "impact": Impact,
    "severity": Severity,
    "document": DocumentStatus,
}


def compact(**fields: Any) -> dict[str, Any]:
    """The fields that say something: empty texts, empty lists, False and None are left out."""
    return {key: value for key, value in fields.items() if value not in ("", None, False, ())}
