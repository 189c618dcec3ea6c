"""Pasted logs: lines that begin with a time become lines of one incident."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import cet

from incident_cli.core import when
from incident_cli.core.model import EntryKind, Verb
from incident_cli.formats import log
from incident_cli.formats.source import Reading, Source, Unreadable

PARIS = when.zone("Europe/Paris")
NOW = cet("24:00") + timedelta(hours=9)  # Tuesday 11 February 2014, 09:00 in Paris
READING = Reading(NOW, PARIS)
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def load(tmp_path):
    """What a text gives: its incident (None: there is none), and what was left out of it."""

    def loaded(text, **changes):
        path = tmp_path / "log.txt"
        path.write_bytes(text.encode())
        found = list(log.read(Source("log.txt", str(path)), READING._replace(**changes)))
        errors = [each for each in found if isinstance(each, Unreadable)]
        pieces = [each for each in found if not isinstance(each, Unreadable)]
        assert len(pieces) <= 1
        return (pieces[0].load() if pieces else None), errors

    return loaded


@pytest.fixture
def lines(load):
    """The lines of a text that is read whole: when by the clocks of Paris, who, what."""

    def told(text, **changes):
        portable, errors = load(text, **changes)
        assert errors == []
        return [(f"{line.at.astimezone(PARIS):%d %H:%M:%S}", line.author, line.text) for line in portable.lines]

    return told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10:26 It is down", ("10 10:26:00", "", "It is down")),
        ("8:26 It is down", ("11 08:26:00", "", "It is down")),
        ("10:26:05 - It is down", ("10 10:26:05", "", "It is down")),
        ("10:26 – It is down", ("10 10:26:00", "", "It is down")),
        ("10:26: It is down", ("10 10:26:00", "", "It is down")),
        ("10:26 | It is down", ("10 10:26:00", "", "It is down")),
        ("10:26\tIt is down", ("10 10:26:00", "", "It is down")),
        ("10:26 PM It is down", ("10 22:26:00", "", "It is down")),
        ("10:26pm It is down", ("10 22:26:00", "", "It is down")),
        ("10:26\u202fp.m. It is down", ("10 22:26:00", "", "It is down")),
        ("3 p.m. It is down", ("10 15:00:00", "", "It is down")),
        ("* 10:26 It is down", ("10 10:26:00", "", "It is down")),
        ("- 10:26 It is down", ("10 10:26:00", "", "It is down")),
        ("  • 10:26 It is down", ("10 10:26:00", "", "It is down")),
        ("10:26 UTC It is down", ("10 11:26:00", "", "It is down")),
        ("10:26Z It is down", ("10 11:26:00", "", "It is down")),
        ("10:26 CET It is down", ("10 10:26:00", "", "It is down")),
        ("10:26 Asia/Tokyo It is down", ("11 02:26:00", "", "It is down")),
        ("10:26:05 +0500 It is down", ("11 06:26:05", "", "It is down")),
        ("10:26 API is down", ("10 10:26:00", "", "API is down")),
        ("10:26 -0500 errors", ("10 10:26:00", "", "-0500 errors")),
        ("10:26-10:39 It was down", ("10 10:26:00", "", "10:26-10:39 It was down")),
        ("10:26 note: It is down", ("10 10:26:00", "", "note: It is down")),
        ("10:26 alice: It is down", ("10 10:26:00", "", "alice: It is down")),
        ("10:26 <alice> It is down", ("10 10:26:00", "alice", "It is down")),
        ("10:26 <@alice> It is down", ("10 10:26:00", "alice", "It is down")),
        ("10:26 < alice> It is down", ("10 10:26:00", "alice", "It is down")),
        ("10:26 -!- alice has joined", ("10 10:26:00", "", "-!- alice has joined")),
        ("10:26  * alice waves", ("10 10:26:00", "", "* alice waves")),
        ("10:26   indented", ("10 10:26:00", "", "indented")),
        ("[10:26] It is down", ("10 10:26:00", "", "It is down")),
        ("[10:26] <alice> It is down", ("10 10:26:00", "alice", "It is down")),
        ("[10:26:05] alice: It is down", ("10 10:26:05", "alice", "It is down")),
        ("(10:26:05) alice: It is down", ("10 10:26:05", "alice", "It is down")),
        ("[10:26 AM]alice: It is down", ("10 10:26:00", "alice", "It is down")),
        ("[10:26 UTC] It is down", ("10 11:26:00", "", "It is down")),
        ("[10:26] - It is down", ("10 10:26:00", "", "It is down")),
        ("[10:26] error: It is down", ("10 10:26:00", "", "error: It is down")),
        ("[10:26] Cause found: a disk", ("10 10:26:00", "", "Cause found: a disk")),
        ("[10:26] https://example.org", ("10 10:26:00", "", "https://example.org")),
        ("2014-02-09 10:26 It is down", ("09 10:26:00", "", "It is down")),
        ("2014-02-09T10:26:05Z It is down", ("09 11:26:05", "", "It is down")),
        ("2014-02-09T10:26:05.250+02:00 It is down", ("09 09:26:05", "", "It is down")),
        ("2014-02-09 10:26:05,250 INFO It is down", ("09 10:26:05", "", "INFO It is down")),
        ("2014/02/09 10:26:05 It is down", ("09 10:26:05", "", "It is down")),
        ("[2014-02-09 10:26:05] It is down", ("09 10:26:05", "", "It is down")),
        ("[2014-02-09T10:26:05Z] <alice> It is down", ("09 11:26:05", "alice", "It is down")),
        ("Feb 9 10:26:05 host sshd[7]: It is down", ("09 10:26:05", "", "host sshd[7]: It is down")),
        ("Feb  9 10:26:05 host sshd[7]: It is down", ("09 10:26:05", "", "host sshd[7]: It is down")),
        ("9 Feb 2014 10:26 It is down", ("09 10:26:00", "", "It is down")),
        ("09-Feb-2014 10:26:05 It is down", ("09 10:26:05", "", "It is down")),
        ("Sun Feb 9 10:26:05 2014 It is down", ("09 10:26:05", "", "It is down")),
        ("[Sun Feb  9 10:26:05.250 2014] [error] It is down", ("09 10:26:05", "", "[error] It is down")),
        ("February 9th, 2014 at 10:26 AM It is down", ("09 10:26:00", "", "It is down")),
        ("yesterday 10:26 It is down", ("10 10:26:00", "", "It is down")),
        ("alice  [10:26 AM]\nIt is down", ("10 10:26:00", "alice", "It is down")),
        ("Alice Smith [10:26]\nIt is down", ("10 10:26:00", "Alice Smith", "It is down")),
        ("alice  10:26 AM\n\nIt is down", ("10 10:26:00", "alice", "It is down")),
        ("alice — Today at 8:26 AM\nIt is down", ("11 08:26:00", "alice", "It is down")),
        ("Alice S, [2014-02-09 10:26]\nIt is down", ("09 10:26:00", "Alice S", "It is down")),
        ("  501  2014-02-09 10:26:05 make deploy", ("09 10:26:05", "", "make deploy")),
        ("  501* 2014-02-09 10:26:05 make deploy", ("09 10:26:05", "", "make deploy")),
        ("#1391937965\nmake deploy", ("09 10:26:05", "", "make deploy")),
        (": 1391937965:0;make \\\ndeploy", ("09 10:26:05", "", "make \\\ndeploy")),
        ("2014-02-09 10:26:05\talice\tIt is down", ("09 10:26:05", "alice", "It is down")),
        ("2014-02-09 10:26:05\t-->\talice joined", ("09 10:26:05", "", "-->\talice joined")),
    ],
)
def test_a_line_begins_with_a_time_in_every_usual_form(lines, text, said):
    assert lines(text) == [said]
    assert log.looks(text)


@pytest.mark.parametrize(
    ("text", "order", "said"),
    [
        ("09/02/2014, 10:26 - Alice Smith: It is down", "dmy", ("09 10:26:00", "Alice Smith", "It is down")),
        ("09/02/14, 10:26 - Alice: It is: down", "dmy", ("09 10:26:00", "Alice", "It is: down")),
        ("2/9/14, 10:26\u202fAM - Alice: It is down", "mdy", ("09 10:26:00", "Alice", "It is down")),
        ("09.02.14, 10:26 - Alice: It is down", "dmy", ("09 10:26:00", "Alice", "It is down")),
        ("[09/02/2014, 10:26:05] Alice Smith: It is down", "dmy", ("09 10:26:05", "Alice Smith", "It is down")),
        ("\u200e[09/02/2014, 10:26:05] Alice: \u200eimage omitted", "dmy", ("09 10:26:05", "Alice", "image omitted")),
        ("09/02/2014, 10:26 - Alice joined", "dmy", ("09 10:26:00", "", "Alice joined")),
        ("09/02/2014 10:26 Alice: It is down", "dmy", ("09 10:26:00", "", "Alice: It is down")),
    ],
)
def test_dates_in_figures_are_read_in_the_order_that_was_said(lines, load, text, order, said):
    assert lines(text, date_order=order) == [said]
    with pytest.raises(Unreadable) as caught:
        load(f"\n{text}")
    assert caught.value.hints == ("--date-order mdy  or  --date-order dmy",)
    assert caught.value.message.startswith("line 2: ")


@pytest.mark.parametrize(
    "row",
    [
        "16:9 is the ratio",
        "25:61 is no time",
        "10:260 is none",
        "10:26x",
        "It stopped at 10:26",
        "1234:56",
        "We all met there [10:26 AM] and then it went on",
        "note:  10:26",
        "We all met up there  10:26 AM",
        "#12",
        "2014-02-10 is a day",
        "3 ambulances",
        "marble 3 10:26",
    ],
)
def test_other_lines_belong_to_the_one_above(lines, row):
    assert lines(f"10:00 first\n{row}\n10:01 last")[0][2] == f"first\n{row}"


def test_paragraphs_stay_whole_with_the_blank_lines_inside(lines):
    text = "10:00 First.\n\n  Second,\n\n\n- third.\n \n\n10:01\n\n  Fourth.\n\n"
    assert [said for _, _, said in lines(text)] == ["First.\n\n  Second,\n\n\n- third.", "  Fourth."]


def test_carriage_returns_are_no_part_of_a_text(lines):
    assert lines("10:00 a\r\nb\r\n\r\n10:01 c\r\n") == [("10 10:00:00", "", "a\nb"), ("10 10:01:00", "", "c")]


def test_after_midnight_it_is_the_next_day(lines):
    text = "23:58 a\n00:03 b\n00:01 c\n08:00 d\n"
    assert [at for at, _, _ in lines(text)] == ["10 23:58:00", "11 00:03:00", "11 00:01:00", "11 08:00:00"]


def test_a_small_step_back_stays_on_the_day(lines):
    assert [at for at, _, _ in lines("08:50 a\n08:20 b\n")] == ["11 08:50:00", "11 08:20:00"]


def test_the_log_is_of_the_latest_day_on_which_nothing_lies_ahead(lines):
    assert [at for at, _, _ in lines("08:59 a\n")] == ["11 08:59:00"]
    assert [at for at, _, _ in lines("08:00 a\n09:30 b\n")] == ["10 08:00:00", "10 09:30:00"]
    assert lines("22:00 a\n08:00 b\n21:00 c\n05:00 d\n")[0][0] == "09 22:00:00"


def test_up_to_two_minutes_ahead_counts_as_now(load):
    portable, errors = load("2014-02-11 09:01 a")
    assert (portable.lines[0].at, errors) == (NOW, [])


@pytest.mark.parametrize(
    "heading",
    [
        "== 2014-02-08 ==",
        "2014-02-08",
        "## Saturday, Feb 8 2014",
        "Saturday, February 8th",
        "--- Day changed Sat Feb 08 2014",
        "--- Log opened Sat Feb 08 10:05:00 2014",
        "**** BEGIN LOGGING AT Sat Feb  8 10:05:00 2014",
        "Session Start: Sat Feb 08 10:05:00 2014",
        "----- 8 February 2014 -----",
        "[2014-02-08]",
    ],
)
def test_a_line_that_names_a_day_says_it_for_what_follows(lines, heading):
    found = lines(f"{heading}\n10:26 a\n\n10:28 b\n")
    assert found == [("08 10:26:00", "", "a"), ("08 10:28:00", "", "b")]


def test_such_lines_are_part_of_no_text(lines):
    text = "--- Log opened Sat Feb 08 10:05:00 2014\n23:58 a\n--- Day changed Sun Feb 09 2014\n00:03 b\nmore\n"
    assert lines(text) == [("08 23:58:00", "", "a"), ("09 00:03:00", "", "b\nmore")]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("22:00 a\n2014-02-08 23:00 b\n01:00 c", "08 08 09"),
        ("22:00 a\n2014-02-08 01:00 b\n02:00 c", "07 08 08"),
        ("22:00 a\n07:00 b\n# 2014-02-08\n06:00 c", "06 07 08"),
        ("10:00 a\n# 2014-02-08\n23:00 b\n01:00 c", "07 08 09"),
        ("22:00 a\n#1391814000\nls", "07 08"),  # 00:00 in Paris
        ("2014-02-08 22:00 a\n10:00 b\n09:00 c\n2014-02-05 09:00 d\n23:00 e", "08 08 08 05 05"),
        ("2014-02-08 22:00 a\n09:00 b", "08 09"),
    ],
)
def test_a_day_that_is_said_anywhere_dates_the_lines_around_it(lines, text, days):
    assert " ".join(at[:2] for at, _, _ in lines(text)) == days


def test_a_date_without_a_year_is_the_latest_that_is_not_ahead(load):
    portable, _ = load("Dec 31 23:58:00 host a\nJan  1 00:01:00 host b\nFeb 12 10:00:00 host c")
    assert [line.at.astimezone(PARIS).year for line in portable.lines] == [2013, 2014, 2013]


def test_lines_that_lie_ahead_are_left_out_alone(load):
    portable, errors = load("2014-02-10 10:26 a\n2014-02-12 10:26 b\nmore of b\n2014-02-10 10:27 c\n")
    assert [line.text for line in portable.lines] == ["a", "c"]
    assert [(error.line, error.message) for error in errors] == [(2, "2014-02-12T10:26:00+01:00 is in the future")]


@pytest.mark.parametrize(
    "row",
    [
        "2014-02-30 10:26 b",
        "Mon, Feb 9 2014 10:26 b",
        "10:26 PDT b",
        "2014-03-30 02:30 b",
        "2013-10-27 02:30 b",
    ],
)
def test_lines_whose_time_is_not_certain_are_left_out_alone(load, row):
    portable, errors = load(f"2014-02-10 10:25 a\n{row}\n2014-02-10 10:27 c\n")
    assert [line.text for line in portable.lines] == ["a", "c"]
    assert [error.line for error in errors] == [2]


def test_where_every_line_is_left_out_there_is_no_incident(load):
    portable, errors = load("2014-02-12 10:26 b")
    assert portable is None
    assert len(errors) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "It is down\n\nat 10:26\n", "== 2014-02-10 ==\n", "\u2028" * 9])
def test_a_text_without_times_is_no_log(load, text):
    with pytest.raises(Unreadable):
        load(text)


def test_a_single_line_before_the_first_time_is_the_title(load):
    portable, _ = load("# Mail is down\n\n10:26 a\n")
    assert (portable.title, portable.warnings) == ("Mail is down", ())


@pytest.mark.parametrize("text", ["One\ntwo\n10:26 a", "One\n== 2014-02-10 ==\n\ntwo\n10:26 a"])
def test_more_than_that_is_left_out_and_said(load, text):
    portable, _ = load(text)
    assert portable.title == ""
    (warning,) = portable.warnings
    assert warning.startswith("lines 1 to ")
    assert [line.text for line in portable.lines] == ["a"]


def test_a_time_at_which_nothing_is_said_is_left_out_and_said(load):
    portable, _ = load("10:26\n10:27 a")
    assert [line.text for line in portable.lines] == ["a"]
    assert portable.warnings == ("line 1: nothing is said there; it is left out",)


def test_it_is_one_open_incident_written_down_now(load):
    portable, _ = load("10:26 a\n10:20 b\n")
    assert (portable.source, portable.external_id, portable.zone) == ("log", "", "Europe/Paris")
    assert (portable.began_at, portable.ended_at, portable.recorded_at) == (cet("10:20"), None, NOW)
    assert {(line.recorded_at, line.verb, line.kind) for line in portable.lines} == {
        (NOW, Verb.UPDATED, EntryKind.UPDATE)
    }
    assert [line.text for line in portable.lines] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"at": "2014-02-10 10:26"}\n' * 3,
        "at,text\n2014-02-10T10:26:05Z,a\n2014-02-10T10:27:05Z,b\n",
        "BEGIN:VCALENDAR\nDTSTART:20140210T102605Z\n",
        "---\ntitle: x\ndate: 2014-02-10 10:26:05\n---\n\ntext\n",
        "# Title\n\nA text that says at length\nwhat was the matter.\n\n10:26 one line\n",
        (GOLDEN / "postmortem.md").read_text(),
        (GOLDEN / "page_django.txt").read_text(),
    ],
)
def test_other_texts_do_not_look_like_a_log(text):
    assert not log.looks(text)


TEXTS = st.lists(st.text("abc de<>:-", max_size=20), max_size=4).map(lambda rows: "a" + "\n".join(rows) + "z")


@given(st.lists(st.tuples(st.integers(0, 5000), TEXTS), min_size=1, max_size=8))
def test_dated_lines_are_read_as_they_were_written(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("log") / "log.txt"
    said = [(cet("00:00") - timedelta(minutes=minutes), text) for minutes, text in sorted(entries, reverse=True)]
    path.write_text("".join(f"{at.astimezone(PARIS):%Y-%m-%d %H:%M} {text}\n" for at, text in said))
    (piece,) = log.read(Source("log.txt", str(path)), READING)
    portable = piece.load()
    assert [(line.at, line.text) for line in portable.lines] == said


@given(st.text(st.sampled_from("0123456789:-/[]<>() \n#abmpTZ.,*=Fe"), max_size=200))
def test_no_text_ends_in_anything_but_lines_or_a_sentence(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("log") / "log.txt"
    path.write_text(text)
    try:
        found = list(log.read(Source("log.txt", str(path)), READING._replace(date_order="dmy")))
    except Unreadable:
        return
    for each in found:
        if not isinstance(each, Unreadable):
            assert all(line.at <= NOW.astimezone(UTC) for line in each.load().lines)


def test_a_long_log_is_read_line_by_line(load):
    text = "".join(f"2014-02-01 10:{minute % 60:02} line {minute}\n" for minute in range(2000)) + "x" * 100_000
    portable, errors = load(text)
    assert (len(portable.lines), errors) == (2000, [])
    assert portable.lines[-1].text.endswith("x" * 100_000)


def test_the_order_of_the_lines_is_that_of_the_file(load):
    portable, _ = load("2014-02-10 10:30 b\n2014-02-10 10:20 a\n")
    assert [line.text for line in portable.lines] == ["b", "a"]
    assert portable.began_at == datetime(2014, 2, 10, 9, 20, tzinfo=UTC)
