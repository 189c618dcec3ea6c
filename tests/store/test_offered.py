"""What a shell may offer: the right words in the right order, the same of every engine."""

import pytest
from support import postgres
from support.stores import ENGINES

from incident_cli.store.location import is_server


@pytest.fixture(params=ENGINES)
def program(request, incident):
    """The program over an empty store of each engine."""
    if request.param == "postgres":
        incident.env["INCIDENT_DB"] = postgres.fresh(request.getfixturevalue("postgres_server"))
    return incident


@pytest.fixture
def told(program):
    """#1 closed, #2 open, #3 a maintenance long planned, #12 open; servers db, web; tags net, disk full."""
    program("open", "-s", "web", "One", "--tag", "net").done
    program("close", "1").done
    program("open", "-s", "db", "Two", "--tag", "net,disk full", "-m", "Two's first line").done
    program("open", "--maintenance", "-s", "web", "Three", "--from", "+30d", "--for", "2h").done
    program("open", "Twelve", "--number", "12").done
    return program


def candidates(program, kind, prefix=""):
    place = program.env["INCIDENT_DB"]
    if is_server(place):
        from incident_cli.store.postgres.candidates import candidates
    else:
        from incident_cli.store.sqlite.candidates import candidates
    return candidates(place, kind, prefix)


def words(program, kind, prefix=""):
    return [word for word, _ in candidates(program, kind, prefix)]


@pytest.mark.parametrize(
    ("kind", "prefix", "found"),
    [
        ("ids", "", ["12", "3", "2", "1"]),
        ("ids", "1", ["12", "1"]),
        ("ids", "x", []),
        ("ids", "1x", []),
        ("ids", "%", []),
        ("ids", "_", []),
        ("open", "", ["12", "3", "2"]),
        ("closed", "", ["1"]),
        ("addresses", "", ["12", "3", "2", "1"]),
        ("addresses", "2.", ["2.1", "2.0"]),
        ("entries", "2.", ["2.1", "2.0"]),
        ("entries", "2.1", ["2.1"]),
        ("entries", "99.", []),
        ("entries", "2.x", []),
        ("entries", "x.1", []),
        ("entries", "", ["12.", "3.", "2.", "1."]),
        ("entries", "2", ["2.1", "2.0"]),
        ("entries", "1", ["12.0", "1."]),
        ("servers", "", ["db", "web"]),
        ("servers", "WE", ["web"]),
        ("servers", "%", []),
        ("tags", "", ["net", "disk full"]),
        ("tags", "Disk", ["disk full"]),
        ("nonsense", "", []),
    ],
)
def test_the_words_of_a_kind(told, kind, prefix, found):
    assert words(told, kind, prefix) == found


def test_an_incident_is_told_by_its_title_and_what_became_of_it(told):
    assert candidates(told, "ids", "") == [
        ("12", "Twelve"),
        ("3", "scheduled · Three"),
        ("2", "Two"),
        ("1", "resolved · One"),
    ]


def test_a_line_is_told_by_its_text_or_its_status(told):
    told("update", "2", "-S", "identified").done
    assert candidates(told, "entries", "2.")[:2] == [("2.2", "identified"), ("2.1", "Two's first line")]


def test_a_maintenance_that_is_over_by_its_plan_is_not_open(program):
    program.clock("10:00")
    program("open", "--maintenance", "-s", "web", "Past", "--from", "+1h", "--for", "2h").done
    assert words(program, "open") == []
    assert words(program, "closed") == ["1"]


def test_actions_are_offered_with_their_texts_by_what_the_command_is_for(told):
    told("action", "add", "1", "Mirror it", "--due", "+9d").done
    told("action", "add", "12", "Alert", "--due", "+2d").done
    told("action", "add", "12", "Whenever").done
    told("action", "add", "2", "Over").done
    told("action", "done", "2.a1").done
    assert candidates(told, "actions", "") == [("12.a1", "Alert"), ("1.a1", "Mirror it"), ("12.a2", "Whenever")]
    assert words(told, "actions", "12.") == ["12.a1", "12.a2"]
    assert words(told, "actions", "1.A") == ["1.a1"]
    assert words(told, "actions", "%") == []
    assert words(told, "over") == ["2.a1"]
