"""`incident server show`."""

from support.program import plain


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


def test_it_tells_the_uptime_of_the_last_90_days(incident):
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "2014-02-09 00:00").done
    incident("close", "1", "-t", "2014-02-09 12:00").done
    told = incident("server", "show", "web", "--json").json["server"]["uptime"]
    assert (told["days"], len(told["cells"])) == (90, 90)
    assert told["percent"] == 66.666666
    assert [cell["state"] for cell in told["cells"][-3:]] == [None, "major_outage", "operational"]
    screen = plain(incident.terminal("server", "show", "web").out)
    assert " web  66.666 %" in screen
    assert screen.count("·") == 88 + 1  # the legend has one, too
    assert max(map(len, screen.splitlines())) <= 80


def test_days_are_those_of_the_zone_that_is_shown(incident):
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "2014-02-09 00:30").done
    incident("close", "1", "-t", "2014-02-09 00:45").done
    for zone, day in (("Europe/Paris", "2014-02-09"), ("UTC", "2014-02-08")):
        cells = incident("server", "show", "web", "--json", "--tz", zone).json["server"]["uptime"]["cells"]
        assert [cell["day"] for cell in cells if cell["state"] == "major_outage"] == [day]
