"""What tells that a file was written: a look at it, that sees every commit, and any other file in its place."""

import os
import shutil

import pytest
from support.make import row
from support.stores import Scribe, sqlite_store

OPENING = row("opened", "10:00", 0, status="investigating", title="x")


@pytest.fixture
def store(tmp_path):
    return sqlite_store(tmp_path)


@pytest.fixture
def scribe(store):
    return Scribe(store)


def test_every_commit_rings_though_the_time_and_the_size_of_the_file_stay(store, scribe):
    """Several commits fall into one tick of the system's clock."""
    alarm, sizes = store.alarm(), set()
    assert alarm.rung()
    for number in range(1, 7):
        scribe.write(OPENING._replace(incident=number))
        os.utime(store.path, ns=(0, 0))
        assert alarm.rung()
        assert not alarm.rung()
        sizes.add(os.stat(store.path).st_size)
    assert len(sizes) < 6


def test_a_file_that_appears_goes_away_or_is_replaced_rings(store, scribe, tmp_path):
    alarm = store.alarm()
    assert alarm.rung()
    assert not alarm.rung()
    scribe.write(OPENING)
    assert alarm.rung()
    shutil.copy2(store.path, tmp_path / "other")
    os.replace(tmp_path / "other", store.path)
    assert alarm.rung()
    os.unlink(store.path)
    assert alarm.rung()
    assert not alarm.rung()


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: os.symlink(path, path)])
def test_whatever_stands_there_is_looked_at_and_never_waited_for(store, make):
    alarm = store.alarm()
    assert alarm.rung()
    make(store.path)
    assert alarm.rung()
    assert not alarm.rung()


def test_it_cannot_wake_and_holds_nothing(store, scribe):
    scribe.write(OPENING)
    before = os.listdir("/proc/self/fd")
    alarm = store.alarm()
    assert alarm.rung()
    assert alarm.fileno is None
    assert os.listdir("/proc/self/fd") == before
    alarm.close()
