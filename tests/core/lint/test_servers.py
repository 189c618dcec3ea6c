"""Servers that are not well, and no open incident tells of it."""

from datetime import UTC

import pytest
from support.make import DEGRADED, DOWN, MAINTENANCE, UP, WEB, at, incident, opened, row

from incident_cli.core.lint.expected import Expected
from incident_cli.core.lint.finding import Seen
from incident_cli.core.lint.servers import unheld
from incident_cli.core.model import Claim, Server, Status
from incident_cli.core.views import server_states

NOW = at("12:00")
NAMED = Server(WEB, "web 1")


def told(*claims, heads=(), server=NAMED):
    known = {head.id: head for head in heads}
    states = server_states([server], claims, NOW)
    found = unheld(states, claims, known.get, Seen(NOW, UTC, Expected()))
    return [(each.rule, each.about, each.incident, each.command) for each in found]


def by_hand(state, clock="11:00"):
    return (None, Claim(WEB, state, at(clock), standing=True))


def test_one_that_was_set_by_hand():
    command = "incident open -s 'web 1=down' -t 2014-02-10T11:00:00+00:00"
    assert told(by_hand(DOWN)) == [("server-without-incident", "web 1", None, command)]


@pytest.mark.parametrize("state", [UP, MAINTENANCE])
def test_one_that_is_well_or_in_maintenance_needs_no_incident(state):
    assert told(by_hand(DOWN, "10:00"), by_hand(state)) == []


def test_one_that_an_open_incident_holds():
    assert told(by_hand(DOWN), (1, Claim(WEB, DEGRADED, at("11:30")))) == []


def left_behind(residual=""):
    data = {"residual": residual} if residual else {}
    return incident(opened(), row("closed", "11:00", 1, status=Status.RESOLVED, keep=True, **data))


def test_one_that_a_closing_left_so():
    one = left_behind()
    claims = [(1, claim) for claim in one.standing.claims]
    assert told(*claims, heads=[one]) == [
        ("closed-with-server-down", "web 1", 1, "incident edit 1 --residual TEXT"),
    ]


def test_a_residual_risk_accounts_for_it():
    one = left_behind("one disk")
    assert told(*[(1, claim) for claim in one.standing.claims], heads=[one]) == []


def test_what_was_set_by_hand_later_is_nobodys():
    one = left_behind("one disk")
    claims = [*((1, claim) for claim in one.standing.claims), by_hand(DEGRADED, "11:30")]
    assert [rule for rule, *_ in told(*claims, heads=[one])] == ["server-without-incident"]
