"""An incident -> its post-mortem as values: sections of generated blocks and of places to write by hand.

What a block says is decided here, how it is written out in `formats/markdown.py`. A generated block has a
name, so that it can be written anew in a document that people have worked on; everything else is theirs.
A public sheet (`Sheet.public`) gives a public document: without notes, commands, people and severity.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from incident_cli.core import measure, phrase
from incident_cli.core.model import Entry, EntryKind, Incident, Kind, Verb
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Sheet


class Line(NamedTuple):
    """One line of a block: a head, short facts, somebody's words in paragraphs, and finer lines below."""

    head: str
    facts: tuple[str, ...] = ()
    text: str = ""
    parts: tuple[str, ...] = ()


class Generated(NamedTuple):
    """What the record says: sentences, then lines; written anew each time under its name."""

    name: str
    sentences: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


class Hand(NamedTuple):
    """A place for people to write; the hint is for whoever fills it in, not for the reader."""

    hint: str


class Section(NamedTuple):
    """A heading and what stands below it."""

    heading: str
    blocks: tuple[Generated | Hand, ...]


class Document(NamedTuple):
    """A post-mortem: the title, what stands directly below it, and the sections."""

    title: str
    record: Generated
    sections: tuple[Section, ...]

    @property
    def generated(self) -> tuple[Generated, ...]:
        """The blocks that come from the record, in order."""
        return (self.record, *(b for section in self.sections for b in section.blocks if isinstance(b, Generated)))


METRICS = (
    ("ttd_s", "Time to detect (TTD)", "from the start of the impact to its detection, else to the beginning"),
    ("first_word_s", "First word", "from the beginning to the first public update"),
    (
        "tta_s",
        "Time to acknowledge (TTA)",
        "from the beginning to the acknowledgement, else to the first entry by a person",
    ),
    ("tti_s", "Time to identify (TTI)", "from the beginning until the cause was first called identified"),
    ("ttm_s", "Time to mitigate (TTM)", "from the beginning until every server was up and stayed up to the end"),
    ("ttr_s", "Time to resolve (TTR)", "from the beginning to the end"),
    ("longest_silence_s", "Longest silence", "the longest time without a public update, from the beginning to the end"),
)
"""The figures of `measure.Metrics`: the field, its name for people, its definition."""

STILL_OPEN = "still open"

SUMMARY = "What happened, who noticed it, why it happened and how it ended, in two or three sentences."
IMPACT = "What users noticed: who, how many, what they could not do; data lost, requests failed, money."
DETECTION = "What gave the alarm: monitoring, a user, chance? What would have told us sooner?"
FACTORS = "What had to come together, technical and not. Why did each make sense to the people at the time?"
WELL = "What limited the damage and should stay as it is."
BADLY = "What cost time, made it worse or hid what was going on."
LUCKY = "What happened to save us, and would not have to the next time."
RESOLUTION = "What ended it, and what is still to be put right."
ACTIONS = "What would prevent this, detect it sooner or shorten it."


def build(sheet: Sheet, now: datetime, zone: tzinfo) -> Document:
    """The document of an incident as it stands at `now`, with its times in the zone."""
    incident = sheet.incident
    lines = _timeline(sheet, zone)
    doubtful = tuple(line for entry, line in lines if entry.guess or entry.retracted)
    return Document(
        f"{incident.noun} #{incident.id}: {sheet.headline}",
        Generated("record", (" · ".join(_record(sheet, now, zone)),)),
        (
            Section("Summary", (Generated("summary", tuple(_summary(sheet, now, zone))), Hand(SUMMARY))),
            Section("Impact", (_impact(sheet, now, zone), Hand(IMPACT))),
            Section("Metrics", (Generated("metrics", (), tuple(_metrics(incident, now, zone))),)),
            Section("Timeline", (Generated("timeline", (), tuple(line for _, line in lines)),)),
            Section("What we believed", (_listed("beliefs", doubtful, "Nothing was marked as a guess or retracted."),)),
            Section("Detection", (Hand(DETECTION),)),
            Section("Contributing factors", (Hand(FACTORS),)),
            Section("What went well", (Hand(WELL),)),
            Section("What went badly", (Hand(BADLY),)),
            Section("Where we were lucky", (Hand(LUCKY),)),
            Section("Resolution and residual risk", (_resolution(sheet, now, zone), Hand(RESOLUTION))),
            Section("Action items", (Generated("actions", ("None yet.",)), Hand(ACTIONS))),
        ),
    )


