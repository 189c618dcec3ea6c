"""A line that the server could not take: what is kept, what is said of it, and what is not kept."""

import json
import os
import tempfile

import pytest
from support import away
from support.away import SHOWN, WHY, box, team

from incident_cli import outbox


@pytest.fixture
def shared(incident, monkeypatch):
    """The program over a server that has gone, with #1 open on it since 10:05; the clock says 10:26."""
    team(incident, monkeypatch).clock("10:05")("open", "-s", "http6").done
    incident.server.away = True
    return incident.clock("10:26")


def kept(incident):
    """What the outbox holds."""
    return [json.loads(path.read_text()) for path in box(incident)]


# -- what is said ----------------------------------------------------------------------------------------------


def test_the_receipt_says_where_it_is_of_when_why_and_how_it_goes(shared):
    said = shared("update", "1", "Down again.", "-t", "10:20").done
    assert said == (
        f"#1 kept in the outbox at 10:20 CET (6 m ago) · {WHY} · it is sent with the next command, or: incident db sync"
        " · the clock is set by INCIDENT_NOW\n"
    )


def test_quiet_says_the_number_of_the_incident(shared):
    assert shared("update", "1", "x", "-q").done == "1\n"
    assert shared("close", "1", "-q").done == "1\n"


def test_json_says_it_in_fields(shared):
    told = shared("close", "1", "Over.", "-t", "10:20", "--json").json
    (path,) = box(shared)
    assert told == {
        "schema": 1,
        "kept": {
            "name": path.name,
            "server": SHOWN,
            "command": "close",
            "incident": 1,
            "at": "2014-02-10T09:20:00.000Z",
            "recorded_at": "2014-02-10T09:26:00.000Z",
            "author": "ann",
            "host": os.uname().nodename,
            "text": "Over.",
            "lines": 1,
            "stored": 0,
            "last": None,
            "why": WHY,
            "path": str(path),
        },
        "saved": False,
    }


# -- what is kept ----------------------------------------------------------------------------------------------


def test_all_that_it_takes_to_do_it_later_is_kept_and_no_password(shared):
    words = ("-s", "a,b=down", "-s", "c=up", "-S", "ident", "-t", "-5m", "--link", "u", "--key", "k", "--guess")
    shared("update", "1", "Down again.", *words, "--date-order", "dmy", "--by", "bob").done
    (told,) = kept(shared)
    assert told["words"] == {
        "incident": "1",
        "message": "Down again.",
        "server": ["a=down", "b=down", "c=up"],
        "status": "ident",
        "time": "-5m",
        "link": ["u"],
        "key": "k",
        "guess": True,
    }
    assert (told["author"], told["tz"], told["date_order"]) == ("bob", "Europe/Paris", "dmy")
    assert "secret" not in box(shared)[0].read_text()


def test_a_close_is_kept_with_all_its_words(shared):
    shared("close", "1", "--keep", "--residual", "one disk", "--duplicate-of", "7").done
    (told,) = kept(shared)
    assert told["words"] == {"incident": "1", "keep": True, "residual": "one disk", "duplicate_of": "7"}


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("1",), "the text\n"),
        (("1", "-"), "the text\n"),
        (("1", "-F", "-"), "the text\n"),
        (("1", "-F", "FILE"), ""),
        (("-i", "1", "the", "text"), ""),
        (("#1", "the", "text"), ""),
        (("1", "-m", "the text"), ""),
        (("1", "--template", "plain"), ""),
    ],
)
def test_the_text_is_found_first_wherever_it_comes_from(shared, words, stdin):
    (shared.folder / "file").write_text("the text\n")
    template(shared, "plain", "the text")
    words = [word.replace("FILE", str(shared.folder / "file")) for word in words]
    shared("update", *words, stdin=stdin).done
    assert [told["words"] for told in kept(shared)] == [{"incident": "1", "message": "the text"}]


def test_the_incident_of_the_environment_is_kept_with_it(shared):
    shared("update", "the text", INCIDENT_ID="1").done
    assert kept(shared)[0]["words"] == {"incident": "1", "message": "the text"}


def test_what_may_be_a_number_or_a_text_is_kept_as_it_was_typed(shared):
    shared("update", "500", "requests", "per", "second").done
    assert kept(shared)[0]["words"] == {"words_": ["500", "requests", "per", "second"]}


def template(incident, name, text):
    folder = incident.folder / ".config/incident/templates"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def test_a_template_is_filled_in_with_what_is_known_here(shared):
    template(shared, "t", "{time} {date} #{id} {server} is {state} ({user})")
    shared("update", "1", "--template", "t", "-s", "web=down").done
    assert kept(shared)[0]["words"]["message"] == "10:26 CET 2014-02-10 #1 web is down (ann)"


def test_a_template_that_needs_the_record_cannot_be_filled_in(shared):
    template(shared, "t", "{title} goes on")
    shared("update", "1", "--template", "t").failed(5, WHY, "{title}")
    assert box(shared) == []


def test_the_server_is_waited_for_once(shared):
    template(shared, "t", "x")
    for words in (("update", "1", "x"), ("update", "1", "--template", "t"), ("close", "1")):
        before = shared.server.tries
        shared(*words).done
        assert shared.server.tries == before + 1
    before = shared.server.tries
    shared("list").failed(5, WHY)
    assert shared.server.tries == before + 1


