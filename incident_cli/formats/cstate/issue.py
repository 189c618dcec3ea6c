"""An issue of cState -> an incident."""

from __future__ import annotations

import re
from datetime import datetime

from incident_cli.core import jsontext
from incident_cli.core.instant import floor
from incident_cli.core.model import EntryKind, State, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, PortableServer, Said
from incident_cli.formats.cstate.body import Block, Role, updates
from incident_cli.formats.cstate.frontmatter import FrontMatter
from incident_cli.formats.cstate.site import Site
from incident_cli.formats.source import Reading, Unreadable

_STATES = {
    "down": State.MAJOR_OUTAGE,
    "disrupted": State.PARTIAL_OUTAGE,
    "notice": None,
    # What older themes of the same make write.
    "major-outage": State.MAJOR_OUTAGE,
    "partial-outage": State.PARTIAL_OUTAGE,
    "degraded-performance": State.DEGRADED_PERFORMANCE,
    "under-maintenance": State.UNDER_MAINTENANCE,
}
"""Severities, and the state in which cState shows the systems then; None: affected, in a state that nobody told."""
_AFFECTED = ("affected", "affectedsystems")
_TOLD = ("title", "date", *_AFFECTED)
"""Keys that the incident itself says; `raw` keeps the others."""
_YES = ("true", "yes", "on", "y", "1")
_NO = ("false", "no", "off", "n", "0")


class _Issue:
    """An issue as it is read, with what is odd about it."""

    def __init__(self, front: FrontMatter, site: Site, reading: Reading) -> None:
        self.front, self.site, self.reading = front, site, reading
        self.warnings = list(front.warnings)
        self.began_at = self.time("date")
        self.informational = self.yes("informational") is True
        if self.yes("draft"):
            self.warnings.append("it is a draft, which its site does not show")

    def time(self, key: str) -> datetime:
        """The instant in a key. Raises Unreadable."""
        line = self.front.lines.get(key, 1)
        words = self.front.text(key)
        if not words:
            raise Unreadable(f"it has no {key}", line)
        return instant(words, self.site, self.reading, line)

    def yes(self, key: str) -> bool | None:
        """The answer in a key; None where it gives none."""
        word = self.front.text(key).lower()
        if word and word not in _YES + _NO:
            self.warnings.append(f"{self.front.names[key]}: {word[:40]} is neither true nor false")
        return True if word in _YES else False if word in _NO else None

    def said_time(self, words: str) -> datetime | None:
        """The instant in words of the text; None, with a warning, where they mean none."""
        try:
            return instant(words, self.site, self.reading)
        except Unreadable as error:
            self.warnings.append(error.message)
            return None


def portable(front: FrontMatter, name: str, site: Site, reading: Reading) -> Portable:
    """The incident. name: of the file, without its suffix. Raises Unreadable."""
    issue = _Issue(front, site, reading)
    title = " ".join(front.text("title").split()) or name
    servers = _affected(front)
    states = _states(issue, servers)
    blocks, ended_at = _told(issue)
    status, lines = _lines(blocks, issue.began_at, ended_at)
    return Portable(
        source=site.source,
        external_id=name or title,
        title=title,
        began_at=issue.began_at,
        recorded_at=issue.began_at,
        status=status,
        states=states,
        affected=() if states else servers,
        servers=tuple(PortableServer(server) for server in servers),
        lines=lines,
        raw=_raw(front),
        warnings=tuple(dict.fromkeys(issue.warnings)),
    )


def instant(words: str, site: Site, reading: Reading, line: int = 0) -> datetime:
    """The instant of words with a whole date, which Hugo reads in the zone of the site, UTC by itself."""
    words = re.sub(r"(?<=[+-][0-9]{2}:[0-9]{2})Z$|(?<=[+-][0-9]{4}) [A-Z]{3,4}$", "", words.strip())
    if not re.search(r"\b[0-9]{4}-[0-9]|[/. ][0-9]{4}\b|\b[0-9]{4}/[0-9]", words):
        raise Unreadable(f"{words[:60]!r} is no date", line, "write it as 2021-03-21 10:00:00")
    return floor(reading._replace(zone=site.zone).time(words, line))


def _affected(front: FrontMatter) -> tuple[str, ...]:
    names = [name for key in _AFFECTED for name in front.texts(key)]
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names))


