"""A stream while the server comes and goes: in order, each line once, and told at the end as it is then."""

import os
import subprocess
import sys
import threading
import time

import pytest
from support.away import WHY, box, team

from incident_cli.commands import keeper, stream


@pytest.fixture
def shared(incident, monkeypatch):
    """The program over a server with #1 open on it, which is tried again at once."""
    team(incident, monkeypatch)("open", "-s", "http6").done
    monkeypatch.setattr(keeper, "AGAIN", 0)
    incident.patch = monkeypatch
    return incident


def until(condition):
    """Come back when a condition holds."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


def streamed(incident, steps, *words):
    """Stream lines, and let something happen after each: the answer. steps: (line, what holds then, what to do)."""
    ours, theirs = os.pipe()
    incident.patch.setattr(stream, "_input", lambda: ours)

    def feed():
        for text, holds, then in steps:
            os.write(theirs, f"{text}\n".encode())
            until(holds)
            then()
        os.close(theirs)

    feeder = threading.Thread(target=feed)
    feeder.start()
    answer = incident("update", "--each-line", "1", *words)
    feeder.join()
    os.close(ours)
    return answer


def stored(incident, count):
    """Whether so many lines are on the server."""
    from incident_cli.store import open_store

    def holds():
        store = open_store(incident.server.path, 1)
        return store.read(lambda view: view.execute("SELECT count(*) FROM log WHERE kind = 'added'", {}))[0][0] == count

    return holds


def kept(incident, count):
    return lambda: len(box(incident)) == count


def away(incident, is_away):
    return lambda: setattr(incident.server, "away", is_away)


def texts(incident):
    return [entry["text"] for entry in incident("show", "1", "--json").json["incident"]["entries"][1:]]


def test_a_server_that_is_back_gets_what_was_kept_and_then_the_rest(shared):
    steps = [
        ("one", stored(shared, 1), away(shared, True)),
        ("two", kept(shared, 1), lambda: None),
        ("three", kept(shared, 2), away(shared, False)),
        ("four", stored(shared, 4), lambda: None),
    ]
    answer = streamed(shared, steps)
    assert answer.err.startswith("sent from the outbox: 1.2 at ")
    assert answer.out.startswith("#1 http6 is down · 4 lines, 1.1 to 1.4")
    assert texts(shared) == ["one", "two", "three", "four"]


def test_quiet_says_each_id_when_there_is_one(shared):
    steps = [
        ("one", stored(shared, 1), away(shared, True)),
        ("two", kept(shared, 1), away(shared, False)),
        ("three", stored(shared, 3), away(shared, True)),
        ("four", kept(shared, 1), lambda: None),
    ]
    answer = streamed(shared, steps, "-q")
    assert (answer.code, answer.out) == (0, "1.1\n1.2\n1.3\n1\n")


def test_what_somebody_else_sent_is_counted(shared):
    def sent_by_another():
        shared.server.away = False
        code = (
            "from support.away import Switch\n"
            "from incident_cli import config, context\n"
            "from incident_cli.commands import sending\n"
            f"context.open_store = Switch({shared.server.path!r}).open\n"
            "app = context.App(config.load({}))\n"
            "assert len(sending.deliver(app).sent) == 1\n"
        )
        env = shared.env | {"PYTHONPATH": os.pathsep.join([shared.env["PYTHONPATH"], "tests"])}
        subprocess.run([sys.executable, "-c", code], env=env, check=True)

    steps = [("one", stored(shared, 1), away(shared, True)), ("two", kept(shared, 1), sent_by_another)]
    answer = streamed(shared, steps)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("#1 http6 is down · 2 lines, 1.1 to 1.2")


def test_a_part_whose_answer_was_lost_is_not_doubled(shared):
    steps = [
        ("one", stored(shared, 1), lambda: setattr(shared.server, "lost", True)),
        ("two", kept(shared, 1), lambda: None),
        ("three", stored(shared, 3), lambda: None),
    ]
    assert streamed(shared, steps).out.startswith("#1 http6 is down · 3 lines, 1.1 to 1.3")
    assert texts(shared) == ["one", "two", "three"]
    assert box(shared) == []


def test_a_server_that_was_tried_lately_is_not_waited_for(shared):
    shared.patch.setattr(keeper, "AGAIN", 1000)
    shared.server.away = True
    before = shared.server.tries
    steps = [(str(number), kept(shared, number), lambda: None) for number in range(1, 4)]
    answer = streamed(shared, steps)
    assert answer.out.startswith(f"#1 3 lines kept in the outbox · {WHY} · they are sent with the next command")
    assert shared.server.tries == before + 1


def test_json_tells_what_is_stored_and_what_is_kept(shared):
    steps = [("one", stored(shared, 1), away(shared, True)), ("two", kept(shared, 1), lambda: None)]
    told = streamed(shared, steps, "--json").json
    assert (told["saved"], told["kept"]["lines"], told["kept"]["incident"]) == (False, 1, 1)
    assert (told["kept"]["stored"], told["kept"]["last"]) == (1, "1.1")


def test_what_cannot_be_kept_ends_the_stream_with_its_lines_in_a_file(shared):
    steps = [("one", stored(shared, 1), away(shared, True)), ("two", lambda: True, lambda: None)]
    (shared.folder / ".local").write_text("")
    answer = streamed(shared, steps)
    (path,) = shared.folder.glob("incident-*.log")
    assert path.read_text() == "two\n"
    assert (answer.code, answer.out) == (5, "")
    assert (
        "the outbox cannot be written: not a directory; 1 line is saved, 1.1; 1 more was read and is not" in answer.err
    )
    assert f"incident update --each-line 1 < {path}" in answer.err
