"""Hypothesis strategies: histories of one incident, and worlds of several with their servers.

A history is what the commands would have written: every step is decided on the record as it then
was. Times are drawn from few values, so that equal instants, backdated lines, a clock that goes
backwards and many rows in one millisecond are common.
"""

from datetime import timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from incident_cli.core.actions import ActionKind, ActionState, Priority
from incident_cli.core.decide import actions
from incident_cli.core.decide.documents import stored_document
from incident_cli.core.decide.edits import edited
from incident_cli.core.decide.entries import corrected
from incident_cli.core.decide.lines import Line, closed, updated
from incident_cli.core.decide.opening import opened
from incident_cli.core.decide.relations import merged, related
from incident_cli.core.decide.removals import deleted, moved, retracted
from incident_cli.core.decide.reopening import reopened
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold, living
from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Kind, Ran, Severity, State, Status
from incident_cli.errors import IncidentError
from support.make import at

START = at("10:00")
SERVERS = (1, 2, 3)
WORDS = ("disk", "full", "fibre", "Straße", "naïve", "router", "AND")
TEXTS = st.one_of(
    st.just(""),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
)
STATES = st.dictionaries(st.sampled_from(SERVERS), st.sampled_from(list(State)), max_size=2).map(
    lambda states: tuple(states.items())
)
OPEN_STATUSES = {
    Kind.INCIDENT: (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING),
    Kind.MAINTENANCE: (Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING),
}
FINAL = {Kind.INCIDENT: (Status.RESOLVED,), Kind.MAINTENANCE: (Status.COMPLETED, Status.CANCELLED)}
RAN = st.one_of(
    st.none(),
    st.builds(
        lambda argv, how, seconds, left_out: Ran(argv, *how, seconds, left_out),
        st.sampled_from((("make", "deploy"), ("sh", "-c", "naïve\n"), ("",))),
        st.sampled_from(((0, ""), (2, ""), (None, "SIGTERM"))),
        st.sampled_from((0.0, 0.125, 3600.001)),
        st.sampled_from((0, 77)),
    ),
)
INSTANTS = st.builds(
    lambda minutes, ms: START + timedelta(minutes=minutes, milliseconds=ms),
    st.integers(-10, 60).map(lambda n: n - n % 5),
    st.sampled_from((0, 0, 0, 1)),
)
DUES = st.sampled_from((None, START.date(), START.date() - timedelta(days=1), START.date() + timedelta(days=30)))
TICKS = st.sampled_from((0, 0, 1, 60_000, 600_000, -300_000)).map(lambda ms: timedelta(milliseconds=ms))


class Step(NamedTuple):
    """The rows of one command, before a store stamps them, and the stamp."""

    batch: str
    recorded_at: object
    author: str
    events: tuple[Event, ...]


def rows_of(steps):
    """The rows of the steps as a store that holds nothing else would number them."""
    found = []
    for step in steps:
        for number, event in enumerate(step.events):
            found.append(
                event._replace(
                    id=len(found) + 1,
                    event_id=f"{step.batch}.{number}",
                    batch=step.batch,
                    recorded_at=step.recorded_at,
                    author=step.author,
                    host="host1",
                )
            )
    return found


