"""The contract: what every store must do. The fixture `store` is one of each engine."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.histories import START, worlds
from support.make import DB, DEGRADED, DOWN, MAINTENANCE, UP, WEB, at, planned, row
from support.stores import NOW, Scribe, stamp, write_step

from incident_cli.core import measure
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Severity, Status
from incident_cli.core.query import LATEST_CLOSED, SORTS, Filter, Scope
from incident_cli.errors import Conflict, NotOurs, Usage

ALL = Filter(NOW, Scope.ALL)
REUSED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def opening(number, clock="10:00", states=(), **data):
    """The opening of incident `number`; titled `t<number>` unless it has states to make a title from."""
    data = {"status": Status.INVESTIGATING} | ({"states": states} if states else {"title": f"t{number}"}) | data
    return row("opened", clock, 0, **data)._replace(incident=number)


def closing(number, clock, **data):
    return row("closed", clock, 1, **({"status": Status.RESOLVED} | data))._replace(incident=number)


def numbers(store, wanted):
    """The numbers that a filter finds, in order; `count` agrees where nothing is cut off."""
    found, count = store.read(lambda view: ([s.incident.id for s in view.find(wanted)], view.count(wanted)))
    if wanted.limit is None and wanted.scope is not Scope.RECENT:
        assert count == len(found)
    return found


# -- writing and reading ---------------------------------------------------------------------------


def test_what_was_written_is_read_back(store):
    events = [opening(1, text="Straße → 😀\n\tx"), row("added", "10:05", 1, text="a", links=("u",))]
    written = store.write(stamp("b", author="Zoë", host="höst"), lambda _view: events)
    assert store.read(lambda view: view.log(incident=1)) == list(written.events)
    assert [e.event_id for e in written.events] == ["b.0", "b.1"]
    assert {(e.batch, e.author, e.host, e.recorded_at) for e in written.events} == {("b", "Zoë", "höst", NOW)}
    assert written.events[0].id < written.events[1].id


def test_a_write_says_what_the_incident_is_now(store, scribe):
    scribe.write(opening(1))
    written = scribe.add(row("added", "10:05", status=Status.IDENTIFIED))
    assert written.incidents[1].status is Status.IDENTIFIED


def test_a_decide_that_raises_rolls_everything_back(store, scribe):
    scribe.write(opening(1))
    before = store.read(lambda view: (view.log(incident=1), view.incident(1)))

    def refuse(view):
        raise Conflict("no")

    with pytest.raises(Conflict, match="no"):
        store.write(stamp("x"), refuse)
    assert store.read(lambda view: (view.log(incident=1), view.incident(1))) == before


def test_events_that_cannot_be_derived_are_not_kept_in_the_log_either(store, scribe):
    scribe.write(opening(1))
    with pytest.raises(NotOurs, match="never made"):
        scribe.write(row("edited", "10:05", 7, text="x"))
    assert len(store.read(lambda view: view.log(incident=1))) == 1


def test_a_decide_without_events_writes_nothing(store, scribe):
    scribe.write(opening(1))
    written = store.write(stamp("x"), lambda _view: [])
    assert (written.events, written.incidents) == ((), {})
    assert store.read(lambda view: view.batch("x")) == []


def test_deciding_sees_what_was_written_before(store, scribe):
    scribe.write(opening(1))
    seen = []
    store.write(stamp("x"), lambda view: seen.append(view.head(1)) or [])
    assert seen[0].title == "t1"


def test_the_same_batch_is_never_written_twice(store, scribe):
    store.write(stamp("x"), lambda _view: [opening(1)])
    with pytest.raises(Exception, match="append-only"):
        store.write(stamp("x"), lambda _view: [opening(2)])
    assert numbers(store, ALL) == [1]


def test_a_nul_is_refused_and_a_text_that_only_looks_like_one_is_kept(store, scribe):
    with pytest.raises(Usage, match="NUL"):
        scribe.write(opening(1, text="a\0b"))
    with pytest.raises(Usage, match="NUL"):
        scribe.write(opening(1, tags=("a\\\0",)))
    scribe.write(opening(1, text="\\u0000 \\\\u0000"))
    assert store.read(lambda view: view.entry(1, 0)).text == "\\u0000 \\\\u0000"


def test_what_is_not_text_is_refused(store, scribe):
    with pytest.raises(Usage, match="not text"):
        scribe.write(opening(1, text="\ud800"))
    assert numbers(store, ALL) == []


def test_a_row_is_found_with_the_others_of_its_batch(store):
    written = store.write(stamp("x"), lambda _view: [opening(1), opening(2)])
    assert store.read(lambda view: view.batch_of(written.events[1].id)) == list(written.events)


# -- numbers ---------------------------------------------------------------------------------------


def test_numbers_begin_at_one(store):
    found = store.read(lambda view: (view.next_incident(), view.next_entry(1), view.next_server(), view.taken(1)))
    assert found == (1, 1, 1, False)


def test_numbers_are_never_used_again_even_after_an_undone_opening(store, scribe):
    scribe.write(opening(5), row("added", "10:00", 1)._replace(incident=5))
    scribe.write(Event(EventKind.SERVER_CHANGED, START, {"name": "web"}, server=3))
    scribe.write(Event(EventKind.VOIDED, START, {"batch": "b1"}, incident=5))
    scribe.write(Event(EventKind.VOIDED, START, {"batch": "b2"}, server=3))
    assert store.read(lambda view: (view.incident(5), view.servers())) == (None, {})
    found = store.read(lambda view: (view.next_incident(), view.next_entry(5), view.next_server(), view.taken(5)))
    assert found == (6, 2, 4, True)


def test_a_deleted_line_keeps_its_number(store, scribe):
    scribe.write(opening(1))
    scribe.add(row("added", "10:05", text="x"))
    scribe.write(row("deleted", "10:06", 1))
    assert store.read(lambda view: view.next_entry(1)) == 2
    assert store.read(lambda view: view.entry(1, 1)).deleted


# -- questions about one ---------------------------------------------------------------------------


def test_what_is_not_there_is_none(store, scribe):
    scribe.write(opening(1))
    found = store.read(
        lambda view: (view.head(9), view.incident(9), view.entry(1, 9), view.entry(9, 0), view.headline(9))
    )
    assert found == (None, None, None, None, "")


def test_a_head_is_the_incident_without_entries_and_with_the_claims_that_hold(store, scribe):
    scribe.write(opening(1, states=((WEB, DOWN), (DB, DOWN))))
    scribe.add(row("added", "10:05", states=((WEB, UP),)))
    head, whole = store.read(lambda view: (view.head(1), view.incident(1)))
    assert head.entries == {}
    assert list(head.standing.claims) == [c for c in whole.standing.claims if c.until is None]
    assert len(whole.standing.claims) == 3


def test_claims_of_all_incidents_and_of_server_set_come_together(store, scribe):
    scribe.write(opening(1, states=((WEB, DOWN),)))
    scribe.write(Event(EventKind.STATE_SET, at("09:00"), {"state": DEGRADED}, server=WEB))
    found = store.read(lambda view: [(number, claim.state, claim.standing) for number, claim in view.claims()])
    assert found == [(None, DEGRADED, True), (1, DOWN, False)]


def test_claims_at_an_instant_are_those_of_incidents_that_hold_then(store, scribe):
    scribe.write(opening(1, states=((WEB, DOWN),)))
    scribe.write(closing(1, "11:00", keep=True))

    def holders(clock, *servers):
        return store.read(lambda view: [number for number, _ in view.claims_at(at(clock), servers)])

    assert [holders(c, WEB) for c in ("09:59", "10:00", "10:59", "11:00")] == [[], [1], [1], []]
    assert holders("10:30", DB) == []


def test_servers_come_in_the_order_given_then_by_name(store, scribe):
    made = [(1, "web", 2), (2, "db", 1), (3, "api", 1)]
    scribe.write(*(Event(EventKind.SERVER_CHANGED, START, {"name": n, "order": o}, server=i) for i, n, o in made))
    assert list(store.read(lambda view: view.servers())) == [3, 2, 1]


# -- headlines -------------------------------------------------------------------------------------


def named(server, name):
    return Event(EventKind.SERVER_CHANGED, START, {"name": name}, server=server)


def test_a_summary_carries_the_title_as_shown(store, scribe):
    scribe.write(named(WEB, "web"), opening(1, states=((WEB, DOWN),)), opening(2))
    found = store.read(lambda view: {s.incident.id: s.headline for s in view.find(ALL)})
    assert found == {1: "web is down", 2: "t2"}


def test_renaming_a_server_retitles_what_its_name_stands_in_and_nothing_else(store, scribe):
    scribe.write(*(named(n, f"s{n}") for n in (1, 2, 11)))
    scribe.write(*(opening(n, states=((n, DOWN),)) for n in (1, 2, 11)), opening(3))
    scribe.write(named(1, "www"))
    found = store.read(lambda view: {s.incident.id: s.headline for s in view.find(ALL)})
    assert found == {1: "www is down", 2: "s2 is down", 11: "s11 is down", 3: "t3"}


# -- scopes ----------------------------------------------------------------------------------------


def test_recent_is_all_open_ones_and_the_latest_closed(store, scribe):
    scribe.write(*(opening(n, "09:00") for n in range(1, 31)))
    scribe.write(*(closing(n, f"10:{n:02}") for n in range(1, 21)))
    found = numbers(store, Filter(NOW))
    assert found[:10] == list(range(30, 20, -1))
    assert found[10:] == list(range(20, 20 - LATEST_CLOSED, -1))
    assert store.read(lambda view: view.count(Filter(NOW))) == 30


def test_a_limit_holds_for_open_and_closed_together(store, scribe):
    scribe.write(*(opening(n) for n in range(1, 5)), *(closing(n, "10:30") for n in (1, 2)))
    assert numbers(store, Filter(NOW, limit=3)) == [4, 3, 2]
    assert numbers(store, Filter(NOW, limit=1)) == [4]


def test_recent_sorted_by_hand_is_the_same_incidents_in_that_order(store, scribe):
    scribe.write(*(opening(n, title=f"t{n:02}") for n in range(1, 16)), *(closing(n, f"10:{n}") for n in range(2, 16)))
    for sort in ("id", "title"):
        assert numbers(store, Filter(NOW, sort=sort)) == [1, *range(6, 16)]


def test_a_maintenance_is_open_until_it_is_closed_or_the_clock_completes_it(store, scribe):
    scribe.write(planned("20:00", "22:00"))
    scribe.write(planned("20:00", "22:00")._replace(incident=2))
    scribe.add(row("added", "20:00", status=Status.IN_PROGRESS)._replace(incident=2))
    for clock, open_, closed in (
        ("12:00", [2, 1], []),
        ("21:59", [2, 1], []),
        ("22:00", [2], [1]),
        ("23:00", [2], [1]),
    ):
        now = at(clock)
        assert sorted(numbers(store, Filter(now, Scope.OPEN))) == sorted(open_)
        assert numbers(store, Filter(now, Scope.CLOSED)) == closed
    assert numbers(store, Filter(NOW, Scope.MAINTENANCE)) == [1, 2] or numbers(
        store, Filter(NOW, Scope.MAINTENANCE)
    ) == [2, 1]


@settings(max_examples=15)
@given(worlds(), st.integers(-10, 70))
def test_open_closed_and_statuses_are_what_the_pure_functions_say(make, steps, minutes):
    now = START + timedelta(minutes=minutes)
    store = make()
    for step in steps:
        write_step(store, step)
    whole = store.read(lambda view: [view.incident(n) for n in range(1, view.next_incident())])
    phases = {i.id: measure.phase(i, now) for i in whole if i is not None}
    assert set(numbers(store, Filter(now, Scope.ALL))) == set(phases)
    assert set(numbers(store, Filter(now, Scope.OPEN))) == {n for n, s in phases.items() if not s.final}
    assert set(numbers(store, Filter(now, Scope.CLOSED))) == {n for n, s in phases.items() if s.final}
    for status in Status:
        wanted = Filter(now, Scope.ALL, status=status)
        assert set(numbers(store, wanted)) == {n for n, s in phases.items() if s is status}


# -- every field of a filter -----------------------------------------------------------------------


@pytest.fixture
def three(store, scribe):
    scribe.write(named(WEB, "web"), named(DB, "db"))
    scribe.write(
        opening(1, "08:00", states=((WEB, DOWN),), severity=Severity.SEV1, tags=("db", "x y")),
        opening(2, "09:00", states=((DB, DEGRADED),), impact=Impact.MAJOR, tags=('a"b', "100%")),
        opening(3, "10:00", title="Fibre cut", status=Status.IDENTIFIED, tags=("snake_case", "wow!", "a,b")),
    )
    scribe.write(closing(1, "08:30"), closing(2, "09:30"))
    scribe.write(Event(EventKind.POSTMORTEM_STORED, NOW, {"text": "why", "document": DocumentStatus.DRAFT}, 1, 2))
    return store


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"servers": (WEB,)}, [1]),
        ({"servers": (DB,)}, [2]),
        ({"servers": (WEB, DB)}, [2, 1]),
        ({"servers": (9,)}, []),
        ({"status": Status.RESOLVED}, [2, 1]),
        ({"status": Status.IDENTIFIED}, [3]),
        ({"status": Status.CANCELLED}, []),
        ({"severity": Severity.SEV1}, [1]),
        ({"severity": Severity.SEV2}, []),
        ({"impact": Impact.CRITICAL}, [1]),
        ({"impact": Impact.MAJOR}, [2]),
        ({"impact": Impact.NONE}, [3]),
        ({"since": at("08:30")}, [3, 2]),
        ({"since": at("08:29")}, [3, 2, 1]),
        ({"since": at("23:00")}, [3]),
        ({"until": at("10:00")}, [2, 1]),
        ({"until": at("10:01")}, [3, 2, 1]),
        ({"until": at("08:00")}, []),
        ({"since": at("08:30"), "until": at("09:01")}, [2]),
        ({"no_postmortem": True}, [3, 2]),
        ({"tag": "db"}, [1]),
        ({"tag": "x y"}, [1]),
        ({"tag": 'a"b'}, [2]),
        ({"tag": "100%"}, [2]),
        ({"tag": "snake_case"}, [3]),
        ({"tag": "wow!"}, [3]),
        ({"tag": "a,b"}, [3]),
        ({"tag": "b"}, []),
        ({"tag": "d"}, []),
        ({"tag": "%"}, []),
        ({"tag": "_"}, []),
        ({"tag": "snakeXcase"}, []),
        ({"tag": "!"}, []),
        ({"tag": '"'}, []),
        ({"tag": "a"}, []),
        ({"tag": "10%"}, []),
        ({"tag": "x"}, []),
        ({"text": "fibre"}, [3]),
        ({"text": "web"}, [1]),
        ({"text": "why"}, [1]),
        ({"text": "nothing"}, []),
        ({"text": "fib cut"}, [3]),
        ({"text": "fibre web"}, []),
        ({"limit": 2}, [3, 2]),
        ({"limit": 0}, []),
        ({"limit": 99}, [3, 2, 1]),
        ({"servers": (WEB,), "tag": "db", "severity": Severity.SEV1, "text": "web", "status": Status.RESOLVED}, [1]),
    ],
)
def test_each_field_of_a_filter_keeps_what_it_says(three, field, expected):
    assert numbers(three, ALL._replace(**field)) == expected


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0,"), min_size=1, max_size=4), max_size=3
    )
)
@REUSED
def test_every_tag_finds_its_incident_and_not_one_with_other_tags(make, tags):
    """A tag has no comma: the command takes one for two tags."""
    store = make()
    Scribe(store).write(opening(1, tags=tuple(tags)), opening(2, tags=("q", "%", '"')))
    for tag in {*tags, "q", "%", '"', "_", "!", "[", "]", "\\"}:
        found = numbers(store, ALL._replace(tag=tag))
        low = [t.lower() for t in tags]  # an engine may or may not tell cases apart
        if tag in tags:
            assert 1 in found
        elif tag.lower() not in low:
            assert 1 not in found
        assert (2 in found) is (tag.lower() in ("q", "%", '"'))


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("began", [3, 2, 1]),
        ("ended", [2, 1, 3]),
        ("id", [1, 2, 3]),
        ("severity", [1, 3, 2]),
        ("impact", [1, 2, 3]),
        ("title", [2, 3, 1]),
        ("", [3, 2, 1]),
        ("no such", [3, 2, 1]),
    ],
)
def test_each_sort_key_orders_as_it_says(three, sort, expected):
    assert numbers(three, ALL._replace(sort=sort)) == expected


def test_sorted_by_update_the_last_one_written_to_comes_first(store):
    for minute, number in enumerate((1, 2)):
        store.write(stamp(f"o{number}", NOW + timedelta(minutes=minute)), lambda _view, n=number: [opening(n)])
    store.write(stamp("u", NOW + timedelta(minutes=9)), lambda _view: [row("added", "10:05", 1, text="x")])
    assert numbers(store, ALL._replace(sort="updated")) == [1, 2]


def test_every_sort_key_is_known(three):
    for sort in SORTS:
        assert sorted(numbers(three, ALL._replace(sort=sort))) == [1, 2, 3]


def test_closed_ones_come_by_their_end(store, scribe):
    scribe.write(opening(1, "08:00"), opening(2, "09:00"), closing(1, "11:00"), closing(2, "10:00"))
    assert numbers(store, Filter(NOW, Scope.CLOSED)) == [1, 2]


def test_a_deleted_postmortem_is_none(three):
    three.write(stamp("d"), lambda _view: [row("deleted", "12:00", 2)])
    assert numbers(three, ALL._replace(no_postmortem=True)) == [3, 2, 1]


def test_residual_risks_stay_until_they_are_cleared(store, scribe):
    scribe.write(opening(1), opening(2), closing(1, "11:00", residual="a crack"))
    assert store.read(lambda view: [s.incident.id for s in view.residuals()]) == [1]
    scribe.write(row("edited", "12:00", residual=None))
    assert store.read(lambda view: view.residuals()) == []


# -- full text: whatever a person types is a question ----------------------------------------------

HOSTILE = [
    '"',
    '""',
    "*",
    "a*",
    "NEAR(",
    "NEAR(a b)",
    "AND",
    "OR NOT",
    "a AND",
    "-",
    "-a",
    "a-b",
    "^a",
    "a:b",
    "text:a",
    "{a b}:c",
    "(",
    ")",
    "a + b",
    "'",
    "';--",
    "\\",
    "%",
    "\0",
    "a\0b",
    " ",
    "\n",
    "\u200b",
    "😀",
    "é",
    "x" * 5000,
    "a " * 1000,
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_a_person_types_is_a_valid_question(store, scribe, text):
    scribe.write(opening(1))
    try:
        found = numbers(store, ALL._replace(text=text))
    except Usage:
        assert text == "\ud800"
    else:
        assert found == []


@given(st.text(max_size=20))
@REUSED
def test_no_text_makes_the_search_fail(three, text):
    try:
        three.read(lambda view: view.count(ALL._replace(text=text)))
    except Usage:
        assert any(0xD800 <= ord(c) < 0xE000 for c in text)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("NEAR( the disk", "NEAR("),
        ("this AND that", "AND"),
        ('say "hello"', '"hello"'),
        ("foo-bar", "foo-bar"),
        ("C++ broke", "C++"),
        ("10.0.0.1 is down", "10.0.0.1"),
        ("Straße", "straße"),
        ("naïve", "naive"),
        ("50% full", "50%"),
        ("the router", "rout"),
        ("one two three", "three one"),
        ("it's", "it's"),
        ("a_b", "a_b"),
    ],
)
def test_what_was_written_is_found_by_what_it_says(store, scribe, text, typed):
    scribe.write(opening(1), opening(2))
    scribe.add(row("added", "10:05", text=text))
    assert numbers(store, ALL._replace(text=typed)) == [1]


def test_the_words_may_stand_in_different_lines_and_in_the_title(store, scribe):
    scribe.write(opening(1, title="mail1 is down"))
    scribe.add(row("added", "10:05", text="disk"))
    scribe.add(row("added", "10:06", text="full"))
    scribe.write(opening(2, title="disk"))
    assert numbers(store, ALL._replace(text="disk full mail1")) == [1]
    assert numbers(store, ALL._replace(text="disk")) == [2, 1]
    assert numbers(store, ALL._replace(text="disk full mail2")) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"disk full"', [1]),
        ('"full disk"', [2]),
        ('"disk  FULL" day', [1]),
        ('"disk fu"', []),
        ('"dis"', []),
        ('"disk"', [2, 1]),
        ('"disk full', [2, 1]),
        ('"', []),
        ('""', []),
        ('disk ""', [2, 1]),
        ('disk "***" -', [2, 1]),
        ('disk" "full', [2, 1]),
    ],
)
def test_what_is_quoted_stands_together_and_as_it_is(store, scribe, typed, found):
    scribe.write(opening(1, title="disk full"), opening(2, title="full disk"))
    scribe.add(row("added", "10:05", text="for days"))
    assert numbers(store, ALL._replace(text=typed)) == found


def test_thousands_of_words_are_a_question_too(store, scribe):
    scribe.write(opening(1, title="disk"))
    typed = " ".join(f"disk{n}" for n in range(3000))
    assert numbers(store, ALL._replace(text=typed)) == []
    scribe.add(row("added", "10:05", text=typed))
    assert numbers(store, ALL._replace(text=typed)) == [1]
    assert matches(store, typed)[1][0].entry == 1


# -- where it was found ----------------------------------------------------------------------------


def matches(store, text):
    """By incident: where a text stands."""
    return store.read(lambda view: view.matches(list(view.find(ALL._replace(text=text)))))


def told(match):
    """An excerpt with what was looked for in brackets."""
    pieces, done = [], 0
    for start, end in match.spans:
        pieces += [match.text[done:start], "[", match.text[start:end], "]"]
        done = end
    return "".join([*pieces, match.text[done:]])


def test_of_each_word_the_newest_line_is_shown_the_newest_first(store, scribe):
    scribe.write(opening(1, title="mail1 is down"))
    for text in ("the disk", "a full disk", "router", "NaÏve Disk", "fullest"):
        scribe.add(row("added", "10:05", text=text))
    scribe.write(row("retracted", "10:06", 5, why="no"))
    found = {
        number: [(m.entry, told(m), m.retracted) for m in each] for number, each in matches(store, "disk full").items()
    }
    assert found == {1: [(5, "[fullest]", True), (4, "NaÏve [Disk]", False)]}
    assert [told(m) for m in matches(store, "naive DISK mail")[1]] == ["[NaÏve] [Disk]", "[mail1] is down"]


def test_a_line_that_is_not_found_is_not_shown(store, scribe):
    scribe.write(opening(1), opening(2, title="disk"))
    scribe.add(row("added", "10:05", text="disk one"))
    scribe.add(row("added", "10:06", text="disk two"))
    scribe.write(row("deleted", "10:07", 2))
    assert {n: [told(m) for m in each] for n, each in matches(store, "disk").items()} == {
        1: ["[disk] one"],
        2: ["[disk]"],
    }
    assert matches(store, "nothing") == {}


def test_a_made_up_title_is_found_and_shown(store, scribe):
    scribe.write(Event(EventKind.SERVER_CHANGED, START, {"name": "web"}, server=WEB))
    scribe.write(opening(1, states=((WEB, DOWN),)))
    assert [told(m) for m in matches(store, "WEB")[1]] == ["[web] is down"]


STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(st.lists(STORABLE, min_size=1, max_size=4), st.data())
@REUSED
def test_what_is_found_is_marked_and_what_is_marked_is_found(make, texts, data):
    """Whatever stands in the texts and whatever is typed: a mark is never where nothing was found, nor missing."""
    words = [word for text in texts for word in text.split()] or ["x"]
    few = st.lists(st.sampled_from(words), min_size=1, max_size=3)
    typed = data.draw(st.one_of(STORABLE.filter(bool), few.map(" ".join)))
    store = make()
    scribe = Scribe(store)
    scribe.write(opening(1, title="x"))
    for text in texts:
        scribe.add(row("added", "10:05", text=text))
    found = matches(store, typed)
    assert found.keys() == set(numbers(store, ALL._replace(text=typed)))
    for match in found.get(1, ()):
        whole = texts[match.entry - 1] if match.entry else "x"
        assert match.text == " ".join(whole.split())
        assert match.spans
        for start, end in match.spans:
            alone = match.text[start:end]
            assert alone == alone.strip() != ""
            assert numbers(store, ALL._replace(text=alone)) == [1]
        assert _unmarked(store, typed, match) == {}


def _unmarked(store, typed, match):
    """What is found in the rest, with a word of private characters in the place of each mark."""
    ends = [0, *(place for span in match.spans for place in span), len(match.text)]
    rest = " \ue000\ue001 ".join(match.text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True))

    def ask(view):
        view.find(ALL._replace(text=typed))
        return view.search.spans({1: rest})

    return store.read(ask)


def test_a_deleted_line_is_not_found_and_an_undone_one_neither(store, scribe):
    scribe.write(opening(1))
    scribe.add(row("added", "10:05", text="disk"))
    scribe.add(row("added", "10:06", text="router", kind=EntryKind.NOTE))
    scribe.write(row("deleted", "10:07", 1))
    scribe.write(Event(EventKind.VOIDED, NOW, {"batch": "b3"}, incident=1))
    assert [numbers(store, ALL._replace(text=w)) for w in ("disk", "router", "t1")] == [[], [], [1]]


# -- keys ------------------------------------------------------------------------------------------


def test_a_key_names_the_open_incident_only(store, scribe):
    scribe.write(opening(1, key="k"), opening(2))

    def named_by(key, now=NOW):
        return store.read(lambda view: view.open_with_key(key, now))

    assert (named_by("k"), named_by("other"), named_by("")) == ([1], [], [])
    scribe.write(closing(1, "11:00"))
    assert named_by("k") == []
    scribe.write(opening(3, key="k"))
    assert named_by("k") == [3]
    scribe.write(Event(EventKind.VOIDED, NOW, {"batch": "b3"}, incident=3))
    assert named_by("k") == []


def test_the_key_of_a_maintenance_frees_when_the_clock_completes_it(store, scribe):
    scribe.write(planned("20:00", "22:00", key="k"))
    found = [store.read(lambda view, c=c: view.open_with_key("k", at(c))) for c in ("12:00", "21:59", "22:00")]
    assert found == [[1], [1], []]


def test_a_key_of_a_line_belongs_to_its_incident(store, scribe):
    scribe.write(opening(1), opening(2))
    first = scribe.add(row("added", "10:05", text="x", key="k")).events[0]
    second = scribe.add(row("added", "10:05", text="x", key="k")._replace(incident=2)).events[0]

    def line(incident=None):
        return store.read(lambda view: view.entry_with_key("k", incident))

    assert (line(1), line(2), line()) == ((1, 1, first.id), (2, 1, second.id), (2, 1, second.id))
    assert store.read(lambda view: (view.entry_with_key(""), view.entry_with_key("z"))) == (None, None)


def test_a_key_of_an_undone_line_is_free(store, scribe):
    scribe.write(opening(1))
    scribe.add(row("added", "10:05", text="x", key="k"))
    scribe.write(Event(EventKind.VOIDED, NOW, {"batch": "b2"}, incident=1))
    assert store.read(lambda view: view.entry_with_key("k", 1)) is None


def test_a_maintenance_claims_its_servers_in_its_window(store, scribe):
    scribe.write(planned("20:00", "22:00"))
    found = store.read(lambda view: view.claims_at(at("21:00"), [WEB]))
    assert [(number, claim.state) for number, claim in found] == [(1, MAINTENANCE)]
