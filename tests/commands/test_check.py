"""`incident check`: what wants mending, and that what it says to type mends it."""

import shlex

import pytest
from support.terminals import harm, on_screen


@pytest.fixture
def trouble(incident):
    """At 12:00: #1 silent, #2 open though all is up, #3 closed with mail left down, #4 overrun, cache down by hand."""
    incident.clock("06:00")
    incident("open", "--maintenance", "-s", "x", "--from", "07:00", "--for", "1h", "--number", "4").done
    incident.clock("07:10")("update", "4", "-S", "verifying").done
    incident.clock("10:00")
    incident("open", "-s", "web", "--severity", "1", "--number", "1").done
    incident("open", "-s", "db", "Slow queries", "--number", "2").done
    incident("update", "2", "Better", "-s", "db=up").done
    incident("open", "-s", "mail", "--number", "3").done
    incident("close", "3", "--keep").done
    incident("server", "set", "cache 1=degraded").done
    return incident.clock("12:00")


def told(answer):
    return [(row[0], row[2]) for row in answer.rows]


def test_everything_that_wants_mending(trouble):
    assert told(trouble("check")) == [
        ("server-without-incident", "cache 1"),
        ("silent", "1"),
        ("open-but-up", "2"),
        ("maintenance-overrun", "4"),
        ("closed-with-server-down", "mail"),
    ]


def test_one_incident_alone_also_when_it_is_closed(trouble):
    assert told(trouble("check", "2")) == [("open-but-up", "2")]
    assert told(trouble("check", "-i", "3")) == [("postmortem-missing", "3"), ("closed-with-server-down", "mail")]


def test_what_it_says_to_type_mends_it(trouble):
    """TEXT and TIME stand for what a person knows."""
    for _, _, _, _, command in trouble("check").rows:
        words = ["all is well" if word == "TEXT" else word for word in shlex.split(command)]
        assert words.pop(0) == "incident"
        assert trouble(*words).code == 0, command
    left = trouble("check").rows
    assert [row[0] for row in left if row[2] != "5"] == []


def test_what_a_wrong_clock_did_is_mended_as_well(incident):
    incident.clock("10:00")("open", "-s", "web").done
    incident.clock("20:00")("update", "Written on a machine whose clock is ahead").done
    (row,) = incident.clock("10:30")("check").rows
    assert row[:3] == ["entry-in-future", "1", "1.1"]
    assert incident(*shlex.split(row[4])[1:]).code == 0
    assert incident("check").rows == []


@pytest.mark.parametrize(
    ("words", "code"), [((), 10), (("1",), 10), (("4",), 10), (("--json",), 10), (("--header",), 10)]
)
def test_exit_code_tells_that_something_was_found(trouble, words, code):
    assert trouble("check", "--exit-code", *words).code == code
    assert trouble("check", *words).code == 0


def test_nothing_found_is_nothing_in_a_pipe_and_one_line_on_a_terminal(incident):
    assert incident("check").done == ""
    assert not incident.made
    assert incident("check", "--exit-code").code == 0
    assert incident("check", "--json").json == {"schema": 1, "findings": []}
    assert incident("check", "--header").rows == [["rule", "id", "about", "text", "command"]]
    assert "● nothing to mend\n" in on_screen(incident, "check", NO_COLOR="1").out


def test_the_screen_groups_by_incident_and_fits(trouble):
    screen = on_screen(trouble, "check", NO_COLOR="1").out
    assert screen.startswith("▲ 5 things to mend\n\nServers\n")
    assert "#2  Slow queries\n   investigating, but every server of it has been up for 2 h  open-but-up\n" in screen
    assert "   $ incident close 2\n" in screen
    assert max(map(len, screen.splitlines())) <= 80


def test_a_hostile_name_reaches_no_terminal(incident):
    incident("server", "set", "we\x1b]0;x\x07b\u202e=down").done
    incident("open", "a\x1b[2J\u2028b", "-t", "-5h").done
    assert harm(on_screen(incident, "check").out, colour=True) == set()
    assert harm(incident("check").out.replace("\t", "")) == set()