class Writer:
    """Draws one incident's history step by step, deciding on the record as it stands."""

    def __init__(self, draw, number=1, kind=None, voids=True):
        self.draw = draw
        self.number = number
        self.kind = kind or draw(st.sampled_from((Kind.INCIDENT, Kind.INCIDENT, Kind.MAINTENANCE)))
        self.voids = voids
        self.now = START
        self.steps = []

    @property
    def rows(self):
        return rows_of(self.steps)

    @property
    def next_entry(self):
        return max((e.entry for e in self.rows if e.entry is not None), default=0) + 1

    def write(self, events):
        if events:
            author = self.draw(st.sampled_from(("ann", "bob")))
            self.steps.append(Step(f"i{self.number}-{len(self.steps)}", self.now, author, tuple(events)))

    def step(self):
        """One more command; a refused one writes nothing."""
        self.now += self.draw(TICKS)
        incident = fold(self.rows)
        if not self.steps:
            return self.write(self.open())
        names = ["undo", "redo"] if self.voids and self.rows else []
        if incident.exists:
            names += ["update"] * 4 + ["close", "close", "reopen", "edit_line", "edit_line", "edit_header"]
            names += ["retract", "delete", "postmortem"] + (["void"] if self.voids else [])
            names += ["relate", "merge", "correct", "remove", "unretract", "move_in", "move_out"]
            names += ["add_action"] * 2 + (["edit_action", "move_action", "drop_action"] if incident.actions else [])
        try:
            return self.write(getattr(self, self.draw(st.sampled_from(names)))(incident)) if names else None
        except IncidentError:
            return None

    def when(self):
        return self.draw(st.one_of(st.just(self.now), INSTANTS))

    def line(self, statuses=(), **more):
        draw = self.draw
        return Line(
            at=self.when(),
            text=draw(TEXTS),
            status=draw(st.sampled_from((None, None, *statuses))),
            states=draw(STATES),
            links=draw(st.sampled_from(((), (), ("https://example.org/1",)))),
            key=draw(st.sampled_from(("", "", "k1"))),
            **more,
        )

    def open(self):
        header = {"kind": self.kind, "title": self.draw(TEXTS), "tags": self.draw(st.sampled_from(((), ("db", "x"))))}
        header["relate"] = self.draw(st.sampled_from(((), (), (7,))))
        if self.kind is Kind.MAINTENANCE:
            start = self.draw(INSTANTS)
            header |= {"planned_from": start, "planned_until": start + timedelta(minutes=self.draw(st.integers(1, 30)))}
        line = self.line(OPEN_STATUSES[self.kind])
        if not header["title"]:
            line = line._replace(states=line.states or ((1, State.MAJOR_OUTAGE),))
        first = self.draw(st.sampled_from((None, Line(at=self.now, text="disk"))))
        return self.own(opened(self.number, line, header, first))

    def update(self, incident):
        kind = self.draw(st.sampled_from((EntryKind.UPDATE, EntryKind.UPDATE, EntryKind.NOTE, EntryKind.COMMAND)))
        statuses = OPEN_STATUSES[self.kind] + FINAL[self.kind]
        ran = self.draw(RAN) if kind is EntryKind.COMMAND else None
        line = self.line(statuses, kind=kind, guess=self.draw(st.booleans()), ran=ran)
        return updated(incident, self.next_entry, line)

    def close(self, incident):
        line = self.line(FINAL[self.kind])
        residual = self.draw(st.sampled_from(("", "", "a crack")))
        of = self.draw(st.sampled_from((None, None, 7)))
        return closed(incident, self.next_entry, line, self.draw(st.booleans()), residual, duplicate_of=of)

    def reopen(self, incident):
        line = self.line(OPEN_STATUSES[self.kind])
        return self.own(reopened(incident, self.next_entry, line, max(self.now, line.at)))

    def relate(self, incident):
        others = self.draw(st.lists(st.sampled_from((7, 8)), max_size=2))
        return self.own(related(incident, others, self.now, afresh=self.draw(st.booleans())))

    def merge(self, incident):
        return self.own(merged(incident, self.draw(st.sampled_from((None, 7, 8))), self.now))

    def own(self, events):
        """The rows about this incident: the other ends of its links are in nobody's history here."""
        return [event for event in events if event.incident == self.number]

    def some_line(self, incident, *, opening):
        numbers = [e.number for e in incident.entries.values() if not e.deleted and (e.number or opening)]
        return self.draw(st.sampled_from(numbers)) if numbers else None

    def edit_line(self, incident):
        number = self.some_line(incident, opening=True)
        if number is None:
            return []
        fields = {"text": TEXTS.map(lambda t: t or None), "states": STATES.map(lambda s: s or None)}
        fields["guess"] = st.sampled_from((True, None))
        if number:
            fields["at"] = INSTANTS
            fields["status"] = st.sampled_from((None, *OPEN_STATUSES[self.kind]))
        if incident.entries[number].verb == "closed":
            del fields["status"]
        chosen = self.draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=2, unique=True))
        data = {name: self.draw(fields[name]) for name in chosen}
        return [Event(EventKind.EDITED, self.now, data, incident=self.number, entry=number)]

    def edit_header(self, incident):
        draw = self.draw
        fields = {
            "title": TEXTS,
            "severity": st.sampled_from((None, *Severity)),
            "impact": st.sampled_from((None, *Impact)),
            "tags": st.sampled_from(((), ("db",), ("web", "x"))),
            "residual": st.sampled_from(("", "a crack")),
            "detected_at": st.one_of(st.none(), INSTANTS),
            "began_at": INSTANTS,
        }
        if incident.ended_at is not None:
            fields["ended_at"] = INSTANTS
        if self.kind is Kind.MAINTENANCE:
            fields |= {"planned_from": INSTANTS, "planned_until": INSTANTS}
        chosen = draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=2, unique=True))
        changes = {name: draw(fields[name]) for name in chosen}
        if changes.get("title") == "" and not incident.entries[0].states:
            return []
        # An empty list is written as the null that clears the field.
        return edited(incident, {name: None if v == () else v for name, v in changes.items()}, self.now)

    def retract(self, incident):
        number = self.some_line(incident, opening=False)
        return [] if number is None else retracted(incident, number, "it was the fibre", self.now)

    def delete(self, incident):
        number = self.some_line(incident, opening=False)
        return [] if number is None else [Event(EventKind.DELETED, self.now, incident=self.number, entry=number)]

    def unretract(self, incident):
        number = self.some_line(incident, opening=False)
        return [] if number is None else retracted(incident, number, None, self.now)

    def correct(self, incident):
        """As `edit_line`, but only what may be done."""
        number = self.some_line(incident, opening=True)
        if number is None:
            return []
        draw = self.draw
        changes = {
            "at": draw(INSTANTS),
            "text": draw(TEXTS),
            "status": draw(st.sampled_from((None, *OPEN_STATUSES[self.kind], *FINAL[self.kind]))),
            "states": draw(STATES),
            "links": draw(st.sampled_from(((), ("https://example.org/2",)))),
            "kind": draw(st.sampled_from((EntryKind.UPDATE, EntryKind.NOTE))),
        }
        chosen = draw(st.lists(st.sampled_from(sorted(changes)), min_size=1, max_size=2, unique=True))
        return corrected(incident, number, {name: changes[name] for name in chosen}, self.now)

    def remove(self, incident):
        """As `delete`, but only what may be done."""
        number = self.some_line(incident, opening=False)
        return [] if number is None else self.own(deleted(incident, number, self.now))

    def move_in(self, incident):
        """A line of incident 9, whose log is nobody's here."""
        line = self.line(OPEN_STATUSES[self.kind], guess=self.draw(st.booleans()))
        row = Event(EventKind.ADDED, line.at, {"text": line.text or "x"}, 9, 1, id=1, author="zoe", host="host2")
        opening = Event(EventKind.OPENED, START, {"title": "t", "kind": self.kind}, 9, 0, recorded_at=START)
        other = fold([opening, row._replace(recorded_at=self.now - timedelta(minutes=5))])
        entry = other.entries[1]._replace(
            status=line.status, states=line.states, retracted=self.draw(st.sampled_from(("", "", "no")))
        )
        other = other._replace(entries={**other.entries, 1: entry})
        return self.own(moved(other, 1, incident, self.next_entry, self.now))

    def move_out(self, incident):
        number = self.some_line(incident, opening=False)
        if number is None:
            return []
        return self.own(moved(incident, number, incident._replace(id=9), 4, self.now))

    @property
    def next_action(self):
        return max((e.data["action"] for e in self.rows if e.kind is EventKind.ACTION_CHANGED), default=0) + 1

    def add_action(self, incident):
        draw = self.draw
        draft = actions.Draft(
            text=draw(TEXTS) or "x",
            owner=draw(st.sampled_from(("", "ann", "Zoë"))),
            due=draw(DUES),
            kind=draw(st.sampled_from((None, *ActionKind))),
            priority=draw(st.sampled_from((None, *Priority))),
            key=draw(st.sampled_from(("", "", "a1"))),
        )
        return actions.added(incident, self.next_action, draft, self.now, actions.with_key(self.rows, draft.key))

    def some_action(self, incident):
        return self.draw(st.sampled_from(sorted(incident.actions)))

    def edit_action(self, incident):
        fields = {
            "text": TEXTS.filter(bool),
            "owner": st.sampled_from((None, "bob")),
            "due": DUES,
            "kind": st.sampled_from((None, *ActionKind)),
            "priority": st.sampled_from((None, *Priority)),
        }
        chosen = self.draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=2, unique=True))
        changes = {name: self.draw(fields[name]) for name in chosen}
        return actions.edited(incident, self.some_action(incident), changes, self.now)

    def move_action(self, incident):
        state = self.draw(st.sampled_from((ActionState.OPEN, ActionState.DONE)))
        timed = state is ActionState.DONE and self.draw(st.booleans())
        at = self.draw(INSTANTS) if timed else self.now
        return actions.moved(incident, self.some_action(incident), state, at, timed=timed)

    def drop_action(self, incident):
        why = self.draw(st.sampled_from(("", "no money")))
        return actions.dropped(incident, self.some_action(incident), why, self.now)

    def postmortem(self, incident):
        status = self.draw(st.sampled_from(list(DocumentStatus)))
        text = self.draw(TEXTS) or "# What"
        return stored_document(incident, self.next_entry, text, status, min(self.when(), self.now), self.now)

    def undo(self, _incident):
        """Void the last command that still counts."""
        counting = [e.batch for e in living(self.rows)]
        return self.voided(counting[-1]) if counting else []

    def redo(self, _incident):
        """Take the last undo back, when it is the last thing that was done."""
        last = self.rows[-1]
        return self.voided(last.batch) if last.kind is EventKind.VOIDED else []

    def void(self, _incident):
        """Void any command that no later row is built on."""
        counting = list(dict.fromkeys(e.batch for e in living(self.rows)))
        batch = self.draw(st.sampled_from(counting))
        try:
            fold([e for e in self.rows if e.batch != batch])
        except ValueError:
            return []
        return self.voided(batch)

    def voided(self, batch):
        return [Event(EventKind.VOIDED, self.now, {"batch": batch}, incident=self.number)]


