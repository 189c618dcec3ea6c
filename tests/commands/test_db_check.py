"""`incident db check`: one word when all is well, every problem and exit code 6 when it is not."""

import pytest


@pytest.fixture
def forged(incident):
    """A database into whose tables somebody wrote."""
    incident("open", "x", "-m", "true words").done
    incident.sql("UPDATE entry SET text = 'forged' WHERE number = 1")
    return incident


def test_a_sound_database_is_called_sound(incident):
    incident("open", "x").done
    assert incident("db", "check").done == "sound\tyes\t\n"
    assert incident("db", "check", "--json").json == {"schema": 1, "check": {"sound": "yes"}}


def test_each_problem_is_a_row_with_what_to_type(forged):
    answer = forged("db", "check")
    assert (answer.code, answer.err) == (6, "")
    assert all(row[0] == "problems" for row in answer.rows)
    assert "the tables tell #1 otherwise than the log: incident db rebuild" in answer.out


def test_problems_are_a_list_in_json(forged):
    answer = forged("db", "check", "--json")
    assert answer.code == 6
    assert any("#1" in problem for problem in answer.json["check"]["problems"])


def test_on_a_terminal_it_is_read_as_well(forged):
    answer = forged.terminal("db", "check")
    assert answer.code == 6
    assert "otherwise than the log" in answer.out