def _states(issue: _Issue, servers: tuple[str, ...]) -> Said:
    """The states that the severity tells; none of an announcement, or where nobody told a severity."""
    word = issue.front.text("severity").lower()
    if word and word not in _STATES:
        from difflib import get_close_matches

        close = get_close_matches(word[:40], _STATES, n=1, cutoff=0.75)
        issue.warnings.append(
            f"severity: {word[:40]} is read as {close[0]}" if close else f"there is no severity {word[:40]}"
        )
        word = close[0] if close else ""
    state = _STATES.get(word)
    return tuple((server, state) for server in servers) if state and not issue.informational else ()


def _told(issue: _Issue) -> tuple[list[Block], datetime | None]:
    """The updates, oldest first, and the end; of an issue that is resolved nobody knows when, its last update."""
    body, began_at = issue.front.body, issue.began_at
    ended_at = _end(issue)
    blocks, undated = updates(body, began_at, ended_at, issue.said_time)
    if ended_at is None and issue.yes("resolved"):
        ended_at = max([began_at, *(block.at for block in blocks if block.at is not None)])
        issue.warnings.append("it is resolved, but nothing says when: its last update counts as the end")
        blocks, undated = updates(body, began_at, ended_at, issue.said_time)
    if undated:
        issue.warnings.append(f"{undated} of its headings tell no time: what is below them is in the update beside it")
    if any(block.at is not None and block.at < began_at for block in blocks):
        issue.warnings.append("an update is from before the beginning")
    return blocks, ended_at


def _end(issue: _Issue) -> datetime | None:
    """When it ended; None while it is open. An announcement is over at once: cState never counts it as going on."""
    resolved, began_at = issue.yes("resolved"), issue.began_at
    if not issue.front.text("resolvedwhen"):
        return began_at if issue.informational and resolved is None else None
    ended_at = issue.time("resolvedwhen")
    if resolved is False and (ended_at < began_at or ended_at > issue.reading.now):
        issue.warnings.append("it is not resolved: resolvedWhen is left out")
        return None
    if resolved is False:
        issue.warnings.append("resolved is false, but resolvedWhen tells an end: it counts as over")
    if ended_at < began_at:
        issue.warnings.append("resolvedWhen is before date: the end counts as at the beginning")
    return max(began_at, ended_at)


def _lines(
    blocks: list[Block], began_at: datetime, ended_at: datetime | None
) -> tuple[Status, tuple[PortableLine, ...]]:
    """The status at the opening, and the lines in order, one that closes among them if there is an end."""
    opening = next((block for block in blocks if block.at == began_at), None)
    closing = _closing(blocks, began_at, ended_at)
    lines = []
    for block in blocks:
        at = block.at or began_at
        within = at >= began_at and (ended_at is None or at < ended_at) and block is not opening
        line = PortableLine(at, at, _trimmed(block.text), status=block.status if within else None)
        if block is closing:
            line = line._replace(verb=Verb.CLOSED, status=Status.RESOLVED)
        if line.text or line.status:
            lines.append(line)
    if ended_at is not None and closing is None:
        lines.append(PortableLine(ended_at, ended_at, "", Verb.CLOSED, EntryKind.NOTE, Status.RESOLVED))
    lines.sort(key=lambda line: line.recorded_at)
    return (opening and opening.status) or Status.INVESTIGATING, tuple(lines)


def _closing(blocks: list[Block], began_at: datetime, ended_at: datetime | None) -> Block | None:
    """The update that tells the end: the last one at that time, a final one before any other."""
    at_end = [block for block in blocks if ended_at is not None and block.at == ended_at]
    final = [block for block in at_end if block.role is Role.FINAL]
    if final or ended_at == began_at:
        return final[-1] if final else None
    return at_end[-1] if at_end else None


def _trimmed(text: str) -> str:
    """A text without the empty lines around it, otherwise byte for byte."""
    return re.sub(r"\A(?:[ \t]*\r?\n)+", "", text).rstrip()


def _raw(front: FrontMatter) -> str:
    """What the front matter says besides, as JSON: the keys and the texts as they are written."""
    kept = {front.names[key]: value for key, value in front.values.items() if key not in _TOLD}
    return jsontext.write(kept) if kept else ""
