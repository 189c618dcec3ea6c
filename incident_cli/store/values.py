"""The values that go into a store and come out of it."""

from __future__ import annotations

from datetime import datetime

from incident_cli.core.events import Event
from incident_cli.core.model import Incident, Server
from incident_cli.core.record import NamedTuple


class Stamp(NamedTuple):
    """Who writes, and when: what the store adds to every event of one command.

    `batch` is unique and made by the writer once for the command, retries included: with it a
    retry can never double a row.
    """

    batch: str
    recorded_at: datetime
    author: str
    host: str


class Written(NamedTuple):
    """What a write did: the events as stored, and the incidents they changed.

    An incident is a head (no entries but the new ones) where the events were plain lines.
    headlines: their titles as shown; servers: all servers, as they are after the write; doubts: of a redaction, where
    what was taken out may stand yet.
    """

    events: tuple[Event, ...]
    incidents: dict[int, Incident]
    headlines: dict[int, str]
    servers: dict[int, Server]
    doubts: tuple[str, ...] = ()


class Loaded(NamedTuple):
    """What bulk work wrote: rows of the log, and the incidents that they are about."""

    rows: int
    incidents: int


class Info(NamedTuple):
    """Where a store is and what it holds. size: in bytes; schema: 0 for one not made yet; counts: rows by table.

    doubts: why exit code 0 may not mean there what it should.
    """

    location: str
    size: int
    schema: int
    counts: dict[str, int]
    doubts: tuple[str, ...] = ()
