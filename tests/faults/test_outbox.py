"""The outbox and a real server that dies, comes back, loses an answer; senders that die, and many at once."""

import contextlib
import os
import random
import re
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest
from support import processes
from support.away import Proxy, box
from support.postgres import fresh
from support.processes import Helper, crew, started
from support.program import PROGRAM

from incident_cli import outbox
from incident_cli.core.kept import Kept
from incident_cli.store.location import shown

BEGAN = datetime(2014, 2, 10, 9, 26, tzinfo=UTC)
LINES = [f"line {number}" for number in range(12)]


def over(incident, server):
    """The program over a schema of its own on a server, with #1 open there since ten in the morning."""
    incident.env["INCIDENT_DB"] = fresh(server)
    incident("open", "-s", "http6", "-t", "2014-02-10 10:00", INCIDENT_NOW="2014-02-10T10:00+01:00").done
    return incident


@pytest.fixture
def shared(incident, postgres_server):
    """The program over a server that stays."""
    return over(incident, postgres_server)


@pytest.fixture
def mortal(incident, own_server):
    """The program over a server that a test may kill: `incident.server`."""
    incident.server = own_server
    return over(incident, own_server)


def keep(incident, texts):
    """Put updates of #1 into the outbox, one a second, as the program does."""
    folder = str(incident.folder / ".local/state/incident/outbox")
    for number, text in enumerate(texts):
        at = BEGAN + timedelta(seconds=number)
        words, batch = {"incident": "1", "message": text}, f"{1391160000000 + number:012x}{os.urandom(10).hex()}"
        server = shown(incident.env["INCIDENT_DB"])
        outbox.put(folder, Kept(batch, server, "update", words, 1, at, at, "ann", "h", "Europe/Paris", "x", ""))


def entries(incident):
    return incident("show", "1", "--json").json["incident"]["entries"][1:]


def texts(incident):
    return [entry["text"] for entry in entries(incident)]


# -- a server that goes ----------------------------------------------------------------------------------------


def test_a_line_typed_while_the_server_is_dead_is_there_when_it_is_back(mortal):
    mortal.server.kill()
    began = time.monotonic()
    said = mortal.real("update", "1", "Down again.", INCIDENT_NOW="2014-02-10T10:26+01:00").done
    assert "kept in the outbox at 10:26 CET (just now)" in said
    assert "connection refused" in said
    assert mortal.real("close", "1", "Over.", "-q", INCIDENT_NOW="2014-02-10T10:31+01:00").done == "1\n"
    assert time.monotonic() - began < 10
    mortal.real("list").failed(5, "connection refused")
    mortal.real("open", "x").failed(5, "connection refused")
    mortal.server.start()
    answer = mortal.real("show", "1", INCIDENT_NOW="2014-02-10T11:00+01:00")
    assert answer.err == "sent from the outbox: 1.1 at 10:26, 1.2 at 10:31\n"
    assert [row[1:3] for row in answer.rows[1:]] == [["2014-02-10T09:26:00.000Z"] * 2, ["2014-02-10T09:31:00.000Z"] * 2]
    assert box(mortal) == []
    assert mortal.real("db", "check").code == 0


def test_a_server_that_says_nothing_is_not_waited_for_for_long(mortal):
    mortal.server.freeze()
    began = time.monotonic()
    assert "does not answer" in mortal.real("update", "1", "x").done
    assert time.monotonic() - began < 15
    mortal.server.thaw()
    assert "sent from the outbox: 1.1" in mortal.real("list").err


def test_a_commit_whose_answer_was_lost_is_kept_and_found_again(shared, postgres_server):
    proxy = Proxy(postgres_server.port)
    direct = shared.env["INCIDENT_DB"]
    with contextlib.closing(proxy):
        through = direct.replace(f":{postgres_server.port}/", f":{proxy.port}/")
        assert shared.real("list", INCIDENT_DB=through).code == 0
        proxy.cut = True
        answer = shared.real("update", "1", "once", INCIDENT_DB=through)
        assert (answer.code, answer.err) == (0, "")
        assert "it may be saved, or not" in answer.out
        (path,) = box(shared)
        assert texts(shared) == ["once"]
        path.write_text(path.read_text().replace(f":{proxy.port}/", f":{postgres_server.port}/"))
    assert "sent from the outbox: 1.1" in shared.real("list").err
    assert (texts(shared), box(shared)) == (["once"], [])


def test_it_is_kept_though_nobody_hears_of_it(mortal):
    mortal.server.kill()
    with open("/dev/full", "w") as full:
        answer = mortal.real("update", "1", "x", stdout=full)
    assert answer.code == 0
    assert "the answer cannot be written" in answer.err
    assert len(box(mortal)) == 1


def test_a_text_of_the_editor_is_kept_and_its_draft_goes(mortal):
    mortal.server.kill()
    editor = mortal.folder / "editor"
    editor.write_text('#!/bin/sh\ncp "$1" "$HOME/draft"; echo "Down again." >"$1"\n')
    editor.chmod(0o755)
    answer = mortal.terminal("update", "1", "-e", EDITOR=str(editor))
    assert answer.code == 0
    assert "kept in the outbox" in answer.out.replace("\n", " ")
    assert "connection refused" in (mortal.folder / "draft").read_text()
    assert list(mortal.folder.glob("incident-*")) == []
    mortal.server.start()
    assert "sent" in mortal.real("list").err
    assert texts(mortal) == ["Down again."]


