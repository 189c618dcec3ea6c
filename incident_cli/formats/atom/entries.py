"""The XML of an Atom feed -> its entries, read in one pass that holds one entry at a time.

expat itself is used, not `ElementTree.iterparse`: it tells where in the file an entry stands, so that this one entry
can be read again later; and it lets a document type be refused before any entity of it means anything.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from xml.parsers import expat

from incident_cli.core.record import NamedTuple
from incident_cli.formats.source import LIMIT, Source, Unreadable

NAMESPACE = "http://www.w3.org/2005/Atom"
_CHUNK = 65_536
_DEEPEST = 100
_RSS = ("rss", "RDF", "channel")
_TEXTS = ("id", "title", "published", "updated", "content", "summary")


class RawEntry(NamedTuple):
    """An entry as the feed says it. line: where it begins, from 1; start, end: its bytes, without the end tag.

    content: HTML, unless content_type is `text`; links: (relation, address) pairs.
    """

    line: int
    start: int
    end: int
    id: str = ""
    title: str = ""
    title_type: str = "text"
    published: str = ""
    updated: str = ""
    content: str = ""
    content_type: str = "text"
    links: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()


def every(source: Source) -> Iterator[RawEntry]:
    """Every entry of a feed, in its order. Raises Unreadable, with the line, for what is no sound Atom feed."""
    parser = _Parser()
    with source.open() as file:
        size = _CHUNK
        while data := file.read(size):
            yield from parser.feed(data)
            if parser.waiting > LIMIT:
                raise Unreadable(f"an entry is longer than {LIMIT // 1024 // 1024} MB", parser.line)
            # What is not whole yet expat looks at again with each chunk: ever longer ones keep that linear.
            size = max(_CHUNK, parser.unread)
        yield from parser.feed(b"", final=True)


def again(source: Source, place: RawEntry) -> RawEntry:
    """One entry of a feed, read again from its place. Raises Unreadable where the file has changed meanwhile."""
    parser = _Parser()
    with source.open() as file:
        root = _beginning(file.read(min(place.start, _CHUNK * 16)))
        file.seek(place.start)
        slice_ = file.read(place.end - place.start)
    list(parser.feed(root))
    list(parser.feed(slice_))
    if parser.entry is None:
        raise Unreadable("the file has changed while it was read", place.line)
    found = parser.told(place.end)
    return found._replace(line=place.line, start=place.start)


def _beginning(data: bytes) -> bytes:
    """The beginning of a file up to the end of the start tag of its root, with the namespaces that it declares."""
    parser = expat.ParserCreate(namespace_separator=" ")
    ends: list[int] = []
    started: list[bool] = []

    def seen(*_: Any) -> None:
        if started:
            ends.append(parser.CurrentByteIndex)

    def start(name: str, attributes: dict[str, str]) -> None:  # noqa: ARG001 (what expat calls)
        seen()
        started.append(True)

    parser.StartElementHandler = start
    parser.CharacterDataHandler = parser.CommentHandler = parser.ProcessingInstructionHandler = seen
    with suppress(expat.ExpatError):
        parser.Parse(data, False)
    return data[: ends[0]] if ends else data


class _Parser:
    """expat with what has been read so far."""

    def __init__(self) -> None:
        self.expat = expat.ParserCreate(namespace_separator=" ")
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._text
        self.expat.StartDoctypeDeclHandler = self._doctype
        self.fed = 0
        self.depth = 0
        self.entry: dict[str, Any] | None = None
        self.field = ""  # the child of the entry that is being read
        self.parts: list[str] = []
        self.done: list[RawEntry] = []

    @property
    def line(self) -> int:
        """Where the parser stands, from 1."""
        return self.expat.CurrentLineNumber

    @property
    def unread(self) -> int:
        """Bytes of what is not whole yet."""
        return self.fed - max(0, self.expat.CurrentByteIndex)

    @property
    def waiting(self) -> int:
        """Bytes that are held in memory: of the entry so far, and of what is not whole yet."""
        return self.fed - (self.entry["start"] if self.entry else max(0, self.expat.CurrentByteIndex))

    def feed(self, data: bytes, *, final: bool = False) -> Iterator[RawEntry]:
        """The entries that end in these bytes. Raises Unreadable."""
        self.fed += len(data)
        try:
            self.expat.Parse(data, final)
        except expat.ExpatError as error:
            raise Unreadable(f"its XML is broken: {expat.ErrorString(error.code)}", error.lineno) from None
        yield from self.done
        self.done = []

    def told(self, end: int) -> RawEntry:
        """The entry that is being read."""
        said = self.entry or {}
        texts = {name: said.get(name, "").strip() for name in ("id", "title", "published", "updated")}
        field = "content" if said.get("content", "").strip() else "summary"
        return RawEntry(
            line=said["line"],
            start=said["start"],
            end=end,
            title_type=said.get("title type", "text"),
            content=said.get(field, ""),
            content_type=said.get(f"{field} type", "text"),
            links=tuple(said["links"]),
            tags=tuple(dict.fromkeys(said["tags"])),
            **texts,
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unreadable(f"it is more than {_DEEPEST} levels deep", self.line)
        if self.depth == 1:
            self._root(space, local)
        elif self.depth == 2 and (space, local) == (NAMESPACE, "entry"):
            self.entry = {"line": self.line, "start": self.expat.CurrentByteIndex, "links": [], "tags": []}
        elif self.entry is not None and self.depth == 3 and space == NAMESPACE:
            self._child(local, attributes)
        elif self.field:  # markup inside of xhtml content
            self.parts.append(f"<{local}{''.join(_attribute(*pair) for pair in attributes.items())}>")

    def _root(self, space: str, local: str) -> None:
        if local in _RSS:
            raise Unreadable("it is an RSS feed, which tells too little", self.line, "save the Atom feed of the page")
        if (space, local) != (NAMESPACE, "feed"):
            raise Unreadable(f"it is no Atom feed: it begins with <{local[:40]}>", self.line)

    def _child(self, local: str, attributes: dict[str, str]) -> None:
        assert self.entry is not None
        if local in _TEXTS and local not in self.entry:
            self.field = local
            self.entry[f"{local} type"] = attributes.get("type", "text").lower()
        elif local == "link" and attributes.get("href"):
            self.entry["links"].append((attributes.get("rel", "alternate"), attributes["href"].strip()))
        elif local == "category" and attributes.get("term"):
            self.entry["tags"].append(attributes["term"].strip())

    def _text(self, text: str) -> None:
        if self.field and self.entry is not None:
            marked = self.entry[f"{self.field} type"] == "xhtml"
            self.parts.append(html.escape(text, quote=False) if marked else text)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 1 and self.entry is not None:
            self.done.append(self.told(self.expat.CurrentByteIndex))
            self.entry = None
        elif self.depth == 2 and self.field and self.entry is not None:
            self.entry[self.field] = "".join(self.parts)
            self.field, self.parts = "", []
        elif self.depth > 2 and self.field:
            self.parts.append(f"</{name.rpartition(' ')[2]}>")

    def _doctype(self, *_: Any) -> None:
        raise Unreadable("it has a document type, which no feed needs", self.line, "remove the <!DOCTYPE> line")


def _attribute(name: str, value: str) -> str:
    """An attribute as HTML writes it; of other namespaces none."""
    return "" if " " in name else f' {name}="{html.escape(value)}"'
