"""A file -> the incidents of its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from incident_cli.core import phrase
from incident_cli.core.portable import Portable, PortableLine
from incident_cli.formats.page import fields, parts, stamp
from incident_cli.formats.page.layout import MOST, OURS, Gap, Layout
from incident_cli.formats.page.telling import Posted, told
from incident_cli.formats.source import Piece, Reading, Source, Unreadable

_SAMPLES = 200
"""Dates by which the style of a page is told."""


def looks(head: str) -> bool:
    """Whether a file begins like a page: with a title, a beginning, and more of what the header has."""
    names = [fields.row(line.removesuffix("\r")).field for line in head.split("\n")[: parts.HEAD]]
    behind = names[names.index("title") :][:20] if "title" in names else []
    return "begin" in behind and bool({"id", "state", "servers"} & set(behind))


def read(source: Source, reading: Reading) -> Iterator[Piece | Unreadable]:
    """The pages of a file. Where it is only one and cannot be read, Unreadable is raised, else it is yielded."""
    pages = parts.pages(source.text())
    for page in pages:
        try:
            head = parts.head(page)
            began = _Times(reading).at(*_beginning(page, head))
        except Unreadable as error:
            if len(pages) == 1:
                raise
            yield error
            continue
        yield Piece(began, page.first, partial(_portable, page, head, reading))


def _beginning(page: parts.Page, head: parts.Head) -> tuple[str, int]:
    """The words for the beginning, and their line; where the header has none, those of the first post."""
    words, line = head.found.get("begin", ("", 0))
    if words:
        return words, line
    if head.stop == len(page.lines):
        raise Unreadable("it names no beginning", line or page.first)
    return page.lines[head.stop], page.first + head.stop


def _portable(page: parts.Page, head: parts.Head, reading: Reading) -> Portable:
    """The incident of a page. Raises Unreadable."""
    times = _Times(reading)
    began = times.at(*_beginning(page, head))
    ended = times.at(*head.found["end"]) if head.value("end") else None
    if ended is not None and ended < began:
        raise Unreadable("it ends before it begins", head.found["end"][1])
    posts, tail = parts.posts(page, head)
    dated = [(times.at(post.date, post.line), post) for post in posts]
    newest = len(dated) > 1 and dated[0][0] > dated[-1][0]
    dated = sorted(dated[::-1] if newest else dated, key=lambda each: each[0])
    posted = [Posted(post.line, PortableLine(at, at, post.text)) for at, post in dated]
    posts = [post for _, post in (dated[::-1] if newest else dated)]
    layout = _layout(page, head, posts, tail, times)._replace(newest=newest)
    return told(head, reading, began, ended, posted)._replace(raw=layout.raw)


class _Times:
    """The times of a page, one after the other; in which style they are written can be told afterwards."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.read: list[tuple[str, datetime]] = []

    def at(self, words: str, line: int) -> datetime:
        """The instant that words mean. Raises Unreadable, also where nobody said the zone or the order of dates."""
        found = stamp.parts(words)
        if not self.reading.zone_said and not (found and found.zone):
            raise Unreadable("the page does not say in which zone its times are", line, "--tz Europe/Paris")
        try:
            at = self.reading.time(stamp.plain(words), line)
        except Unreadable as error:
            if self.reading.date_order or found is None or not found.numeric:
                raise
            raise Unreadable(error.message, line, "--date-order mdy  or  --date-order dmy") from None
        self.read.append((words, at))
        return at

    def style(self) -> tuple[str, dict[str, str]]:
        """The pattern of the times, and those that are written otherwise, by how it would write them."""
        zone = self.reading.zone
        samples = ((stamp.parts(words), phrase.local(at, zone)) for words, at in self.read[:_SAMPLES])
        pattern = stamp.style([(found, wall) for found, wall in samples if found], self.reading.date_order)
        said = {stamp.words(at, zone, pattern): words for words, at in self.read}
        return pattern, {shown: words for shown, words in said.items() if shown != words}


def _layout(page: parts.Page, head: parts.Head, posts: Sequence[parts.Post], tail: int, times: _Times) -> Layout:
    """How the page is laid out. posts: in the order of the file."""
    pattern, said = times.style()
    rows = [(row.field, row.before, row.behind) for row in head.rows]
    top = parts.blanks([before + field for field, before, _ in rows[::-1]])
    usual = Counter(post.gap for post in posts[:-1] if post.text).most_common(1)
    gap = usual[0][0] if usual else (posts[0].gap[0], OURS.gap[1]) if posts and posts[0].text else OURS.gap
    return Layout(
        rows=tuple(rows[: len(rows) - top]),
        bullet=head.bullet or ("" if head.servers else OURS.bullet),
        state=head.value("state"),
        name=head.value("id"),
        times=pattern,
        said=said,
        top=min(top, MOST) if posts else OURS.top,
        gap=gap,
        gaps=dict(_other_gaps(posts, gap)),
        tail=min(tail, MOST),
        newline=page.newline,
        read=True,
    )


def _other_gaps(posts: Sequence[parts.Post], usual: Gap) -> Iterator[tuple[str, Gap]]:
    """The posts with other blank lines than usual, by their place. Behind the last one there are none."""
    for place, post in enumerate(posts):
        last = place == len(posts) - 1
        same = post.gap == (usual if post.text else (sum(usual), 0)) if not last else post.gap[0] == usual[0]
        if not same:
            yield str(place), post.gap
