"""Copies that are killed, interrupted, out of room: a beginning of the log is there, and the same command goes on."""

import errno
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import processes
from support.processes import FAIL_ON, KILL_HALFWAY, Helper, ended, locked, waiting

from incident_cli.store import open_store

with_recorder = pytest.mark.skipif(not processes.recorder(), reason=processes.NO_RECORDER)

_IN_PORTIONS = """
import sys
from incident_cli.store import copying
from incident_cli.__main__ import program
copying.PORTION = int(sys.argv.pop(1))
program()
"""


@pytest.fixture
def made(incident):
    """A tracker with some incidents, lines of each among those of others."""
    for number in range(1, 5):
        assert incident("open", f"Outage {number}", "-s", f"web{number % 3}", "-m", "it began").code == 0
        assert incident("update", str(max(1, number - 2)), "and went on", "-s", "web1=partial").code == 0
    return incident


@pytest.fixture
def folder(made):
    """A folder for the copy alone, in memory."""
    with processes.memory() as folder:
        yield folder


def started(program, to, portion=2):
    """A real copy, in small portions."""
    command = [sys.executable, "-c", _IN_PORTIONS, str(portion), "db", "copy", str(program.db), str(to)]
    return subprocess.Popen(
        command, env=program.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def log_of(path):
    return open_store(str(path), 5).read(lambda view: view.page(0, view.last(), 10_000))


def beginning(program, copy):
    """How many rows there are in a copy, which is sound and a beginning of the log."""
    if not copy.exists():
        return 0
    assert open_store(str(copy), 5).check() == []
    found = log_of(copy)
    assert found == log_of(program.db)[: len(found)]
    return len(found)


def whole(program, copy):
    """Check that the command does the rest."""
    answer = ended(started(program, copy))
    assert (answer.code, answer.err) == (0, ""), answer
    assert beginning(program, copy) == len(log_of(program.db))


# -- kill -9 -----------------------------------------------------------------------------------------------------


def test_killed_at_any_moment_it_left_a_beginning_and_goes_on(made, folder):
    copy = folder / "copy.db"
    began = time.monotonic()
    whole(made, folder / "another.db")
    longest, seen = time.monotonic() - began, {0}
    for number in itertools.count(1):
        process = started(made, copy)
        time.sleep(longest * (0.3 + number % 7 / 10))
        process.kill()
        process.communicate()
        seen.add(beginning(made, copy))
        if max(seen) == len(log_of(made.db)) or number == 20:
            break
    whole(made, copy)
    assert sorted(os.listdir(folder)) == ["another.db", "copy.db"]


def swept(program, folder, what, error=0):
    """The endings of a copy whose first, second, ... call in the target's folder met its fate."""
    line = ["db", "copy", str(program.db), str(folder / "copy.db")]
    arguments = (str(folder / "copy.db"), line, what, error)
    return Helper(program, processes.swept_in_portions, *arguments, LD_PRELOAD=processes.recorder()).wait()


@with_recorder
def test_killed_at_any_call_it_left_a_beginning_that_is_sound_and_the_same_command_does_the_rest(made, folder):
    everything = processes.state(str(made.db))["texts"]
    lengths = set()
    for ending in swept(made, folder, KILL_HALFWAY):
        assert ending["answer"][0] == -signal.SIGKILL, ending
        assert ending["state"]["wrong"] == [], ending
        lengths.add(len(ending["state"]["texts"]))
        assert ending["state"]["texts"] == everything[: len(ending["state"]["texts"])], ending
        assert (ending["after"][0], ending["after"][2]) == (0, ""), ending
        assert f"until\t{len(everything)}" in ending["after"][1]
    assert len(lengths) >= 3  # nothing, a beginning, all of it


UNCONFIRMED = "the disk did not confirm it"
"""Only the very last step of the first commit failed."""


@with_recorder
def test_a_disk_that_is_full_from_any_call_on_left_a_beginning_and_it_is_said_how_much(made, folder):
    everything = processes.state(str(made.db))["texts"]
    said = []
    for ending in swept(made, folder, FAIL_ON, errno.ENOSPC):
        code, out, err = ending["answer"]
        there = len(ending["state"]["texts"])
        assert ending["state"]["wrong"] == [], ending
        assert ending["state"]["texts"] == everything[:there], ending
        assert (ending["after"][0], ending["after"][2]) == (0, ""), ending
        if code == 0:  # what SQLite gets over
            assert there == len(everything), ending
            continue
        assert (code, out) == (5, ""), ending
        said.append(next(words for words in ("are copied", "nothing was saved", UNCONFIRMED) if words in err))
        assert said[-1] != "nothing was saved" or there == 0, ending
    assert {"are copied", "nothing was saved"} <= set(said)


# -- a full disk -------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not permitted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_on_a_full_disk_it_says_how_far_it_came_and_goes_on_once_there_is_room(made, small_disk):
    for number in range(1, 5):
        made("update", str(number), "x" * 40_000).done
    copy = small_disk / "copy.db"
    answer = ended(started(made, copy)).failed(5, "the disk is full; the rows up to ", "goes on from there")
    there = beginning(made, copy)
    assert f"up to {there} of {len(log_of(made.db))} are copied" in answer.err
    assert os.listdir(small_disk) == ["copy.db"]
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    whole(made, copy)


def test_where_there_is_no_room_at_all_nothing_is_made(made, small_disk):
    Path(small_disk, "filler").write_bytes(b"x" * 390_000)
    ended(started(made, small_disk / "copy.db")).failed(5, "full", "nothing was saved")
    assert os.listdir(small_disk) == ["filler"]


# -- interrupted, locked -----------------------------------------------------------------------------------------


def test_ctrl_c_says_how_far_it_came_and_the_same_command_goes_on(made, folder):
    said = 0
    for attempt in range(20):
        copy = folder / f"{attempt}.db"
        process = waiting(started(made, copy, portion=1), copy)
        time.sleep(0.01 * attempt)
        process.send_signal(signal.SIGINT)
        answer = ended(process)
        there = beginning(made, copy)
        if answer.code:
            assert (answer.code, answer.out) == (130, "")
            told = re.fullmatch("incident: warning: interrupted; the rows up to ([0-9]+) of .*\n", answer.err)
            assert (int(told[1]) if told else 0) in (there, there - 1)  # committed, and not heard of yet
            said += bool(told)
    assert said
    whole(made, copy)


def test_a_target_that_somebody_else_holds_is_waited_for_and_then_busy(made, folder):
    copy = folder / "copy.db"
    whole(made, copy)
    made("update", "1", "more").done
    made.env["INCIDENT_WAIT"] = "0.5"
    with locked(copy):
        answer = ended(started(made, copy))
    answer.failed(75, "nothing was saved")
    whole(made, copy)


def test_others_write_into_the_source_while_it_is_copied(made, folder):
    process = waiting(started(made, folder / "copy.db", portion=1), folder / "copy.db")
    answers = [made("update", "1", f"meanwhile {number}") for number in range(3)]
    assert [answer.code for answer in answers] == [0, 0, 0]
    assert ended(process).code == 0
    whole(made, folder / "copy.db")


def test_two_copies_into_one_target_double_nothing(made, folder):
    copy = folder / "copy.db"
    answers = [ended(process) for process in [started(made, copy, portion=1) for _ in range(3)]]
    assert {answer.code for answer in answers} <= {0, 4}
    assert 0 in {answer.code for answer in answers} or beginning(made, copy)
    whole(made, copy)
