"""Keys: a script's retry is harmless (DESIGN section 5), for open, update and close."""

import pytest

KEYED = {
    "open": ("open", "-s", "http6", "--key", "k"),
    "update": ("update", "1", "hello", "--key", "k"),
    "close": ("close", "1", "over", "--key", "k"),
}


@pytest.fixture
def outage(incident):
    """One open incident, #1, with http6 down since 10:00; the clock says 10:30."""
    incident.clock("10:30")("open", "-s", "http6", "-t", "10:00", "base").done
    return incident


def count(incident):
    """How many lines all incidents have."""
    return sum(len(incident("show", row[0]).rows) for row in incident("list", "all").rows)


@pytest.mark.parametrize("command", KEYED)
def test_a_retry_changes_nothing_and_exits_0(outage, command):
    outage(*KEYED[command])
    before = count(outage)
    again = outage(*KEYED[command])
    assert (again.code, "nothing changed" in again.out) == (0, True), again
    assert count(outage) == before


@pytest.mark.parametrize(("command", "name"), [("open", "2"), ("update", "1.1"), ("close", "1.1")])
def test_a_retry_with_q_prints_the_same_id(outage, command, name):
    assert outage(*KEYED[command], "-q").out == f"{name}\n"
    assert outage(*KEYED[command], "-q").out == f"{name}\n"


def test_a_retry_with_json_says_that_nothing_was_saved(outage):
    assert outage(*KEYED["update"], "--json").json["saved"] is True
    again = outage(*KEYED["update"], "--json").json
    assert (again["saved"], again["entry"]["id"]) == (False, "1.1")


@pytest.mark.parametrize("command", KEYED)
def test_a_retry_later_is_the_same_command(outage, command):
    outage(*KEYED[command])
    outage.clock("11:45")
    assert outage(*KEYED[command]).code == 0


@pytest.mark.parametrize("command", KEYED)
def test_a_relative_time_is_the_same_words(outage, command):
    outage(*KEYED[command], "-t", "-5m")
    outage.clock("11:45")
    assert outage(*KEYED[command], "-t", "-5m").code == 0
    outage(*KEYED[command], "-t", "-6m").failed(4, "other words")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("open", ("-m", "a text")),
        ("open", ("another title",)),
        ("open", ("-s", "db=down")),
        ("open", ("--severity", "1")),
        ("update", ("-s", "http6=up")),
        ("update", ("-S", "identified")),
        ("update", ("--guess",)),
        ("update", ("-n",)),
        ("update", ("-t", "10:15")),
        ("close", ("--keep",)),
        ("close", ("--residual", "risk")),
        ("close", ("-s", "http6=degraded")),
    ],
)
def test_the_same_key_with_other_words_is_4(outage, command, words):
    outage(*KEYED[command])
    before = count(outage)
    outage(*KEYED[command], *words).failed(4, 'the key "k" was used before with other words; nothing was saved')
    assert count(outage) == before


def test_the_key_of_an_open_incident_frees_when_it_is_closed(incident):
    incident(*KEYED["open"]).done
    incident("close", "1").done
    assert incident(*KEYED["open"], "-q").done == "2\n"


def test_a_key_of_update_belongs_to_its_incident(outage):
    outage("open", "other").done
    assert outage("update", "1", "hello", "--key", "k", "-q").done == "1.1\n"
    assert outage("update", "2", "hello", "--key", "k", "-q").done == "2.1\n"


def test_a_keyed_close_said_again_after_the_closing_finds_its_line_without_an_id(outage):
    assert outage("close", "over", "--key", "k", "-q").done == "1.1\n"
    assert outage("close", "over", "--key", "k", "-q").done == "1.1\n"


def test_an_update_whose_retry_comes_after_the_closing_is_harmless(outage):
    outage("update", "hello", "--key", "k").done
    outage("close").done
    before = count(outage)
    assert outage("update", "hello", "--key", "k", "-q").done == "1.1\n"
    assert count(outage) == before


def test_an_update_with_a_final_status_is_keyed_as_well(outage):
    words = ("update", "over", "-S", "resolved", "--key", "k", "-q")
    assert outage(*words).done == outage(*words).done == "1.1\n"


def test_open_with_a_text_is_one_command(incident):
    words = ("open", "-s", "a", "-m", "hello", "--key", "k")
    incident(*words).done
    incident(*words).done
    assert len(incident("show").rows) == 2


def test_the_same_command_without_a_key_is_stored_twice(outage):
    outage("update", "hello").done
    outage("update", "hello").done
    assert len(outage("show").rows) == 3


def test_a_retried_new_server_is_not_made_twice(incident):
    incident("open", "x").done
    for _ in range(2):
        assert incident("update", "-s", "new=down", "--key", "k").code == 0
    assert len(incident("server", "list").rows) == 1
