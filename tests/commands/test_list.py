"""`incident list`: every filter, the sorts, the limits."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture
def five(incident):
    """#1 web, closed, SEV1; #2 db, closed; #3 web, open, tag net; #4 maintenance, planned; #5 db, open."""
    incident.clock("2014-02-10T12:00:00Z")
    incident("open", "-s", "web", "-t", "2014-02-01 10:00", "--severity", "1").done
    incident("close", "1", "it was the neighbour table", "-t", "2014-02-01 12:00").done
    incident("open", "-s", "db=degraded", "-t", "2014-02-03 10:00").done
    incident("close", "2", "-t", "2014-02-03 11:00").done
    incident("open", "-s", "web", "-t", "2014-02-05 10:00", "--tag", "net", "-S", "identified").done
    incident("open", "--maintenance", "-s", "cache", "--from", "2014-02-20 22:00", "--for", "1h").done
    incident("open", "alpha", "-s", "db=partial", "-t", "2014-02-06 10:00").done
    incident("postmortem", "1", "-F", "-", "--publish", stdin="# Why\n").done
    return incident


def ids(incident, *words):
    """The numbers listed."""
    return [int(row[0]) for row in incident("list", *words).rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), {1, 2, 3, 4, 5}),
        (("open",), {3, 4, 5}),
        (("closed",), {1, 2}),
        (("all",), {1, 2, 3, 4, 5}),
        (("maintenance",), {4}),
        (("m",), {4}),
        (("all", "-s", "web"), {1, 3}),
        (("all", "-s", "WEB,db"), {1, 2, 3, 5}),
        (("all", "-s", "web", "-s", "cache"), {1, 3, 4}),
        (("all", "-S", "identified"), {3}),
        (("all", "-S", "resolved"), {1, 2}),
        (("all", "-S", "scheduled"), {4}),
        (("all", "--severity", "SEV-1"), {1}),
        (("all", "--impact", "minor"), {2}),
        (("all", "--tag", "net"), {3}),
        (("all", "--tag", "nothing"), set()),
        (("all", "--since", "2014-02-03 10:30"), {2, 3, 4, 5}),
        (("all", "--until", "2014-02-03"), {1}),
        (("all", "--since", "2014-02-02", "--until", "2014-02-04"), {2}),
        (("all", "--since", "tomorrow 10:00"), {3, 4, 5}),
        (("maintenance", "--since", "2014-02-21"), set()),
        (("all", "-g", "neighbour"), {1}),
        (("all", "-g", "NEIGHBOUR table"), {1}),
        (("all", "-g", "nothing like it"), set()),
        (("all", "-g", "table web why"), {1}),
        (("all", "-g", '"table neighbour"'), set()),
        (("all", "-g", '"neighbour table"'), {1}),
        (("all", "-g", "two\nlines of\tweb"), set()),
        (("all", "-g", "web\nis\tdown"), {1, 3}),
        (("all", "-g", "web", "--tag", "net", "--since", "2014-02-04", "-S", "identified", "-s", "web"), {3}),
        (("closed", "--no-postmortem"), {2}),
    ],
)
def test_a_filter_finds_what_it_says(five, words, found):
    assert set(ids(five, *words)) == found


def test_a_bare_time_in_a_filter_is_the_last_one(incident):
    incident.clock("12:00")("open", "x", "-t", "10:00").done
    incident("close", "1", "-t", "11:00").done
    assert ids(incident, "all", "--since", "10:30") == [1]
    assert ids(incident, "all", "--since", "11:30") == []
    assert ids(incident, "all", "--until", "09:30") == []


@pytest.mark.parametrize(
    "text", ['"', "'", "a OR b", "NEAR(", "*", "-x", "text:web", "(", "\\", "%", "🔥", "a" * 5000, "^neigh"]
)
def test_a_search_never_is_syntax(five, text):
    assert five("list", "all", f"--grep={text}").code == 0


@pytest.mark.parametrize(
    ("field", "order"),
    [("began", [5, 3, 2, 1]), ("id", [5, 3, 2, 1]), ("title", [5, 2, 1, 3]), ("severity", None), ("impact", None)],
)
def test_a_sort_orders_by_its_field(five, field, order):
    found = [number for number in ids(five, "all", "--sort", field) if number != 4]
    assert sorted(found) == [1, 2, 3, 5]
    if order:
        assert found in (order, order[::-1]) or field == "title"


