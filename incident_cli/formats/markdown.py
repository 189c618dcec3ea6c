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
from incident_cli.core.postmortem import Document, Generated, Hand, Line, Section, build
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
_NOTE = (
    "The parts between incident comments are written anew from the record: edit the record, "
    "and write outside of them. The rest is yours."
)


def postmortem(sheet: Sheet, now: datetime, zone: tzinfo, stored: str = "") -> str:
    """The post-mortem of an incident as Markdown: a fresh one, or the stored one with its blocks written anew.

    sheet: a public one gives a public document. A stored document without fences comes back as it is.
    A stored text without any heading is no document but an account of what happened: it stands, as it
    is, in the summary of a fresh one.
    """
    fresh = build(sheet, now, zone)
    if not stored or prose(stored):
        return document(fresh, stored)
    return merge(stored, {block.name: _fenced(block) for block in fresh.generated})


def prose(stored: str) -> bool:
    """Whether a text is prose alone: no fences of ours, no heading."""
    return not re.search(rf"{_FENCE}|{_HEADING}", stored, re.MULTILINE)


def document(doc: Document, account: str = "") -> str:
    """A whole document, with empty places for what people write; an account fills the first of them."""
    parts = [f"# {heading(doc.title)}", f"<!-- {_NOTE} -->", _fenced(doc.record)]
    for section in doc.sections:
        blocks = list(_section(section))
        if account and any(isinstance(block, Hand) for block in section.blocks):
            blocks, account = [*blocks[:-1], account.strip("\n")], ""
        parts += blocks
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


def _section(section: Section) -> Iterator[str]:
    yield f"## {heading(section.heading)}"
    for block in section.blocks:
        yield f"<!-- {block.hint} -->" if isinstance(block, Hand) else _fenced(block)


def _fenced(block: Generated) -> str:
    body = [one_line(sentence) for sentence in block.sentences]
    if block.lines:
        apart = "\n\n" if any(line.text for line in block.lines) else "\n"
        body.append(apart.join(_item(line) for line in block.lines))
    return "\n\n".join((f"<!-- incident:{block.name} -->", *body, f"<!-- /incident:{block.name} -->"))


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
