"""The screen of `show`: an incident's header and figures, its servers, and its timeline."""

from collections.abc import Iterator
from datetime import datetime

from rich.text import Text

from incident_cli.core import measure, phrase, picture
from incident_cli.core.model import Claim, Incident, Kind, State
from incident_cli.core.views import Sheet
from incident_cli.render.paper import (
    DIM,
    STRONG,
    WARN,
    Paper,
    impact_text,
    joined,
    padded,
    safe,
    state_text,
    status_text,
)
from incident_cli.render.strip import drawn, legend
from incident_cli.render.text import cells, line
from incident_cli.render.timeline import timeline

_FRAME = 6
_LABEL_WIDTH = 11
_TITLE_ROOM = 60
_NAME_ROOM = 24
_STRIP_ROOM = 12
_FIGURE_GAP = 2


def sheet(paper: Paper, sheet: Sheet) -> None:
    """Print the whole sheet."""
    incident = sheet.incident
    number = f" #{incident.id}"
    noun = line(incident.noun, max(2, paper.width - _FRAME - len(number)))  # whatever it is called, its number is seen
    paper.panel(Text(noun + number), _header(paper, sheet))
    if incident.servers:
        _servers(paper, sheet)
    timeline(paper, sheet)
    if incident.actions:
        from incident_cli.render.actions import of_incident

        of_incident(paper, incident, public=sheet.public)


def _header(paper: Paper, sheet: Sheet) -> Iterator[Text]:
    width = paper.width - 4
    yield from paper.wrapped(safe(sheet.headline, STRONG), width)
    yield Text()
    for label, value in _facts(paper, sheet):
        lead = f"{label:<{_LABEL_WIDTH}}  "
        for number, part in enumerate(paper.wrapped(value, width - len(lead))):
            yield Text.assemble((" " * len(lead) if number else lead, DIM), part)
    if sheet.incident.began_at <= paper.look.now:
        yield Text()
        yield from _figures(paper, sheet.incident, width)


def _facts(paper: Paper, sheet: Sheet) -> Iterator[tuple[str, Text]]:
    incident, look = sheet.incident, paper.look
    end, lasted = measure.end_of(incident, look.now), phrase.lasted(incident, look.now)
    status = status_text(measure.phase(incident, look.now), incident)
    if sheet.as_of is not None:
        yield "As known at", Text(phrase.stamp(sheet.as_of, look.zone), WARN, end="")
    yield "State", status if end else joined([status, Text(lasted)])
    called_off = measure.called_off(incident, look.now)
    yield "Beginning", Text(phrase.UNKNOWN if called_off else phrase.stamp(incident.began_at, look.zone), end="")
    how_long = "before it began" if called_off else f"after {lasted}"
    yield "End", Text(f"{phrase.stamp(end, look.zone)}, {how_long}" if end else phrase.UNKNOWN, end="")
    written = phrase.afterwards(incident)
    if written:
        yield "Written", Text(f"{phrase.stamp(written, look.zone)}, afterwards", end="")
    if incident.planned_from or incident.planned_until:
        late = measure.overrun(incident, look.now)
        told = phrase.planned(incident, look.zone, look.now)
        yield "Planned", Text(told, WARN if late else "", end="")
    yield from _others(sheet)
    names = [line(sheet.servers[s].name) if s in sheet.servers else phrase.UNKNOWN for s in incident.servers]
    yield "Servers", Text(", ".join(names) or phrase.UNKNOWN, end="")
    yield "Impact", joined([impact_text(incident.impact), _impact_since(paper, incident)])
    if incident.severity:
        yield "Severity", Text(incident.severity, end="")
    if incident.tags:
        yield "Tags", safe(", ".join(incident.tags))
    if incident.links:
        yield "Links", Text("\n".join(map(line, incident.links)), end="")
    if incident.residual:
        yield "Residual", safe(incident.residual, WARN)
    document = incident.document
    if document is not None and not document.shown and not sheet.public:
        yield "Post-mortem", Text(f"{phrase.document(document)}: incident postmortem {incident.id}", end="")


def _others(sheet: Sheet) -> Iterator[tuple[str, Text]]:
    """The incidents that it is linked with, each with its title."""
    for label, numbers in phrase.links(sheet.incident):
        titles = ((number, line(sheet.others.get(number, ""), _TITLE_ROOM)) for number in numbers)
        said = "\n".join(f"#{number} {title}".rstrip() for number, title in titles)
        noun, of, _ = label.partition(" of")  # which is one letter wider than the others
        yield noun, Text(f"{of} {said}".lstrip(), end="")