@st.composite
def histories(draw, kind=None, voids=True, most=9):
    """The steps of one incident, numbered 1."""
    writer = Writer(draw, kind=kind, voids=voids)
    for _ in range(draw(st.integers(1, most))):
        writer.step()
    return writer.steps


def logs(**options):
    """The stamped rows of one incident."""
    return histories(**options).map(rows_of)


@st.composite
def worlds(draw, most=10, voids=True, incidents=2):
    """Steps over three servers and some incidents, in one log: renames, `server set`, undoing of both (`voids`)."""
    names = {1: "web", 2: "db", 3: "api"}
    created = tuple(
        Event(EventKind.SERVER_CHANGED, START, {"name": name}, server=server) for server, name in names.items()
    )
    steps = [Step("s-0", START, "ann", created)]
    writers = [Writer(draw, number, voids=voids) for number in range(1, draw(st.integers(1, incidents)) + 1)]
    for turn in range(1, draw(st.integers(1, most))):
        who = draw(st.sampled_from((*writers, *writers, None, "both")))
        if who == "both":
            steps += _joined(draw, writers, f"x-{turn}")
            continue
        if who is None:
            event = draw(_server_events(steps, voids))
            steps.append(Step(f"s-{turn}", START + draw(TICKS), "bob", (event,)))
            continue
        before = len(who.steps)
        who.step()
        steps += who.steps[before:]
    return steps


