"""The outage drill: the server is killed with -9 while writers and a watcher run, and started again; twice."""

import json
import subprocess
import sys
import time

from support import team
from support.live import Live
from support.processes import TESTS
from support.program import PROGRAM, ROOT
from support.team import sound

WRITERS = 8
OUTAGES = 2
UNKNOWN = "it may be saved, or not"

WRITER = """
import itertools, json, sys, time
from support.processes import _warm, run
_warm()
name = sys.argv[1]
for number in itertools.count():
    text = f"writer {name} line {number:04}"
    code, out, err, _ = run(["update", "1", text, "-q"])
    time.sleep(0.1 if out == "1\\n" else 0)  # kept: who writes without end has time to wait
    print(json.dumps([text, code, err]), file=sys.__stdout__, flush=True)
"""


class Writer:
    """A process that adds lines without end, each with its number, and tells how each of them ended."""

    def __init__(self, program, number):
        environment = program.env | {"PYTHONPATH": f"{ROOT}:{TESTS}"}
        self.told = open(program.folder / f"writer{number}", "w+")  # noqa: SIM115 (closed in `end`)
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(number)], env=environment, stdin=subprocess.DEVNULL, stdout=self.told
        )

    @property
    def heard(self):
        """(text, code, complaint) of each line so far."""
        with open(self.told.name) as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def saved(self):
        """How many lines were acknowledged."""
        return sum(code == 0 for _, code, _ in self.heard)

    def end(self):
        """Kill it; the line in its hand is neither acknowledged nor refused."""
        self.process.kill()
        self.process.wait()
        self.told.close()


def drilled(lone):
    """What writers heard whose server was killed and restarted, and a watcher with them."""
    lone.env["INCIDENT_WAIT"] = "30"
    watched = Live([*PROGRAM, "show", "1", "--watch"], lone.env | {"TERM": "xterm-256color"}, columns=120, rows=30)
    writers = []
    with watched as watcher:
        watcher.shows("before")
        try:
            writers += [Writer(lone, number) for number in range(WRITERS)]
            for _ in range(OUTAGES):
                survive(writers, watcher, lone.server)
        finally:
            for writer in writers:
                writer.end()
        assert lone("update", "1", "the end of the drill").code == 0
        watcher.until(lambda text: "the end of the drill" in text and "refused" not in text)
    return [line for writer in writers for line in writer.heard]


def test_a_server_killed_and_restarted_under_8_writers_and_a_watcher_loses_and_doubles_nothing(lone):
    compare(lone, drilled(lone))


def test_with_an_outbox_nobody_is_refused_and_every_line_arrives_once_and_in_order(lone):
    lone.env |= {"INCIDENT_OUTBOX": "1", "XDG_STATE_HOME": str(lone.folder / "state")}
    heard = drilled(lone)
    assert lone("db", "sync").code == 0
    stored = sound(lone.db)
    assert {code for _, code, _ in heard} == {0}
    assert len(stored) == len(set(stored))
    assert {text for text, _, _ in heard} - set(stored) == set()
    check_order(stored)


def survive(writers, watcher, server):
    """An outage in the middle of the work, after which each writer gets a line through by itself."""
    progress(writers)
    server.kill()
    refused = [len(writer.heard) for writer in writers]
    team.until(lambda: all(len(w.heard) > before + 1 for w, before in zip(writers, refused, strict=True)))
    watcher.shows("connection refused")
    server.start()
    progress(writers)


def progress(writers):
    """Come back when each writer has had another line acknowledged."""
    before = [writer.saved() for writer in writers]
    team.until(lambda: all(w.saved() > saved for w, saved in zip(writers, before, strict=True)), 40)
    time.sleep(0.3)


def compare(program, heard):
    """What the writers heard is what is there, once each, and in the order of each of them."""
    stored = sound(program.db)
    assert len(stored) == len(set(stored))
    acknowledged = {text for text, code, _ in heard if code == 0}
    refused = {text for text, code, err in heard if code == 5 and UNKNOWN not in err}
    unknown = {text for text, code, err in heard if code == 5 and UNKNOWN in err}
    assert len(refused) >= WRITERS * OUTAGES
    assert len(acknowledged) + len(refused) + len(unknown) == len(heard), {code for _, code, _ in heard}
    assert [err for _, code, err in heard if code == 0 and err] == []
    assert acknowledged - set(stored) == set()
    assert refused & set(stored) == set()
    in_hand = set(stored) - acknowledged - unknown - {"before", "the end of the drill"}
    assert len({text.rpartition(" ")[0] for text in in_hand}) == len(in_hand) <= WRITERS
    check_order(stored)


def check_order(stored):
    """Of each writer by itself."""
    for number in range(WRITERS):
        own = [text for text in stored if text.startswith(f"writer {number} ")]
        assert own == sorted(own)
