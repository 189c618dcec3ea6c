"""`incident action edit`: each field, and back."""

import pytest


@pytest.fixture
def made(incident):
    incident.clock("12:00")
    incident("open", "-s", "web").done
    incident("action", "add", "1", "one").done
    return incident


def action(incident):
    (found,) = incident("action", "list", "all", "--json").json["actions"]
    return found


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        (("--owner", "zoe"), "owner", "zoe"),
        (("--due", "+2w"), "due", "2014-02-24"),
        (("--kind", "detect"), "kind", "detect"),
        (("--priority", "p3"), "priority", "P3"),
        (("Mirror", "it"), "text", "Mirror it"),
        (("-m", "-x"), "text", "-x"),
    ],
)
def test_a_field_is_changed_and_none_takes_it_back(made, words, field, value):
    before = action(made)
    assert f"1.a1 {field} changed: " in made("action", "edit", "1.a1", *words).done
    assert action(made) == before | {field: value}
    if field != "text":
        made("action", "edit", "1.a1", words[0], "none").done
        assert action(made) == before


def test_what_is_so_already_changes_nothing(made):
    assert made("action", "edit", "1.a1", "one", "--owner", "none").done == (
        '1.a1 is so already: "one" · nothing changed · #1 web is down\n'
    )


def test_several_fields_are_one_command(made):
    said = made("action", "edit", "1.a1", "two", "--owner", "bob", "--due", "tomorrow").done
    assert said.startswith('1.a1 owner, due, text changed: "two" · owner bob · due Tue 2014-02-11 (tomorrow) · #1')
    assert "the edit of 1.a1 (owner, due, text)" in made("undo").done
    assert action(made)["text"] == "one"


@pytest.mark.parametrize(
    ("words", "code"), [(("1.a1",), 2), (("1.a9", "x"), 3), (("1", "x"), 2), (("1.a1", "x", "-m", "y"), 2)]
)
def test_what_is_refused(made, words, code):
    made("action", "edit", *words).failed(code)


def test_edit_itself_sends_an_action_there(made):
    made("edit", "1.a1", "two").failed(2, "hint: incident action edit 1.a1")
    made("edit", "1.a1", "--severity", "2").failed(2)
    assert made("show", "1", "--json").json["incident"]["title"] == "web is down"