def _impact_since(paper: Paper, incident: Incident) -> Text:
    if incident.impact_began_at is None:
        return Text()
    return Text(f"since {phrase.stamp(incident.impact_began_at, paper.look.zone)}", end="")


def _figures(paper: Paper, incident: Incident, width: int) -> Iterator[Text]:
    """Name above value, as many beside each other as fit."""
    row: list[tuple[str, str]] = []
    taken = 0
    for pair in _metrics(paper, incident):
        room = max(map(len, pair)) + _FIGURE_GAP
        if row and taken + room - _FIGURE_GAP > width:
            yield from _figure_rows(row)
            row, taken = [], 0
        row.append(pair)
        taken += room
    yield from _figure_rows(row)


def _figure_rows(row: list[tuple[str, str]]) -> Iterator[Text]:
    gap = " " * _FIGURE_GAP
    for line_of, style in zip(zip(*row, strict=True), (DIM, STRONG), strict=True):
        widths = [max(map(len, pair)) for pair in row]
        text = gap.join(f"{value:<{width}}" for value, width in zip(line_of, widths, strict=True))
        yield Text(text.rstrip(), style, end="")


def _metrics(paper: Paper, incident: Incident) -> Iterator[tuple[str, str]]:
    look = paper.look
    found = measure.metrics(incident, look.now)
    if incident.kind is Kind.INCIDENT:
        yield "TTD", phrase.brief(found.ttd_s)
        yield "first word", phrase.brief(found.first_word_s)
        yield "TTA", phrase.brief(found.tta_s)
        yield "TTI", phrase.brief(found.tti_s)
        yield "TTM", phrase.brief(found.ttm_s)
        yield "TTR", phrase.brief(found.ttr_s)
    longest = max(measure.gaps(incident, look.now), key=lambda g: g.seconds, default=None)
    when = ""
    if longest is not None and longest.seconds:
        since, until = (phrase.time_of_day(t, look.zone) for t in longest)
        when = f", {since}–{until}"
    yield "longest silence", phrase.brief(found.longest_silence_s) + when


def _servers(paper: Paper, sheet: Sheet) -> None:
    """A line for each server: its state, how long it was below up, its states as a strip."""
    incident, now = sheet.incident, paper.look.now
    end = measure.end_of(incident, now)
    rows = [[Text("at the end" if end else "now", end=""), Text("server", end=""), Text("impaired", end="")]]
    for server in incident.servers:
        name = safe(sheet.servers[server].name, STRONG, _NAME_ROOM) if server in sheet.servers else Text(phrase.UNKNOWN)
        spent = Text(phrase.brief(measure.downtime(incident, server, now)), end="")
        state = _state(incident, server, now)
        rows.append([state_text(state) if state else Text("not yet", DIM, end=""), name, spent])
    widths = [max(cells(value.plain) for value in column) for column in zip(*rows, strict=True)]
    room = paper.width - sum(widths) - 2 * len(widths) - 1
    span = (incident.began_at, end or now)
    strips: list[list[State | None]] = []
    if room >= _STRIP_ROOM and span[0] < span[1]:
        strips = [picture.cells(measure.stretches(incident, server), *span, room) for server in incident.servers]
    tails = [_scale(paper, span, end is None, room), *map(drawn, strips)] if strips else [Text()] * len(rows)
    paper.gap()
    for number, (row, tail) in enumerate(zip(rows, tails, strict=True)):
        lead = joined((padded(v, width) for v, width in zip(row, widths, strict=True)), "  ")
        lead.stylize("" if number else DIM)
        paper.put(tail, 1, lead + Text("  "))
    if strips:
        paper.put(legend(state for states in strips for state in states), paper.width - room)


def _scale(paper: Paper, span: tuple[datetime, datetime], still: bool, room: int) -> Text:
    """What the two ends of the strips are: the beginning, and the end or now."""
    since, until = (phrase.time_of_day(t, paper.look.zone) for t in span)
    until = "now" if still else until
    return Text(f"{since}{until:>{room - len(since)}}", DIM, end="")


def _state(incident: Incident, server: int, now: datetime) -> State | None:
    """A server by this incident alone: its last claim, and after the end what was left standing, or up."""
    mine = [c for c in incident.standing.claims if c.server == server and c.since <= now]
    held = [c for c in mine if c.until is None or now < c.until]
    if held:
        return max(held, key=_recent).state
    return State.OPERATIONAL if mine or measure.end_of(incident, now) else None


def _recent(claim: Claim) -> datetime:
    return claim.since
