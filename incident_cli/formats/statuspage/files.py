"""The files that Statuspage gives: which incidents are in one, and which components are outside of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from json import JSONEncoder
from typing import Any

from incident_cli.core.portable import Portable, PortableServer
from incident_cli.formats import jsonscan
from incident_cli.formats.jsonscan import Found, kind
from incident_cli.formats.source import LIMIT, Piece, Reading, Source, Unreadable
from incident_cli.formats.statuspage.cast import Cast, objects
from incident_cli.formats.statuspage.kept import PAGE
from incident_cli.formats.statuspage.read import incident
from incident_cli.formats.statuspage.times import Times

_SCHEDULED = "scheduled_maintenances"
_LISTS = frozenset(("incidents", _SCHEDULED))
_OWN = ("id", "name", "status", "impact", "created_at", "started_at", "incident_updates")
"""Members by which an incident is known that is a file by itself, and its time."""
_SIGNS = "incident_updates|monitoring_at|affected_components|deliver_notifications|only_show_if_degraded"
_PAGES = "incidents|scheduled_maintenances|incident|components"
_json = JSONEncoder(separators=(",", ":")).encode


def looks(head: str) -> bool:
    """Whether a file that begins like this is Statuspage's JSON."""
    if head.lstrip(" \t\r\n")[:1] not in ("{", "[") or re.match(r'\s*+\{\s*+"schema"\s*+:', head):
        return False
    return bool(re.search(rf'(?<!\\)"(?:{_SIGNS}|{_PAGES})"\s*+:', head))


class _File:
    """A file that is read. page: as soon as the scan has come to it, which may be behind the incidents."""

    def __init__(self, source: Source, reading: Reading) -> None:
        self.source, self.reading = source, reading
        self.page: Any = None
        self.own: dict[str, Any] = {}

    def piece(self, found: Found) -> Piece | Unreadable:
        """One of its incidents."""
        try:
            created = _created(found.value, self.reading)
        except Unreadable as error:
            return Unreadable(error.message, found.line, *error.hints)
        load = partial(self.load, found.offset, found.length, found.line, found.name == _SCHEDULED)
        return Piece(created, found.line, load)

    def load(self, offset: int, length: int, line: int, maintenance: bool) -> Portable:
        """Read one of its incidents. Raises Unreadable."""
        said = jsonscan.again(self.source, offset, length, line)
        if not isinstance(said, dict):
            raise Unreadable("the file was changed while it was read", line)
        try:
            return incident(said, maintenance=maintenance, page=self.page, reading=self.reading)
        except Unreadable as error:
            raise Unreadable(error.message, line, *error.hints) from None
        except RecursionError:
            raise Unreadable("lists and objects are nested too deep in it", line) from None

    def take(self, found: Found) -> bool:
        """Look at a member at the top. Whether it is one that this format knows. Raises Unreadable."""
        if jsonscan.deep(found.value):
            raise Unreadable(f"lists and objects are nested more than {jsonscan.DEEPEST} levels deep in it", found.line)
        if found.name in _LISTS and found.value not in (None, []):
            raise Unreadable(f"{found.name} is {kind(found.value)}, not a list", found.line)
        if found.name == "page":
            self.page = found.value if len(_json(found.value)) <= PAGE else None
        if found.name in _OWN:
            self.own[found.name] = found.value
        return found.name in (*_LISTS, "components", "")


def read(source: Source, reading: Reading) -> Iterator[Piece | Unreadable]:
    """The incidents in a file, in its order. Raises Unreadable where it is no JSON, or none of Statuspage's."""
    shelf = _File(source, reading)
    known = False
    with source.open() as file:
        for found in jsonscan.scan(file, _LISTS):
            if found.element or found.name == "incident":
                known = True
                yield shelf.piece(found)
            else:
                known = shelf.take(found) or known
        length = os.fstat(file.fileno()).st_size
    if _alone(shelf.own):
        if length > LIMIT:
            raise Unreadable(f"an incident is larger than {LIMIT // 1024 // 1024} MB", 1)
        yield shelf.piece(Found("", False, shelf.own, 0, length, 1))
    elif not known:
        raise Unreadable("there are neither incidents nor components in it")


def _alone(own: Mapping[str, Any]) -> bool:
    """Whether the members at the top are those of an incident."""
    return "incident_updates" in own or {"id", "name", "status", "impact"} <= own.keys()


def _created(said: Any, reading: Reading) -> datetime:
    """When an incident was made, as far as it says. Raises Unreadable."""
    if not isinstance(said, dict):
        raise Unreadable(f"an incident is {kind(said)}, not an object")
    times = Times(reading)
    found = times.of(said, "created_at") or times.of(said, "started_at")
    if found is None:
        updates = objects(said, "incident_updates", "an update")
        known = [times.of(update, name) for update in updates for name in ("created_at", "display_at")]
        found = min(filter(None, known), default=None)
    if found is None:
        raise Unreadable("nothing in it names a time")
    return found


def servers(source: Source, reading: Reading) -> list[PortableServer]:  # noqa: ARG001 (as `read`)
    """The components that a file lists outside of its incidents (summary.json, components.json), with their groups.

    Only files of up to 32 MB are looked at: lists of components are short, and no others have any. Raises Unreadable.
    """
    found: list[PortableServer] = []
    with source.open() as file:
        if os.fstat(file.fileno()).st_size > LIMIT:
            return found
        for member in jsonscan.scan(file, _LISTS):
            if member.name == "components" and not member.element:
                listed = objects({"components": member.value}, "components", "a component")
                found += Cast(listed).servers.values()
    return found
