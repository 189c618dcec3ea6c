"""The components of an incident: by which key each is known, what it is called, and what updates say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from incident_cli.core.model import State
from incident_cli.core.portable import PortableServer
from incident_cli.core.zones import quoted
from incident_cli.formats.jsonscan import kind
from incident_cli.formats.source import LINE, Unreadable

STATES = {str(state): state for state in State}
"""States by Statuspage's words, which are ours."""

Objects = Sequence[Mapping[str, Any]]
Mention = tuple[str, State | None, State | None]
"""A component that an update speaks of: its key, and its state before and after, as far as it says."""


class Cast:
    """The components that one incident names: those that its object lists, and those of its updates.

    warnings: what is odd about them. Raises Unreadable for what has the wrong type.
    """

    def __init__(self, listed: Objects, updates: Sequence[Objects] = ()) -> None:
        self.warnings: dict[str, None] = {}
        self._listed: dict[str, PortableServer] = {}
        self._met: dict[str, str] = {}  # the latest name of each component that an update speaks of, by its key
        self._keys: dict[tuple[str, str], str] = {}
        self._codes: set[str] = set()
        self._named: dict[str, str] = {}  # keys by names without regard to case: for those without a code
        codes = [each.get("code") for said in updates for each in said]
        if not all(codes) or not all(each.get("id") for each in listed):
            self._learn(listed, updates)
        self._list(listed)

    @property
    def servers(self) -> dict[str, PortableServer]:
        """The components by their keys: those that are listed first, then in the order of the updates."""
        met = {key: self._server(key, name) for key, name in self._met.items() if key not in self._listed}
        return self._listed | met

    def mentions(self, said: Objects) -> Iterator[Mention]:
        """What an update says of components; without states where it says none. Raises Unreadable."""
        for each in said:
            names: tuple[Any, Any] = (each.get("code"), each.get("name"))
            key = self._keys.get(names) if type(names[0]) is str and type(names[1]) is str else None
            if key is None:
                names = (text(each, "code"), text(each, "name"))
                key = self._keys[names] = self._key(*names)
            if not key:
                continue
            self._met[key] = names[1]
            yield key, self._state(each, "old_status"), self._state(each, "new_status")

    def _learn(self, listed: Objects, updates: Sequence[Objects]) -> None:
        """Look at all codes first: a name without one means the component that has one, wherever that stands."""
        for each in listed:
            self._key(text(each, "id"), text(each, "name"), known=True)
        for said in updates:
            for each in said:
                self._key(text(each, "code"), text(each, "name"), known=True)

    def _list(self, listed: Objects) -> None:
        """The listed components. Groups are no servers."""
        names = groups(listed)
        for said in listed:
            key = self._key(text(said, "id"), text(said, "name"))
            if not key or key in self._listed or said.get("group") is True:
                continue
            position = said.get("position")
            self._listed[key] = self._server(key, text(said, "name"))._replace(
                group=names.get(text(said, "group_id"), ""),
                description=text(said, "description"),
                order=position if type(position) is int else 0,
            )

    def _server(self, key: str, name: str) -> PortableServer:
        return PortableServer(name or key, key) if key in self._codes else PortableServer(key)

    def _key(self, code: str, name: str, *, known: bool = False) -> str:
        """The code, else the key of the component of that name, else the name; empty where it has neither.

        known: only take a code to know.
        """
        if code:
            self._codes.add(code)
            self._named.setdefault(name.casefold(), code)
            return code
        return "" if known or not name else self._named.setdefault(name.casefold(), name)

    def _state(self, said: Mapping[str, Any], name: str) -> State | None:
        word = said.get(name)
        found = STATES.get(word) if type(word) is str else None
        if found is None and word:
            self.warnings[f"{name} {quoted(text(said, name))} is no state of a component and was left out"] = None
        return found


def text(said: Mapping[str, Any], name: str) -> str:
    """The text under a name, fit to be stored; empty for null. An id may be a number. Raises Unreadable."""
    value = said.get(name)
    if type(value) is str and len(value) <= LINE:
        return value if value.isascii() and "\0" not in value else _storable(value)
    if value is None:
        return ""
    if type(value) is int and name in _IDS:
        return str(value)
    if type(value) is str:
        raise Unreadable(f"{name} is longer than {LINE // 1024 // 1024} MB")
    raise Unreadable(f"{name} is {kind(value)}, not a text")


_IDS = ("id", "code", "group_id")


def _storable(value: str) -> str:
    """A text without what no store can hold, and JSON can escape: NUL, and halves of surrogate pairs."""
    try:
        value.encode()
    except UnicodeEncodeError:
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value.replace("\0", "\ufffd")


def objects(said: Mapping[str, Any], name: str, one: str) -> Objects:
    """The list of objects under a name; empty for null. `one` of them. Raises Unreadable for anything else."""
    found = said.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Unreadable(f"{name} is {kind(found)}, not a list")
    for each in found:
        if type(each) is not dict:
            raise Unreadable(f"{one} is {kind(each)}, not an object")
    return found


def groups(components: Objects) -> dict[str, str]:
    """The names of the groups among components, by their ids."""
    return {text(each, "id"): text(each, "name") for each in components if each.get("group") is True}
