"""`incident action drop` and `incident action reopen`."""

import pytest


@pytest.fixture
def made(incident):
    incident.clock("12:00")
    incident("open", "-s", "web").done
    for text in ("one", "two"):
        incident("action", "add", "1", text).done
    return incident


def action(incident, address="1.a1"):
    return next(a for a in incident("action", "list", "all", "--json").json["actions"] if a["id"] == address)


def test_an_action_is_dropped_with_its_reason(made):
    said = made("action", "drop", "1.a1", "no", "money").done
    assert said.startswith('1.a1 dropped: "one" · 12:00 CET (just now) · no money · #1 web is down')
    assert (action(made)["state"], action(made)["why"]) == ("dropped", "no money")
    assert action(made)["done_at"] == "2014-02-10T11:00:00.000Z"


def test_twice_changes_nothing_and_another_reason_does(made):
    made("action", "drop", "1.a1", "no money").done
    for words in ((), ("no money",)):
        assert "1.a1 is dropped already" in made("action", "drop", "1.a1", *words).done
    made("action", "drop", "1.a1", "1.a2 does it as well").done
    assert action(made)["why"] == "1.a2 does it as well"


def test_a_second_address_is_a_slip(made):
    made("action", "drop", "1.a1", "1.a2").failed(2, "drop takes one action")
    assert action(made)["state"] == "open"


def test_what_was_dropped_can_be_done_and_opened_again(made):
    made("action", "drop", "1.a1", "no money").done
    made("action", "done", "1.a1").done
    assert (action(made)["state"], action(made)["why"]) == ("done", None)
    assert made("action", "reopen", "1.a1", "1.a2", "-q").done == "1.a1\n1.a2\n"
    assert (action(made)["state"], action(made)["done_at"]) == ("open", None)
    assert "1.a1 is open already" in made("action", "reopen", "1.a1").done


@pytest.mark.parametrize("command", ["drop", "reopen"])
def test_an_action_that_is_not_there_is_refused(made, command):
    made("action", command, "1.a9").failed(3, "there is no action 1.a9")
    made("action", command, "1").failed(2)
