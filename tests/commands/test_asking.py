"""A question on its way: it holds nobody up, and what came of it is taken when it is over."""

import os
import select
import subprocess
import sys
import threading
import time

import pytest

from incident_cli.commands.asking import Asking

PATIENCE = 30
"""Seconds until an answer that does not come is a failure."""


def over(asking):
    """Wait until the answer has come, as a view does."""
    assert select.select([asking.fileno], [], [], PATIENCE)[0]
    assert asking.over
    return asking


def test_the_answer_is_taken_when_its_descriptor_says_so():
    go = threading.Event()
    asking = Asking(lambda: go.wait(PATIENCE))
    assert not select.select([asking.fileno], [], [], 0.1)[0]
    assert not asking.over
    go.set()
    assert over(asking).answer() is True


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit, KeyboardInterrupt])
def test_what_goes_wrong_is_raised_where_the_answer_is_taken(error):
    def fail():
        raise error

    with pytest.raises(error):
        over(Asking(fail)).answer()


def test_nothing_is_left_of_a_question():
    before, threads = os.listdir("/proc/self/fd"), threading.active_count()
    for _ in range(3):
        over(Asking(lambda: 1)).answer()
        Asking(lambda: 1).leave()
    deadline = time.monotonic() + PATIENCE
    while threading.active_count() > threads and time.monotonic() < deadline:
        time.sleep(0.01)
    assert os.listdir("/proc/self/fd") == before


def test_a_question_that_hangs_keeps_nobody_from_the_end():
    code = """
import time
from incident_cli.commands.asking import Asking
asking = Asking(lambda: time.sleep(60))
asking.leave()
print("left")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "left\n", "")


def test_before_a_program_stands_still_its_question_comes_to_its_end():
    asking = Asking(lambda: time.sleep(0.3))
    asking.settle()
    assert asking.over
    asking.leave()


def test_a_question_that_hangs_lets_a_program_stand_still_all_the_same(monkeypatch):
    monkeypatch.setattr("incident_cli.commands.asking.PATIENCE", 0.1)
    go = threading.Event()
    asking = Asking(lambda: go.wait(PATIENCE))
    asking.settle()
    assert not asking.over
    go.set()
    asking.leave()