def _joined(draw, writers, batch):
    """A command that links two incidents: rows about both of them in one step."""
    one, other = writers[0], writers[-1]
    incident = fold(one.rows)
    if one is other or not incident.exists or not fold(other.rows).exists:
        return []
    events = related(incident, [other.number], one.now) or related(incident, [], one.now, afresh=True)
    step = Step(batch, one.now, "ann", tuple(e for e in events if e.incident in (one.number, other.number)))
    for writer in writers:
        writer.steps.append(step._replace(events=tuple(writer.own(step.events))))
    return [step]


@st.composite
def _server_events(draw, steps, voids):
    server = draw(st.sampled_from(SERVERS))
    changes = st.fixed_dictionaries(
        {}, optional={"name": st.sampled_from(("www", "Web", "db2")), "group": st.just("eu"), "retired": st.booleans()}
    ).filter(bool)
    said = [e for step in steps for e in step.events if e.server == server and e.kind is not EventKind.VOIDED]
    batches = [s.batch for s in steps[1:] for e in s.events if e.server == server and e in said]
    choices = ["set", "change"] + (["void"] if batches and voids else [])
    choice = draw(st.sampled_from(choices))
    if choice == "void":
        return Event(EventKind.VOIDED, START, {"batch": draw(st.sampled_from(batches))}, server=server)
    if choice == "set":
        return Event(EventKind.STATE_SET, draw(INSTANTS), {"state": draw(st.sampled_from(list(State)))}, server=server)
    return Event(EventKind.SERVER_CHANGED, START, draw(changes), server=server)
