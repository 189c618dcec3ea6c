"""Server names that are nearly an existing one: asked about on a terminal, warned of in a script."""

import pytest


@pytest.fixture
def known(incident):
    """One server, http6, in one open incident."""
    incident("open", "-s", "http6").done
    return incident


def names(incident):
    """The servers' names."""
    return sorted(row[0] for row in incident("server", "list").rows)


@pytest.mark.parametrize(
    "words", [("open", "y", "-s", "htp6"), ("update", "-s", "htp6=up"), ("close", "-s", "htp6=up")]
)
def test_a_script_is_warned_and_served(known, words):
    answer = known(*words)
    assert answer.code == 0
    assert 'incident: warning: "htp6" is a new server; did you mean http6?' in answer.err
    assert names(known) == ["htp6", "http6"]


def test_server_set_warns_too(known):
    assert "did you mean http6?" in known("server", "set", "htp6=down").err


@pytest.mark.parametrize("name", ["http7", "http66", "6http", "http"])
def test_names_that_differ_only_in_digits_are_never_near(known, name):
    answer = known("open", "y", "-s", name)
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize("name", ["HTTP6", "Http6", " http6 "])
def test_the_case_does_not_matter(known, name):
    known("update", "-s", f"{name}=up").done
    assert names(known) == ["http6"]


def test_a_name_far_away_is_just_new(known):
    known("update", "-s", "database=up").done
    assert names(known) == ["database", "http6"]


def test_on_a_terminal_the_existing_one_can_be_chosen(known):
    answer = known.terminal("update", "-s", "htp6=up", answers=[('Which server is "htp6"? [1-2] ', "1\n")])
    assert answer.code == 0, answer
    assert names(known) == ["http6"]
    assert "http6 down → up" in answer.out


def test_on_a_terminal_a_new_one_can_be_made_without_a_warning(known):
    answer = known.terminal("update", "-s", "htp6=up", answers=[("[1-2] ", "2\n")])
    assert (answer.code, "warning" in answer.out) == (0, False), answer
    assert names(known) == ["htp6", "http6"]


def test_on_a_terminal_two_doubts_are_two_questions(known):
    answers = [('"htp6"? [1-2] ', "1\n"), ('"htttp6"? [1-2] ', "2\n")]
    answer = known.terminal("update", "-s", "htp6,htttp6=up", answers=answers)
    assert answer.code == 0, answer
    assert names(known) == ["http6", "htttp6"]


def test_no_answer_saves_nothing(known):
    answer = known.terminal("update", "lost?", "-s", "htp6=up", answers=[("[1-2] ", "\n")])
    assert (answer.code, "nothing was saved" in answer.out) == (1, True), answer
    assert names(known) == ["http6"]
    assert "lost?" not in known("show").done
