"""Incidents as files carry them, of every kind, for properties of what takes them in and gives them out."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from incident_cli.core.actions import ActionKind, ActionState, Priority
from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Kind, Severity, State, Status, Verb
from incident_cli.core.portable import Portable, PortableAction, PortableLine, PortableServer

START = datetime(2014, 2, 10, 9, tzinfo=UTC)
INSTANTS = st.integers(0, 600).map(lambda minutes: START + timedelta(minutes=minutes))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
SERVERS = (PortableServer("web", "c1", "eu", "the web", 2), PortableServer("db"), PortableServer("API, v2", "c3"))
KEYS = tuple(server.key for server in SERVERS)
SAID = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(list(State)), max_size=3).map(lambda d: tuple(d.items()))
OPEN = st.sampled_from([None, Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING])
LINKS = st.sampled_from([(), ("https://example.org/1",)])


@st.composite
def lines(draw, number):
    """A line that is no end, in the middle of a timeline."""
    at = draw(INSTANTS)
    kind = draw(st.sampled_from([EntryKind.UPDATE, EntryKind.UPDATE, EntryKind.NOTE]))
    return PortableLine(
        at=at,
        recorded_at=at + draw(st.sampled_from([timedelta(), timedelta(minutes=7), timedelta(days=30)])),
        text=draw(TEXTS),
        kind=kind,
        status=draw(OPEN),
        states=draw(SAID),
        external_id=draw(st.sampled_from(["", f"u{number}"])),
        author=draw(st.sampled_from(["", "ann"])),
        links=draw(LINKS),
        guess=draw(st.booleans()),
        retracted=draw(st.sampled_from(["", "it was not"])),
    )


@st.composite
def actions(draw, number):
    """An action of another database of ours."""
    state = draw(st.sampled_from(list(ActionState)))
    return PortableAction(
        text=draw(TEXTS.filter(bool)),
        created_at=draw(INSTANTS),
        owner=draw(st.sampled_from(["", "ann"])),
        due=draw(st.sampled_from([None, START.date()])),
        kind=draw(st.sampled_from([None, *ActionKind])),
        priority=draw(st.sampled_from([None, *Priority])),
        state=state,
        done_at=None if state is ActionState.OPEN else draw(INSTANTS),
        why=draw(st.sampled_from(["", "no money"])) if state is ActionState.DROPPED else "",
        external_id=draw(st.sampled_from([f"1.a{number}", f"1.a{number}", ""])),
        number=number,
    )


@st.composite
def portables(draw, source="elsewhere"):
    """An incident of another program."""
    found = [draw(lines(number)) for number in range(draw(st.integers(0, 4)))]
    if draw(st.booleans()):
        end = START + timedelta(days=1)
        text, kind = draw(st.sampled_from([("over", EntryKind.UPDATE), ("", EntryKind.NOTE)]))
        found.append(PortableLine(end, end, text, Verb.CLOSED, kind, Status.RESOLVED, external_id="end"))
    if draw(st.booleans()):
        after = START + timedelta(days=2)
        found.append(PortableLine(after, after, "# Why", kind=EntryKind.POSTMORTEM, document=DocumentStatus.PUBLISHED))
    found.sort(key=lambda line: line.recorded_at)
    return Portable(
        source=source,
        external_id="x1",
        title=draw(TEXTS.filter(str.strip)),
        began_at=START - timedelta(minutes=draw(st.integers(0, 60))),
        recorded_at=START - timedelta(hours=1),
        kind=Kind.INCIDENT,
        label=draw(st.sampled_from(["", "Operation"])),
        zone=draw(st.sampled_from(["", "Europe/Paris"])),
        severity=draw(st.sampled_from([None, *Severity])),
        impact=draw(st.sampled_from([None, *Impact])),
        tags=draw(st.sampled_from([(), ("net",)])),
        links=draw(LINKS),
        detected_at=draw(st.none() | INSTANTS),
        states=draw(SAID),
        affected=draw(st.sampled_from([(), (KEYS[1],)])),
        author=draw(st.sampled_from(["", "bob"])),
        lines=tuple(line._replace(number=number) for number, line in enumerate(found, start=1)),
        servers=SERVERS,
        raw=draw(st.sampled_from(["", '{"more":1}'])),
    )
