"""Which command is taken back, and which rows then count."""

from hypothesis import given
from hypothesis import strategies as st
from support.histories import logs
from support.make import at, opened, row, stamped

from incident_cli.core.decide import undoing
from incident_cli.core.decide.undoing import Step
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold, living

NOW = at("12:00")


class Log:
    """A log of incident 1 by one author, and the questions that a store answers about it."""

    def __init__(self, *rows):
        self.rows = stamped(rows)

    def span(self, name):
        ids = [e.id for e in self.rows if e.command == name]
        return min(ids), max(ids)

    def commands(self):
        first = {e.batch: e for e in self.rows if "+" not in e.batch}
        return sorted(first.values(), key=lambda e: -e.id)

    @property
    def voids(self):
        return [e for e in self.rows if e.kind is EventKind.VOIDED]

    def add(self, *rows):
        self.rows = stamped([*self.rows, *rows])

    def back(self):
        return undoing.back(self.commands(), self.voids, self.span)

    def forth(self):
        return undoing.forth(self.voids)

    def do(self, step):
        self.add(undoing.taken(step, 1, None, NOW)._replace(batch=f"u{len(self.rows)}"))
        return step.name

    def counting(self):
        return [e.batch for e in living(self.rows)]


def line(batch, clock="10:05"):
    return row("added", clock, 1, text="x", batch=batch)


def test_the_last_command_goes_first_and_then_the_one_before():
    log = Log(opened()._replace(batch="a"), line("b"))
    assert [log.do(log.back()), log.do(log.back()), log.back()] == ["b", "a", None]
    assert log.counting() == []


def test_the_last_undo_comes_back_first():
    log = Log(opened()._replace(batch="a"), line("b"))
    log.do(log.back()), log.do(log.back())
    assert [log.do(log.forth()), log.do(log.forth()), log.forth()] == ["a", "b", None]
    assert log.counting() == ["a", "b"]


def test_what_was_redone_is_undone_again_before_what_came_earlier():
    log = Log(opened()._replace(batch="a"), line("b"))
    log.do(log.back()), log.do(log.forth())
    assert [log.do(log.back()), log.do(log.forth())] == ["b", "b"]
    assert log.counting() == ["a", "b"]


def test_a_command_after_an_undo_does_not_lose_the_undo():
    log = Log(opened()._replace(batch="a"), line("b"))
    log.do(log.back())
    log.add(line("c", "10:10")._replace(entry=2))
    assert log.do(log.forth()) == "b"
    assert log.back().name == "c"


def test_a_redaction_is_passed_over():
    log = Log(opened()._replace(batch="a"), line("b"), row("redacted", "10:06", 1, batch="r"))
    assert log.back().name == "b"


def test_all_the_commits_of_a_stream_are_one_command():
    log = Log(opened()._replace(batch="a"), line("s"), line("s+1")._replace(entry=2), line("s+2")._replace(entry=3))
    assert log.do(log.back()) == "s"
    assert log.counting() == ["a"]


def test_the_command_begun_last_goes_first_while_a_stream_still_writes():
    log = Log(opened()._replace(batch="a"), line("s"), line("b")._replace(entry=2), line("s+1")._replace(entry=3))
    assert [log.do(log.back()), log.do(log.back()), log.do(log.back())] == ["b", "s", "a"]


def test_a_stream_that_writes_on_after_it_was_undone_counts_again_from_there():
    log = Log(opened()._replace(batch="a"), line("s"), line("s+1")._replace(entry=2))
    log.do(log.back())
    log.add(line("s+2")._replace(entry=3))
    assert log.counting() == ["a", "s+2"]
    assert log.do(log.back()) == "s"
    assert log.counting() == ["a"]
    assert log.do(log.forth()) == "s"
    assert log.counting() == ["a", "s+2"]
    log.do(log.forth())
    assert log.counting() == ["a", "s", "s+1", "s+2"]


def test_the_rows_that_go_are_those_that_counted():
    log = stamped([opened()._replace(batch="a"), line("s"), line("s+1")._replace(entry=2)])
    step = Step("s", "s", 2)
    after = [*log, undoing.taken(step, 1, None, NOW)._replace(id=4, batch="u")]
    assert [e.batch for e in undoing.moved(step, log, after)] == ["s", "s+1"]
    again = Step("s", "u", 4, redo=True)
    redone = [*after, undoing.taken(again, 1, None, NOW)._replace(id=5, batch="r")]
    assert [e.batch for e in undoing.moved(again, after, redone)] == ["s", "s+1"]


@given(logs(voids=False), st.lists(st.booleans(), max_size=12))
def test_undoing_and_redoing_walk_along_the_same_records(rows, turns):
    """Whatever the order of undos and redos, what is told is what was told after so many commands."""
    names = list(dict.fromkeys(e.batch for e in rows))
    records = [fold([e for e in rows if e.batch in names[:count]]) for count in range(len(names) + 1)]
    log, place = Log(), len(names)
    log.rows = list(rows)
    for redo in turns:
        step = log.forth() if redo else log.back()
        assert (step is None) is (place == (len(names) if redo else 0))
        if step is not None:
            place += 1 if redo else -1
            event = undoing.taken(step, 1, None, NOW)
            log.rows.append(_stored(event, len(log.rows) + 1))
        assert fold(log.rows) == records[place]


def _stored(event: Event, number: int) -> Event:
    return event._replace(id=number, batch=f"u{number}", recorded_at=NOW, author="ann")