def _listed(name: str, lines: tuple[Line, ...], nothing: str) -> Generated:
    return Generated(name, () if lines else (nothing,), lines)


def _record(sheet: Sheet, now: datetime, zone: tzinfo) -> Iterator[str]:
    """What stands below the title, label by label."""
    incident = sheet.incident
    end = measure.end_of(incident, now)
    so_far = "" if end or incident.began_at > now else " so far"
    yield f"State: {phrase.status_word(incident, now)}"
    never = measure.called_off(incident, now)
    yield f"Beginning: {phrase.UNKNOWN if never else phrase.stamp(incident.began_at, zone)}"
    yield f"End: {phrase.stamp(end, zone) if end else STILL_OPEN}"
    yield f"Duration: {phrase.span(measure.elapsed(incident.began_at, end or now))}{so_far}"
    if incident.planned_from and incident.planned_until:
        yield f"Planned: {_between(incident.planned_from, incident.planned_until, zone)}"
    yield f"Impact: {incident.impact}"
    for label, numbers in phrase.links(incident):
        yield f"{label}: {', '.join(f'#{number}' for number in numbers)}"
    written = phrase.afterwards(incident)
    if written:
        yield f"Written: afterwards, {phrase.stamp(written, zone)}"
    if sheet.public:
        return
    if incident.severity:
        yield f"Severity: {incident.severity}"
    opening = incident.entries.get(0)
    if opening and opening.author:
        yield f"Opened by: {opening.author}"


def _summary(sheet: Sheet, now: datetime, zone: tzinfo) -> Iterator[str]:
    incident = sheet.incident
    began, end = phrase.stamp(incident.began_at, zone), measure.end_of(incident, now)
    lasted = phrase.span(measure.elapsed(incident.began_at, end or now))
    if end is not None and measure.called_off(incident, now):
        yield f"It was planned to begin at {began}, and was called off at {phrase.clock(end, zone, incident.began_at)}."
    elif incident.began_at > now:
        yield f"It is planned to begin at {began}."
    elif end is None:
        yield f"It began at {began} and is still open after {lasted}."
    else:
        yield f"It began at {began} and ended at {phrase.clock(end, zone, incident.began_at)}, after {lasted}."
    yield _affected(sheet, now)
    words = sum(e.word for e in incident.timeline)
    figures = measure.metrics(incident, now)
    if words:
        first, silence = phrase.span(figures.first_word_s), phrase.span(figures.longest_silence_s)
        number = "1 public update" if words == 1 else f"{words} public updates"
        first = f"the first after {first}, " if incident.kind is Kind.INCIDENT else ""
        yield f"{number}; {first}the longest silence {silence}."
    else:
        yield "No public update."


def _affected(sheet: Sheet, now: datetime) -> str:
    """`Affected: http6 (3 h 32 min of downtime), web1 (no downtime).`"""
    names = phrase.server_names(sheet.servers)
    found = []
    for server in sheet.incident.servers:
        down = measure.downtime(sheet.incident, server, now)
        found.append(f"{names.get(server, phrase.UNKNOWN)} ({_downtime(down)})")
    return f"Affected: {', '.join(found)}." if found else "No server is named."


def _downtime(seconds: float) -> str:
    return f"{phrase.span(seconds)} of downtime" if seconds else "no downtime"


