"""Blocks of figures: what an incident was in a few sentences, whom it hit for how long, how well it was met."""

from __future__ import annotations

from datetime import datetime, tzinfo

from incident_cli.core import measure, phrase
from incident_cli.core.model import Incident, Kind
from incident_cli.core.postmortem.values import Generated, Line
from incident_cli.core.views import Sheet

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

DOWNTIME = "Downtime is the time in which a server was degraded, partial or down; maintenance does not count."
STILL_OPEN = "still open"
NO_SERVER = "No server is named."


def summary(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    """When it was, what it affected, and how often the public was told."""
    incident = sheet.incident
    words = sum(e.word for e in incident.timeline)
    figures = measure.metrics(incident, now)
    told = "No public update."
    if words:
        first, silence = phrase.span(figures.first_word_s), phrase.span(figures.longest_silence_s)
        number = "1 public update" if words == 1 else f"{words} public updates"
        first = f"the first after {first}, " if incident.kind is Kind.INCIDENT else ""
        told = f"{number}; {first}the longest silence {silence}."
    return Generated("summary", (_lasted(incident, now, zone), _affected(sheet, now), told))


def _lasted(incident: Incident, now: datetime, zone: tzinfo) -> str:
    began, end = phrase.stamp(incident.began_at, zone), measure.end_of(incident, now)
    lasted = phrase.span(measure.elapsed(incident.began_at, end or now))
    if end is not None and measure.called_off(incident, now):
        return (
            f"It was planned to begin at {began}, and was called off at {phrase.clock(end, zone, incident.began_at)}."
        )
    if incident.began_at > now:
        return f"It is planned to begin at {began}."
    if end is None:
        return f"It began at {began} and is still open after {lasted}."
    return f"It began at {began} and ended at {phrase.clock(end, zone, incident.began_at)}, after {lasted}."


def _affected(sheet: Sheet, now: datetime) -> str:
    """`Affected: http6 (3 h 32 min of downtime), web1 (no downtime).`"""
    names = phrase.server_names(sheet.servers)
    found = []
    for server in sheet.incident.servers:
        down = measure.downtime(sheet.incident, server, now)
        found.append(f"{names.get(server, phrase.UNKNOWN)} ({_downtime(down)})")
    return f"Affected: {', '.join(found)}." if found else NO_SERVER


def _downtime(seconds: float) -> str:
    return f"{phrase.span(seconds)} of downtime" if seconds else "no downtime"


def impact(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    """Each server with its downtime and its states, interval by interval."""
    incident, names = sheet.incident, phrase.server_names(sheet.servers)
    lines = []
    for server in incident.servers:
        parts = [
            f"{part.state.short}: {between(part.since, part.until, zone, incident.began_at)} ({_length(part, now)})"
            for part in measure.stretches(incident, server)
        ]
        down = _downtime(measure.downtime(incident, server, now))
        lines.append(Line(names.get(server, phrase.UNKNOWN), (down,), parts=tuple(parts)))
    return Generated("impact", (DOWNTIME if lines else NO_SERVER,), tuple(lines))


def _length(part: measure.Stretch, now: datetime) -> str:
    return phrase.span(measure.elapsed(part.since, part.until or now))


def between(since: datetime, until: datetime | None, zone: tzinfo, day: datetime | None = None) -> str:
    """`10:05 CET – 10:22 CET`, or `… – still` where it has not ended; without the date where that is that of `day`."""
    first = phrase.clock(since, zone, day) if day else phrase.stamp(since, zone)
    return f"{first} – {phrase.clock(until, zone, since) if until else 'still'}"


def metrics(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    """Each figure with the two instants that it runs between, and its definition."""
    incident = sheet.incident
    figures, spans = measure.metrics(incident, now), _spans(incident, now)
    lines = []
    for field, name, definition in METRICS if incident.kind is Kind.INCIDENT else METRICS[-1:]:
        seconds = getattr(figures, field)
        since, until = spans[field]
        said = phrase.span(seconds)
        if seconds and since and until:
            said += f" ({between(since, until, zone, incident.began_at)})"
        lines.append(Line(f"{name}:", (said, definition)))
    return Generated("metrics", (), tuple(lines))


def _spans(incident: Incident, now: datetime) -> dict[str, tuple[datetime | None, datetime | None]]:
    """What each figure runs between."""
    began = incident.began_at
    longest = max(measure.gaps(incident, now), key=lambda gap: gap.seconds, default=None)
    return {
        "ttd_s": (incident.impact_began_at, incident.detected_at or began),
        "first_word_s": (began, next((e.at for e in incident.timeline if e.word), None)),
        "tta_s": (began, measure.acknowledged(incident)),
        "tti_s": (began, measure.identified(incident)),
        "ttm_s": (began, measure.mitigated(incident, now)),
        "ttr_s": (began, measure.end_of(incident, now)),
        "longest_silence_s": (longest.since, longest.until) if longest else (None, None),
    }


def detection(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    """When users were first hurt, and when that was noticed and taken up."""
    incident, figures = sheet.incident, measure.metrics(sheet.incident, now)
    if incident.kind is Kind.MAINTENANCE:
        return Generated("detection", ("It was planned: there was nothing to detect.",))
    noticed = phrase.clock(incident.detected_at or incident.began_at, zone, incident.began_at)
    said = f"It was noticed at {noticed}; when users were first hurt is not recorded."
    if incident.impact_began_at is not None and figures.ttd_s is not None:
        hurt = phrase.clock(incident.impact_began_at, zone, incident.began_at)
        said = f"Users were first hurt at {hurt}; it was noticed at {noticed}, {phrase.span(figures.ttd_s)} later."
    taken = measure.acknowledged(incident)
    took = f"Somebody took it up at {phrase.clock(taken, zone, incident.began_at)}." if taken else "Nobody took it up."
    return Generated("detection", (said, took))


def resolution(sheet: Sheet, now: datetime, zone: tzinfo) -> Generated:
    """How it ended, what was left standing on purpose, and the risk that remains."""
    incident, names, day = sheet.incident, phrase.server_names(sheet.servers), sheet.incident.began_at
    lines = [Line("Ended:", _ended(incident, now, zone))]
    if incident.kind is Kind.INCIDENT:
        lines.insert(0, Line("Mitigated:", _mitigated(incident, now, zone)))
    for claim in incident.standing.claims:
        if claim.standing and claim.until is None and not claim.state.up:
            left = phrase.move(names.get(claim.server, phrase.UNKNOWN), None, claim.state)
            lines.append(Line("Left standing:", (f"{left} since {phrase.clock(claim.since, zone, day)}",)))
    lines.append(Line("Residual risk:", () if incident.residual else ("none recorded",), incident.residual))
    return Generated("resolution", lines=tuple(lines))


def _mitigated(incident: Incident, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    at = measure.mitigated(incident, now)
    if at is None:
        return (phrase.UNKNOWN,)
    took = phrase.span(measure.elapsed(incident.began_at, at))
    return (f"{phrase.clock(at, zone, incident.began_at)}, after {took}", "from then on every server was up")


def _ended(incident: Incident, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    end = measure.end_of(incident, now)
    if end is None:
        return (STILL_OPEN,)
    took = measure.elapsed(incident.began_at, end)
    after = "" if took is None else f", after {phrase.span(took)}"
    return (f"{phrase.clock(end, zone, incident.began_at)}{after}", phrase.status_word(incident, now))
