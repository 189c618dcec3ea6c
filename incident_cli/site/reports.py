"""Incidents -> what pages say of them: words, times and states, ready to be placed. Pure.

Everything in these values is plain text that may be shown (`core/visible.py`), but for `html`, which is safe HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo

from incident_cli.core import measure, phrase
from incident_cli.core.model import Entry, EntryKind, Impact, Incident, Kind, State, Status, Verb
from incident_cli.core.portable import Portable
from incident_cli.core.record import NamedTuple
from incident_cli.core.visible import visible
from incident_cli.formats.telling import Whole, whole
from incident_cli.site import prose
from incident_cli.site.words import CLASSES, GLYPHS, STATE_OF, STATES, Time, clock, stamp, titled

EXCERPT = 320
"""Characters of an update where it is not told whole."""


class Sign(NamedTuple):
    """A state in the three ways that always come together: a class for its colour, a glyph, a word."""

    kind: str
    glyph: str
    word: str


class Touched(NamedTuple):
    """A server and a state of it; None where nobody said one."""

    name: str
    sign: Sign | None


class Line(NamedTuple):
    """An update. word: what it is (`Identified`, `Update`); states: what it set; retracted: why it was taken back.

    excerpt: the beginning of its text, as plain text.
    """

    number: int
    at: Time
    word: str
    states: tuple[Touched, ...]
    html: str
    excerpt: str
    links: tuple[str, ...]
    guess: bool
    retracted: str


class Facts(NamedTuple):
    """An incident without its lines.

    sign: of its impact, or of a maintenance; status: of how far it is, in the colour of that while it is open.
    since, day: when it began, and the day of that; began: in words. ended: whole; until: without a day that `began`
    says already. planned: the window of a maintenance. over: how long it took, in words; empty while it goes on.
    """

    number: int
    noun: str
    title: str
    maintenance: bool
    open: bool
    status: Sign
    impact: str
    sign: Sign
    since: datetime
    day: date
    began: Time
    ended: Time | None
    until: Time | None
    planned: tuple[Time, Time] | None
    over: str
    names: tuple[str, ...]

    @property
    def path(self) -> str:
        """Of its page."""
        return f"incidents/{self.number}.html"


class Report(NamedTuple):
    """An incident and its public lines, in the order of their times.

    servers: that it touched, each with its state now, or (over) the worst one that it had. document: the post-mortem
    as HTML, empty where there is none, with when it was published.
    """

    facts: Facts
    servers: tuple[Touched, ...]
    lines: tuple[Line, ...]
    document: str = ""
    published: Time | None = None

    @property
    def last(self) -> Line | None:
        """The latest update that says anything, or else the latest."""
        said = [line for line in self.lines if line.html] or list(self.lines)
        return said[-1] if said else None


def sign(state: State | None) -> Sign:
    """The sign of a state."""
    return Sign(CLASSES[state], GLYPHS[state], STATES[state])


_OVER = {
    Status.RESOLVED: Sign("up", "✓", ""),
    Status.COMPLETED: Sign("up", "✓", ""),
    Status.CANCELLED: Sign("unknown", "✕", ""),
}
"""Of what is over: the word comes from the incident, which may say it otherwise."""


def facts(incident: Incident, headline: str, names: Mapping[int, str], now: datetime, zone: tzinfo) -> Facts:
    """What a page says of an incident, of which a head is enough. names: of servers."""
    phase, end, began = measure.phase(incident, now), measure.end_of(incident, now), incident.began_at
    maintenance = incident.kind is Kind.MAINTENANCE
    day = phrase.local(began, zone).date()
    tone = sign(State.UNDER_MAINTENANCE if maintenance else STATE_OF[incident.impact])
    word = titled(phrase.status_word(incident, now))
    return Facts(
        number=incident.id,
        noun=visible(incident.noun),
        title=visible(" ".join(headline.split())) or incident.noun,
        maintenance=maintenance,
        open=not phase.final,
        status=_OVER[phase]._replace(word=word) if phase.final else tone._replace(word=word),
        impact="" if maintenance or incident.impact is Impact.NONE else titled(incident.impact),
        sign=tone,
        since=began,
        day=day,
        began=stamp(began, zone),
        ended=stamp(end, zone) if end is not None else None,
        until=clock(end, zone, day) if end is not None else None,
        planned=_planned(incident, zone),
        over=phrase.span(measure.elapsed(began, end)) if end is not None and end >= began else "",
        names=tuple(visible(names[server]) for server in incident.servers if server in names),
    )


def report(portable: Portable, now: datetime, zone: tzinfo, *, brief: bool = False) -> Report:
    """What a page says of an incident and its lines. brief: without its post-mortem."""
    told = whole(portable)
    incident, document = told.incident, told.incident.document
    shown = document if document is not None and document.text and not brief else None
    said = facts(incident, portable.title, told.names, now, zone)
    return Report(
        facts=said,
        servers=tuple(_touched(told, now, open_=said.open)),
        lines=tuple(_lines(told, zone)),
        document=prose.markdown(shown.text) if shown else "",
        published=stamp(shown.at, zone) if shown else None,
    )


def _planned(incident: Incident, zone: tzinfo) -> tuple[Time, Time] | None:
    start, end = incident.planned_from, incident.planned_until
    if start is None or end is None:
        return None
    return stamp(start, zone), clock(end, zone, phrase.local(start, zone).date())


def _public(entry: Entry) -> bool:
    """Internal lines are told of no more than that they ended, or reopened, the incident."""
    return entry.document is None and (entry.kind.public or entry.verb in (Verb.CLOSED, Verb.REOPENED))


def _touched(told: Whole, now: datetime, *, open_: bool) -> Iterator[Touched]:
    worst: dict[int, State] = {}
    for claim in told.incident.standing.claims:
        holds = claim.since <= now and (claim.until is None or claim.until > now)
        if holds or not open_:
            before = worst.get(claim.server, claim.state)
            worst[claim.server] = max(before, claim.state, key=lambda state: state.rank)
    for server in told.incident.servers:
        yield Touched(visible(told.names[server]), sign(worst[server]) if server in worst else None)


def _lines(told: Whole, zone: tzinfo) -> Iterator[Line]:
    """The updates. What was said in the same moment in which the incident was opened stands with the opening."""
    opening: Line | None = None
    for entry in filter(_public, told.incident.timeline):
        line = _line(entry, told, zone)
        if entry.verb is Verb.OPENED:
            opening = line
            continue
        if opening is not None:
            if entry.at == told.incident.entries[0].at and entry.verb is Verb.UPDATED and entry.status is None:
                line = line._replace(word=opening.word, states=(*opening.states, *line.states))
            else:
                yield opening
            opening = None
        yield line
    if opening is not None:
        yield opening


def _line(entry: Entry, told: Whole, zone: tzinfo) -> Line:
    public = entry.kind.public
    return Line(
        number=entry.number,
        at=stamp(entry.at, zone),
        word=_word(entry, told.incident),
        states=tuple(Touched(visible(told.names[server]), sign(state)) for server, state in entry.states),
        html=prose.plain(entry.text) if public else "",
        excerpt=_excerpt(entry.text) if public else "",
        links=tuple(filter(None, map(prose.address, entry.links))) if public else (),
        guess=entry.guess,
        retracted=visible(entry.retracted) if public else "",
    )


def _word(entry: Entry, incident: Incident) -> str:
    if entry.status is not None:
        return titled(phrase.said_status(entry.status, incident))
    if entry.verb is Verb.CLOSED:
        return titled(phrase.said_status(incident.status, incident)) if incident.status.final else "Closed"
    if entry.verb is Verb.REOPENED:
        return "Reopened"
    return "Post-mortem" if entry.kind is EntryKind.POSTMORTEM else "Update"


def _excerpt(text: str) -> str:
    """The beginning of a text, cut between words."""
    words = visible(" ".join(text[: 4 * EXCERPT].split()))
    return words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"