def _impact(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    """Each server with its downtime and its states, interval by interval."""
    incident, names = sheet.incident, phrase.server_names(sheet.servers)
    lines = []
    for server in incident.servers:
        parts = [
            f"{part.state.short}: {_between(part.since, part.until, zone)} ({_length(part, now)})"
            for part in measure.stretches(incident, server)
        ]
        down = _downtime(measure.downtime(incident, server, now))
        lines.append(Line(names.get(server, phrase.UNKNOWN), (down,), parts=tuple(parts)))
    return _listed("impact", tuple(lines), "No server is named.")


def _length(part: measure.Stretch, now: datetime) -> str:
    return phrase.span(measure.elapsed(part.since, part.until or now))


def _between(since: datetime, until: datetime | None, zone: tzinfo) -> str:
    """`2014-02-10 10:05 CET – 10:22 CET`, or `… – still` where it has not ended."""
    return f"{phrase.stamp(since, zone)} – {phrase.clock(until, zone, since) if until else 'still'}"


def _metrics(incident: Incident, now: datetime, zone: tzinfo) -> Iterator[Line]:
    figures = measure.metrics(incident, now)
    gap = max(measure.gaps(incident, now), key=lambda g: g.seconds, default=None)
    for field, name, definition in METRICS if incident.kind is Kind.INCIDENT else METRICS[-1:]:
        said = phrase.span(getattr(figures, field))
        if field == "longest_silence_s" and gap:
            said += f" ({_between(gap.since, gap.until, zone)})"
        yield Line(f"{name}:", (said, definition))


def _timeline(sheet: Sheet, zone: tzinfo) -> list[tuple[Entry, Line]]:
    """The lines in the order things happened; the post-mortem itself is not one of them."""
    changes, names = measure.changes(sheet.incident), phrase.server_names(sheet.servers)
    found: list[tuple[Entry, Line]] = []
    previous: datetime | None = None
    for entry in sorted(sheet.lines, key=lambda e: e.order):
        if entry.kind is EntryKind.POSTMORTEM or (sheet.public and not entry.kind.public):
            continue
        head = phrase.clock(entry.at, zone, previous) if previous else phrase.stamp(entry.at, zone)
        moves = [phrase.move(names.get(c.server, phrase.UNKNOWN), c.before, c.after) for c in changes[entry.number]]
        facts = (*_did(sheet.incident, entry), *moves, *_marks(sheet, entry))
        text = "" if entry.ran else entry.text  # a document tells that it ran; its output stays in the record
        found.append((entry, Line(head, facts, text, entry.links)))
        previous = entry.at
    return found


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


def _marks(sheet: Sheet, entry: Entry) -> Iterator[str]:
    behind = phrase.late(entry.over_at, entry.recorded_at)
    if behind is not None and phrase.afterwards(sheet.incident) is None:
        yield f"late: written {phrase.span(behind)} afterwards"
    if entry.edited:
        yield "edited"
    if entry.guess:
        yield "guess"
    if entry.retracted:
        yield f"retracted: {entry.retracted}"
    if entry.author and not sheet.public:
        yield f"by {entry.author}"


def _resolution(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    """How it ended, what was left standing on purpose, and the risk that remains."""
    incident, names = sheet.incident, phrase.server_names(sheet.servers)
    end, mitigated = measure.end_of(incident, now), measure.mitigated(incident, now)
    lines = [Line("Ended:", (phrase.stamp(end, zone), phrase.status_word(incident, now)) if end else (STILL_OPEN,))]
    if incident.kind is Kind.INCIDENT:
        lines.insert(0, Line("Mitigated:", (phrase.stamp(mitigated, zone),)))
    for claim in incident.standing.claims:
        if claim.standing and claim.until is None and not claim.state.up:
            left = phrase.move(names.get(claim.server, phrase.UNKNOWN), None, claim.state)
            lines.append(Line("Left standing:", (f"{left} since {phrase.stamp(claim.since, zone)}",)))
    lines.append(Line("Residual risk:", () if incident.residual else ("none recorded",), incident.residual))
    return Generated("resolution", lines=tuple(lines))
