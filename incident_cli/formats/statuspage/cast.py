"""The components of an incident: by which key each is known, what it is called, and what updates say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from incident_cli.core.model import State
from incident_cli.core.portable import PortableServer
from incident_cli.core.zones import quoted
from incident_cli.formats.jsonscan import kind
from incident_cli.formats.source import LINE, Unreadable

STATES = {str(state): state for state in State}
"""States by Statuspage's words, which are ours."""

Mention = tuple[str, State | None, State | None]
"""A component that an update speaks of: its key, and its state before and after, as far as it says."""


class Cast:
    """The components that one incident names. warnings: what is odd about them."""

    def __init__(self) -> None:
        self.warnings: dict[str, None] = {}
        self._listed: dict[str, PortableServer] = {}
        self._names: dict[str, tuple[str, str]] = {}  # of components that are not listed: code, and the latest name
        self._keys: dict[tuple[str, str], str] = {}
        self._codes: dict[str, str] = {}  # keys by names without regard to case: for mentions without a code

    @property
    def servers(self) -> dict[str, PortableServer]:
        """The components by their keys: those that the file lists first, then in the order of the mentions."""
        met = {key: PortableServer(name or key, code) for key, (code, name) in self._names.items()}
        return self._listed | {key: server for key, server in met.items() if key not in self._listed}

    def list(self, components: Iterable[Mapping[str, Any]], groups: Mapping[str, str]) -> None:
        """Components as the file lists them; groups: names of groups by their ids. Groups are no servers."""
        for said in components:
            code, name = text(said, "id"), text(said, "name")
            key = self._key(code, name)
            if key and said.get("group") is not True:
                position = said.get("position")
                self._listed[key] = PortableServer(
                    name or key,
                    code,
                    groups.get(text(said, "group_id"), ""),
                    text(said, "description"),
                    position if type(position) is int else 0,
                )

    def learn(self, said: Iterable[Mapping[str, Any]]) -> None:
        """Mentions that are still to come: a name without a code means the component that has one."""
        for each in said:
            if each.get("code"):
                self._key(text(each, "code"), text(each, "name"))

    def mentions(self, said: Iterable[Mapping[str, Any]]) -> Iterator[Mention]:
        """What an update says of components; without its states where it says none. Raises Unreadable."""
        for each in said:
            names: tuple[Any, Any] = (each.get("code"), each.get("name"))
            key = self._keys.get(names) if type(names[0]) is str and type(names[1]) is str else None
            if key is None:
                names = (text(each, "code"), text(each, "name"))
                key = self._keys[names] = self._key(*names)
            if not key:
                continue
            self._names[key] = names
            yield key, self._state(each, "old_status"), self._state(each, "new_status")

    def _key(self, code: str, name: str) -> str:
        """The code, else the key of the component of that name, else the name; empty where it has neither."""
        if code:
            self._codes.setdefault(name.casefold(), code)
            return code
        return self._codes.setdefault(name.casefold(), name) if name else ""

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


def objects(said: Mapping[str, Any], name: str, one: str) -> list[Mapping[str, Any]]:
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


def groups(components: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of the groups among components, by their ids."""
    return {text(each, "id"): text(each, "name") for each in components if each.get("group") is True}
