"""What tells that somebody has written, on every engine."""

from contextlib import closing

import pytest
from support.alarms import SETTLED, rings
from support.make import row

OPENING = row("opened", "10:00", 0, status="investigating", title="x")


@pytest.fixture
def alarm(store):
    """An alarm that has told all that was before."""
    with closing(store.alarm()) as alarm:
        assert alarm.rung()
        while rings(alarm, SETTLED):
            pass
        yield alarm


def test_every_write_rings_and_no_reading_does(store, scribe, alarm):
    for number in range(1, 4):
        scribe.write(OPENING._replace(incident=number))
        assert rings(alarm)
        store.read(lambda view: view.servers())
        assert not rings(alarm, SETTLED)


def test_a_write_that_is_refused_does_not_ring(store, scribe, alarm):
    def refuse(view):
        raise ZeroDivisionError

    scribe.write(OPENING)
    assert rings(alarm)
    with pytest.raises(ZeroDivisionError):
        store.write(None, refuse)
    assert not rings(alarm, SETTLED)
