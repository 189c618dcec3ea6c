"""A page cut into its parts: the pages of a file, the header of each, and its posts."""

from __future__ import annotations

from itertools import pairwise

from incident_cli.core.record import NamedTuple
from incident_cli.formats.page import fields, stamp
from incident_cli.formats.page.layout import MOST, Gap
from incident_cli.formats.source import Unreadable

HEAD = 200
"""Lines of a page in which its title is looked for."""


class Page(NamedTuple):
    """The lines of one page, the number of the first in the file, and what ends them there."""

    first: int
    lines: list[str]
    newline: str


class Head(NamedTuple):
    """The header. rows: its lines, without the list of servers; found: the value of each field, and its line.

    bullet: before each server, empty where they stand on one line; stop: how many lines it has; left_out: the numbers
    of lines that say something which has no place in the record.
    """

    rows: list[fields.Row]
    found: dict[str, tuple[str, int]]
    servers: tuple[str, ...]
    bullet: str
    stop: int
    left_out: tuple[int, ...]

    def value(self, field: str) -> str:
        """The words of a field; empty where it is absent."""
        return self.found.get(field, ("", 0))[0]


class Post(NamedTuple):
    """A post: the number of the line of its date, that line, its text, and the blank lines around the text."""

    line: int
    date: str
    text: str
    gap: Gap


def pages(text: str) -> list[Page]:
    """The pages of a file, cut at the lines that stand between two."""
    crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
    lines = (text.replace("\r\n", "\n") if crlf else text).split("\n")
    inside = range(1, len(lines) - 1)
    cuts = [at for at in inside if lines[at] == fields.SEPARATOR and not lines[at - 1] and not lines[at + 1]]
    spans = pairwise([-2, *cuts, len(lines) + 1])
    return [Page(before + 3, lines[before + 2 : cut - 1], "\r\n" if crlf else "\n") for before, cut in spans]


def head(page: Page) -> Head:
    """The header of a page. Raises Unreadable where it has no title."""
    lines = page.lines
    start = next((at for at, line in enumerate(lines[:HEAD]) if fields.row(line).field == "title"), None)
    if start is None:
        raise Unreadable("it has no line such as `Title http6 is down`", page.first)
    stop = next((at for at in range(start + 1, len(lines)) if stamp.alone(lines[at])), len(lines))
    rows = [fields.Row("", line) for line in lines[:start]]
    found: dict[str, tuple[str, int]] = {}
    servers: list[str] = []
    bullet, left_out, listing = "", [], False
    for at in range(start, stop):
        item = fields.bullet(lines[at]) if listing else None
        if item is not None:
            bullet = bullet or item[0]
            servers.append(item[1])
            continue
        row = fields.row(lines[at])
        if row.field in found:  # the second of its name says nothing
            row = fields.Row("", lines[at])
        rows.append(row)
        listing = row.field == "servers" and not row.value
        if row.field:
            found[row.field] = (row.value, page.first + at)
        elif row.before.strip():
            left_out.append(page.first + at)
        if row.field == "servers":
            servers += filter(None, map(str.strip, row.value.split(",")))
    return Head(rows, found, tuple(dict.fromkeys(servers)), bullet, stop, tuple(left_out))


def posts(page: Page, head: Head) -> tuple[list[Post], int]:
    """The posts in the order of the file, and how many line ends the page has at its end."""
    lines = page.lines
    dates = [at for at in range(head.stop, len(lines)) if stamp.alone(lines[at])]
    found = [_post(page, start, stop) for start, stop in pairwise([*dates, len(lines)])]
    if not found:
        return [], blanks([row.before + row.field for row in head.rows[::-1]])
    last = found[-1]
    before, behind = last.gap
    return [*found[:-1], last._replace(gap=(before if last.text else 0, 0))], behind if last.text else before


def _post(page: Page, start: int, stop: int) -> Post:
    body = page.lines[start + 1 : stop]
    before = blanks(body)
    behind = blanks(body[::-1]) if before < len(body) else 0
    text = "\n".join(_bare(line) for line in body[before : len(body) - behind])
    return Post(page.first + start, page.lines[start], text, (min(before, MOST), min(behind, MOST)))


def blanks(lines: list[str]) -> int:
    """How many blank lines stand at the beginning."""
    return next((count for count, line in enumerate(lines) if line.strip()), len(lines))


def _bare(line: str) -> str:
    """A line of a text, without the space that kept it from being read as something else."""
    return line[1:] if line[:1] == " " and structural(line.lstrip(" ")) else line


def structural(line: str) -> bool:
    """Whether a line, read anew, would begin a post or another page."""
    return line == fields.SEPARATOR or stamp.alone(line)
