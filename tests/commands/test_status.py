"""`incident status`, also bare `incident`: the board."""

import subprocess
import sys
import time

import pytest
from support.processes import shut
from support.program import plain


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
    assert not incident.made
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


@pytest.mark.sqlite
def test_a_prompt_over_a_file_that_is_no_database_says_no_more(board):
    board.db.write_bytes(b"not a database, whatever it was before")
    assert board("status", "--prompt", "--exit-code") == (6, "? incident\n", "")


def test_a_prompt_does_not_wait_for_a_lock(board):
    with shut(board):
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


@pytest.mark.sqlite
def test_a_prompt_needs_no_heavy_module(board):
    script = (
        "import sys; sys.argv = ['incident', 'status', '--prompt']; from incident_cli.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([m for m in ('typer', 'rich', 'sqlite_utils', 'dateutil', 'zoneinfo') if m in sys.modules])"
    )
    env = {name: value for name, value in board.env.items() if name != "INCIDENT_NOW"}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


# -- uptime ----------------------------------------------------------------------------------------


@pytest.fixture
def days(incident):
    """Web was down for a tenth of yesterday; db is known since this morning, in maintenance then; mail since now."""
    incident.clock("12:00")
    incident("open", "-s", "web=up", "-t", "2014-02-07 00:00").done
    incident("update", "-s", "web=down", "-t", "2014-02-09 10:00").done
    incident("close", "1", "-t", "2014-02-09 12:24").done
    incident("open", "--maintenance", "-s", "db", "--from", "2014-02-10 06:00", "--for", "1h").done
    incident("server", "set", "mail=up").done
    return incident


def uptime(program, name, *words):
    servers = program("status", *words, "--json").json["servers"]
    return next(server["uptime"] for server in servers if server["name"] == name)


def test_days_tell_the_uptime_of_each_server(days):
    web = uptime(days, "web", "--days", "4")
    assert [cell["state"] for cell in web["cells"]] == ["operational", "operational", "major_outage", "operational"]
    assert web["cells"][2] == {
        "day": "2014-02-09",
        "state": "major_outage",
        "downtime_s": 8640,
        "maintenance_s": 0,
        "known_s": 86400,
    }
    assert web["percent"] == pytest.approx(100 * (1 - 8640 / (3.5 * 86400)), abs=1e-6)
    assert web["weights"] == {"major_outage": 1, "partial_outage": 0.3, "degraded_performance": 0}


def test_before_its_first_record_nothing_is_said_of_a_server(days):
    db = uptime(days, "db", "--days", "2")
    assert [(cell["state"], cell["known_s"]) for cell in db["cells"]] == [(None, 0), ("under_maintenance", 6 * 3600)]
    assert db["percent"] == 100
    mail = uptime(days, "mail", "--days", "2")
    assert (mail["percent"], [cell["state"] for cell in mail["cells"]]) == (None, [None, None])


def test_without_days_nothing_is_said_of_uptime(days):
    assert "uptime" not in days("status", "--json").json["servers"][0]
    assert "uptime" not in days("status").done


def test_in_a_pipe_a_row_has_the_percentage_and_the_days(days):
    rows = [row for row in days("status", "--days", "2").rows if row[0] == "uptime"]
    assert rows[0] == ["uptime", "db", "100", "2014-02-08T23:00:00.000Z", ",maintenance"]
    assert rows[2][1:] == ["web", "93.333", "2014-02-08T23:00:00.000Z", "down,up"]


@pytest.mark.parametrize(("count", "columns"), [(30, 80), (90, 80), (366, 80), (90, 200), (90, 40)])
def test_on_a_terminal_there_is_a_cell_for_each_day(days, count, columns):
    screen = plain(days.terminal("status", "web", "--days", str(count), columns=columns).out)
    assert max(map(len, screen.splitlines())) <= columns
    drawn = screen.partition("Uptime")[2].partition("a day shows")[0]
    assert sum(drawn.count(sign) for sign in "●■·") == count
    assert drawn.count("■") == 1
    assert " ".join(screen.split()).endswith("weights: down 1, partial 0.3, degraded 0; maintenance is left out")


def test_weights_come_from_the_settings(days):
    folder = days.folder / ".config" / "incident"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[uptime]\ndown = 0.5\n")
    assert uptime(days, "web", "--days", "2")["percent"] == pytest.approx(100 * (1 - 4320 / 129600), abs=1e-6)
    assert "down 0.5" in plain(days.terminal("status", "--days", "2").out)
    (folder / "config.toml").write_text("[uptime]\ndown = 2\n")
    days("status", "--days", "2").failed(2, "config.toml: [uptime] down is no number from 0 to 1")
    assert days("status").code == 0


def test_a_prompt_has_the_lowest_percentage_only_where_days_are_asked_for(days):
    assert days("status", "--prompt").done == ""
    assert days("status", "--prompt", "--days", "2").done == "● 2d 93.333\n"
    days("open", "-s", "web", "-t", "11:00").done
    assert days("status", "--prompt", "--days", "2").done == "■ #3 web down 1h, 2d 90.555\n"
    assert days("status", "mail", "--prompt", "--days", "2").done == ""


@pytest.mark.parametrize(("typed", "said"), [("0", "number of days"), ("x", "number of days"), ("367", "366 days")])
def test_days_that_cannot_be_are_2(days, typed, said):
    days("status", "--days", typed).failed(2, said)