@pytest.mark.parametrize("field", ["ended", "updated"])
def test_every_sort_shows_all(five, field):
    assert sorted(ids(five, "all", "--sort", field)) == [1, 2, 3, 4, 5]


def test_a_limit_cuts_and_the_total_stays(five):
    answer = five("list", "all", "--limit", "2", "--json").json
    assert (len(answer["incidents"]), answer["total"]) == (2, 5)


def test_without_words_the_latest_ten_closed_are_shown(incident):
    for number in range(1, 13):
        incident("open", f"t{number}").done
        incident("close", str(number)).done
    incident("open", "now").done
    assert sorted(ids(incident)) == list(range(3, 14))
    assert sorted(ids(incident, "all")) == list(range(1, 14))
    assert len(ids(incident, "closed")) == 12


def test_on_a_terminal_it_says_how_many_there_are(incident):
    for number in range(1, 13):
        incident("open", f"t{number}").done
        incident("close", str(number)).done
    assert "10 of 12" in incident.terminal("list").out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("168",), 2, "incident show 168"),
        (("#1",), 2, "incident show"),
        (("nope",), 2, "open, closed, all, maintenance"),
        (("--limit", "0"), 2, "limit"),
        (("--limit", "-1"), 2, "limit"),
        (("--limit", "x"), 2, "limit"),
        (("--tag", ""), 2, "tag is empty"),
        (("-g", ""), 2, "is empty"),
        (("--sort", "nope"), 2, "began"),
        (("--since", "soon"), 2, "soon"),
        (("--since", "2014-02-05", "--until", "2014-02-04"), 2, "--since is a later time than --until"),
        (("-S", "nope"), 2, "investigating"),
        (("--severity", "6"), 2, "SEV1"),
        (("--impact", "nope"), 2, "none, minor"),
        (("-s", "nope"), 3, "no server is called"),
        (("-s", "wab"), 3, "did you mean web?"),
        (("open", "closed"), 2, "unexpected"),
    ],
)
def test_a_bad_filter_is_refused(five, words, code, says):
    five("list", *words).failed(code, says)


# -- full text: where it was found -----------------------------------------------------------------


def test_a_search_says_in_json_where_it_found_what(five):
    """For each word the newest line in which it stands; the title is line 0."""
    five("update", "3", "a neighbour again,\n  and another Neighbour").done
    found = {
        one["id"]: one["matches"] for one in five("list", "all", "-g", "neighbour web", "--json").json["incidents"]
    }
    assert found == {
        1: [
            {"id": "1.1", "text": "it was the neighbour table", "spans": [[11, 20]]},
            {"id": "1.0", "text": "web is down", "spans": [[0, 3]]},
        ],
        3: [
            {"id": "3.1", "text": "a neighbour again, and another Neighbour", "spans": [[2, 11], [31, 40]]},
            {"id": "3.0", "text": "web is down", "spans": [[0, 3]]},
        ],
    }
    assert "matches" not in five("list", "all", "--json").json["incidents"][0]


def test_a_search_leaves_the_columns_of_a_pipe_as_they_are(five):
    assert five("list", "all", "-g", "neighbour").rows == [row for row in five("list", "all").rows if row[0] == "1"]


def test_a_screen_shows_the_words_around_what_was_found_in_bold(five):
    five("update", "3", "before " * 50 + "the Neighbour" + " after" * 50).done
    answer = five.terminal("list", "all", "-g", "neighbour", COLORTERM=None).out
    rows = [line for line in answer.splitlines() if "\x1b[1m" in line and "eighbour" in line]
    assert [re.sub(r"\x1b\[1m(.*?)\x1b\[0m", r"<\1>", plain_dim(row)) for row in rows] == [
        "  3.1  …before before the <Neighbour> after after after after after after after…",
        "  1.1  it was the <neighbour> table",
    ]


def plain_dim(line):
    """A line of a screen without what is dim."""
    return re.sub(r"\x1b\[2m(.*?)\x1b\[0m", r"\1", line)


def test_a_text_without_letters_finds_nothing_and_says_why(five):
    answer = five("list", "all", "-g", "***")
    assert (answer.code, answer.out) == (0, "")
    assert "no letter and no digit" in answer.err
    assert five("list", "all", "-g", "nothing").done == ""


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_a_person_types_is_a_question(incident, text):
    incident("open", "x", "--key", "x").done
    answer = incident("list", "all", f"--grep={text}")
    assert (answer.code, answer.out) in ((0, ""), (2, "")) or answer.rows[0][0] == "1"
    assert answer.code == 0 or not text.strip(), answer
