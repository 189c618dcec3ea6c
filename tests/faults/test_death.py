"""Death: killed, interrupted, with a failing or a full disk. What was acknowledged stays, and nothing is half."""

import contextlib
import errno
import os
import pkgutil
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
from support import processes
from support.processes import FAIL, FAIL_ON, KILL, KILL_HALFWAY, Helper, ended, locked, started, waiting

LONG = "x" * 120_000

with_recorder = pytest.mark.skipif(not processes.recorder(), reason=processes.NO_RECORDER)


@pytest.fixture
def made(incident):
    """The program over a database with one open incident."""
    assert incident("open", "-s", "http6", "-m", "before").code == 0
    return incident


@pytest.fixture
def quick(made):
    """The same in a folder in memory, with nothing else in it."""
    with processes.memory() as folder:
        shutil.copy(made.db, folder / "incident.db")
        made.db = folder / "incident.db"
        made.env["INCIDENT_DB"] = str(made.db)
        yield made


def texts(db):
    """The lines in the log of a sound file: `db check` finds nothing."""
    found = processes.state(str(db))
    assert found["wrong"] == []
    return [text for text in found["texts"] if text]


# -- kill -9 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rounds", "workers", "longest"), [(200, 1, 0.04), (60, 4, 0.1)])
def test_no_acknowledged_line_is_lost_and_none_stored_by_half_when_writers_are_killed(made, rounds, workers, longest):
    told = Helper(made, processes.killed, str(made.db), rounds, workers, longest).wait()
    assert told["wrong"] == []
    assert told["acknowledged"]
    assert told["journals"] > 0  # it was killed inside its transaction, too
    assert made.real("update", "1", "the next command").code == 0
    stored = texts(made.db)
    assert len(stored) == len(set(stored))
    lost = set(told["acknowledged"]) - set(stored)
    assert lost == set()
    # At most the one line in flight when it was killed is there without having been acknowledged.
    unheard = set(stored) - set(told["acknowledged"]) - {"before", "the next command"}
    assert len(unheard) <= rounds * workers
    assert len({text.rpartition(".")[0] for text in unheard}) == len(unheard)


@with_recorder
@pytest.mark.parametrize("what", [KILL, KILL_HALFWAY])
def test_killed_at_any_call_it_leaves_the_old_or_the_new_state_and_the_next_command_works(quick, what):
    for ending in swept(quick, ["update", "the line"], what):
        assert ending["answer"][0] == -signal.SIGKILL, ending
        assert ending["state"]["wrong"] == [], ending
        assert ending["state"]["texts"] in (["", "", "before"], ["", "", "before", "the line"]), ending
        assert (ending["after"][0], ending["after"][2]) == (0, ""), ending


@with_recorder
def test_killed_at_any_call_while_the_file_is_made_it_leaves_one_that_the_next_command_can_use(quick):
    os.unlink(quick.db)
    for ending in swept(quick, ["open", "-s", "http6", "-m", "the first"], KILL_HALFWAY):
        assert ending["answer"][0] == -signal.SIGKILL, ending
        assert ending["state"]["wrong"] == [], ending
        assert ending["state"]["texts"] in ([], ["", "", "the first"]), ending
        assert ending["after"][0] == 0, ending


def swept(program, line, what, error=0, least=30):
    """The endings of a command whose first, second, ... call met its fate."""
    found = Helper(program, processes.swept, str(program.db), line, what, error, LD_PRELOAD=processes.recorder()).wait()
    assert len(found) >= least
    return found


# -- a disk that fails ---------------------------------------------------------------------------------------------

FATES = [(FAIL, errno.EIO), (FAIL_ON, errno.EIO), (FAIL_ON, errno.ENOSPC)]
LAST = "the disk did not confirm it"
"""The journal is gone, so the line is in the file, but the folder could not be synced."""


@with_recorder
@pytest.mark.parametrize(("what", "error"), FATES)
def test_a_disk_that_fails_at_any_call_ends_in_one_line_with_the_old_entries_intact(quick, what, error):
    for ending in swept(quick, ["update", "the line"], what, error):
        check(ending, ["", "", "before"], ["", "", "before", "the line"])


@with_recorder
@pytest.mark.parametrize(("what", "error"), FATES)
def test_a_disk_that_fails_at_any_call_while_the_file_is_made_ends_in_one_line(quick, what, error):
    os.unlink(quick.db)
    for ending in swept(quick, ["open", "-s", "http6", "-m", "the line"], what, error):
        check(ending, [], ["", "", "the line"])


def check(ending, old, new):
    """A failure that SQLite gets over ends well; any other with code 5, one line, and nothing stored."""
    code, out, err = ending["answer"]
    assert ending["state"]["wrong"] == [], ending
    if code == 0:
        assert (ending["state"]["texts"], err) == (new, ""), ending
    else:
        assert (code, out) == (5, ""), ending
        assert re.fullmatch(r"incident: .*\n(hint: .*\n)?", err), ending
        assert ending["state"]["texts"] == (new if LAST in err else old), ending
        assert ("nothing was saved" in err) != (LAST in err), ending
    assert ending["after"][0] == 0, ending


@with_recorder
def test_a_disk_that_fails_while_reading_ends_in_one_line(quick):
    for ending in swept(quick, ["show"], FAIL_ON, errno.EIO, least=5):
        code, out, err = ending["answer"]
        assert (code, out) == (5, ""), ending
        assert re.fullmatch(r"incident: .*\n(hint: .*\n)?", err), ending
        assert ending["after"][0] == 0, ending


