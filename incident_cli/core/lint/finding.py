"""What a rule gives, and what it is given besides the incident."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from incident_cli.core.lint.expected import Expected
from incident_cli.core.model import Incident, Server
from incident_cli.core.record import NamedTuple
from incident_cli.core.zones import iso

GRACE = timedelta(minutes=2)
"""The clocks of several machines differ a little: up to this far ahead is now, as for a time that is typed."""


class Finding(NamedTuple):
    """One thing that wants mending.

    rule: its name, which stays the same; text: what is wrong, without a full stop; command: what mends it, where
    TEXT and TIME stand for what only a person knows. It is about an incident, one of its lines or actions, a server,
    or an incident and a server.
    """

    rule: str
    text: str
    command: str
    incident: int | None = None
    entry: int | None = None
    server: Server | None = None
    action: int | None = None

    @property
    def about(self) -> str:
        """The line, else the action, else the server, else the incident: `168.4`, `168.a3`, `web1`, `168`."""
        if self.entry is not None:
            return f"{self.incident}.{self.entry}"
        if self.action is not None:
            return f"{self.incident}.a{self.action}"
        return self.server.name if self.server else str(self.incident)


class Seen(NamedTuple):
    """What a rule knows besides the incident. zone: of the instants in commands.

    alone: one incident was asked for, so what is not due yet is told as well.
    """

    now: datetime
    zone: tzinfo
    expected: Expected
    alone: bool = False

    def typed(self, at: datetime) -> str:
        """An instant as it can be typed and copied: `2014-02-10T10:05:00+01:00`."""
        try:
            return iso(at, self.zone)
        except OverflowError:  # in the last hours of the calendar no other zone has a name for it
            from datetime import UTC

            return iso(at, UTC)


class Findings(NamedTuple):
    """The answer of `check`. headlines: the titles, by incident."""

    found: tuple[Finding, ...]
    headlines: dict[int, str]


def edit(incident: Incident, option: str, value: str) -> str:
    """The command that corrects a field of an incident."""
    return f"incident edit {incident.id} {option} {value}"
