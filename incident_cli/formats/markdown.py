r"""A post-mortem written out as Markdown, and written anew without touching what people wrote.

Generated blocks stand between two HTML comments (fences), which no reader sees once it is rendered:
`<!-- incident:timeline -->` and `<!-- /incident:timeline -->`. Everything outside of them belongs to people.

Text from the record is plain text and must stay plain text: `one_line` and `paragraphs` put a backslash
before what Markdown (CommonMark, tables, strikethrough, footnotes, definition lists) would read as
structure, and nothing before what it would not: `2 < 3`, `snake_case` and `-15m` stay as they are.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from itertools import pairwise

from incident_cli.core import phrase
from incident_cli.core.model import DocumentStatus
from incident_cli.core.postmortem.blocks import NAMES, blocks
from incident_cli.core.postmortem.builtin import DEFAULT, build
from incident_cli.core.postmortem.values import Document, Generated, Hand, Line
from incident_cli.core.views import Sheet
from incident_cli.core.visible import visible

# Anywhere in a line. A backslash counts before punctuation and at the end of a line; `_` not inside a word;
# a tilde strikes out only in pairs, of which the second follows a letter.
_INLINE = r"""
      \\(?=[!-/:-@\[-`{-~]|$)
    | [*`\[]
    | (?<![^\W_])_ | _(?![^\W_])
    | ~(?=~) | (?<=\S)~
    | &(?=\#?\w+;)
"""
_HTML = r"<(?=[A-Za-z/!?])"
# At the start of a line, after any spaces: headings, quotes, list items, rules and setext underlines,
# the second line of a table, definitions. `1.` and `1)` are escaped behind the number.
# Possessive (`*+`), because a long run of spaces would otherwise be tried again from each of them.
_START = r"^( *+)(?=[#>]|[-+](?:\s|$)|=+\s*$|(?=[|: ]*-)[|: -]+$|:(?:\s|$))"
_NUMBERED = r"^( *+\d{1,9})(?=[.)](?:\s|$))"

_FENCE = r"<!--\s*+(?P<end>/?+)\s*+incident:(?P<name>[^\s<>]*)\s*+-->"
_HEADING = r"^ {0,3}(?:#{1,6}(?:\s|$)|(?:=+|--+)[ ]*$)"
NOTE = (
    "The parts between incident comments are written anew from the record: edit the record, "
    "and write outside of them. The rest is yours."
)


def postmortem(
    sheet: Sheet,
    now: datetime,
    zone: tzinfo,
    stored: str = "",
    *,
    template: str = DEFAULT,
    picture: str = "",
    places: bool = True,
) -> str:
    """The post-mortem of an incident as Markdown: a fresh one, or the stored one with its blocks written anew.

    sheet: a public one gives a public document. A stored document without fences comes back as it is.
    A stored text without any heading is no document but an account of what happened: it stands, as it
    is, in the summary of a fresh one; `places` False leaves out the headings below which nothing stands then.
    template: of a fresh one, a name of `builtin.TEMPLATES`. picture: the name of the file with the picture of the
    incident; without one the document tells it with signs.
    """
    if stored and not prose(stored):
        return merge(stored, fenced(sheet, now, zone, picture))
    account = f"{_dated(sheet, zone)}{stored}" if stored else ""
    return document(build(sheet, now, zone, template), account, picture=picture, places=places or not stored)


def _dated(sheet: Sheet, zone: tzinfo) -> str:
    """A line that says when an account was published: what it calls today was that day."""
    entry = sheet.incident.document
    published = entry is not None and entry.document is DocumentStatus.PUBLISHED
    return f"*Published {one_line(phrase.stamp(entry.at, zone))}:*\n\n" if entry and published else ""


def fenced(sheet: Sheet, now: datetime, zone: tzinfo, picture: str = "") -> dict[str, str]:
    """Every generated block as it stands in a document, by its name."""
    return {name: _fenced(block, picture) for name, block in blocks(sheet, now, zone).items()}


def prose(stored: str) -> bool:
    """Whether a text is prose alone: no fences of ours, no heading."""
    return not re.search(rf"{_FENCE}|{_HEADING}", stored, re.MULTILINE)


def document(doc: Document, account: str = "", *, picture: str = "", places: bool = True) -> str:
    """A whole document, with empty places for what people write; an account fills the first of them.

    places: False leaves out the sections that are nothing but such a place.
    """
    parts = [f"# {heading(doc.title)}", f"<!-- {NOTE} -->", _fenced(doc.record, picture)]
    for section in doc.sections:
        if not places and not account and all(isinstance(block, Hand) for block in section.blocks):
            continue
        parts.append(f"{'#' * section.level} {heading(section.heading)}")
        for block in section.blocks:
            if isinstance(block, Generated):
                parts.append(_fenced(block, picture))
            else:
                parts.append(account.strip("\n") if account else f"<!-- {block.hint} -->")
                account = ""
    return "\n\n".join(parts) + "\n"


def merge(stored: str, generated: Mapping[str, str]) -> str:
    """A stored document with each generated block (name -> text with its fences) in place of the old one.

    What stands outside of the fences stays byte for byte. A block is replaced only where there is no
    doubt about what it encloses; `doubtful` names the others.
    """
    parts, done = [], 0
    for start, end, name in _blocks(stored):
        if name in generated:
            newline = "\r\n" if "\r\n" in stored[start:end] else "\n"
            parts += [stored[done:start], generated[name].replace("\n", newline)]
            done = end
    return "".join(parts) + stored[done:]


def strange(stored: str) -> tuple[str, ...]:
    """The names of sound blocks that are none of ours: a newer program made them, or a person."""
    return tuple(dict.fromkeys(name for _, _, name in _blocks(stored) if name not in NAMES))


def doubtful(stored: str) -> tuple[str, ...]:
    """The names of the blocks that `merge` leaves alone because a fence is missing, doubled or nested."""
    sound = {name for _, _, name in _blocks(stored)}
    return tuple(dict.fromkeys(m["name"] for m in re.finditer(_FENCE, stored) if m["name"] not in sound))


def _blocks(stored: str) -> Iterator[tuple[int, int, str]]:
    """Where the sound blocks stand: two fences of one name that have no others between or around them."""
    fences = list(re.finditer(_FENCE, stored))
    times = Counter(fence["name"] for fence in fences)
    open_names: set[str] = set()
    closing = {fence["name"]: fence.start() for fence in fences if fence["end"]}
    for first, second in pairwise(fences):
        if first["end"]:
            open_names.discard(first["name"])
            continue
        name = first["name"]
        inside = any(closing.get(outer, -1) > first.start() for outer in open_names)
        if second["end"] and second["name"] == name and times[name] == 2 and not inside:
            yield first.start(), second.end(), name
        open_names.add(name)


def _fenced(block: Generated, picture: str = "") -> str:
    body = [one_line(sentence) for sentence in block.sentences]
    if block.lines:
        apart = "\n\n" if any(line.text for line in block.lines) else "\n"
        body.append(apart.join(_item(line) for line in block.lines))
    if block.drawn:
        body.append(_image(picture) if picture else _code(block.drawn))
    return "\n\n".join((f"<!-- incident:{block.name} -->", *body, f"<!-- /incident:{block.name} -->"))


def shows(text: str, picture: str) -> bool:
    """Whether a document shows the picture in a file of that name."""
    return _image(picture) in text


def _image(file: str) -> str:
    """A file beside the document; its name as part of an address."""
    from urllib.parse import quote

    return f"![Timeline of the incident]({quote(file, errors='surrogateescape')})"


def _code(rows: tuple[str, ...]) -> str:
    """Rows as they are, but that no comment begins in them, as the blocks' own do. What somebody typed stands far from
    the beginning of a row, where alone it could end the fence."""
    return "\n".join(("```text", *(row.replace("<!--", "&lt;!--") for row in rows), "```"))


def _item(line: Line) -> str:
    """A list item: the head in bold, the facts behind it, the words below as paragraphs of their own."""
    facts = " · ".join(one_line(fact) for fact in line.facts)
    parts = [f"- **{one_line(line.head) or phrase.UNKNOWN}** {facts}".rstrip()]
    text = paragraphs(line.text)
    finer = [f"  - {one_line(part)}" for part in line.parts if part.strip()]
    if text:
        parts += ["", *(f"  {row}" if row else "" for row in text.split("\n"))]
    if text and finer:
        parts.append("")
    return "\n".join((*parts, *finer))


def heading(text: str) -> str:
    """One line for a heading; `#` at its end would be read as its closing and vanish."""
    return re.sub(r"(?<!\\)#$", r"\\#", one_line(text))


def one_line(text: str) -> str:
    """Text for a one-line place: control characters and line breaks made visible, Markdown made plain."""
    return _plain(visible(text).strip())


def paragraphs(text: str) -> str:
    r"""Text of several lines: paragraphs stay apart, and a line break inside of one stays a line break.

    `\r\n` is a line break, tabs become spaces, everything else unsafe is made visible. What is
    indented stays so to the eye, but for the first line of a paragraph, where it would mean code.
    """
    rows = [visible(row).rstrip() for row in text.replace("\r\n", "\n").expandtabs(4).split("\n")]
    found: list[list[str]] = [[]]
    for row in rows:
        if row:
            found[-1].append(_plain(row if found[-1] else row.lstrip()))
        elif found[-1]:
            found.append([])
    return "\n\n".join("  \n".join(paragraph) for paragraph in found if paragraph)


def _plain(row: str) -> str:
    row = re.sub(_INLINE, r"\\\g<0>", row, flags=re.VERBOSE)
    row = re.sub(_HTML, "&lt;", row)
    row = re.sub(_START, r"\1\\", row)
    return re.sub(_NUMBERED, r"\1\\", row)
