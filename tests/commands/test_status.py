"""`incident status`, also bare `incident`: the board."""

import subprocess
import sys
import time

import pytest
from support.processes import locked


@pytest.fixture
def board(incident):
    """#1 open on web; #2 closed, a risk left; #3 a maintenance planned; db degraded by hand."""
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "11:00").done
    incident("open", "-s", "mail", "-t", "11:10").done
    incident("close", "2", "-t", "11:30", "--residual", "one disk").done
    incident("open", "--maintenance", "-s", "cache", "--from", "13:00", "--for", "1h").done
    incident("server", "set", "db=degraded").done
    return incident


def test_bare_incident_is_the_board(board):
    assert board().done == board("status").done


def test_it_tells_incidents_maintenance_servers_and_risks(board):
    told = {(row[0], row[1]): row[2] for row in board().rows}
    assert told == {
        ("incident", "1"): "investigating",
        ("maintenance", "3"): "scheduled",
        ("server", "web"): "down",
        ("server", "mail"): "up",
        ("server", "cache"): "",
        ("server", "db"): "degraded",
        ("residual", "2"): "resolved",
    }


def test_named_servers_alone(board):
    told = [row[:2] for row in board("status", "WEB").rows]
    assert told == [["incident", "1"], ["server", "web"]]


def test_an_unknown_server_is_3(board):
    board("status", "wbe").failed(3, "did you mean web?")


@pytest.mark.parametrize(("words", "code"), [((), 10), (("web",), 10), (("mail",), 0), (("cache",), 0), (("db",), 10)])
def test_exit_code_tells_trouble(board, words, code):
    assert board("status", "--exit-code", *words).code == code
    assert board("status", *words).code == 0


def test_an_empty_board_is_calm(incident):
    assert incident("status", "--exit-code").code == 0
    assert incident("status", "--json").json["calm"] is True


def test_the_header_names_the_columns(board):
    assert board("status", "--header").rows[0] == ["what", "id", "state", "since", "text"]


def test_a_maintenance_of_an_unheard_server_does_not_break_the_board(incident):
    incident("open", "--maintenance", "-s", "new", "--from", "+1h", "--for", "1h").done
    assert incident("status").code == incident("server", "list").code == incident("server", "show", "new").code == 0


# -- for a prompt ----------------------------------------------------------------------------------


def test_the_prompt_says_it_in_a_few_words(board):
    assert board("status", "--prompt").done == "■ #1 web down 1h, db degraded now\n"
    assert board("status", "--prompt", "db").done == "▲ db degraded now\n"
    assert board.clock("13:30")("status", "--prompt", "cache").done == "◇ #3 maintenance 30m\n"


def test_of_a_calm_board_the_prompt_says_nothing(incident):
    assert incident("status", "--prompt").done == ""
    assert not incident.db.exists()
    incident("open", "-s", "web").done
    incident("close").done
    assert incident("status", "--prompt", "--exit-code").done == ""


@pytest.mark.parametrize(("words", "code"), [((), 10), (("web",), 10), (("mail",), 0), (("cache",), 0), (("db",), 10)])
def test_the_prompt_and_the_exit_code_go_together(board, words, code):
    answer = board("status", "--prompt", "--exit-code", *words)
    assert (answer.code, bool(answer.out)) == (code, code == 10)


def test_a_prompt_that_knows_nothing_says_so_in_one_sign(board):
    """A line at every prompt would be a nuisance, and nothing would look like calm."""
    assert board("status", "--prompt", "wbe") == (3, "? incident\n", "")
    board.db.write_bytes(b"not a database, whatever it was before")
    assert board("status", "--prompt", "--exit-code") == (6, "? incident\n", "")


def test_a_prompt_does_not_wait_for_a_lock(board):
    with locked(board.db, "EXCLUSIVE"):
        began = time.monotonic()
        answer = board.real("status", "--prompt", INCIDENT_WAIT="30")
    assert answer == (75, "? incident\n", "")
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("other", ["--json", "--header", "--watch"])
def test_the_prompt_is_a_form_of_its_own(board, other):
    board("status", "--prompt", other).failed(2, f"{other} makes no sense with it")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_prompt_never_holds_a_backslash(board, encoding):
    board("open", "-s", "Größe\\u$(x)").done
    said = board.real("status", "--prompt", "Größe\\u$(x)", PYTHONIOENCODING=encoding).out
    said = said.replace("\\xf6", "ö").replace("\\xdf", "ß")  # bytes of latin-1, as the helper tells them
    assert said.isascii() == (encoding == "ascii")
    assert said.endswith(" #4 Gr__e_u__x_ down now\n".replace("__e", "??e" if encoding == "ascii" else "öße"))


def test_a_prompt_needs_no_heavy_module(board):
    script = (
        "import sys; sys.argv = ['incident', 'status', '--prompt']; from incident_cli.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([m for m in ('typer', 'rich', 'sqlite_utils', 'dateutil', 'zoneinfo') if m in sys.modules])"
    )
    env = {name: value for name, value in board.env.items() if name != "INCIDENT_NOW"}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
