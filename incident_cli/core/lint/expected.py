"""What a team expects of its record: how often a word, by when a post-mortem. From `config.toml`, with defaults.

[cadence]                  # the longest that the public waits for a word, by severity
SEV1 = "30m"
SEV2 = "60m"
default = "4h"             # the other severities, and none

[postmortem]
due = "5d"                 # after the end
for = ["SEV1", "SEV2", "critical"]

[check]
closed = "30d"             # closed incidents are looked at for so long after their end
first_line = "12h"         # the first line may come so long after the beginning
watched = "1h"             # an incident may be monitoring for so long with every server up
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from incident_cli.core import when, words
from incident_cli.core.model import Impact, Incident, Severity
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


LONGEST = timedelta(days=36525)
"""A century is as good as never, and no calendar ends before it."""


class Expected(NamedTuple):
    """What is expected. The defaults and their reasons:

    cadence: the longest silence of an open incident by severity, `default` for the others and for none. Half an
    hour for a SEV1 is what status pages promise; four hours is twice in a working day.
    due: from the end to the published post-mortem: a working week, while people still remember.
    severities, impacts: which incidents need one. A severity that somebody chose decides; the impact does where
    there is none.
    closed: how far back closed incidents are looked at without an id: what a month did not mend, nobody will.
    first_line: from the beginning to the first line: slips in the date, the order of day and month and a.m. or p.m. are
    12 hours off at the least, and a slow night is not.
    watched: how long an incident may be `monitoring` though all is well.
    """

    cadence: Mapping[str, timedelta] = {
        "SEV1": timedelta(minutes=30),
        "SEV2": timedelta(minutes=60),
        "default": timedelta(hours=4),
    }
    due: timedelta = timedelta(days=5)
    severities: tuple[Severity, ...] = (Severity.SEV1, Severity.SEV2)
    impacts: tuple[Impact, ...] = (Impact.CRITICAL,)
    closed: timedelta = timedelta(days=30)
    first_line: timedelta = timedelta(hours=12)
    watched: timedelta = timedelta(hours=1)

    def silence(self, incident: Incident) -> timedelta:
        """The longest that the public may wait for a word of an incident."""
        return self.cadence.get(incident.severity or "default", self.cadence["default"])

    def document(self, incident: Incident) -> bool:
        """Whether an incident needs a post-mortem."""
        if incident.severity is not None:
            return incident.severity in self.severities
        return incident.impact in self.impacts


def understood(tables: Mapping[str, Any]) -> Expected:
    """What the tables of `config.toml` say, and the defaults for what they do not say. Raises Usage."""
    usual = Expected()
    postmortem = _table(tables, "postmortem", ("due", "for", "template"))  # the last is read by config.py alone
    needed = postmortem.get("for", [*usual.severities, *usual.impacts])
    severities, impacts = _needed(needed)
    lengths = {name: _length(postmortem[name], f"[postmortem] {name}") for name in ("due",) if name in postmortem}
    check = _table(tables, "check", ("closed", "first_line", "watched"))
    lengths |= {name: _length(value, f"[check] {name}") for name, value in check.items()}
    return usual._replace(
        cadence={**usual.cadence, **_cadence(tables)}, severities=severities, impacts=impacts, **lengths
    )


def _cadence(tables: Mapping[str, Any]) -> dict[str, timedelta]:
    table = _table(tables, "cadence", (*Severity, "default"))
    return {name: _length(value, f"[cadence] {name}") for name, value in table.items()}


def _table(tables: Mapping[str, Any], name: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    """A table of the file, its names in our spelling. A name that we do not know is a slip, and would say nothing."""
    table = tables.get(name, {})
    if not isinstance(table, Mapping):
        raise Usage(f"{name} is not a table", f"[{name}]")
    spelled = {word.casefold(): word for word in known}
    for key in table:
        if key.casefold() not in spelled:
            raise Usage(f'[{name}] has no "{key}"', ", ".join(known))
    return {spelled[key.casefold()]: value for key, value in table.items()}


def _length(value: Any, where: str) -> timedelta:
    if not isinstance(value, str):
        raise Usage(f"{where} is not a length of time in quotes", f'{where.split()[-1]} = "4h"')
    try:
        return min(when.duration(value), LONGEST)
    except Usage as error:
        raise Usage(f"{where}: {error.message}", *error.hints) from None


def _needed(named: Any) -> tuple[tuple[Severity, ...], tuple[Impact, ...]]:
    """The severities and impacts that a list names."""
    menu = ", ".join((*Severity, *Impact))
    if not isinstance(named, list | tuple) or not all(isinstance(word, str) for word in named):
        raise Usage("[postmortem] for is not a list of severities and impacts", 'for = ["SEV1", "critical"]')
    impacts = tuple(Impact(word) for word in named if word in Impact)
    severities: list[Severity] = []
    for word in named:
        if word not in Impact:
            try:
                severities.append(words.severity(word))
            except Usage:
                raise Usage(f'[postmortem] for: "{word}" is no severity and no impact', menu) from None
    return tuple(severities), impacts
