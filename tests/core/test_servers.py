"""Servers from the log, and lookups by name."""

import pytest
from support.make import DEGRADED, DOWN, UP, at, stamped

from incident_cli.core import servers
from incident_cli.core.events import Event, EventKind
from incident_cli.core.model import Claim, Server
from incident_cli.errors import NotFound


def changed(**data):
    return Event(EventKind.SERVER_CHANGED, at("10:00"), data, server=1)


def state_set(clock, state):
    return Event(EventKind.STATE_SET, at(clock), {"state": state}, server=1)


def voided(batch):
    return Event(EventKind.VOIDED, at("11:00"), {"batch": batch}, server=1)


def fold(*events):
    return servers.fold(stamped(events))


def test_nothing_makes_no_server():
    assert fold() == (None, [])


def test_a_server_is_what_its_changes_made_of_it():
    server, _ = fold(changed(name="web"), changed(group="eu", order=3), changed(name="www", retired=True))
    assert server == Server(1, "www", group="eu", order=3, retired=True)


def test_a_null_takes_a_field_back():
    server, _ = fold(changed(name="web", group="eu", order=3), changed(group=None, order=None))
    assert server == Server(1, "web")


def test_states_set_are_standing_claims_with_their_log_row():
    _, said = fold(changed(name="web"), state_set("10:05", DOWN), state_set("10:10", UP))
    assert said == [
        (2, Claim(1, DOWN, at("10:05"), standing=True)),
        (3, Claim(1, UP, at("10:10"), standing=True)),
    ]


def test_voided_rows_do_not_count_and_voiding_the_voiding_brings_them_back():
    rows = [changed(name="web"), state_set("10:05", DEGRADED)]
    assert fold(*rows, voided("b2")) == fold(rows[0])
    assert fold(*rows, voided("b1"))[0] is None
    assert fold(*rows, voided("b2"), voided("b3")) == fold(*rows)


@pytest.mark.parametrize("name", ["Web1", "web1", "WEB1"])
def test_a_server_is_found_whatever_the_case(name):
    assert servers.named([Server(1, "db"), Server(2, "Web1")], name).id == 2


def test_names_are_compared_by_casefold():
    assert servers.named([Server(1, "STRASSE")], "straße").id == 1


def test_a_name_never_heard_of_is_refused_with_the_near_ones():
    with pytest.raises(NotFound, match='no server is called "webb1"') as refused:
        servers.named([Server(1, "web1"), Server(2, "db")], "webb1")
    assert refused.value.hints[0] == "did you mean web1?"


def test_a_name_like_no_other_is_refused_with_where_to_look():
    with pytest.raises(NotFound) as refused:
        servers.named([], "web1")
    assert refused.value.hints[0] == "incident server list"
