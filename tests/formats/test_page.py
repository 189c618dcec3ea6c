"""Operation pages as plain text: read, and written back byte for byte."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.make import cet

from incident_cli.core import when
from incident_cli.core.model import DocumentStatus, EntryKind, Kind, State, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, PortableServer
from incident_cli.formats import page
from incident_cli.formats.source import Reading, Source, Unreadable
from incident_cli.formats.writing import Writing

GOLDEN = Path(__file__).parent / "golden"
SEED = Path(__file__).parents[3] / "shared" / "data" / "operation-168.txt"
seed = pytest.mark.skipif(not SEED.exists(), reason="the page of the outage is not beside this checkout")

PARIS = when.zone("Europe/Paris")
NOW = datetime(2030, 1, 1, tzinfo=UTC)
READING = Reading(NOW, PARIS, date_order="mdy")
WRITING = Writing(NOW, UTC)
DOWN, UP = State.MAJOR_OUTAGE, State.OPERATIONAL

PAGE = """Title web1 is down
ID Operation #5
State completed
Beginning date 02/10/2014 10:05 a.m.
End date 02/10/2014 3:05 p.m.
Affected servers
  • web1


02/10/2014 10:13 a.m.

We are looking.

02/10/2014 3:05 p.m.

It works.

02/10/2014 7:38 p.m.

