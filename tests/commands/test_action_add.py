"""`incident action add`: to which incident, and what was understood."""

import pytest


@pytest.fixture
def two(incident):
    """#1 closed at 10:30, #2 closed at 11:00; the clock says 12:00, a Monday."""
    incident.clock("12:00")
    incident("open", "-s", "mail1", "-t", "10:00").done
    incident("open", "-s", "db", "-t", "10:10").done
    incident("close", "1", "-t", "10:30").done
    incident("close", "2", "-t", "11:00").done
    return incident


def actions(incident, number=1):
    return incident("show", str(number), "--json").json["incident"]["actions"]


def test_the_echo_says_what_was_understood(two):
    said = two(
        "action",
        "add",
        "1",
        "Mirror the disk",
        "--owner",
        "ann",
        "--due",
        "friday",
        "--kind",
        "prev",
        "--priority",
        "1",
    )
    assert said.done == (
        '1.a1 added: "Mirror the disk" · owner ann · due Fri 2014-02-14 (in 4 d) · prevent · P1 · #1 mail1 is down'
        " · the clock is set by INCIDENT_NOW\n"
    )


def test_without_an_id_it_is_of_the_only_open_one_else_of_the_one_closed_last(two):
    assert two("action", "add", "Mirror it", "-q").done == "2.a1\n"
    two("open", "-s", "web").done
    assert two("action", "add", "Mirror it", "-q").done == "3.a1\n"
    two("open", "-s", "api").done
    refused = two("action", "add", "Mirror it").failed(3)
    assert "hint: incident action add 3" in refused.err


def test_an_id_may_come_first_whatever_follows_and_whether_or_not_it_is_open(two):
    assert two("action", "add", "1", "Mirror", "the", "disk", "-q").done == "1.a1\n"
    assert two("action", "add", "#1", "Alert", "-q").done == "1.a2\n"
    assert two("action", "add", "-i", "2", "Mirror", "500", "disks", "-q").done == "2.a1\n"
    assert [action["text"] for action in actions(two)] == ["Mirror the disk", "Alert"]


def test_a_text_that_begins_with_a_number_of_no_incident_is_refused_with_what_to_type(two):
    two("action", "add", "500", "disks", "to", "mirror").failed(3, 'to write "500 disks to mirror", quote it or use -m')
    assert two("action", "add", "500 disks to mirror", "-q").done == "2.a1\n"
    assert two("action", "add", "-m", "-x", "-q").done == "2.a2\n"


def test_numbers_are_not_given_again(two):
    assert two("action", "add", "1", "one", "-q").done == "1.a1\n"
    two("undo").done
    assert two("action", "add", "1", "two", "-q").done == "1.a2\n"


def test_a_retry_with_a_key_adds_nothing(two):
    line = ("action", "add", "1", "Mirror it", "--due", "+1w", "--key", "k")
    assert two(*line, "-q").done == "1.a1\n"
    two.clock("2014-02-12T12:00:00Z")
    assert two(*line, "-q").done == "1.a1\n"
    assert two(*line).done == '1.a1 is there already: "Mirror it" · nothing changed · #1 mail1 is down\n'
    two("action", "add", "1", "Other", "--key", "k").failed(4, "used before with other words")
    assert two("action", "add", "2", "Mirror it", "--due", "+1w", "--key", "k", "-q").done == "2.a1\n"
    two("undo").done
    assert len(actions(two)) == 1


def test_a_key_of_an_action_and_one_of_a_line_are_apart(two):
    two("update", "1", "text", "--key", "k").done
    assert two("action", "add", "1", "text", "--key", "k", "-q").done == "1.a1\n"


def test_none_is_as_good_as_nothing(two):
    two("action", "add", "1", "x", "--owner", "none", "--due", "None", "--kind", "none", "--priority", "none").done
    (action,) = actions(two)
    assert {action[name] for name in ("owner", "due", "kind", "priority")} == {None}


def test_a_text_is_kept_as_it_is_and_shown_safely(two):
    text = "one\n\x1b[31mtwo\ttabs é"
    said = two("action", "add", "1", text, "--owner", "\x1b[1mann")
    assert "\x1b" not in said.done
    (action,) = actions(two)
    assert (action["text"], action["owner"]) == (text, "\x1b[1mann")
    assert "\x1b" not in two("action", "list").done
    for words in (("action", "list"), ("show", "1"), ("status",)):
        assert "\x1b[31mtwo" not in two.terminal(*words, NO_COLOR="1").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "the action is missing"),
        (("1",), 2, "the action is missing"),
        (("1", ""), 2, "empty"),
        (("1", " "), 2, "empty"),
        (("1", "x", "-m", "y"), 2, "from words and from -m"),
        (("1", "x", "--due", "soon"), 2, "as a day"),
        (("1", "x", "--due", "02/10/2014"), 2, "could be"),
        (("1", "x", "--kind", "p"), 2, "could be more than one"),
        (("1", "x", "--priority", "5"), 2, "no priority"),
        (("1", "x", "--owner", " "), 2, "the owner is empty"),
        (("1.a1", "x"), 2, "is an action already"),
        (("1.1", "x"), 0, ""),
        (("#1.1", "x"), 2, "is an entry"),
        (("9", "x"), 3, "there is no incident #9"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(two, words, code, said):
    answer = two("action", "add", *words)
    assert (answer.code, said in answer.err) == (code, True)
    if code:
        answer.failed(code)
        assert actions(two, 1) == actions(two, 2) == []


def test_in_a_database_without_incidents_there_is_nothing_to_add_to(incident):
    incident("action", "add", "Mirror it").failed(3, "there is no incident yet")
    assert not incident.made
