"""An entry of an Atom feed -> an incident."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from incident_cli.core.instant import floor
from incident_cli.core.model import STATUSES, EntryKind, Kind, Status, Verb
from incident_cli.core.portable import Portable, PortableLine
from incident_cli.core.record import NamedTuple
from incident_cli.formats.atom.entries import RawEntry
from incident_cli.formats.atom.updates import Clock, Content, Offsets, Update, content
from incident_cli.formats.plaintext import plain
from incident_cli.formats.source import Reading, Unreadable

SOURCE = "atom"
_STATUSES = {status.value.replace("_", " "): status for status in Status} | {"canceled": Status.CANCELLED}
_SAME = {Status.COMPLETED: Status.RESOLVED, Status.CANCELLED: Status.RESOLVED, Status.VERIFYING: Status.MONITORING}
_MAINTENANCE = set(STATUSES[Kind.MAINTENANCE])
_WORDLESS = ("update", "updated", "post-mortem", "postmortem", "opened", "began")
"""Words in the place of a status that say no more than that this is an update."""


class _Said(NamedTuple):
    """An update with its instant. status: as it is written, final ones included."""

    at: datetime
    text: str
    status: Status | None


class Entry:
    """An entry with what its content tells; the zones of its times are settled once the whole feed is known."""

    def __init__(self, raw: RawEntry) -> None:
        self.raw = raw
        if not raw.id:
            raise Unreadable("an entry has no id, by which it would be known again", raw.line)
        self.published = _instant(raw.published)
        self.updated = _instant(raw.updated)
        self.anchors = [at for at in (self.published, self.updated) if at is not None]
        if not self.anchors:
            raise Unreadable("an entry says neither when it was published nor when it was updated", raw.line)
        source = raw.content if raw.content_type != "text" else ""
        self.content = content(source) if source else Content()

    def learn(self, offsets: Offsets) -> None:
        """What the latest update of this entry tells of the zones of the feed."""
        updates = self.content.updates
        if updates:
            offsets.learn(updates[-1 if _order(updates) is False else 0].stamp, self.anchors)

    def began_at(self, reading: Reading, offsets: Offsets) -> datetime:
        """When it began, as far as the feed is known by now."""
        times = self._times(Clock(reading, self.anchors, offsets))
        return times[0][0] if times else min(self.anchors)

    def portable(self, reading: Reading, offsets: Offsets) -> Portable:
        """The incident. Raises Unreadable."""
        clock = Clock(reading, self.anchors, offsets)
        said = self._said(clock) or self._single(clock)
        kind = self._kind(said)
        status, lines = _lines(said, kind)
        window = [clock.near(stamp) for stamp in self.content.window] if self.content.window else [None, None]
        planned = window if None not in window and window[0] <= window[1] else [None, None]  # type: ignore[operator]
        return Portable(
            source=SOURCE,
            external_id=self.raw.id,
            title=self._title(),
            began_at=said[0].at,
            recorded_at=said[0].at,
            kind=kind,
            tags=self.raw.tags,
            links=tuple(dict.fromkeys(address for rel, address in self.raw.links if rel in ("alternate", "related"))),
            planned_from=planned[0],
            planned_until=planned[1],
            status=status,
            lines=lines,
            warnings=tuple(dict.fromkeys(clock.warnings)),
        )

    def _title(self) -> str:
        title = plain(self.raw.title) if self.raw.title_type in ("html", "xhtml") else self.raw.title
        return " ".join(title.split()) or self.raw.id

    def _kind(self, said: list[_Said]) -> Kind:
        told = any(one.status in _MAINTENANCE for one in said)
        return Kind.MAINTENANCE if told or self.content.window else Kind.INCIDENT

    def _times(self, clock: Clock) -> list[tuple[datetime, Update]]:
        """The updates with their instants, oldest first; none where the content has not their structure."""
        updates = list(self.content.updates)
        if not _newest_first(updates, clock):
            updates.reverse()
        found: list[tuple[datetime, Update]] = []
        for update in updates:
            at = clock.before(update.stamp, found[-1][0]) if found else clock.near(update.stamp)
            if at is None:
                raise Unreadable("an update has a date that no year near it has", self.raw.line)
            found.append((at, update))
        found.reverse()
        return sorted(found, key=lambda pair: pair[0])

    def _said(self, clock: Clock) -> list[_Said]:
        """The updates, oldest first; what stands above all of them is part of the latest."""
        said = [_one(update, at) for at, update in self._times(clock)]
        above = plain(self.content.before) if said and not self.content.window else ""
        if above:
            said[-1] = said[-1]._replace(text="\n\n".join(filter(None, (above, said[-1].text))))
        return said

    def _single(self, clock: Clock) -> list[_Said]:
        """All of the content as one update, of when it was published; its end where it names a status that is one."""
        raw = self.raw
        text = raw.content.strip() if raw.content_type == "text" else plain(raw.content)
        match = re.match(r"Status:\s*([A-Za-z ]{3,20})(?:\n|$)", text)
        status = _STATUSES.get(match[1].strip().lower()) if match else None
        first, last = min(self.anchors), max(self.anchors)
        if status is None:
            clock.warnings.append("it tells no status: it is taken as open")
        if status is None or not status.final or first == last:
            return [_Said(first, text, status)]
        return [_Said(first, text, None), _Said(last, "", status)]


def _one(update: Update, at: datetime) -> _Said:
    """An update; a word in the place of its status that is none of ours stays before its text."""
    word = update.word.lower()
    status = _STATUSES.get(word)
    known = status is not None or word in _WORDLESS
    text = update.text if known else f"{update.word} - {update.text}".removesuffix(" - ")
    return _Said(at, text, status)


def _order(updates: Sequence[Update]) -> bool | None:
    """Whether they stand newest first, as Statuspage has them; None where no final status at one end tells."""
    first, last = (_STATUSES.get(update.word.lower()) for update in (updates[0], updates[-1]))
    newest, oldest = bool(first and first.final), bool(last and last.final)
    return newest if newest != oldest else None


def _newest_first(updates: Sequence[Update], clock: Clock) -> bool:
    """The order of the updates: told by their statuses, else by their times."""
    if len(updates) < 2:
        return True
    told = _order(updates)
    if told is not None:
        return told
    times = [clock.near(update.stamp) for update in (updates[0], updates[-1])]
    return times[0] is None or times[1] is None or times[0] >= times[1]


def _lines(said: list[_Said], kind: Kind) -> tuple[Status, tuple[PortableLine, ...]]:
    """The status at the opening, and the lines, oldest first, one that closes among them if it is over.

    It is over if no status that is none follows the last final one; what is told after that is told after the end.
    """
    statuses = [_of_kind(one.status, kind) for one in said]
    going_on = max((number for number, status in enumerate(statuses) if status and not status.final), default=-1)
    end = next((n for n, status in enumerate(statuses) if n > going_on and status and status.final), None)
    first = statuses[0] if end != 0 else None
    lines = []
    for number, (one, status) in enumerate(zip(said, statuses, strict=True)):
        if number == end:
            kind_of = EntryKind.UPDATE if one.text else EntryKind.NOTE
            lines.append(PortableLine(one.at, one.at, one.text, Verb.CLOSED, kind_of, status))
            continue
        sets = status if number and status and not status.final else None
        if one.text or sets:
            lines.append(PortableLine(one.at, one.at, one.text, status=sets))
    opening = Status.INVESTIGATING if kind is Kind.INCIDENT else Status.SCHEDULED
    return (first if first and not first.final else opening), tuple(lines)


def _of_kind(status: Status | None, kind: Kind) -> Status | None:
    """A status as an incident of this kind has it; None for one that it cannot have."""
    if status is None or status in STATUSES[kind]:
        return status
    same = _SAME if kind is Kind.INCIDENT else {value: key for key, value in reversed(_SAME.items())}
    return same.get(status)


def _instant(words: str) -> datetime | None:
    """A time as Atom writes it (RFC 3339); None for anything else."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.]{5,18}(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})", words):
        return None
    try:
        return floor(datetime.fromisoformat(words.upper()))
    except (ValueError, OverflowError):
        return None