def test_closed_history_is_left_alone_until_it_is_asked_for(incident):
    incident.clock("2014-01-01T10:00Z")("open", "-s", "web", "--severity", "1").done
    incident.clock("2014-01-03T10:00Z")("close", "1").done
    assert told(incident.clock("2014-01-20T10:00Z")("check")) == [
        ("late-first-entry", "1"),
        ("postmortem-overdue", "1"),
    ]
    assert told(incident.clock("2014-03-01T10:00Z")("check")) == []
    assert told(incident("check", "1")) == [("late-first-entry", "1"), ("postmortem-overdue", "1")]


def configure(incident, text):
    folder = incident.folder / ".config" / "incident"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(text)
    return folder / "config.toml"


def test_the_config_says_what_is_expected(trouble):
    configure(trouble, '[cadence]\nSEV1 = "3h"\n[postmortem]\nfor = []\n')
    assert told(trouble("check", "1")) == []
    configure(trouble, '[cadence]\ndefault = "90m"\n')
    assert told(trouble("check", "2")) == [("silent", "2"), ("open-but-up", "2")]


def test_a_config_that_cannot_be_meant_is_named_and_hinders_no_other_command(trouble):
    path = configure(trouble, '[cadence]\nSEV1 = "soon"\n')
    trouble("check").failed(2, f"{path}: [cadence] SEV1: cannot read 'soon'")
    assert trouble("list").code == 0


def test_a_scheduled_maintenance_wants_nothing(incident):
    incident.clock("12:00")
    incident("open", "--maintenance", "-s", "x", "--from", "13:00", "--for", "1h").done
    assert incident("check").done == ""


@pytest.mark.parametrize(("words", "code"), [(("9",), 3), (("web",), 2), (("1", "2"), 2), (("1.1",), 2)])
def test_what_it_cannot_be_about(trouble, words, code):
    trouble("check", *words).failed(code)


def test_incident_id_does_not_narrow_it(trouble):
    """A shell that works on one incident still sees what else is wrong."""
    assert told(trouble("check", INCIDENT_ID="2")) == told(trouble("check"))


def test_an_overdue_action_is_told_however_old_its_incident_is(incident):
    incident.clock("2014-02-10T12:00:00Z")
    incident("open", "-s", "web", "-t", "2013-02-10 10:00", "--severity", "1").done
    incident("close", "1", "-t", "2013-02-10 11:00").done
    incident("action", "add", "1", "Mirror it", "--due", "2014-02-06", "--owner", "ann").done
    incident("action", "add", "1", "Alert", "--due", "2014-02-10").done
    found = incident("check", "--exit-code")
    assert found.code == 10
    said = ["action-overdue", "1", "1.a1", '"Mirror it", of ann, is 4 d overdue', "incident action done 1.a1"]
    assert found.rows == [said]
    (one,) = incident("check", "--json").json["findings"]
    assert (one["incident"], one["title"], one["action"], one["entry"]) == (1, "web is down", "1.a1", None)
    assert said in incident("check", "1").rows
    screen = incident.terminal("check", NO_COLOR="1").out
    assert '1.a1: "Mirror it", of ann, is 4 d overdue  action-overdue' in screen
    incident("action", "edit", "1.a1", "--owner", "none").done
    assert '"Mirror it", which nobody owns, is 4 d overdue' in incident("check").done
    incident("action", "done", "1.a1").done
    assert incident("check", "--exit-code").code == 0


def test_the_action_of_another_incident_is_not_told_with_an_id(incident):
    incident.clock("12:00")
    for name in ("web", "db"):
        incident("open", "-s", name).done
        incident("update", "-i", "1" if name == "web" else "2", "word").done
    incident("action", "add", "2", "Mirror it", "--due", "2014-02-06").done
    assert incident("check", "1").rows == []
    assert [row[2] for row in incident("check", "2").rows] == ["2.a1"]
