"""Server states from a text: only what it says in so many words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core.model import State
from incident_cli.formats.infer import states

UP, DOWN, DEGRADED = State.OPERATIONAL, State.MAJOR_OUTAGE, State.DEGRADED_PERFORMANCE
ONE = {"web1": "web1"}
TWO = {"web1": "web1", "mail server": "code-2"}


def read(text, names=ONE):
    return [(said.key, said.state) for said in states(text, names)]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("web1 is down", DOWN),
        ("Web1 is DOWN!", DOWN),
        ("The server is up again, we’re still analyzing what happened.", UP),
        ("Down again.", DOWN),
        ("Up again.", UP),
        ("Back up.", UP),
        ("Up and running again", UP),
        ("We’ve changed the disk, the server is up.", UP),
        ("The server is up, everything works.", UP),
        ("Our server is back online.", UP),
        ("web1 is back", UP),
        ("web1’s back up", UP),
        ("The machine is offline", DOWN),
        ("The web1 server is still down.", DOWN),
        ("The server web1 is currently down for now", DOWN),
        ("web1 is degraded", DEGRADED),
        ("The disk was replaced. The server\nis up again now.", UP),
        ("Update: the server is up and running", UP),
        ("The server is up again, we will post details later.", UP),
        ("The server is down - we are on it", DOWN),
        ("It rebooted.\n\nThe server is up", UP),
    ],
)
def test_a_clause_that_says_a_state_is_read(text, state):
    assert read(text) == [("web1", state)]


@pytest.mark.parametrize(
    "text",
    [
        "The server is not down",
        "The server isn't up",
        "The server will be up at noon.",
        "The server should be up again.",
        "The server could be down",
        "The server might be back up",
        "Is the server down?",
        "The server is up?",
        "The server is up, isn't it?",
        "If the server is down, call us.",
        "When the copy is done, the server is up.",
        "Once this is over, the server is back",
        "We hope that soon, the server is up",
        "We don't know whether it helps, the server is up",
        "Customers say: the server is down",
        "The server is up, we think",
        "The server is up, or so it seems",
        "The server is no longer down",
        "The server is almost up",
        "The server was down",
        "The server has been up since noon",
        "The RAID is still degraded, but we’ll keep it this way.",
        "The load is up again",
        "It is down again.",
        "down",
        "up",
        "Back.",
        "web2 is down",
        "web1 and web2 are down",
        "Break down again",
        "The server is up. Down again.",
        "is down",
        "the is down",
        "",
    ],
)
def test_anything_less_is_not(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The server is down", []),
        ("Down again.", []),
        ("web1 is down", [("web1", DOWN)]),
        ("The mail server is down.", [("code-2", DOWN)]),
        ("web1, mail server are down", [("web1", DOWN), ("code-2", DOWN)]),
        ("web1 and mail server are up again", [("web1", UP), ("code-2", UP)]),
        ("web1 is up; mail server is down", [("web1", UP), ("code-2", DOWN)]),
        ("web1 is up. web1 is down. mail server is up.", [("code-2", UP)]),
    ],
)
def test_among_several_servers_a_name_must_be_said(text, found):
    assert read(text, TWO) == found


def test_it_says_which_sentence_it_read():
    (said,) = states("Sorry. We've restarted it, the server is up. Thanks!", ONE)
    assert said.words == "We've restarted it, the server is up."


def test_without_a_server_nothing_is_read():
    assert states("The server is down. Down again.", {}) == ()


WORDS = ["is ", "'s ", "the ", "server ", "mail ", "down ", "up ", "again ", "web1 ", ", ", ". ", "\n", "and "]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_whatever_is_read_is_of_a_server_that_it_is_about(text):
    found = states(text, TWO)
    assert {said.key for said in found} <= {"web1", "code-2"}
    assert len({said.key for said in found}) == len(found)
