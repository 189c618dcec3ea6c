"""`incident postmortem list`: what is missing, being written or in review."""

import pytest
from support.program import plain


@pytest.fixture
def made(incident):
    """#1 overdue, #2 a draft that is not due yet, #3 published, #4 open, #5 harmless with a draft."""
    incident.clock("2014-02-01T12:00+01:00")
    incident("open", "-s", "web", "--severity", "1").done
    incident("close", "1").done
    incident.clock("2014-02-09T12:00+01:00")
    for number in (2, 3):
        incident("open", "-s", f"db{number}").done
        incident("close", str(number)).done
    incident("postmortem", "2", "--status", "draft").done
    incident("postmortem", "3", "--publish").done
    incident("open", "-s", "mail").done
    incident("open", "-s", "api=degraded").done
    incident("close", "5").done
    incident("postmortem", "5", "--status", "in_review").done
    return incident.clock("12:00")


def test_piped_it_is_a_row_each_the_longest_overdue_first(made):
    assert made("postmortem", "list").rows == [
        ["1", "missing", "2014-02-06T11:00:00.000Z", "web is down"],
        ["2", "draft", "2014-02-14T11:00:00.000Z", "db2 is down"],
        ["5", "in_review", "", "api is degraded"],
    ]
    assert made("postmortem", "list", "--header").rows[0] == ["id", "status", "due", "title"]


def test_q_gives_the_ids(made):
    assert made("postmortem", "list", "-q").done == "1\n2\n5\n"


def test_a_terminal_says_by_when(made):
    screen = plain(made.terminal("postmortem", "list").out)
    assert [" ".join(line.split()) for line in screen.splitlines()] == [
        "3 post-mortems to publish · 1 overdue",
        "#1 missing overdue by 4 d web is down",
        "#2 draft due in 4 d db2 is down",
        "#5 in review not needed api is degraded",
    ]


def test_nothing_to_do_is_said(incident):
    assert incident("postmortem", "list").done == ""
    assert "no post-mortem is missing" in incident.terminal("postmortem", "list").out


def test_what_was_closed_long_ago_is_left_alone_but_a_draft_is_not(made):
    made.clock("2014-06-01T12:00+02:00")
    assert [row[0] for row in made("postmortem", "list").rows] == ["2", "5"]


def test_list_is_no_text_and_no_id(made):
    made("postmortem", "lists").failed(2, "is not the number of an incident")
    made("postmortem", "list", "1").failed(2)
