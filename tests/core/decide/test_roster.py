"""Servers that files name are known again by the id of their source, else by their name."""

from datetime import UTC, datetime

from incident_cli.core.decide.roster import Roster
from incident_cli.core.model import Server
from incident_cli.core.portable import PortableServer

AT = datetime(2014, 2, 10, tzinfo=UTC)


def named(roster, *said, source="page"):
    """The ids of servers, and what the rows say of them."""
    ids, rows = roster.ids(source, said, AT)
    return list(ids.values()), [(row.server, row.data) for row in rows]


def test_a_server_never_heard_of_is_made():
    roster = Roster([Server(1, "web")], 2)
    assert named(roster, PortableServer("db")) == ([2], [(2, {"name": "db"})])


def test_a_new_server_has_all_that_its_source_says():
    said = PortableServer("db", "c1", "eu", "the database", 3)
    (ids, ((_, data),)) = named(Roster([], 1), said)
    assert ids == [1]
    assert data == {
        "name": "db",
        "group": "eu",
        "description": "the database",
        "order": 3,
        "source": "page",
        "external_id": "c1",
    }


def test_a_server_is_known_by_its_name_whatever_the_case():
    assert named(Roster([Server(1, "Web")], 2), PortableServer("wEB")) == ([1], [])


def test_a_server_of_ours_gets_the_id_of_the_source_that_names_it():
    (ids, ((_, data),)) = named(Roster([Server(1, "web")], 2), PortableServer("web", "c1"))
    assert (ids, data) == ([1], {"source": "page", "external_id": "c1"})


def test_a_new_name_under_the_same_id_renames_the_server():
    roster = Roster([Server(1, "Pages", source="page", external_id="c1")], 2)
    assert named(roster, PortableServer("GitHub Pages", "c1")) == ([1], [(1, {"name": "GitHub Pages"})])


def test_the_same_id_in_another_source_is_another_server():
    roster = Roster([Server(1, "web", source="page", external_id="c1")], 2)
    ids, _ = named(roster, PortableServer("web", "c1"), source="other")
    assert ids == [2]


def test_two_servers_of_one_name_are_told_apart_by_their_groups():
    roster = Roster([], 1)
    ids, rows = named(roster, PortableServer("API", "c1", "eu"), PortableServer("API", "c2", "us"))
    assert (ids, [data["name"] for _, data in rows]) == ([1, 2], ["API", "API (us)"])


def test_two_servers_of_one_name_without_groups_are_told_apart_by_their_ids():
    roster = Roster([], 1)
    ids, rows = named(roster, PortableServer("API", "c1"), PortableServer("API", "c2"))
    assert (ids, [data["name"] for _, data in rows]) == ([1, 2], ["API", "API (c2)"])


def test_a_server_keeps_its_name_where_the_new_one_is_another_servers():
    roster = Roster([Server(1, "a", source="page", external_id="c1"), Server(2, "b")], 3)
    assert named(roster, PortableServer("b", "c1")) == ([1], [])


def test_what_a_source_does_not_say_stays():
    roster = Roster([Server(1, "web", "eu", "the web", 2, source="page", external_id="c1")], 2)
    assert named(roster, PortableServer("web", "c1")) == ([1], [])


def test_a_name_is_kept_as_it_is_commas_and_all():
    _, ((_, data),) = named(Roster([], 1), PortableServer("Issues, PRs=all"))
    assert data["name"] == "Issues, PRs=all"


def test_what_was_made_is_known_from_then_on():
    roster = Roster([], 1)
    named(roster, PortableServer("web", "c1"))
    assert named(roster, PortableServer("web", "c1")) == ([1], [])
