"""What a page means: which post ends the incident, which one looks back at it, and in which state it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_cli.core.model import DocumentStatus, EntryKind, Kind, State, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, PortableServer, Said
from incident_cli.core.record import NamedTuple
from incident_cli.formats import infer
from incident_cli.formats.page import fields
from incident_cli.formats.page.parts import Head
from incident_cli.formats.source import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Posted(NamedTuple):
    """A line of the timeline, and the number of the line of the file in which it begins."""

    number: int
    line: PortableLine


def told(head: Head, reading: Reading, began: datetime, ended: datetime | None, posted: Sequence[Posted]) -> Portable:
    """The incident that a page tells, without its layout. posted: its posts in the order of time."""
    name = fields.name(head.value("id"))
    status, known = fields.status(head.value("state"), name.kind, ended=ended is not None)
    notes = list(_oddities(head, status, ended, posted, known=known))
    planned = ended if name.kind is Kind.MAINTENANCE else None
    if status.final and ended is None:
        ended = max((each.line.at for each in posted), default=began)
    lines = (
        _ended(posted, max(ended, began), status) if status.final and ended else _going_on(posted, status, name.kind)
    )
    states: Said = ()
    if reading.infer and name.kind is Kind.INCIDENT:
        states, lines, said = _inferred(head, lines)
        notes += said
    return Portable(
        source="page",
        external_id=head.value("id") or f"{began:%Y-%m-%dT%H:%MZ} {head.value('title')}",
        title=head.value("title"),
        began_at=began,
        recorded_at=min([began, *(each.line.at for each in lines[:1])]),
        kind=name.kind,
        label=name.label,
        number=name.number,
        zone=str(reading.zone),
        planned_from=began if name.kind is Kind.MAINTENANCE else None,
        planned_until=planned,
        status=Status.INVESTIGATING if name.kind is Kind.INCIDENT else Status.SCHEDULED,
        states=states,
        affected=head.servers,
        lines=tuple(each.line for each in lines),
        servers=tuple(map(PortableServer, head.servers)),
        warnings=tuple(notes),
    )


def _oddities(
    head: Head, status: Status, ended: datetime | None, posted: Sequence[Posted], *, known: bool
) -> list[str]:
    """What the reader should look at."""
    notes = [f"line {number}: it stands before the first post, and is left out" for number in head.left_out]
    state, line = head.found.get("state", ("", 0))
    if not known:
        taken = "over, because it has an end" if status.final else "open, because it has no end"
        notes.append(f"line {line}: the state {state!r} is unknown; it is taken for {taken}")
    if status.final and ended is None:
        which = "its last post" if posted else "its beginning"
        notes.append(f"line {line}: it is {state} but names no end; {which} is taken for it")
    if not status.final and ended is not None and fields.name(head.value("id")).kind is Kind.INCIDENT:
        notes.append(f"line {head.found['end'][1]}: it is {state} and yet has an end, which is left out")
    if not head.value("begin"):
        notes.append("it names no beginning; the first post is taken for it")
    return notes


def _ended(posted: Sequence[Posted], ended: datetime, status: Status) -> list[Posted]:
    """The lines of an incident that is over: the last one at the end closes it, the last one later looks back."""
    lines = [each for each in posted if each.line.at <= ended]
    later = [each for each in posted if each.line.at > ended]
    if lines and lines[-1].line.at == ended:
        lines[-1] = _with(lines[-1], verb=Verb.CLOSED, status=status)
    else:
        note = PortableLine(ended, ended, kind=EntryKind.NOTE, verb=Verb.CLOSED, status=status)
        lines.append(Posted(0, note))
    if later:
        later[-1] = _with(later[-1], kind=EntryKind.POSTMORTEM, document=DocumentStatus.PUBLISHED)
    return lines + later


def _going_on(posted: Sequence[Posted], status: Status, kind: Kind) -> list[Posted]:
    """The lines of an open incident. The page does not say which post brought its state: the last one had it."""
    lines = list(posted)
    first = Status.INVESTIGATING if kind is Kind.INCIDENT else Status.SCHEDULED
    if lines and status is not first:
        lines[-1] = _with(lines[-1], status=status)
    return lines


def _with(posted: Posted, **changes: Any) -> Posted:
    return posted._replace(line=posted.line._replace(**changes))


def _inferred(head: Head, posted: Sequence[Posted]) -> tuple[Said, list[Posted], list[str]]:
    """The states that the title and the posts say in so many words, up to the end, and how each was read."""
    names = {name.casefold(): name for name in head.servers}
    title, number = head.found["title"]
    found = [said for said in infer.states(title, names) if said.state is not State.OPERATIONAL]
    notes, lines, over = _readings(number, found), [], False
    for each in posted:
        over = over or each.line.verb is Verb.CLOSED
        said = () if over else infer.states(each.line.text, names)
        notes += _readings(each.number, said)
        lines.append(_with(each, states=_pairs(said)) if said else each)
    return _pairs(found), lines, notes


def _pairs(said: Sequence[infer.Said]) -> Said:
    return tuple((each.key, each.state) for each in said)


def _readings(number: int, said: Sequence[infer.Said]) -> list[str]:
    return [f'line {number}: "{each.words}" is read as {each.key}={each.state.short} (--infer)' for each in said]
