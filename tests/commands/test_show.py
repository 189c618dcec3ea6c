"""`incident show`: its flags, and what a public reader may see."""

import pytest


@pytest.fixture
def told(incident):
    """#1 with an opening, a text, a note, a guess taken back."""
    incident.clock("10:30")
    incident("open", "-s", "web", "-t", "10:00").done
    incident("update", "first", "-t", "10:05").done
    incident("update", "-n", "secret note", "-t", "10:10").done
    incident("update", "--guess", "an attack?", "-t", "10:15").done
    incident("edit", "1.3", "--retract", "no attack").done
    return incident


def texts(answer):
    """The texts of tab-separated lines."""
    return [row[-1] for row in answer.rows]


def test_lines_come_in_the_order_they_happened(told):
    assert texts(told("show")) == ["", "first", "secret note", "an attack?"]


def test_reverse_puts_the_latest_first(told):
    assert texts(told("show", "1", "--reverse")) == ["an attack?", "secret note", "first", ""]


def test_public_leaves_notes_authors_and_hosts_out(told):
    answer = told("show", "--public")
    assert texts(answer) == ["", "first", "an attack?"]
    assert {row[-2] for row in answer.rows} == {""}
    public = told("show", "--public", "--json").out
    assert "secret" not in public
    assert '"ann"' not in public
    assert '"host"' not in public


def test_kind_chooses_lines(told):
    assert texts(told("show", "--kind", "note")) == ["secret note"]
    assert len(texts(told("show", "--kind", "note", "--kind", "update"))) == 4


def test_public_with_kind_note_shows_nothing(told):
    assert texts(told("show", "--public", "--kind", "note")) == []


def test_a_retracted_line_can_still_be_read(told):
    line = told("show", "--json").json["incident"]["entries"][-1]
    assert (line["text"], line["guess"], line["retracted"]) == ("an attack?", True, "no attack")


def test_a_bad_kind_is_refused(told):
    told("show", "--kind", "nope").failed(2, "update, note, command, postmortem")


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_the_screen_never_overflows(told, columns):
    from support.program import plain

    told("update", "word " * 100 + "x" * 300).done
    screen = plain(told.terminal("show", columns=columns).out)
    assert max(map(len, screen.splitlines())) <= columns


@pytest.mark.parametrize("command", ["show", "list", "status", "server list", "server show web", "postmortem"])
@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"COLUMNS": "1"}, {"PYTHONIOENCODING": "ascii"}])
def test_any_terminal_gets_an_answer(told, command, env):
    answer = told.terminal(*command.split(), **env)
    assert answer.code == 0, answer
    assert "Traceback" not in answer.out
    if "TERM" in env or "NO_COLOR" in env:
        assert "\x1b[3" not in answer.out
