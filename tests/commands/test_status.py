"""`incident status`, also bare `incident`: the board."""

import pytest


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
