"""The one lock of all who write: waited for, given up, and never held for long by who fell asleep."""

import os
import signal
import subprocess
import sys
import time

import pytest
from support import processes, team
from support.processes import ended, hearing, started
from support.program import ROOT
from support.team import sound

from incident_cli.config import DEFAULT_WAIT
from incident_cli.store.postgres import transaction

LINES = [["update", "x"], ["open", "-s", "db"], ["close"], ["edit", "1", "another"], ["undo"], ["db", "rebuild"]]


def waiting(program, *line, **env):
    """The real program, which waits for the lock in the server."""
    process = started(program, *line, **env)
    team.until(lambda: team.waits(program.db))
    return process


@pytest.mark.parametrize("line", LINES)
def test_a_lock_that_is_never_free_ends_in_one_busy_line_with_nothing_saved(made, line):
    before = team.tables(made.db)
    with team.locked(made.db):
        began = time.monotonic()
        answer = made(*line, INCIDENT_WAIT="0.4").failed(75, "busy", "nothing was saved")
        assert 0.4 <= time.monotonic() - began < 5
        assert len(answer.err.splitlines()) == 2
    assert team.tables(made.db) == before
    assert sound(made.db) == ["before"]


def test_a_schema_that_another_one_is_making_is_waited_for(crowd):
    with team.locked(crowd.db):
        crowd("open", "-s", "http6", INCIDENT_WAIT="0.3").failed(75, "busy", "nothing was saved")
        process = waiting(crowd, "open", "-s", "http6")
    assert ended(process).code == 0
    sound(crowd.db)


def test_a_lock_that_is_held_for_a_while_is_waited_for(made):
    with team.locked(made.db):
        process = waiting(made, "update", "after")
        time.sleep(1.5)
        assert process.poll() is None
    freed = time.monotonic()
    assert ended(process).code == 0
    assert time.monotonic() - freed < 5
    assert sound(made.db) == ["before", "after"]


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
@pytest.mark.parametrize("line", [["update", "the line"], ["open", "-s", "db1"]])
def test_a_signal_ends_the_wait_at_once_quietly_with_nothing_saved(made, sent, code, line):
    with team.locked(made.db), hearing():
        process = waiting(made, *line)
        sent_at = time.monotonic()
        process.send_signal(sent)
        answer = ended(process)
        assert time.monotonic() - sent_at < 3
    assert answer == (code, "", "")
    assert made("update", "after").code == 0
    assert sound(made.db) == ["before", "after"]


def test_ctrl_c_at_any_moment_is_quiet_and_its_code_tells_whether_the_line_was_stored(made):
    delays = [0, *(0.08 * number / 20 for number in range(1, 21))]
    answers = processes.Helper(made, processes.interrupted, ["update", "-q"], delays).wait()
    stored = sound(made.db)
    for delay, (code, _, err) in zip(delays, answers, strict=True):
        assert err == "" or (code == 0 and err == "incident: warning: interrupted, but the line is saved\n")
        assert (code, f"after {delay}" in stored) in ((0, True), (130, False)), delay
    assert {code for code, *_ in answers} == {0, 130}


def test_killed_clients_leave_no_half_line_and_let_the_lock_go(made):
    told = processes.Helper(made, processes.killed, made.db, 12, 4, 0.15).wait()
    assert told["wrong"] == []
    assert told["acknowledged"]
    made("update", "1", "the next", INCIDENT_WAIT="5").done
    stored = sound(made.db)
    assert len(stored) == len(set(stored))
    assert set(told["acknowledged"]) <= set(stored)


ASLEEP = f"""
import os, signal, sys
from incident_cli.store.postgres import store, transaction
transaction.IDLE = 1
append = store._append
def asleep(*given):
    os.kill(os.getpid(), signal.SIGSTOP)
    return append(*given)
store._append = asleep
sys.path.insert(0, {ROOT!r})
sys.argv = ["incident", "update", "from a laptop that slept"]
from incident_cli.__main__ import main
main()
"""


def test_a_client_that_falls_asleep_in_the_middle_of_a_write_holds_the_lock_only_for_so_long(made):
    pipe = subprocess.PIPE
    sleeper = subprocess.Popen([sys.executable, "-c", ASLEEP], env=made.env, stdout=pipe, stderr=pipe, text=True)
    try:
        assert os.waitpid(sleeper.pid, os.WUNTRACED)[1] == 0x7F | signal.SIGSTOP << 8
        made("update", "too early", INCIDENT_WAIT="0.2").failed(75, "busy")
        made("update", "after it", INCIDENT_WAIT="15").done
        sleeper.send_signal(signal.SIGCONT)
        ended(sleeper).failed(5, "nothing was asked for long", "nothing was saved", "hint: repeat")
    finally:
        sleeper.kill()
        sleeper.communicate()
    assert sound(made.db) == ["before", "after it"]


def test_a_sleeper_is_waited_for_no_longer_than_two_waits_of_a_writer():
    assert transaction.IDLE <= 2 * DEFAULT_WAIT


def test_writers_of_different_schemas_do_not_wait_for_each_other(made, postgres_server):
    from support import postgres

    other = postgres.fresh(postgres_server)
    with team.locked(made.db):
        made("open", "-s", "db", INCIDENT_DB=other, INCIDENT_WAIT="0").done
    sound(other)
