"""`incident server list`."""


def test_it_lists_every_server_with_its_state_and_holder(incident):
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "11:00").done
    incident("server", "set", "db=up", "-t", "11:30").done
    assert incident("server", "list").rows == [
        ["db", "up", "2014-02-10T10:30:00.000Z", "", "", ""],
        ["web", "down", "2014-02-10T10:00:00.000Z", "", "1", ""],
    ]


def test_the_header_names_the_columns(incident):
    header = incident("server", "list", "--header").rows[0]
    assert header == ["name", "state", "since", "group", "incidents", "description"]


def test_an_empty_database_has_none(incident):
    assert incident("server", "list").done == ""
    assert incident("server", "list", "--all").done == ""


def test_a_group_without_a_command_is_2(incident):
    incident("server").failed(2, "missing command", "incident server --help")
