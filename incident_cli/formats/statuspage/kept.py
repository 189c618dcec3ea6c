"""What the record keeps of a Statuspage incident besides (`Portable.raw`), as JSON: names, page, and the leftover."""

from __future__ import annotations

from collections.abc import Mapping
from json import JSONEncoder, loads
from typing import Any

from incident_cli.core.portable import Portable
from incident_cli.core.record import NamedTuple

SOURCE = "statuspage"
"""`Portable.source` of what was read in this format."""
PAGE = 4096
"""Characters of a page that is kept with each of its incidents."""
_compact = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ascii = JSONEncoder(separators=(",", ":")).encode


class Kept(NamedTuple):
    """names: of components by their keys, as they were then, in their order; page: that it was on; patch: `leftover`.

    ours: whether the incident was read in this format at all.
    """

    ours: bool = False
    names: Mapping[str, str] = {}
    page: Any = None
    patch: Mapping[str, Any] = {}

    def text(self) -> str:
        """`Portable.raw`."""
        said = {"names": self.names, "page": self.page, "patch": self.patch}
        found = {name: value for name, value in said.items() if value}
        text = _compact(found)
        try:
            text.encode()
        except UnicodeEncodeError:  # half a pair of surrogates, which JSON can escape and no store can hold
            return _ascii(found)
        return text


def kept(portable: Portable) -> Kept:
    """What was kept of an incident; nothing where it comes from elsewhere, or where that is damaged."""
    if portable.source != SOURCE:
        return Kept()
    try:
        found = loads(portable.raw) if portable.raw else {}
    except (ValueError, RecursionError):
        found = {}
    if not isinstance(found, dict):
        found = {}
    names = {key: name for key, name in _object(found, "names").items() if isinstance(name, str)}
    return Kept(True, names, found.get("page"), _object(found, "patch"))


def lasting(raw: str) -> object:
    """Of what is kept, what is more than of the moment in which the file was made: neither the page, whose time goes
    on, nor the components, which say their state of now."""
    found = loads(raw) if raw else {}
    patch = {name: value for name, value in _object(found, "patch").items() if name != "components"}
    return found.get("names"), patch


def _object(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = found.get(name)
    return value if isinstance(value, dict) else {}