def test_a_text_of_the_editor_that_cannot_be_kept_stays_in_its_draft(mortal):
    mortal.server.kill()
    (mortal.folder / ".local").write_text("")
    answer = mortal.terminal("update", "1", "-e", EDITOR="sh -c 'echo Down again. >$0'")
    assert answer.code == 5
    (draft,) = mortal.folder.glob("incident-*")
    assert draft.read_text() == "Down again.\n"
    assert str(draft) in answer.out.replace("\n", "")


def test_nobody_is_asked_about_what_somebody_typed_long_ago(shared):
    shared.real("update", "1", "-s", "database=down").done
    keep(shared, ["x"])
    (path,) = box(shared)
    path.write_text(path.read_text().replace('"message": "x"', '"server": ["databse=down"]'))
    screen = shared.terminal("server", "list").out
    assert "Which server" not in screen
    assert "sent from the outbox: 1.2" in screen


# -- a stream --------------------------------------------------------------------------------------------------


def until(condition):
    """Come back when a condition holds."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def test_a_stream_goes_on_when_the_server_goes_and_says_what_is_stored_and_what_is_kept(mortal):
    pipe = subprocess.PIPE
    stream = subprocess.Popen(
        [*PROGRAM, "update", "--each-line", "1"], env=mortal.env, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )
    with stream:
        stream.stdin.write("one\ntwo\n")
        stream.stdin.flush()
        until(lambda: texts(mortal) == ["one", "two"])
        mortal.server.kill()
        for count, text in enumerate(("three", "four", "five"), 1):
            stream.stdin.write(f"{text}\n")
            stream.stdin.flush()
            until(lambda count=count: len(box(mortal)) == count)
            time.sleep(0.02)  # so that each has a time of its own
        out, err = stream.communicate(timeout=60)
    assert (stream.returncode, err) == (0, "")
    assert out.startswith("#1 3 lines kept in the outbox · 2 lines saved, the last is 1.2 · ")
    assert "they are sent with the next command" in out
    mortal.server.start()
    assert "sent from the outbox: 1.3 at" in mortal.real("list").err
    assert texts(mortal) == ["one", "two", "three", "four", "five"]
    times = [entry["at"] for entry in entries(mortal)]
    assert times == sorted(times)
    assert len(set(times[2:])) == 3
    assert mortal("undo").code == 0
    assert texts(mortal) == []  # it was one command


def test_a_stream_that_begins_while_the_server_is_away_needs_the_number(mortal):
    mortal.server.kill()
    answer = mortal.real("update", "--each-line", "1", "-n", "--json", stdin="one\ntwo\n")
    assert answer.code == 0, answer
    assert (answer.json["kept"]["lines"], answer.json["kept"]["command"]) == (2, "update --each-line")
    mortal.real("update", "--each-line", stdin="x\n").failed(5, "with the number of the incident")
    mortal.real("update", "--each-line", "1", "--no-outbox", stdin="x\n").failed(5)
    mortal.server.start()
    assert "sent from the outbox: 1.1 at" in mortal.real("list").err
    assert [(entry["kind"], entry["text"]) for entry in entries(mortal)] == [("note", "one"), ("note", "two")]


# -- senders that die, and many at once ------------------------------------------------------------------------


def test_killed_before_any_file_is_taken_away_nothing_is_doubled(shared):
    keep(shared, LINES[:3])
    for at in (1, 1, 2, 1):
        assert Helper(shared, processes.dying, ["list"], "unlink", at).wait()
    shared.real("list")
    assert (texts(shared), box(shared)) == (LINES[:3], [])


def test_killed_in_the_middle_nothing_is_lost_and_nothing_doubled(shared):
    keep(shared, LINES)
    rounds = 0
    while before := len(box(shared)):
        process = started(shared, "list")
        until(lambda before=before: len(box(shared)) < before)
        time.sleep(random.uniform(0, 0.02))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        rounds += 1
    shared.real("list")
    assert rounds > 1
    assert (texts(shared), box(shared)) == (LINES, [])


def test_eight_who_send_at_once_send_each_line_once_and_in_order(shared):
    keep(shared, LINES)
    answers = [answer for (answer,) in crew(shared, *[[["list"]]] * 8)]
    assert [answer.code for answer in answers] == [0] * 8
    assert (texts(shared), box(shared)) == (LINES, [])
    assert [entry["id"] for entry in entries(shared)] == [f"1.{number}" for number in range(1, len(LINES) + 1)]
    told = [line for answer in answers for line in answer.err.splitlines()]
    assert all(line.startswith("sent from the outbox: ") for line in told)
    assert sum(map(count, told)) == len(LINES)  # each line was told by one of them


def count(told):
    """How many lines one sender told of."""
    many = re.match(r"sent from the outbox: (\d+) lines", told)
    return int(many[1]) if many else told.count(" at ")


def test_eight_whom_the_server_refuses_leave_it_marked_once(shared):
    keep(shared, ["x"])
    (path,) = box(shared)
    path.write_text(path.read_text().replace('"incident": "1"', '"incident": "99"'))
    answers = [answer for (answer,) in crew(shared, *[[["list"]]] * 8)]
    assert all(answer.code == 0 for answer in answers)
    assert box(shared) == [path]
    assert shared.real("db", "sync").code == 3
