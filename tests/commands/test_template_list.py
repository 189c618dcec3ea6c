"""`incident template list`."""

import pytest
from support.terminals import harm, on_screen


@pytest.fixture
def folder(incident):
    found = incident.folder / ".config" / "incident" / "templates"
    found.mkdir(parents=True)
    return found


def test_names_and_titles(incident, folder):
    (folder / "outage.md").write_text("# {servers}: no service\n\nx\n")
    (folder / "half").write_text("Half of it works.\n")
    assert incident("template", "list").done == "half\t\noutage\t{servers}: no service\n"
    assert incident("template", "list", "--header").rows[0] == ["name", "title"]
    screen = on_screen(incident, "template", "list", NO_COLOR="1").out
    assert screen == "half    Half of it works.\noutage  {servers}: no service\n"
    assert incident("template", "list", "--json").json == {
        "schema": 1,
        "folder": str(folder),
        "templates": [{"name": "half", "title": None}, {"name": "outage", "title": "{servers}: no service"}],
    }


def test_where_there_are_none_a_terminal_says_where_to_put_them(incident):
    assert incident("template", "list").done == ""
    screen = "".join(on_screen(incident, "template", "list", NO_COLOR="1").out.split())
    assert f"{incident.folder}/.config/incident/templates/NAME.md" in screen


def test_one_that_cannot_be_read_is_listed_and_warned_of(incident, folder):
    (folder / "bad.md").write_bytes(b"\xff")
    answer = incident("template", "list")
    assert (answer.code, answer.out) == (0, "bad\t\n")
    assert "bad.md is not valid UTF-8" in answer.err


def test_a_hostile_file_reaches_no_terminal(incident, folder):
    (folder / "we\x1b]0;x\x07b\u202e").write_text("# a\x1b[2J\u2028b\n\x1b[2J\n")
    assert harm(on_screen(incident, "template", "list").out, colour=True) == set()
    assert harm(incident("template", "list").out.replace("\t", "")) == set()
    assert harm(on_screen(incident, "template", "show", "we\x1b]0;x\x07b\u202e").out) == set()
