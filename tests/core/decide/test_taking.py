"""What a file tells becomes rows, and the rows tell the same again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from support.portables import SERVERS, START, lines, portables

from incident_cli.core.decide import taking
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold, known
from incident_cli.core.model import EntryKind, Server, State, Status, Verb
from incident_cli.core.portable import PortableLine, told

IDS = {server.key: number for number, server in enumerate(SERVERS, start=1)}
KNOWN = {
    number: Server(number, server.name, server.group, server.description, server.order, external_id=server.external_id)
    for number, server in enumerate(SERVERS, start=1)
}
NOW = START + timedelta(days=100)


def stored(events, batch="b1", first=1, at=NOW):
    """Rows as a store stamps them."""
    return [
        event._replace(
            id=number, event_id=f"{batch}.{number}", batch=batch, author="ann", recorded_at=event.recorded_at or at
        )
        for number, event in enumerate(events, start=first)
    ]


def taken(portable):
    return stored(taking.brought(7, portable, IDS))


def again(rows, portable):
    """The rows of another import over those that are there."""
    before = told(taking.as_told(rows), taking.as_told(rows).title, KNOWN)
    numbers = [row.entry for row in rows if row.entry is not None]
    events = taking.changed(before, portable, IDS, next_entry=max(numbers) + 1, now=NOW)
    return stored(events, "b2", len(rows) + 1)


def said(portable):
    """What a file and the record both say. Numbers and the order of the servers are ours; who wrote a line stays."""
    lines_ = tuple(sorted((line._replace(number=0, author="") for line in portable.lines), key=repr))
    return portable._replace(number=None, updated_at=None, warnings=(), servers=(), author="", lines=lines_)


def undated(portable):
    """The same without when it was written: a source that corrects a line does not write it anew."""
    found = said(portable)
    return found._replace(lines=tuple(sorted((line._replace(recorded_at=line.at) for line in found.lines), key=repr)))


def record(rows):
    incident = fold(rows)
    return told(incident, incident.title, KNOWN)


@given(portables())
def test_what_was_taken_in_is_told_again(portable):
    found = record(taken(portable))
    assert said(found) == said(portable)
    assert (found.author, [line.author for line in found.lines]) == (
        portable.author,
        [line.author for line in portable.lines],
    )


@given(portables())
def test_lines_are_numbered_in_the_order_in_which_they_were_written(portable):
    assert [line.number for line in record(taken(portable)).lines] == list(range(1, len(portable.lines) + 1))


@given(portables())
def test_the_same_again_is_nothing(portable):
    assert again(taken(portable), portable) == []


@given(portables(), portables())
def test_what_a_source_says_otherwise_is_told_afterwards(before, after):
    rows = taken(before)
    rows += again(rows, after)
    assert undated(record(rows)) == undated(after)
    assert again(rows, after) == []


@given(portables(), portables(), lines(9))
def test_what_we_wrote_ourselves_stays_when_the_source_is_read_again(before, after, line):
    rows = taken(before)
    mine = line._replace(external_id="", text="ours", retracted="", number=len(before.lines) + 1)
    rows += stored(taking.added(7, [mine], IDS, first=mine.number), "mine", len(rows) + 1)
    rows += again(rows, after)
    assert "ours" in [entry.text for entry in fold(rows).timeline]


def test_a_correction_of_ours_stays_when_the_source_says_what_it_said():
    portable = one(PortableLine(START, START, "It is the disk", external_id="u1"))
    rows = taken(portable)
    edit = Event(EventKind.EDITED, NOW, {"text": "It was the disk"}, 7, 1)
    rows += stored([edit], "mine", len(rows) + 1)
    assert again(rows, portable) == []
    assert fold(rows).entries[1].text == "It was the disk"


def one(*found):
    from incident_cli.core.portable import Portable

    return Portable("elsewhere", "x1", "It broke", START, START, lines=found, servers=SERVERS)


def test_a_line_that_its_source_took_away_is_deleted():
    rows = taken(
        one(PortableLine(START, START, "a", external_id="u1"), PortableLine(START, START, "b", external_id="u2"))
    )
    (deleted, imported) = again(rows, one(PortableLine(START, START, "a", external_id="u1")))
    assert (deleted.kind, deleted.entry, imported.kind) == (EventKind.DELETED, 2, EventKind.IMPORTED)


def test_a_changed_text_is_an_edit_of_now():
    rows = taken(one(PortableLine(START, START, "a", external_id="u1")))
    edit, _ = again(rows, one(PortableLine(START, START, "b", external_id="u1")))
    assert (edit.kind, edit.entry, edit.data, edit.recorded_at) == (EventKind.EDITED, 1, {"text": "b"}, NOW)


def test_a_new_end_closes_the_incident():
    line = PortableLine(START, START, "a", external_id="u1")
    end = PortableLine(START, START + timedelta(hours=1), "over", Verb.CLOSED, status=Status.RESOLVED, external_id="u2")
    rows = taken(one(line))
    rows += again(rows, one(line, end))
    assert fold(rows).ended_at == end.at


def test_an_end_that_its_source_took_back_opens_it_again():
    end = PortableLine(START, START, "over", Verb.CLOSED, status=Status.RESOLVED, external_id="u1")
    rows = taken(one(end))
    rows += again(rows, one(end._replace(verb=Verb.UPDATED, status=Status.MONITORING)))
    assert (fold(rows).ended_at, fold(rows).status) == (None, Status.MONITORING)


def test_an_end_that_no_line_tells_is_internal_and_without_words():
    rows = taken(one(PortableLine(START, START, "", Verb.CLOSED, EntryKind.NOTE, Status.RESOLVED)))
    incident = fold(rows)
    assert (incident.ended_at, incident.entries[1].word) == (START, False)


def test_servers_without_a_known_state_are_affected_and_claimed_by_nothing():
    incident = fold(taken(one()._replace(affected=("db",))))
    assert (incident.servers, incident.standing.claims) == ((IDS["db"],), ())


@given(portables(), st.integers(0, 5))
def test_what_was_known_at_a_time_is_what_the_source_had_written_by_then(portable, number):
    instants = sorted({line.recorded_at for line in portable.lines})
    if number < len(instants):
        at = instants[number]
        written = [line for line in portable.lines if line.recorded_at <= at]
        assert len(fold(known(taken(portable), at)).entries) == 1 + len(written)


def test_an_undone_import_is_not_what_the_source_told():
    rows = taken(one(PortableLine(START, START, "a", external_id="u1")))
    changed = again(rows, one(PortableLine(START, START, "b", external_id="u1")))
    void = Event(EventKind.VOIDED, NOW, {"batch": "b2"}, 7)
    rows = [*rows, *changed, *stored([void], "b3", 100)]
    assert taking.as_told(rows).entries[1].text == "a"


def test_a_state_of_an_opening_that_changed_is_an_edit_of_the_opening():
    rows = taken(one()._replace(states=(("db", State.MAJOR_OUTAGE),)))
    edit, _ = again(rows, one()._replace(states=(("db", State.PARTIAL_OUTAGE),)))
    assert (edit.entry, edit.data["states"]) == (0, ((IDS["db"], State.PARTIAL_OUTAGE),))
