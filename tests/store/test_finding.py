"""Every filter, and every combination of them, against the same question asked of whole incidents in Python."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.histories import INSTANTS, START, worlds
from support.make import at, planned, row
from support.stores import Scribe, stamp, write_step

from incident_cli.core import measure, phrase
from incident_cli.core.model import Impact, Kind, Severity, Status
from incident_cli.core.query import LATEST_CLOSED, SORTS, Filter, Scope, phrases
from incident_cli.store.view import View

COSTLY = settings(max_examples=settings().max_examples)
LATE = START + timedelta(days=1)
IMPACTS = list(Impact)[::-1]

FILTERS = st.builds(
    Filter,
    now=st.one_of(st.just(LATE), INSTANTS),
    scope=st.sampled_from(list(Scope)),
    servers=st.lists(st.sampled_from((1, 2, 3)), max_size=2, unique=True).map(tuple),
    status=st.sampled_from((None, None, None, *Status)),
    severity=st.sampled_from((None, None, None, *Severity)),
    impact=st.sampled_from((None, None, None, *Impact)),
    tag=st.sampled_from(("", "", "", "db", "x", "web")),
    since=st.one_of(st.none(), INSTANTS),
    until=st.one_of(st.none(), INSTANTS),
    text=st.sampled_from(("", "", "", "disk", "fib full", "strasse", "naive", '"disk full"', "is down", "web", "AND")),
    no_postmortem=st.sampled_from((False, False, True)),
    limit=st.sampled_from((None, None, 1, 2)),
    sort=st.sampled_from(("", *SORTS)),
)


class Known:
    """A whole incident, and what people read of it; every question is answered from these alone."""

    def __init__(self, incident, names, now):
        self.incident, self.now = incident, now
        self.headline = phrase.headline(incident, names)
        planned = incident.planned_until
        self.ends = incident.ended_at if planned is None else measure.end_of(incident, planned)
        self.open = not measure.phase(incident, now).final

    def has(self, wanted):
        """Whether the text stands in it: as its lines alone would answer, in a store of their own."""
        lines = [e.text if e.number else self.headline for e in self.incident.entries.values() if not e.deleted]
        return all(any(_stands(each, line) for line in lines) for each in phrases(wanted))

    def fits(self, f):
        one = self.incident
        return all(
            (
                f.scope is not Scope.OPEN or self.open,
                f.scope is not Scope.CLOSED or not self.open,
                f.scope is not Scope.MAINTENANCE or one.kind is Kind.MAINTENANCE,
                not f.servers or set(f.servers) & set(one.servers),
                f.status in (None, measure.phase(one, f.now)),
                f.severity in (None, one.severity),
                f.impact in (None, one.impact),
                not f.tag or f.tag in one.tags,
                f.since is None or self.ends is None or self.ends > f.since or one.began_at >= f.since,
                f.until is None or one.began_at < f.until,
                not f.text or self.has(f.text),
                not f.no_postmortem or one.document is None,
            )
        )

    @property
    def ended(self):
        return (self.open, -(self.ends or LATE).timestamp(), -self.incident.id)

    def key(self, sort):
        """What it is sorted by: ties go to the newer one, by id and title to the older."""
        one = self.incident
        began = -one.began_at.timestamp()
        return {
            "began": (began, -one.id),
            "ended": self.ended,
            "updated": (-one.updated_at.timestamp(), -one.id),
            "id": one.id,
            "title": (self.headline.translate({n: n + 32 for n in range(65, 91)}), one.id),
            "severity": (one.severity or "z", -one.id),
            "impact": (IMPACTS.index(one.impact), -one.id),
        }[sort]


def _stands(wanted, line):
    """Whether a phrase of our few words stands in a text: folded as people read them."""
    words, text = (_folded(each) for each in (wanted.words, line))
    size = len(words)
    for start in range(len(text) - size + 1):
        *before, last = text[start : start + size]
        if before == words[:-1] and (last == words[-1] if wanted.whole else last.startswith(words[-1])):
            return True
    return False


def _folded(text):
    import re
    import unicodedata

    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain.lower())


def expected(everything, f):
    """The numbers that a filter finds, in order."""
    found = [known for known in everything if known.fits(f)]
    if f.scope is not Scope.RECENT:
        usual = {Scope.CLOSED: "ended"}.get(f.scope, "began")
        found.sort(key=lambda known: known.key(f.sort or usual))
        return [known.incident.id for known in found[: f.limit]]
    going_on = sorted((k for k in found if k.open), key=lambda k: k.key("began"))
    latest = sorted((k for k in found if not k.open), key=lambda k: k.key("ended"))[: f.limit or LATEST_CLOSED]
    found = [*going_on, *latest]
    if f.sort:
        found.sort(key=lambda known: known.key(f.sort))
    return [known.incident.id for known in found[: f.limit]]


@COSTLY
@given(worlds(most=14, incidents=3), st.lists(FILTERS, min_size=20, max_size=20))
def test_every_combination_of_filters_finds_what_it_says_in_its_order(make, steps, filters):
    store = make()
    for step in steps:
        write_step(store, step)
    store.read(lambda view: _compare(view, filters))


def _compare(view, filters):
    names = phrase.server_names(view.servers())
    whole = [incident for n in range(1, view.next_incident()) if (incident := view.incident(n))]
    for wanted in filters:
        everything = [Known(incident, names, wanted.now) for incident in whole]
        found = list(view.find(wanted))
        assert [s.incident.id for s in found] == expected(everything, wanted), wanted
        count = sum(known.fits(wanted) for known in everything)
        assert view.count(wanted) == count, wanted
        told = view.matches(found) if wanted.text else {}
        assert told.keys() == ({s.incident.id for s in found} if wanted.text else set())


# -- what it costs ---------------------------------------------------------------------------------


@pytest.fixture
def store(make):
    return make()


def statements(store, ask):
    """How many statements a question takes."""
    said = []

    def counted(view):
        def execute(sql, parameters):
            said.append(sql)
            return view.execute(sql, parameters)

        search = type(view.search)(execute, view.fill)
        ask(View(execute, search, view.fill))

    store.read(counted)
    return len(said)


@pytest.mark.parametrize("text", ["", "outage", 'outage "number" word'])
def test_the_number_of_statements_does_not_grow_with_the_incidents(store, text):
    def ask(view):
        found = list(view.find(Filter(LATE, Scope.ALL, text=text)))
        view.matches(found)
        view.count(Filter(LATE, Scope.ALL, text=text))
        list(view.find(Filter(LATE, text=text)))

    def write(numbers):
        data = {"title": "outage number word", "status": Status.INVESTIGATING}
        events = [row("opened", "10:00", 0, **data)._replace(incident=number) for number in numbers]
        store.write(stamp(f"b{numbers[0]}"), lambda _view: events)

    write(range(1, 3))
    few = statements(store, ask)
    write(range(3, 200))
    assert statements(store, ask) == few


def test_what_began_and_ended_in_the_same_instant_was_going_on_then(store):
    scribe = Scribe(store)
    scribe.write(row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING))
    scribe.add(row("closed", "10:00", status=Status.RESOLVED))

    def found(since):
        return store.read(lambda view: view.count(Filter(LATE, Scope.ALL, since=since)))

    assert (found(START), found(START + timedelta(milliseconds=1))) == (1, 0)


def test_sorted_by_end_what_has_not_ended_comes_last_though_its_end_is_planned(store):
    scribe = Scribe(store)
    scribe.write(
        row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING),
        planned("20:00", "22:00")._replace(incident=2),
    )
    scribe.add(row("closed", "10:30", status=Status.RESOLVED))

    def found(now):
        return store.read(lambda view: [s.incident.id for s in view.find(Filter(now, Scope.ALL, sort="ended"))])

    assert (found(at("11:00")), found(at("23:00"))) == ([1, 2], [2, 1])


def test_a_maintenance_in_somebodys_hands_is_found_by_the_status_they_gave_it(store):
    scribe = Scribe(store)
    scribe.write(planned("20:00", "22:00"))
    scribe.add(row("added", "20:30", status=Status.VERIFYING))

    def count(status):
        return store.read(lambda view: view.count(Filter(at("23:00"), Scope.ALL, status=status)))

    assert (count(Status.VERIFYING), count(Status.COMPLETED)) == (1, 0)
