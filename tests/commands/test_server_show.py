"""`incident server show`."""


def test_it_tells_the_states_in_order_overlaps_once(incident):
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "10:00").done
    incident("open", "-s", "web=degraded", "-t", "10:10")
    incident("close", "1", "-t", "10:30").done
    incident("close", "2", "-t", "11:00").done
    assert [row[1:] for row in incident("server", "show", "WEB").rows] == [
        ["down", "2014-02-10T09:00:00.000Z", "2014-02-10T09:30:00.000Z"],
        ["degraded", "2014-02-10T09:30:00.000Z", "2014-02-10T10:00:00.000Z"],
        ["up", "2014-02-10T10:00:00.000Z", ""],
    ]
    assert [i["id"] for i in incident("server", "show", "web", "--json").json["server"]["incidents"]] == [2, 1]


def test_an_unknown_name_is_3_and_the_near_ones_are_named(incident):
    incident("server", "set", "web1=up").done
    incident("server", "show", "wbe1").failed(3, "did you mean web1?")
    incident("server", "show", "").failed(3, "no server")
    incident("server", "show").failed(2, "missing argument")