def test_ctrl_c_after_it_was_kept_does_not_take_it_back(shared, monkeypatch):
    put = outbox.put

    def interrupted(*what):
        put(*what)
        raise KeyboardInterrupt

    monkeypatch.setattr(outbox, "put", interrupted)
    answer = shared("update", "1", "x")
    assert (answer.code, answer.out) == (0, "")
    assert "interrupted, but the line is saved" in answer.err
    assert len(box(shared)) == 1


# -- what is refused as ever -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("update", "1", "x", "-t", "25:00"), "clock time"),
        (("update", "1", "x", "-t", "tomorrow 10:00"), "in the future"),
        (("update", "1", "x", "-s", "web"), "web=down"),
        (("update", "1", "x", "-s", "web=bad"), "server state"),
        (("update", "1", "x", "-S", "gone"), "is no status"),
        (("update", "1", "x", "--link", " "), "a link is empty"),
        (("update", "1", "x", "--key", ""), "the key is empty"),
        (("update", "1", ""), "the text is empty"),
        (("update", "1", "-n", "x", "-S", "resolved"), "an internal note cannot close"),
        (("update", "#1.2", "x"), "is an entry"),
        (("close", "1", "-S", "monitoring"), "does not close"),
        (("close", "1", "--duplicate-of", "x"), "not the number"),
        (("close", "1", "--residual", ""), "residual risk is empty"),
        (("update", "1", "x", "--tz", "Mars/Base"), "zone"),
        (("update", "1", "x", "--by", "a\0b"), "NUL"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_not_kept(shared, words, says):
    shared(*words).failed(2, says)
    assert box(shared) == []


@pytest.mark.parametrize("status", ["identified", "verifying", "cancelled", "comp"])
def test_a_status_of_either_kind_may_be_the_right_one(shared, status):
    shared("update", "1", "x", "-S", status).done
    assert kept(shared)[0]["words"]["status"] == status


@pytest.mark.parametrize(
    "words",
    [
        ("open", "x"),
        ("edit", "1", "title"),
        ("show", "1"),
        ("status",),
        ("undo",),
        ("reopen", "1"),
        ("db", "info"),
        ("server", "set", "web=up"),
    ],
)
def test_everything_else_ends_with_the_line_of_the_store(shared, words):
    assert shared(*words).failed(5).err == f"incident: {WHY}; nothing was saved\n"
    assert box(shared) == []


def test_a_line_without_a_number_is_told_how_it_could_be_kept(shared):
    shared("update", "x").failed(5, WHY, "hint: with the number of the incident")
    shared("close").failed(5, WHY, "hint: with the number of the incident")
    assert box(shared) == []


@pytest.mark.parametrize("command", [("update", "1", "x"), ("close", "1"), ("update", "x")])
@pytest.mark.parametrize("how", ["option", "variable", "file"])
def test_who_does_not_want_it_gets_the_line_of_the_store(shared, command, how):
    if how == "file":
        (shared.folder / ".config/incident").mkdir(parents=True)
        (shared.folder / ".config/incident/config.toml").write_text("outbox = false\n")
    more = {"INCIDENT_OUTBOX": "0"} if how == "variable" else {}
    option = ["--no-outbox"] if how == "option" else []
    assert shared(*command, *option, **more).failed(5).err == f"incident: {WHY}; nothing was saved\n"
    assert box(shared) == []


def test_a_word_that_is_neither_on_nor_off_is_refused(shared):
    shared("update", "1", "x", INCIDENT_OUTBOX="perhaps").failed(2, "neither on nor off")


def test_a_server_that_says_no_is_not_a_server_that_is_away(shared):
    shared.server.away = False
    shared("update", "99", "x").failed(3)
    assert box(shared) == []


def test_a_file_is_never_away(incident):
    incident("open", "x").done
    incident.db.chmod(0o000)
    if os.getuid():
        incident("update", "1", "x").failed(5)
    assert box(incident) == []


# -- a disk that takes nothing ---------------------------------------------------------------------------------


@pytest.fixture
def no_outbox(shared, monkeypatch):
    """The outbox cannot be written."""

    def put(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outbox, "put", put)
    return shared


def test_what_cannot_be_kept_in_the_outbox_is_in_a_file_that_can_be_sent(no_outbox):
    answer = no_outbox("update", "1", "Down\nagain.").failed(5, f"{WHY}; the outbox cannot be written: no space left")
    (path,) = no_outbox.folder.glob("incident-*.log")
    assert path.read_text() == "Down\nagain.\n"
    assert answer.err.endswith(f"hint: incident update 1 -F {path}\n")
    no_outbox.server.away = False
    no_outbox("update", "1", "-F", str(path)).done
    assert no_outbox("show", "1", "--json").json["incident"]["entries"][-1]["text"] == "Down\nagain."


def test_where_no_file_can_be_made_either_the_text_stands_on_standard_error(no_outbox, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    answer = no_outbox("update", "1", "Down again.")
    assert (answer.code, answer.out) == (5, "")
    assert "\nDown again.\n" in answer.err


def test_a_folder_that_is_none_is_told(shared):
    (shared.folder / ".local").write_text("")
    shared("close", "1", "Over.").failed(
        5, "the outbox cannot be written: not a directory", "hint: incident close 1 -F"
    )


def test_the_location_of_the_tests_is_what_the_outbox_knows():
    from incident_cli.store.location import shown

    assert shown(away.URL) == SHOWN
