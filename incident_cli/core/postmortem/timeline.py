"""Blocks of lines: what happened in its order, what was believed for how long, and what there is to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from incident_cli.core import measure, phrase
from incident_cli.core.model import Entry, EntryKind, Incident, Verb
from incident_cli.core.postmortem.values import Generated, Line, listed
from incident_cli.core.views import Sheet

OFFSETS = "T+ is the time since the beginning."


def told(sheet: Sheet) -> list[Entry]:
    """The lines of the document in the order things happened: internal ones not in public, itself never."""
    lines = sorted(sheet.lines, key=lambda entry: entry.order)
    return [e for e in lines if e.kind is not EntryKind.POSTMORTEM and (e.kind.public or not sheet.public)]


def timeline(sheet: Sheet, zone: tzinfo) -> Generated:
    """What happened, line by line; of a command only that it ran: its output stays in the record."""
    changes, names = measure.changes(sheet.incident), phrase.server_names(sheet.servers)
    lines: list[Line] = []
    signed = _signed(sheet)
    previous: datetime | None = None
    for entry in told(sheet):
        head = phrase.clock(entry.at, zone, previous) if previous else phrase.stamp(entry.at, zone)
        moves = [phrase.move(names.get(c.server, phrase.UNKNOWN), c.before, c.after) for c in changes[entry.number]]
        facts = (*_did(sheet.incident, entry), *moves, *_marks(sheet, entry, signed=signed))
        lines.append(Line(head, facts, "" if entry.ran else entry.text, entry.links))
        previous = entry.at
    return Generated("timeline", (OFFSETS,), tuple(lines))


def _did(incident: Incident, entry: Entry) -> Iterator[str]:
    """How far into the incident a line stands, and what it did."""
    yield phrase.offset(entry.at, incident.began_at)
    if entry.verb is not Verb.UPDATED:
        yield entry.verb.value
    if entry.duplicate_of is not None:
        yield phrase.happened(entry)
    if not entry.kind.public:
        yield f"{entry.kind} (internal)"
    if entry.ran:
        yield from phrase.command(entry.ran)
    if entry.status:
        yield phrase.said_status(entry.status, incident)


def _signed(sheet: Sheet) -> bool:
    """Whether the lines are by several people: the name of one at every line would tell nothing."""
    return not sheet.public and len({entry.author for entry in told(sheet)}) > 1


def _marks(sheet: Sheet, entry: Entry, *, signed: bool) -> Iterator[str]:
    behind = phrase.late(entry.over_at, entry.recorded_at)
    if behind is not None and phrase.afterwards(sheet.incident) is None:
        yield f"late: written {phrase.span(behind)} afterwards"
    if entry.edited:
        yield "edited"
    if entry.guess:
        yield "guess"
    if entry.retracted:
        yield f"retracted: {entry.retracted}"
    if entry.author and signed:
        yield f"by {entry.author}"


def beliefs(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    """What was held for true, and from when until when: the guesses, and whatever was taken back."""
    incident, signed = sheet.incident, _signed(sheet)
    lines = []
    for entry in told(sheet):
        if entry.guess or entry.retracted:
            facts = [phrase.offset(entry.at, incident.began_at), "a guess" if entry.guess else "said as a fact"]
            facts.append(_given_up(incident, entry, now, zone) if entry.retracted else "never taken back")
            facts += [f"by {entry.author}"] if entry.author and signed else []
            head = phrase.clock(entry.at, zone, incident.began_at)
            lines.append(Line(head, tuple(facts), "" if entry.ran else entry.text))
    return listed("beliefs", tuple(lines), "Nothing was marked as a guess or retracted.")


def _given_up(incident: Incident, entry: Entry, now: datetime, zone: tzinfo) -> str:
    """`given up at 11:20 CET, after 41 min: it was the disk`; when it was is not known of what was imported so."""
    at, end = entry.retracted_at, measure.end_of(incident, now)
    when = ""
    if at is not None and end is not None and at > end:
        when = " when it was over"
    elif at is not None and at > entry.recorded_at:
        held = phrase.span(measure.elapsed(entry.at, at))
        when = f" at {phrase.clock(at, zone, entry.at)}, after {held}"
    return f"given up{when}: {entry.retracted}"


def evidence(sheet: Sheet, zone: tzinfo) -> Generated:
    """What there is to look at: links, commands that ran, and where the record came from."""
    incident = sheet.incident
    links = [*incident.links]
    ran = []
    for entry in told(sheet):
        where = f"{incident.id}.{entry.number}, {phrase.clock(entry.at, zone, incident.began_at)}"
        links += [f"{link} ({where})" for link in entry.links]
        if entry.kind is EntryKind.COMMAND:
            ran.append(f"{' · '.join(_command(entry))} ({where})")
    lines = [Line(head, parts=tuple(parts)) for head, parts in (("Links:", links), ("Commands:", ran)) if parts]
    if incident.source:
        lines.append(Line("Imported from:", (f"{incident.source} {incident.external_id}".rstrip(),)))
    return listed("evidence", tuple(lines), "No link and no command is recorded.")


def _command(entry: Entry) -> tuple[str, ...]:
    """What ran and how it ended; of a command that somebody pasted its first line."""
    return phrase.command(entry.ran) if entry.ran else (entry.text.strip().partition("\n")[0],)
