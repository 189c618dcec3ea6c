"""How a page is laid out, apart from what it says: kept in `Portable.raw`, so that it is written as it was read."""

from __future__ import annotations

from collections.abc import Mapping

from incident_cli.core import jsontext
from incident_cli.core.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

Gap = tuple[int, int]
"""Blank lines behind the date of a post, and behind its text."""


class Layout(NamedTuple):
    """The layout of a page; as it stands here, that of a page which was made here.

    rows: of the header, each with its field (empty: the line stands as it is), what stands before the value and
    behind it. bullet: before each server; empty: they stand on one line, with commas. state, name: the words of
    State and ID. times: the style of its dates (`stamp.py`); said: those that are written otherwise, by how that style
    would write them. top: blank lines before the first post; gap: of a post; gaps: of posts that have others, by their
    place in the file. tail: line ends at the very end. newest: the newest post comes first. read: it is
    that of a page that was read, whose rows all stay.
    """

    rows: tuple[tuple[str, str, str], ...] = (
        ("title", "Title ", ""),
        ("id", "ID ", ""),
        ("state", "State ", ""),
        ("begin", "Beginning date ", ""),
        ("end", "End date ", ""),
        ("servers", "Affected servers", ""),
    )
    bullet: str = "  • "
    state: str = ""
    name: str = ""
    times: str = ""
    said: Mapping[str, str] = {}
    top: int = 2
    gap: Gap = (1, 1)
    gaps: Mapping[str, Gap] = {}
    tail: int = 0
    newline: str = "\n"
    newest: bool = False
    read: bool = False

    @property
    def raw(self) -> str:
        """The layout as JSON text, for the record."""
        return jsontext.write({name: value for name, value in self._asdict().items() if value != getattr(OURS, name)})


OURS = Layout()
"""The layout of a page that was made here."""
MOST = 1000
"""Blank lines that a layout can ask for."""


def layout(raw: str) -> Layout:
    """The layout that a record keeps. What is no layout, or one that nobody wrote, is ours."""
    try:
        kept = jsontext.read(raw) if raw else {}
        return _read(kept) if isinstance(kept, dict) else OURS
    except (ValueError, TypeError, KeyError, RecursionError):
        return OURS


def _read(kept: Mapping[str, Any]) -> Layout:
    """The layout of its JSON value. Raises what a value of another shape raises."""
    read = {name: _value(name, value) for name, value in kept.items() if name in Layout._fields}
    return OURS._replace(**read)


def _value(name: str, value: Any) -> Any:
    reader: Callable[[Any], Any] = _READ.get(name, _text)
    return reader(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= MOST:
        raise ValueError
    return int(value)


def _gap(value: Any) -> Gap:
    behind_date, behind_text = value
    return _count(behind_date), _count(behind_text)


def _rows(value: Any) -> tuple[tuple[str, str, str], ...]:
    return tuple((_text(field), _text(before), _text(behind)) for field, before, behind in value)


def _newline(value: Any) -> str:
    return "\r\n" if value == "\r\n" else "\n"


_READ: dict[str, Callable[[Any], Any]] = {
    "rows": _rows,
    "said": lambda value: {_text(key): _text(each) for key, each in value.items()},
    "top": _count,
    "gap": _gap,
    "gaps": lambda value: {_text(key): _gap(each) for key, each in value.items()},
    "tail": _count,
    "newline": _newline,
    "newest": bool,
    "read": bool,
}
