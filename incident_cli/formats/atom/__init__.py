"""Atom feeds: the history of a status page, read; the incidents of the record, written.

Read are Statuspage's own feeds (`history.atom`) and those like them. `entries` reads the XML, `updates` the HTML of an
entry, `incident` makes an incident of it; `writing` is the way out. In these feeds `published` is the time of the
latest update, so an incident began at its first one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from incident_cli.core.portable import Portable
from incident_cli.formats.atom.entries import NAMESPACE, RawEntry, again, every
from incident_cli.formats.atom.incident import Entry
from incident_cli.formats.atom.updates import Offsets
from incident_cli.formats.atom.writing import write
from incident_cli.formats.source import Piece, Reading, Source, Unreadable

__all__ = ["looks", "read", "write"]

_PROLOG = r"\s*+(?:<\?[^<>]*+>\s*+|<!--(?:[^-]|-(?!->))*+-->\s*+|<!DOCTYPE\s[^<>\[]*+(?:\[[^\]]*+\]\s*+)?>\s*+)*+"
_ROOT = r"<(?:[A-Za-z_][\w.-]*+:)?(feed|rss|RDF)\b([^<>]*+)"


def looks(head: str) -> bool:
    """Whether a file begins as a feed does; RSS too, so that reading it can say what to save instead."""
    match = re.match(_PROLOG + _ROOT, head)
    return match is not None and (match[1] != "feed" or NAMESPACE in match[2])


def read(source: Source, reading: Reading) -> Iterator[Piece | Unreadable]:
    """The incidents, in the order of the feed. Raises Unreadable, with the line, for a feed that is not sound."""
    offsets = Offsets()
    for raw in every(source):
        try:
            found = Entry(raw)
            found.learn(offsets)
            began_at = found.began_at(reading, offsets)
        except Unreadable as error:
            yield error
            continue
        yield Piece(began_at, raw.line, _loader(source, reading, offsets, raw))


def _loader(source: Source, reading: Reading, offsets: Offsets, raw: RawEntry) -> Callable[[], Portable]:
    """What reads the entry again: of each entry only its place is held until then."""
    place = RawEntry(raw.line, raw.start, raw.end)
    return lambda: Entry(again(source, place)).portable(reading, offsets)
