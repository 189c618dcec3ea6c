"""Waiting for an alarm as a view does."""

import select
import time

PATIENCE = 30
"""Seconds until a ring that does not come is a failure."""
SETTLED = 0.2
"""Seconds without a ring after which nothing of what was before is to come."""


def until(true, seconds=PATIENCE):
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def rings(alarm, seconds=PATIENCE):
    """Sleep until it rings, as a view does; whether it did within so many seconds."""
    deadline = time.monotonic() + seconds
    while not alarm.rung():
        if time.monotonic() > deadline:
            return False
        watched = [] if alarm.fileno is None else [alarm.fileno]
        select.select(watched, [], [], deadline - time.monotonic() if watched else 0.01)
    return True


def listening(alarm):
    """The alarm, once it hears the server and has told all that was before."""
    until(lambda: alarm.fileno is not None)
    rings(alarm)
    while rings(alarm, SETTLED):
        pass
    return alarm
