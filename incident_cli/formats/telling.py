"""What the formats that only write tell of an incident: its figures by their one definition, and text that is safe."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from incident_cli.core import instant
from incident_cli.core.model import Entry, EntryKind, Incident, States, Verb
from incident_cli.core.portable import Portable, PortableLine
from incident_cli.core.record import NamedTuple
from incident_cli.core.standing import sweep
from incident_cli.core.visible import Escapes

OURS = "incident"
"""The source of incidents that come from a database of this program."""


class Whole(NamedTuple):
    """The record that a portable incident tells (its figures: `core/measure.py`), and its servers by their ids."""

    incident: Incident
    names: Mapping[int, str]

    @property
    def servers(self) -> list[str]:
        """The names of the servers that it is about, in the order first named."""
        return [self.names[server] for server in self.incident.servers]

    def states(self, states: States) -> str:
        """`http6=down; db=up`: the states that one line sets."""
        return "; ".join(f"{self.names[server]}={state.short}" for server, state in states)


def whole(portable: Portable) -> Whole:
    """The incident as the record would have it, but for what no file tells (its log, its key, its links to others)."""
    names = {server.key: server.name for server in portable.servers}
    said = chain(portable.states, *(line.states for line in portable.lines))
    keys = dict.fromkeys((*names, *portable.affected, *(key for key, _ in said)))
    ids = {key: number for number, key in enumerate(keys, 1)}
    found = [_opening(portable, ids), *(_entry(line, order, ids) for order, line in enumerate(portable.lines, 1))]
    same = {name: getattr(portable, name) for name in _SAME}
    incident = Incident(
        id=portable.number or 0,
        impact_set=portable.impact,
        affected=tuple(ids[key] for key in portable.affected),
        entries={entry.id: entry for entry in found},
        **same,
    )
    return Whole(sweep(incident), {number: names.get(key, key) for key, number in ids.items()})


_SAME = [name for name in Incident._fields if name in Portable._fields and name not in ("affected", "actions")]


def _opening(portable: Portable, ids: Mapping[str, int]) -> Entry:
    return Entry(
        number=0,
        id=0,
        kind=EntryKind.UPDATE,
        verb=Verb.OPENED,
        at=portable.began_at,
        recorded_at=portable.recorded_at,
        author=portable.author,
        host=portable.host,
        status=portable.status,
        states=tuple((ids[key], state) for key, state in portable.states),
    )


def _entry(line: PortableLine, order: int, ids: Mapping[str, int]) -> Entry:
    """A line as the record has it. order: its place among those that were written."""
    said = {name: getattr(line, name) for name in PortableLine._fields}  # each is a field of an entry
    states = tuple((ids[key], state) for key, state in line.states)
    return Entry(id=order, **(said | {"number": line.number or order, "states": states}))


def known_as(portable: Portable) -> tuple[str, str]:
    """The source and the id by which an incident is known again: its own, else its number and when it was recorded.

    Numbers are given anew in every database, so a number alone would say nothing elsewhere.
    """
    number = "" if portable.number is None else portable.number
    made = f"{number}@{instant.text(portable.recorded_at)}"
    return portable.source or OURS, portable.external_id or made


def rows(text: str) -> str:
    r"""Text of several lines: its line breaks are `\n`, tabs stay, everything else unsafe is made visible."""
    return text if text.isprintable() else text.replace("\r\n", "\n").translate(_ESCAPES)


_ESCAPES = Escapes({0x09: "\t", 0x0A: "\n"})
