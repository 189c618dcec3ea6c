"""Which incident is meant: every rule of "no id to type" (DESIGN section 5)."""

import pytest


@pytest.fixture
def two(incident):
    """Two open incidents: #1 "first", #2 "second", an hour later."""
    incident.clock("12:00")
    incident("open", "first", "-t", "10:00").done
    incident("open", "second", "-t", "11:00").done
    return incident


def texts(incident, number):
    """The texts of an incident's lines."""
    entries = incident("show", str(number), "--json").json["incident"]["entries"]
    return [entry["text"] for entry in entries if entry["text"]]


def test_the_only_open_one_needs_no_id(incident):
    incident("open", "x").done
    incident("update", "hello").done
    assert texts(incident, 1) == ["hello"]


@pytest.mark.parametrize("words", [("2", "hello there"), ("#2", "hello there"), ("#2", "hello", "there")])
def test_an_id_may_come_first(two, words):
    two("update", *words).done
    assert texts(two, 2) == ["hello there"]


def test_an_open_number_before_several_words_is_an_id(two):
    two("update", "2", "hello", "there").done
    assert texts(two, 2) == ["hello there"]


@pytest.mark.parametrize("option", [("-i", "2"), ("--incident", "2"), ("-i", "#2"), ("-i2",), ("--incident=2",)])
def test_the_option_leaves_every_word_to_the_text(two, option):
    two("update", *option, "500", "errors", "a", "minute").done
    assert texts(two, 2) == ["500 errors a minute"]


def test_a_number_alone_is_an_id(two):
    two("close", "2").done
    assert two("show", "2", "--json").json["incident"]["status"] == "resolved"


def test_a_number_before_one_word_is_an_id_also_of_a_closed_incident(two):
    two("close", "2").done
    two("update", "2", "afterwards").done
    assert texts(two, 2) == ["afterwards"]


def test_a_number_before_more_words_must_be_an_open_incident(two):
    two("update", "500", "errors", "a", "minute").failed(3, "500 looks like an incident number", "or use -m")
    two("close", "2").done
    two("update", "2", "servers", "are", "up").failed(3, "2 looks like an incident number", "or use -m")
    assert texts(two, 2) == []


def test_a_decimal_number_before_words_is_text(incident):
    incident("open", "x").done
    incident("update", "3.5", "million", "requests").done
    assert texts(incident, 1) == ["3.5 million requests"]


def test_the_environment_names_the_incident(two):
    two("update", "hello", INCIDENT_ID="2").done
    assert texts(two, 2) == ["hello"]


def test_a_typed_id_stands_above_the_environment(two):
    two("update", "1", "hello", INCIDENT_ID="2").done
    assert texts(two, 1) == ["hello"]


def test_a_bad_id_in_the_environment_is_refused_where_it_is_used(two):
    two("update", "hello", INCIDENT_ID="abc").failed(2, '"abc"')
    assert two("update", "1", "hello", INCIDENT_ID="abc").code == 0


def test_an_unknown_id_is_3(two):
    for command in ("show", "update", "close", "edit", "postmortem"):
        words = ("x",) if command in ("update", "edit") else ()
        two(command, "99", *words).failed(3, "#99")
    two("show", INCIDENT_ID="99").failed(3, "#99")


def test_several_open_are_3_with_the_candidates_as_commands_to_copy(two):
    for command in ("update", "close", "show", "postmortem", "edit"):
        words = ("hello",) if command in ("update", "edit") else ()
        answer = two(command, *words).failed(3, "2 incidents are open")
        assert f"hint: incident {command} 2   # second" in answer.err
        assert f"hint: incident {command} 1   # first" in answer.err
    assert texts(two, 1) == texts(two, 2) == []


def test_on_a_terminal_a_numbered_picker_asks(two):
    answer = two.terminal("update", "hello", answers=[("Which incident? [1-2] ", "2\n")])
    assert answer.code == 0, answer
    assert "1  #2 second" in answer.out
    assert texts(two, 1) == ["hello"]


@pytest.mark.parametrize(("typed", "code"), [("3\n", 1), ("\n", 1), ("x\n", 1), ("\x04", 1), ("\x03", 130)])
def test_a_picker_without_a_choice_saves_nothing(two, typed, code):
    answer = two.terminal("update", "hello", answers=[("[1-2] ", typed)])
    assert answer.code == code, answer
    assert texts(two, 1) == texts(two, 2) == []


@pytest.mark.parametrize("option", ["--json", "-q"])
def test_scripts_are_never_asked_even_on_a_terminal(two, option):
    assert two.terminal("update", "hello", option).code == 3


def test_nothing_open_is_3_for_update_and_close(incident):
    incident("update", "hello").failed(3, "no incident is open; nothing was saved", "incident open")
    incident("close").failed(3, "no incident is open; nothing was saved")
    incident("open", "x")
    incident("close")
    incident("update", "hello").failed(3, "no incident is open")
    incident("close").failed(3, "no incident is open")


@pytest.mark.parametrize("command", ["show", "postmortem", "edit"])
def test_nothing_open_takes_the_one_closed_last(two, command):
    two("close", "2", "-t", "11:30").done
    two("close", "1", "-t", "11:45").done
    words = ("better title",) if command == "edit" else ()
    two(command, *words).done
    if command == "edit":
        assert two("show", "--json").json["incident"]["title"] == "better title"
    assert two("show", "--json").json["incident"]["id"] == 1


@pytest.mark.parametrize("command", ["show", "postmortem", "edit"])
def test_with_no_incident_at_all_it_is_3(incident, command):
    incident(command, *(("x",) if command == "edit" else ())).failed(3, "there is no incident yet")


def test_a_started_maintenance_counts_only_when_no_incident_is_open(incident):
    incident.clock("10:00")
    incident("open", "--maintenance", "work", "--from", "11:00", "--for", "2h").done
    incident("update", "too early").failed(3, "no incident is open")
    incident.clock("11:30")
    incident("update", "half done").done
    assert texts(incident, 1) == ["half done"]
    incident("open", "trouble").done
    incident("update", "of the incident").done
    assert texts(incident, 2) == ["of the incident"]


@pytest.mark.parametrize(
    "words",
    [("show", "foo"), ("show", "1", "2"), ("show", "1.2"), ("show", "-i", "x"), ("close", "-i", "1.2"), ("list", "1")],
)
def test_what_is_no_id_is_2(two, words):
    two(*words).failed(2)


@pytest.mark.parametrize("number", ["0", "00", "9" * 15])
def test_odd_numbers_are_just_unknown(two, number):
    two("show", number).failed(3)


@pytest.mark.parametrize("number", ["9" * 16, "-1", "1e3", "¹"])
def test_and_odder_ones_are_no_numbers(two, number):
    two("show", "--", number).failed(2)