What happened."""


@pytest.fixture
def load(tmp_path):
    """The incidents of a text, and what was left out of it."""

    def loaded(text, reading=READING, **changes):
        path = tmp_path / "page.txt"
        path.write_bytes(text.encode())
        source = Source("page.txt", str(path))
        found = list(page.read(source, reading._replace(**changes)))
        return [each if isinstance(each, Unreadable) else each.load() for each in found]

    return loaded


@pytest.fixture
def one(load):
    """The incident of a page that has one."""

    def only(text, reading=READING, **changes):
        (portable,) = load(text, reading, **changes)
        return portable

    return only


def written(*portables, **changes):
    return "".join(page.write(portables, WRITING._replace(**changes)))


def refusal(load, text, **changes):
    with pytest.raises(Unreadable) as caught:
        load(text, **changes)
    return caught.value


def timeline(portable):
    return [(line.at, line.text) for line in portable.timeline if line.text]


# The page that the format is named after


@pytest.fixture
def operation():
    source = Source("operation-168.txt", str(SEED))
    (piece,) = page.read(source, READING)
    return piece.load()


@seed
@pytest.mark.parametrize("infer", [False, True])
def test_the_seed_page_comes_back_byte_for_byte(infer):
    (piece,) = page.read(Source("operation-168.txt", str(SEED)), READING._replace(infer=infer))
    assert written(piece.load()).encode() == SEED.read_bytes()


@seed
def test_the_seed_page_typed_by_hand_is_the_same_page_from_its_title_on(operation):
    lines = [line._replace(author="ann", guess=number == 3) for number, line in enumerate(operation.lines)]
    lines[3] = lines[3]._replace(retracted="It was not that")
    typed = operation._replace(source="", external_id="", raw="", zone="Europe/Paris", lines=tuple(lines), affected=())
    typed = typed._replace(states=(("http6", DOWN),))
    assert written(typed, date_order="mdy").encode() == SEED.read_bytes()[SEED.read_bytes().index(b"Title") :]


@seed
def test_the_seed_page_tells_its_operation(operation):
    assert (operation.source, operation.external_id) == ("page", "Operation #168")
    assert (operation.number, operation.label, operation.title) == (168, "Operation", "http6 is down")
    assert (operation.began_at, operation.ended_at) == (cet("10:05"), cet("15:05"))
    assert (operation.status, operation.status_now) == (Status.INVESTIGATING, Status.RESOLVED)
    assert (operation.affected, operation.servers) == (("http6",), (PortableServer("http6"),))
    assert operation.warnings == ()


@seed
def test_no_state_is_made_up_unless_asked_for(operation):
    assert not operation.states
    assert not any(line.states for line in operation.lines)


@seed
def test_its_closing_is_line_13_and_its_post_mortem_line_14(operation):
    *others, closing, last = operation.lines
    assert (len(operation.lines), closing.at, closing.verb, closing.kind) == (14, cet("15:05"), Verb.CLOSED, "update")
    assert (last.at, last.kind, last.document) == (cet("19:38"), EntryKind.POSTMORTEM, DocumentStatus.PUBLISHED)
    assert {(line.verb, line.kind, line.status) for line in others} == {(Verb.UPDATED, EntryKind.UPDATE, None)}
    assert all(line.recorded_at == line.at for line in operation.lines)


@seed
def test_of_the_seed_page_the_explicit_phrases_are_proposed():
    (piece,) = page.read(Source("operation-168.txt", str(SEED)), READING._replace(infer=True))
    portable = piece.load()
    assert portable.states == (("http6", DOWN),)
    said = [(line.at, line.states[0][1]) for line in portable.lines if line.states]
    assert said == [(cet("10:22"), UP), (cet("10:26"), DOWN), (cet("13:58"), UP)]
    assert len(portable.warnings) == 4
    assert 'line 20: "Down again." is read as http6=down (--infer)' in portable.warnings


# Byte for byte


@pytest.mark.parametrize(
    ("name", "order", "zone"),
    [
        ("django", "", "Europe/Paris"),
        ("open", "", "UTC"),
        ("newest", "mdy", "America/New_York"),
        ("newest", "dmy", "UTC"),
        ("maintenance", "dmy", "Asia/Kathmandu"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_page_comes_back_as_it_was(load, name, order, zone, newline):
    text = (GOLDEN / f"page_{name}.txt").read_bytes().decode().replace("\n", newline)
    (portable,) = load(text, zone=when.zone(zone), date_order=order)
    assert not isinstance(portable, Unreadable)
    assert written(portable) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  • web1", "  •  web1"),
        ("  • web1", "* web1\n* web2"),
        ("  • web1\n", ""),
        ("Affected servers\n  • web1\n", ""),
        ("Affected servers\n  • web1", "Affected servers web1, web2"),
        ("End date 02", "End date   02"),
        ("Title web1", "\n\nWelcome\n\n\nTitle web1"),
        ("10:13 a.m.\n", "10:13 a.m.\n\n\n"),
        ("We are looking.\n", "We are looking.\n\n\n\n"),
        ("What happened.", "What happened.\n\n\n"),
        ("What happened.", "  What\n\n\n   happened,\tand how.  \n"),
        ("web1\n\n\n02", "web1\n02"),
        ("3:05 p.m.\n\nIt works", "3:05 p.m.\n\nI\u00adt\u200b work\u200es\ufeff"),
        ("10:13 a.m.", "10:13 A.M."),
        ("10:13 a.m.", "10:13:20 a.m."),
        ("7:38 p.m.", "7:38\u202fp.m."),
        ("02/10/2014 7:38 p.m.", "02/11/2014 midnight"),
        ("02/10/2014 7:38 p.m.", "02/10/2014 8 p.m."),
        ("02/10/2014 7:38 p.m.", "Feb. 10, 2014, 7:38 p.m."),
        ("02/10/2014 7:38 p.m.", "2014-02-10T18:38:00Z"),
        ("02/10/2014 7:38 p.m.", "Monday, February 10, 2014, 7:38 p.m."),
        ("completed", "Closed"),
        ("Operation #5", "operation 5"),
        ("Operation #5", "OP-2014-5"),
        ("ID Operation #5\n", ""),
        ("ID Operation", "Customers all\nTitle again\nID Operation"),
        ("We are looking.", " 02/10/2014 10:05 a.m.\n" + " " + "=" * 72),
    ],
)
def test_and_so_do_its_variations(one, old, new):
    text = PAGE.replace(old, new)
    assert text != PAGE
    assert written(one(text)) == text


def test_a_corrected_text_comes_out_corrected_and_the_rest_stays(one):
    portable = one(PAGE)
    lines = [line._replace(text=line.text.replace("looking", "looking into it")) for line in portable.lines]
    again = written(portable._replace(title="web1 was down", lines=tuple(lines)))
    assert again == PAGE.replace("looking", "looking into it").replace("web1 is down", "web1 was down")


def test_a_new_server_an_end_and_another_label_appear_where_they_belong(one):
    text = PAGE.replace("Affected servers\n  • web1\n", "").replace("End date 02/10/2014 3:05 p.m.\n", "")
    portable = one(text.replace("completed", "ongoing"))
    assert portable.ended_at is None
    closing = portable.lines[-1]._replace(verb=Verb.CLOSED, status=Status.RESOLVED)
    changed = portable._replace(lines=(*portable.lines[:-1], closing), affected=("web1",), label="Outage")
    again = written(changed)
    assert again.startswith("Title web1 is down\nID Outage #5\nState completed\nBeginning date 02/10/2014 10:05 a.m.\n")
    assert "\nEnd date 02/10/2014 7:38 p.m.\nAffected servers\n  • web1\n\n\n02" in again


def test_a_state_that_is_still_true_keeps_the_word_of_the_page(one):
    portable = one(PAGE.replace("completed", "resolved"))
    assert "State resolved\n" in written(portable)
    reopened = PortableLine(cet("20:00"), cet("20:00"), "Again.", Verb.REOPENED, status=Status.MONITORING)
    assert "State monitoring\n" in written(portable._replace(lines=(*portable.lines, reopened)))


# What a page means


def test_the_date_order_is_asked_for_and_never_guessed(load):
    error = refusal(load, PAGE, date_order="")
    assert error.line == 4
    assert error.hints == ("--date-order mdy  or  --date-order dmy",)


def test_the_zone_is_asked_for_too(load):
    error = refusal(load, PAGE, zone_said=False)
    assert (error.line, error.hints) == (4, ("--tz Europe/Paris",))


def test_a_page_that_names_its_zone_needs_nobody_to_say_it(one):
    text = re.sub(r"(\n.*)(02/10/2014 .*)", r"\1\2 UTC", PAGE)
    assert one(text, zone_said=False).began_at == cet("11:05")


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("02/10/2014 3 p.m.", "15:00"),
        ("02/10/2014 noon", "12:00"),
        ("02/10/2014, noon", "12:00"),
        ("02/11/2014 midnight", "24:00"),
        ("02/10/2014 15:05", "15:05"),
        ("2014-02-10 15:05", "15:05"),
        ("2014-02-10T15:05:30", "15:05:30"),
        ("Feb. 10, 2014, 3:05 p.m.", "15:05"),
        ("Feb. 10, 2014, noon", "12:00"),
        ("Feb. 10, 2014, 3 p.m.", "15:00"),
        ("10 February 2014 15:05", "15:05"),
        ("Mon, Feb. 10, 2014, 3:05 p.m.", "15:05"),
        ("2/10/2014 3:05\u202fPM", "15:05"),
    ],
)
def test_dates_are_read_as_people_write_them(one, words, clock):
    portable = one(PAGE.replace("02/10/2014 7:38 p.m.", words).replace("End date 02/10/2014 3:05 p.m.", "End date"))
    assert ("What happened.") in [line.text for line in portable.lines if line.at == cet(clock)]


@pytest.mark.parametrize(
    "line",
    [
        "noon",
        "10:13 a.m.",
        "02/10/2014",
        "2014-02-10",
        "Monday",
        "at 02/10/2014 10:13 a.m.",
        "02/10/2014 10:13 a.m. it stopped",
        "  02/10/2014 10:13 a.m",
        "Version 2014-02-10 3",
    ],
)
def test_a_line_that_says_more_or_less_than_a_date_and_a_time_is_text(one, line):
    portable = one(PAGE.replace("We are looking.", f"First.\n\n{line}\n\nLast."))
    assert portable.lines[0].text == f"First.\n\n{line.removeprefix(' ')}\n\nLast."


@pytest.mark.parametrize(
    ("state", "end", "status", "warned"),
    [
        ("completed", True, Status.RESOLVED, 0),
        ("Resolved", True, Status.RESOLVED, 0),
        ("closed", True, Status.RESOLVED, 0),
        ("completed", False, Status.RESOLVED, 1),
        ("ongoing", False, Status.INVESTIGATING, 0),
        ("In progress", False, Status.INVESTIGATING, 0),
        ("investigating", False, Status.INVESTIGATING, 0),
        ("identified", False, Status.IDENTIFIED, 0),
        ("ongoing", True, Status.INVESTIGATING, 1),
        ("on holiday", False, Status.INVESTIGATING, 1),
        ("on holiday", True, Status.RESOLVED, 1),
    ],
)
def test_the_state_and_the_end_say_whether_it_is_over(one, state, end, status, warned):
    text = PAGE.replace("completed", state)
    portable = one(text if end else text.replace("02/10/2014 3:05 p.m.\nAff", "\nAff"))
    assert (portable.status_now, len(portable.warnings)) == (status, warned)
    assert (portable.ended_at is not None) == status.final


def test_an_end_that_no_post_tells_closes_it_with_an_internal_line(one):
    portable = one(PAGE.replace("End date 02/10/2014 3:05", "End date 02/10/2014 4:00"))
    closing = portable.closing
    assert (closing.at, closing.kind, closing.text) == (cet("16:00"), EntryKind.NOTE, "")
    assert [line.verb for line in portable.lines] == ["updated", "updated", "closed", "updated"]
    assert "4:00 p.m.\n\n" not in written(portable)


def test_of_several_posts_after_the_end_the_last_is_the_post_mortem(one):
    portable = one(PAGE + "\n\n02/10/2014 8:00 p.m.\n\nAnd this.")
    assert [line.kind for line in portable.lines] == ["update", "update", "update", "postmortem"]
    assert all(line.status is None for line in portable.lines[2:])


def test_of_several_posts_at_the_end_the_last_closes_it(one):
    portable = one(PAGE.replace("10:13 a.m.", "3:05 p.m."))
    assert [line.verb for line in portable.lines] == ["updated", "closed", "updated"]


@pytest.mark.parametrize(
    ("name", "label", "number", "kind"),
    [
        ("Operation #168", "Operation", 168, Kind.INCIDENT),
        ("Planned operation #168", "Planned operation", 168, Kind.INCIDENT),
        ("Incident #3", "", 3, Kind.INCIDENT),
        ("Maintenance #3", "", 3, Kind.MAINTENANCE),
        ("#3", "", 3, Kind.INCIDENT),
        ("3", "", 3, Kind.INCIDENT),
        ("Operation #0", "Operation", None, Kind.INCIDENT),
        ("INC-2014-7", "", None, Kind.INCIDENT),
        ("Operation #" + "9" * 40, "", None, Kind.INCIDENT),
    ],
)
def test_the_id_gives_the_noun_and_the_number(one, name, label, number, kind):
    portable = one(PAGE.replace("Operation #5", name))
    assert (portable.label, portable.number, portable.kind) == (label, number, kind)
    assert portable.external_id == name


def test_a_planned_maintenance_is_one(one):
    text = (GOLDEN / "page_maintenance.txt").read_text()
    portable = one(text, zone=UTC)
    assert (portable.kind, portable.status_now, portable.ended_at) == (Kind.MAINTENANCE, Status.SCHEDULED, None)
    assert portable.planned_until - portable.planned_from == timedelta(minutes=90)


def test_a_page_with_the_newest_post_first_is_read_in_the_order_of_time(one):
    text = (GOLDEN / "page_newest.txt").read_text()
    portable = one(text)
    assert [line.verb for line in portable.lines] == ["updated", "closed"]
    assert portable.lines[0].text.startswith("It does not answer.\n\n 3/9/2020")
    assert portable.warnings == ("line 8: it stands before the first post, and is left out",)


def test_states_are_proposed_only_up_to_the_end_and_only_of_its_servers(one):
    text = PAGE.replace("We are looking.", "The server is up again.\n\nweb9 is down.").replace(
        "It works.", "Down again."
    )
    portable = one(text, infer=True)
    assert portable.states == (("web1", DOWN),)
    assert [line.states for line in portable.lines] == [(("web1", UP),), (), ()]
    assert portable.warnings == (
        'line 1: "web1 is down" is read as web1=down (--infer)',
        'line 10: "The server is up again." is read as web1=up (--infer)',
    )


def test_a_title_that_says_it_is_up_opens_nothing(one):
    assert one(PAGE.replace("web1 is down", "web1 is up"), infer=True).states == ()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Title web1 is down\n", "", 1),
        ("Beginning date 02/10/2014 10:05", "Beginning date 02/10/2014 25:05", 4),
        ("Beginning date 02/10/2014", "Beginning date someday", 4),
        ("End date 02/10/2014 3:05", "End date 02/10/2014 1:05 a.m. or 3:05", 5),
        ("End date 02/10/2014", "End date 02/09/2014", 5),
        ("02/10/2014 10:13", "02/30/2014 10:13", 10),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(load, old, new, line):
    assert refusal(load, PAGE.replace(old, new)).line == line


def test_a_page_without_beginning_and_posts_is_refused(load):
    assert refusal(load, "Title x\nID Operation #1\n").line == 1


def test_without_a_beginning_the_first_post_is_it(one):
    portable = one(PAGE.replace("Beginning date 02/10/2014 10:05 a.m.\n", ""))
    assert portable.began_at == cet("10:13")
    assert len(portable.warnings) == 1


@pytest.mark.parametrize("name", ["django", "open", "newest", "maintenance"])
def test_a_page_is_known_by_its_beginning(name):
    assert page.looks((GOLDEN / f"page_{name}.txt").read_text())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10:26 It is down\n10:28 It is up\n",
        "Title\n=====\n\nSome text.\n",
        "---\nTitle: x\nDate: 2020-01-01\n---\ntext",
        "title,state,beginning date\n",
        '{"Title": "x", "Beginning date": "y"}\n',
        (GOLDEN / "postmortem.md").read_text(),
    ],
)
def test_other_texts_are_no_pages(text):
    assert not page.looks(text)


# Several, our own, and whatever a text holds


def test_several_pages_in_one_file_come_back_each(load):
    texts = [PAGE, PAGE.replace("#5", "#6") + "\n", "Hello\n\n" + PAGE.replace("#5", "#7")]
    portables = [load(text)[0] for text in texts]
    together = written(*portables)
    assert load(together) == portables
    assert written(*load(together)) == together


def test_one_of_several_that_cannot_be_read_is_left_out_alone(load):
    (first,) = load(PAGE)
    broken = first._replace(external_id="Operation #6")
    text = written(first, broken, first)
    start = text.index("Title", 10)
    text = text[:start] + text[start:].replace("Beginning date 02", "Beginning date 99", 1)
    one, error, other = load(text)
    assert one == other == first
    assert (error.line, text.split("\n")[error.line - 1]) == (27, "Beginning date 99/10/2014 10:05 a.m.")


def native(**changes):
    lines = (
        PortableLine(cet("10:13"), cet("10:13"), "We are looking."),
        PortableLine(cet("10:14"), cet("10:14"), "The password is x", kind=EntryKind.NOTE),
        PortableLine(cet("10:15"), cet("10:15"), "make deploy", kind=EntryKind.COMMAND),
        PortableLine(cet("10:20:30"), cet("10:21"), "", states=(("web1", UP), ("db", DOWN))),
        PortableLine(cet("10:22"), cet("10:22"), "", status=Status.IDENTIFIED),
        PortableLine(cet("10:23"), cet("10:23"), "See", links=("https://example.org/1",)),
        PortableLine(cet("10:30"), cet("10:30"), "", Verb.CLOSED, status=Status.RESOLVED),
    )
    servers = (PortableServer("web1"), PortableServer("db one", "db"))
    given = Portable("", "", "web1 is down", cet("10:05"), cet("10:05"), number=12, lines=lines, servers=servers)
    return given._replace(**changes)


def test_an_incident_of_our_own_gets_a_page_in_the_same_layout():
    assert written(native(), zone=PARIS, date_order="mdy") == (
        "Title web1 is down\nID Incident #12\nState completed\nBeginning date 02/10/2014 10:05 a.m.\n"
        "End date 02/10/2014 10:30 a.m.\nAffected servers\n  • web1\n  • db one\n\n\n"
        "02/10/2014 10:13 a.m.\n\nWe are looking.\n\n"
        "02/10/2014 10:20:30 a.m.\n\nweb1 is up; db one is down\n\n"
        "02/10/2014 10:22 a.m.\n\nIdentified\n\n"
        "02/10/2014 10:23 a.m.\n\nSee\n\nhttps://example.org/1"
    )


def test_it_has_no_rows_that_say_nothing():
    text = written(native(lines=(), servers=(), number=None))
    assert text == "Title web1 is down\nState investigating\nBeginning date 2014-02-10 09:05"


@pytest.mark.parametrize(
    ("zone", "order", "shown"),
    [
        ("", "", "2014-02-10 09:05"),
        ("", "mdy", "02/10/2014 9:05 a.m."),
        ("", "dmy", "10/02/2014 9:05 a.m."),
        ("Europe/Paris", "mdy", "02/10/2014 10:05 a.m."),
        ("localtime", "mdy", "02/10/2014 9:05 a.m."),
    ],
)
def test_its_dates_are_in_its_zone_and_in_the_order_asked_for(zone, order, shown):
    assert f"Beginning date {shown}\n" in written(native(zone=zone), date_order=order)


def test_the_order_of_a_page_gives_way_to_the_one_asked_for(one):
    assert "Beginning date 10/02/2014 10:05 a.m.\n" in written(one(PAGE), date_order="dmy")


def test_internal_lines_and_drafts_are_never_written():
    draft = PortableLine(cet("12:00"), cet("12:00"), "draft", kind=EntryKind.POSTMORTEM, document=DocumentStatus.DRAFT)
    text = written(native(lines=(*native().lines, draft)))
    assert "password" not in text
    assert "deploy" not in text
    assert "draft" not in text


def test_a_time_that_clocks_show_twice_is_written_so_that_it_is_read_back(one):
    twice = datetime(2014, 10, 26, 1, 30, tzinfo=UTC)
    text = written(native(began_at=twice - timedelta(days=1), lines=(PortableLine(twice, twice, "x"),)), zone=PARIS)
    assert "\n2014-10-26T02:30:00+01:00\n" in text
    assert one(text).lines[0].at == twice


@pytest.mark.parametrize(
    "raw", ["", "{", "[]", "3", '{"rows": 3}', '{"gap": [1000000000, 1]}', '{"gaps": {"0": 1}}', '{"x": 1}']
)
def test_a_layout_that_nobody_wrote_is_ours(raw):
    assert written(native(source="page", raw=raw)) == written(native())


def test_the_raw_of_another_format_says_nothing():
    assert written(native(source="statuspage", raw='{"tail": 5}')) == written(native())


def test_nothing_in_a_text_acts_on_a_terminal():
    line = PortableLine(cet("10:13"), cet("10:13"), "a\x1b[2J\u202eb\r\nc\rd\x9b")
    text = written(native(title="t\x07\nTitle x", lines=(line,)))
    assert "\na\\x1b[2J\\u202eb\nc\\rd\\u009b" in text
    assert text.startswith("Title t\\x07 Title x\nID")


TEXTS = st.lists(
    st.sampled_from(
        [
            "",
            " ",
            "It is down.",
            "  indented",
            "02/10/2014 10:05 a.m.",
            " 2014-02-10 10:05",
            "Feb. 10, 2014, noon",
            "=" * 72,
            "Title x",
            "– é\u3000",
        ]
    )
    | st.text(st.characters(blacklist_categories=["C", "Zl", "Zp"]), max_size=20),
    min_size=1,
    max_size=5,
).map("\n".join)
SECONDS = st.integers(0, 10**9)


def unblank(text):
    return re.sub(r"\A(?:\s*\n)+|(?:\n\s*)+\Z", "", text) if text.strip() else ""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("page") / "page.txt"


@given(
    title=st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=20),
    posts=st.lists(st.tuples(SECONDS, TEXTS.filter(str.strip)), max_size=5),
    end=st.none() | SECONDS,
    order=st.sampled_from(["", "mdy", "dmy"]),
    zone=st.sampled_from(["UTC", "Europe/Paris", "Australia/Lord_Howe"]),
)
@example("x", [(0, "a"), (0, "b")], 0, "", "UTC")
def test_title_times_and_texts_are_read_as_they_were_written(file, title, posts, end, order, zone):
    start = datetime(2001, 1, 1, tzinfo=UTC)
    lines = [PortableLine(at := start + timedelta(seconds=after), at, text) for after, text in posts]
    if end is not None:
        lines.append(PortableLine(at := start + timedelta(seconds=end), at, "", Verb.CLOSED, status=Status.RESOLVED))
    told = native(title=title, began_at=start, zone=zone, lines=tuple(lines), servers=())
    text = written(told, date_order=order)
    file.write_bytes(text.encode())
    reading = READING._replace(date_order=order, zone=when.zone(zone), now=datetime(2040, 1, 1, tzinfo=UTC))
    (piece,) = page.read(Source("page.txt", str(file)), reading)
    read = piece.load()
    assert (read.title, read.began_at, read.ended_at) == (title, start, told.ended_at)
    assert timeline(read) == [(at, "\n".join(_trimmed(text.split("\n")))) for at, text in timeline(told)]
    assert written(read, date_order=order) == text


def _trimmed(rows):
    while rows and not rows[0].strip():
        rows = rows[1:]
    while rows and not rows[-1].strip():
        rows = rows[:-1]
    return rows
