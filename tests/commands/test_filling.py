"""`--template` of open and update."""

import stat

import pytest


@pytest.fixture
def told(incident):
    """10:30, and three templates."""
    folder = incident.folder / ".config" / "incident" / "templates"
    folder.mkdir(parents=True)
    (folder / "outage.md").write_text("# {servers}: no service\n\n{servers} {state} since {time}, we are on it.\n")
    (folder / "half").write_text(
        "#{id} {title}: {server} is {state} ({status}, {severity}), since {began}; {user}, {date}"
    )
    (folder / "work.md").write_text("Work on {servers} from {from} until {until}: {status}.")
    (folder / "title.md").write_text("# {server} is down for {severity}\n")
    (folder / "odd.md").write_text("x\n{sever}\n")
    incident.templates = folder
    return incident.clock("10:30")


def texts(incident, number="1"):
    return [row[-1] for row in incident("show", number).rows]


def title(incident):
    return incident("list").rows[0][-1]


def test_open_takes_title_and_first_text_from_it(told):
    told("open", "--template", "outage", "-s", "web1,web2", "-t", "10:10").done
    assert title(told) == "web1, web2: no service"
    assert texts(told)[1:] == ["web1, web2 down since 10:10 CET, we are on it."]


def test_a_title_that_is_typed_wins(told):
    told("open", "--template", "outage", "-s", "web1", "No mail").done
    assert title(told) == "No mail"
    assert texts(told)[1:] == ["web1 down since 10:30 CET, we are on it."]


def test_a_template_that_is_a_title_alone_adds_no_line(told):
    told("open", "--template", "title", "-s", "web1", "--severity", "1").done
    assert (title(told), len(texts(told))) == ("web1 is down for SEV1", 1)


def test_the_day_stands_before_a_time_of_another_day(told):
    told("open", "--template", "outage", "-s", "web1", "-t", "2014-02-09 23:50").done
    assert texts(told)[1].startswith("web1 down since 2014-02-09 23:50 CET,")


def test_a_known_server_is_named_as_it_is_known(told):
    told("server", "set", "Web1=up").done
    told("open", "--template", "outage", "-s", "WEB1").done
    assert title(told) == "Web1: no service"


def test_a_maintenance_says_its_window(told):
    words = ("open", "--maintenance", "-s", "db1", "--from", "12:00", "--for", "2h", "--template", "work")
    told(*words).done
    assert texts(told)[1:] == ["Work on db1 from 12:00 CET until 14:00 CET: scheduled."]


def test_update_takes_its_values_from_the_record(told):
    told("open", "-s", "web1,web2=degraded", "--severity", "2", "-t", "10:00").done
    told("update", "--template", "half").done
    said = "#1 web1, web2 are degraded: web1 is degraded (investigating, SEV2), since 10:00 CET; ann, 2014-02-10"
    assert texts(told)[-1] == said


def test_and_from_what_is_typed(told):
    told("open", "T", "-s", "web1,web2", "--severity", "2").done
    told("update", "1", "--template", "half", "-s", "WEB2=up", "-S", "mon").done
    assert texts(told)[-1].startswith("#1 T: web2 is up (monitoring, SEV2)")


def test_the_title_of_a_template_is_no_part_of_an_update(told):
    told("open", "T", "-s", "web1").done
    told("update", "--template", "outage", "-n", "--guess").done
    assert texts(told)[-1] == "web1 down since 10:30 CET, we are on it."
    told("update", "--template", "title").failed(2, "template title has no text for an update")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("open", "--template", "odd"), 2, "template odd, line 2: there is no field {sever}"),
        (("open", "--template", "outage"), 2, "{servers} has no value here"),
        (("open", "--template", "half", "-s", "web1"), 2, "{id} has no value here"),
        (("open", "--template", "title", "-s", "web1"), 2, "{severity} has no value here"),
        (("open", "--template", "outgae"), 3, "did you mean outage?"),
        (("open", "--template", "../config.toml"), 2, "is not the name of a template"),
        (("open", "--template", "outage", "-m", "x"), 2, "the text comes from -m and from --template"),
        (("open", "--template", "outage", "-F", "x"), 2, "the text comes from -F and from --template"),
        (("open", "--template", "outage", "-s", "web1", "-e"), 2, "-e needs a terminal"),
        (("update", "--template", "half"), 3, "no incident is open"),
        (("update", "words", "--template", "half"), 2, "the text comes from words and from --template"),
        (("update", "--each-line", "--template", "half"), 2, "--template does not go with it"),
    ],
)
def test_what_cannot_be_filled_saves_nothing(told, words, code, said):
    told(*words).failed(code, said)
    assert told("list", "all").done == ""


def test_an_empty_template_is_refused(told):
    (told.templates / "none").write_text("\n\n")
    told("open", "--template", "none", "-s", "web1").failed(2, "template none is empty")


def test_a_nul_in_a_template_is_refused(told):
    (told.templates / "nul").write_text("a\0b")
    told("open", "--template", "nul", "-s", "web1").failed(2, "NUL")


def test_a_retry_with_a_key_is_the_same_command(told):
    (told.templates / "plain").write_text("{servers}: {state}")
    words = ("open", "--template", "plain", "-s", "web1", "--key", "probe", "-q")
    assert told(*words).done == told.clock("10:40")(*words).done == "1\n"


def test_with_a_key_no_text_depends_on_the_clock(told):
    words = ("open", "--template", "outage", "-s", "web1", "--key", "probe")
    told(*words).failed(2, "{time} has no value here", "a retry would say another time")


def editor(incident, script):
    path = incident.folder / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_the_filled_template_is_opened_in_the_editor(told):
    by = editor(told, 'sed -i "s/no service/slow/; s/we are on it/a disk/" "$1"')
    answer = told.terminal("open", "--template", "outage", "-s", "web1", "-e", INCIDENT_EDITOR=by)
    assert answer.code == 0, answer
    assert title(told) == "web1: slow"
    assert texts(told)[1:] == ["web1 down since 10:30 CET, a disk."]
    answer = told.terminal("update", "--template", "half", "-e", INCIDENT_EDITOR=editor(told, 'echo more > "$1"'))
    assert (answer.code, texts(told)[-1]) == (2, "web1 down since 10:30 CET, a disk."), answer
    told("edit", "1", "--severity", "1").done
    answer = told.terminal("update", "--template", "half", "-e", INCIDENT_EDITOR=editor(told, 'echo more > "$1"'))
    assert (answer.code, texts(told)[-1]) == (0, "more"), answer


def test_an_editor_that_changes_nothing_cancels(told):
    answer = told.terminal("open", "--template", "outage", "-s", "web1", "-e", INCIDENT_EDITOR="true")
    assert "cancelled" in answer.out
    assert told("list").done == ""


def test_a_doubt_about_a_name_is_asked_once(told):
    told("server", "set", "webserver=up").done
    answers = [("Which server", "1\n")]
    answer = told.terminal("open", "--template", "outage", "-s", "websrever", answers=answers)
    assert answer.code == 0, answer
    assert title(told) == "webserver: no service"
