"""`incident action done`: several at once, once only, at a time that has passed."""

import pytest


@pytest.fixture
def made(incident):
    """#1 with three actions, #2 with one."""
    incident.clock("12:00")
    for name in ("web", "db"):
        incident("open", "-s", name).done
    for text in ("one", "two", "three"):
        incident("action", "add", "1", text).done
    incident("action", "add", "2", "other").done
    return incident


def states(incident):
    return {row[0]: row[1] for row in incident("action", "list", "all").rows}


def test_several_are_done_in_one_command_and_undone_in_one(made):
    assert made("action", "done", "1.a1", "#1.A3", "2.a1", "-q").done == "1.a1\n1.a3\n2.a1\n"
    assert states(made) == {"1.a1": "done", "1.a2": "open", "1.a3": "done", "2.a1": "done"}
    assert "3 changes of actions, 1.a1, 1.a3, 2.a1" in made("undo").done
    assert set(states(made).values()) == {"open"}
    made("undo", "--redo").done
    assert states(made)["2.a1"] == "done"


def test_twice_changes_nothing_and_says_so(made):
    assert made("action", "done", "1.a1", "#1.a1", "-q").done == "1.a1\n"
    assert made("action", "done", "1.a1").done == '1.a1 is done already: "one" · nothing changed · #1 web is down\n'
    said = made("action", "done", "1.a1", "1.a2").done.splitlines()
    assert ["nothing changed" in line for line in said] == [True, False]


def test_a_time_that_has_passed_can_be_told_and_corrected(made):
    said = made("action", "done", "1.a1", "-t", "yesterday 17:00").done
    assert '1.a1 done: "one" · 2014-02-09 17:00 CET (19 h ago)' in said
    made("action", "done", "1.a1", "-t", "yesterday 18:00").done
    (action,) = made("action", "list", "done", "--json").json["actions"]
    assert action["done_at"] == "2014-02-09T17:00:00.000Z"
    made("action", "done", "1.a2", "-t", "tomorrow 10:00").failed(2, "in the future")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("1.a9",), 3, "hint: incident action list all -i 1"),
        (("1.a1", "1.a9"), 3, "there is no action 1.a9; nothing was changed"),
        (("9.a1",), 3, "there is no incident #9"),
        (("1",), 2, "1 is an incident, and no action"),
        (("1.1",), 2, "1.1 is a line of the timeline, and no action"),
        (("one",), 2, '"one" is no action'),
        ((), 2, "missing"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_is_done(made, words, code, said):
    made("action", "done", *words).failed(code, said)
    assert set(states(made).values()) == {"open"}


def test_what_somebody_else_changed_since_is_not_run_over(made):
    made("action", "add", "1", "four", "--by", "bob").done
    made("action", "done", "1.a4").done
    made("undo", "--by", "bob").failed(4, "ann changed 1.a4")
    made("action", "edit", "1.a4", "--owner", "zoe", "--by", "bob").done
    made("undo").done
    assert states(made)["1.a4"] == "open"
