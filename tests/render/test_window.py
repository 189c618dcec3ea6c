"""The window: what is written to the terminal, and that it is left as it was whatever happens inside."""

import os
import pty
import signal
import sys
import termios
import time
from contextlib import contextmanager
from unittest import mock

import pytest

from incident_cli.render.window import _CLEAR, _ENTER, _LEAVE, Window

END = b"\0"


class Terminal:
    """Standard input and output of this process on a terminal."""

    def __init__(self):
        self.ours, self.theirs = pty.openpty()

    def written(self):
        """What reached the terminal since the last look: all that comes before a sign of our own."""
        os.write(self.theirs, END)
        found = b""
        while not found.endswith(END):
            found += os.read(self.ours, 65536)
        return found.removesuffix(END)

    def type(self, keys):
        """Press keys."""
        os.write(self.ours, keys)


@contextmanager
def terminal():
    """A terminal that has to be left as it was found, with all signals as they were."""
    found = Terminal()
    handlers = [signal.getsignal(number) for number in signal.valid_signals()]
    modes = termios.tcgetattr(found.theirs)
    with open(found.theirs, "r+b", buffering=0) as stream, mock.patch.multiple(sys, stdin=stream, stdout=stream):
        yield found
        assert termios.tcgetattr(found.theirs) == modes
    assert [signal.getsignal(number) for number in signal.valid_signals()] == handlers
    assert signal.set_wakeup_fd(-1) == -1
    os.close(found.ours)


def test_only_lines_that_differ_are_written():
    with terminal() as term, Window(keys=True) as window:
        assert term.written() == _ENTER
        window.show([b"one", b"two", b"three"])
        assert term.written().startswith(_CLEAR)
        window.show([b"one", b"2", b"three"])
        assert term.written() == b"\x1b[2H\x1b[K2\x1b[m"
        window.show([b"one", b"2", b"three"])
        assert term.written() == b""
        window.show([b"one"])
        assert term.written() == b"\x1b[2J\x1b[1H\x1b[Kone\x1b[m"


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit, KeyboardInterrupt])
def test_an_error_inside_gives_the_terminal_back(error):
    with terminal() as term:
        with pytest.raises(error), Window(keys=True) as window, window.heeding():
            raise error
        assert term.written() == _ENTER + _LEAVE


def test_a_way_in_that_fails_gives_the_terminal_back():
    with terminal() as term, mock.patch.object(Window, "_write", side_effect=[OSError(5, "x"), None]):
        with pytest.raises(OSError, match="x"), Window(keys=True):
            pass
        assert term.written() == b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_ends_it_and_is_told(number):
    with terminal() as term:
        with Window(keys=True) as window, window.heeding():
            signal.raise_signal(number)
            raise AssertionError("it went on")
        assert window.code == 128 + number
        assert term.written() == _ENTER + _LEAVE


def test_a_signal_before_anybody_heeds_is_not_lost():
    with terminal():
        with Window(keys=True) as window:
            signal.raise_signal(signal.SIGTERM)
            with window.heeding():
                raise AssertionError("it went on")
        assert window.code == 128 + signal.SIGTERM


def test_signals_on_the_way_out_change_nothing():
    leave = Window._close

    def interrupted(window):
        signal.raise_signal(signal.SIGINT)
        leave(window)
        signal.raise_signal(signal.SIGTERM)

    with terminal() as term, mock.patch.object(Window, "_close", interrupted):
        with Window(keys=True) as window, window.heeding():
            pass
        assert term.written() == _ENTER + _LEAVE


def test_a_signal_that_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with terminal(), Window(keys=True) as window, window.heeding():
            signal.raise_signal(signal.SIGHUP)
        assert window.code == 0
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (b"q", ["quit"]),
        (b"jk", ["down", "up"]),
        (b"\x1b[A\x1bOB", ["up", "down"]),
        (b"\x1b[5~ b", ["page up", "page down", "page up"]),
        (b"xyz\xff\x1b", []),
        (b"\x1b[1;5Aq", ["quit"]),
    ],
)
def test_keys_have_names(typed, keys):
    with terminal() as term, Window(keys=True) as window:
        term.type(typed)
        assert window.wait(5) == keys


def test_keys_are_heard_at_once_and_not_echoed():
    with terminal() as term, Window(keys=True) as window:
        term.written()
        term.type(b"j")
        assert window.wait(5) == ["down"]
        assert term.written() == b""


def test_a_change_of_the_size_ends_the_waiting_and_draws_everything():
    with terminal() as term, Window(keys=True) as window:
        window.show([b"a"])
        term.written()
        signal.raise_signal(signal.SIGWINCH)
        assert window.wait(60) == []
        window.show([b"a"])
        assert term.written().startswith(_CLEAR)


def test_a_descriptor_of_somebody_else_ends_the_waiting():
    with terminal() as term, Window(keys=True) as window:
        heard, told = os.pipe()
        began = time.monotonic()
        assert window.wait(0.1, heard) == []
        assert time.monotonic() - began >= 0.1
        os.write(told, b"!")
        assert window.wait(None, heard) == []
        term.type(b"q")
        assert window.wait(None, heard) == ["quit"]
        for end in (heard, told):
            os.close(end)
