"""Reading what arrives: what is there, the end, and a wish to end that never strikes in the middle."""

import contextlib
import os
import signal
import tempfile
import time

import pytest

from incident_cli.commands.arrivals import CHUNK, LAST_WORDS, Arrivals


@pytest.fixture
def pipe():
    """A pipe: the end to read from and the end to write to."""
    ends = os.pipe()
    yield ends
    for end in ends:
        with contextlib.suppress(OSError):
            os.close(end)


def test_what_is_there_is_read_and_nothing_is_waited_for(pipe):
    with Arrivals(pipe[0]) as arrivals:
        assert arrivals.read(wait=False) is None
        os.write(pipe[1], b"one")
        assert arrivals.read(wait=False) == b"one"
        os.write(pipe[1], b"x" * (CHUNK + 1))
        assert [len(arrivals.read(wait=True)) for _ in range(2)] == [CHUNK, 1]


def test_the_end_is_told_from_nothing_yet(pipe):
    with Arrivals(pipe[0]) as arrivals:
        os.write(pipe[1], b"last")
        os.close(pipe[1])
        assert [arrivals.read(wait=False) for _ in range(3)] == [b"last", b"", b""]
        assert arrivals.over


def test_a_pipe_that_does_not_wait_is_read_all_the_same(pipe):
    os.set_blocking(pipe[0], False)
    with Arrivals(pipe[0]) as arrivals:
        assert arrivals.read(wait=False) is None
        assert arrivals._taken() is None  # somebody else was quicker
        os.write(pipe[1], b"one")
        assert arrivals.read(wait=True) == b"one"


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_wish_to_end_leaves_a_pipe_its_last_words(pipe, wish):
    with Arrivals(pipe[0]) as arrivals:
        signal.raise_signal(wish)
        os.write(pipe[1], b"last words")
        assert arrivals.read(wait=True) == b"last words"
        began = time.monotonic()
        assert arrivals.read(wait=True) == b""
        assert time.monotonic() - began < LAST_WORDS + 5
        assert (arrivals.asked, arrivals.over) == (wish, False)


def test_after_a_wish_the_end_of_the_pipe_is_still_the_end(pipe):
    with Arrivals(pipe[0]) as arrivals:
        signal.raise_signal(signal.SIGINT)
        os.close(pipe[1])
        assert arrivals.read(wait=True) == b""
        assert arrivals.over


def test_a_file_is_not_read_on_after_a_wish():
    with tempfile.TemporaryFile() as file:
        file.write(b"x" * 2 * CHUNK)
        file.seek(0)
        with Arrivals(file.fileno()) as arrivals:
            assert len(arrivals.read(wait=True)) == CHUNK
            signal.raise_signal(signal.SIGTERM)
            assert arrivals.read(wait=True) == b""
            assert not arrivals.over


def test_only_a_later_ctrl_c_strikes_and_only_while_something_is_saved(pipe, monkeypatch):
    with Arrivals(pipe[0]) as arrivals:
        with arrivals.saving():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)  # a key held down
        later = time.monotonic() + LAST_WORDS + 1
        monkeypatch.setattr(time, "monotonic", lambda: later)
        signal.raise_signal(signal.SIGINT)
        with arrivals.saving():
            signal.raise_signal(signal.SIGTERM)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)


def test_a_signal_that_is_ignored_from_the_start_stays_ignored(pipe):
    """As `nohup`, and a shell that starts a job in the background, want it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Arrivals(pipe[0]) as arrivals:
            signal.raise_signal(signal.SIGHUP)
            assert arrivals.asked == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_handlers_of_before_come_back(pipe):
    before = [signal.getsignal(wish) for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with Arrivals(pipe[0]):
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert [signal.getsignal(wish) for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before
    assert signal.set_wakeup_fd(-1) == -1


def test_a_file_that_cannot_be_read_is_the_end_with_a_reason():
    folder = os.open("/", os.O_RDONLY)
    try:
        with Arrivals(folder) as arrivals:
            assert arrivals.read(wait=True) == b""
            assert isinstance(arrivals.failure, IsADirectoryError)
            assert not arrivals.over
    finally:
        os.close(folder)