@pytest.mark.parametrize("size", [0, 4, 100, 160])
def test_a_limit_on_the_size_of_files_is_one_line_and_old_entries_stay(made, size):
    before = made.db.read_bytes()
    made.env["LONG"] = LONG
    answer = made.shell(f'ulimit -f {size}; incident update "$LONG"')
    answer.failed(5, str(made.db), "nothing was saved")
    assert texts(made.db) == ["before"]
    assert made.db.read_bytes() == before
    assert made.real("update", "more").code == 0
    assert texts(made.db) == ["before", "more"]


def test_a_limit_on_the_size_of_files_is_one_line_for_the_first_command_too(incident):
    incident.shell("ulimit -f 8; incident open -s http6").failed(5, "nothing was saved")
    assert incident.real("list").done == ""
    assert incident.real("open", "-s", "http6").code == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not permitted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("room", [0, 4096, 40_000, 100_000])
def test_a_full_disk_is_one_line_and_it_works_again_once_there_is_room(incident, small_disk, room):
    incident.db = small_disk / "incident.db"
    incident.env["INCIDENT_DB"] = str(incident.db)
    assert incident("open", "-s", "http6", "-m", "before").code == 0
    filled(small_disk / "filler", room)
    incident.env["LONG"] = LONG
    incident.shell('incident update "$LONG"').failed(5, str(incident.db), "the disk is full; nothing was saved")
    assert "before" in incident.real("show").done
    assert texts(incident.db) == ["before"]
    os.unlink(small_disk / "filler")
    assert incident.real("update", "after").code == 0
    assert texts(incident.db) == ["before", "after"]
    assert os.listdir(small_disk) == ["incident.db"]


def test_a_disk_without_any_room_is_one_line_for_the_first_command_too(incident, small_disk):
    incident.env["INCIDENT_DB"] = str(small_disk / "incident.db")
    filled(small_disk / "filler", 8192)
    incident.real("open", "-s", "http6").failed(5, "the disk is full; nothing was saved")
    os.unlink(small_disk / "filler")
    assert incident.real("open", "-s", "http6").code == 0


def test_a_backup_onto_a_full_disk_is_one_line_and_leaves_nothing_behind(made, small_disk):
    filled(small_disk / "filler", 40_000)
    made.real("db", "backup", str(small_disk / "copy.db")).failed(5, "full")
    assert os.listdir(small_disk) == ["filler"]


def filled(path, room):
    """Fill the disk up to some bytes that stay free."""
    with open(path, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    os.truncate(path, os.stat(path).st_size - room)


def test_a_journal_that_cannot_be_made_is_one_line(made):
    os.mkdir(f"{made.db}-journal")
    made.real("update", "x").failed(5, str(made.db))
    os.rmdir(f"{made.db}-journal")
    assert texts(made.db) == ["before"]


# -- interrupted ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
@pytest.mark.parametrize("line", [["update", "the line"], ["open", "-s", "db1"], ["close"]])
def test_a_signal_ends_the_wait_for_a_lock_at_once_quietly_with_nothing_stored(made, sent, code, line):
    with locked(made.db):
        process = waiting(started(made, *line, INCIDENT_WAIT="30"), made.db)
        time.sleep(0.1)
        sent_at = time.monotonic()
        process.send_signal(sent)
        answer = ended(process)
        assert time.monotonic() - sent_at < 1
    assert answer == (code, "", "")
    assert texts(made.db) == ["before"]
    assert sorted(os.listdir(made.folder)) == ["incident.db"]


def test_ctrl_c_ends_a_read_that_waits_for_a_lock_at_once(made):
    with locked(made.db, "EXCLUSIVE"):
        process = waiting(started(made, "show", INCIDENT_WAIT="30"), made.db)
        sent_at = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert ended(process) == (130, "", "")
        assert time.monotonic() - sent_at < 1


@pytest.mark.parametrize(
    ("line", "longest", "times"), [(["update", "-q"], 0.15, 20), (["--", "update", "-q"], 0.5, 10)]
)
def test_ctrl_c_at_any_moment_is_quiet_and_its_code_tells_whether_the_line_was_stored(made, line, longest, times):
    delays = [0, *(longest * number / times for number in range(1, times + 1))]
    answers = Helper(made, processes.interrupted, line, delays).wait()
    stored = texts(made.db)
    for delay, (code, _, err) in zip(delays, answers, strict=True):
        assert err == "" or (code == 0 and err == "incident: warning: interrupted, but the line is saved\n")
        assert (code, f"after {delay}" in stored) in ((0, True), (130, False)), delay
    assert {code for code, *_ in answers} == {0, 130}


@pytest.mark.parametrize(
    "where", ["store.sqlite.store.SqliteStore.write", "context.App.write", "render.plain.Plain.receipt"]
)
def test_ctrl_c_right_after_the_commit_says_that_the_line_is_saved_and_ends_with_0(made, monkeypatch, where):
    name = f"incident_cli.{where}"
    real = pkgutil.resolve_name(name)

    def struck(*given):
        real(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(name, struck)
    answer = made("update", "the line")
    monkeypatch.undo()
    assert (answer.code, answer.err) == (0, "incident: warning: interrupted, but the line is saved\n")
    assert texts(made.db) == ["before", "the line"]


def test_a_bug_in_the_middle_of_a_write_stores_nothing_and_is_one_line(made):
    script = (
        "import sys, incident_cli.store.appending as s\n"
        "def broken(*_): raise RuntimeError('oops')\n"
        "s.read_back = broken\n"
        "sys.argv = ['incident', 'update', 'the line']\n"
        "from incident_cli.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=made.env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (70, "")
    assert "oops; nothing was saved" in done.stderr
    assert texts(made.db) == ["before"]
