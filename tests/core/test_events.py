"""The log's kinds, and the JSON of what they carry."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import DOWN, UP, at

from incident_cli.core.events import Event, EventKind, compact, decode, encode
from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Kind, Severity, State, Status

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
INSTANT = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)).map(
    lambda when: when.replace(microsecond=when.microsecond // 1000 * 1000)
)
LIST = st.lists(TEXT).map(tuple)
STATES = st.dictionaries(st.integers(1, 2**63 - 1), st.sampled_from([*State]), min_size=1).map(
    lambda d: tuple(d.items())
)
LINE = {"text": TEXT, "status": st.sampled_from([*Status]), "states": STATES, "links": LIST}
KEYED = {"key": TEXT, "key_time": TEXT}
RAN = {"argv": LIST, "exit_code": st.integers(0, 255), "signal": TEXT}
RAN |= {"duration_s": st.integers(0, 10**9).map(lambda ms: ms / 1000), "left_out_bytes": st.integers(0)}
TIMES = ("impact_began_at", "detected_at", "acknowledged_at", "planned_from", "planned_until")
HEADER = {"title": TEXT, "label": TEXT, "zone": TEXT, "severity": st.sampled_from([*Severity])}
HEADER |= {"impact": st.sampled_from([*Impact]), "tags": LIST, "links": LIST} | dict.fromkeys(TIMES, INSTANT)
FROM = {"source": TEXT, "external_id": TEXT, "raw": TEXT}
NULL_OR = {name: st.none() | values for name, values in HEADER.items()}
LINE_EDIT = {**LINE, "at": INSTANT, "kind": st.sampled_from([*EntryKind]), "guess": st.just(True)}
CARRIED = {
    EventKind.OPENED: {
        **HEADER,
        **KEYED,
        **FROM,
        "kind": st.sampled_from([*Kind]),
        "status": LINE["status"],
        "states": STATES,
    },
    EventKind.ADDED: {**LINE, **KEYED, **RAN, "kind": st.sampled_from([*EntryKind]), "guess": st.just(True)},
    EventKind.CLOSED: {**LINE, **KEYED, "keep": st.just(True), "residual": TEXT},
    EventKind.REOPENED: LINE,
    EventKind.EDITED: {name: st.none() | values for name, values in LINE_EDIT.items()},
    EventKind.RETRACTED: {"why": TEXT},
    EventKind.DELETED: {},
    EventKind.POSTMORTEM_STORED: {"text": TEXT, "document": st.sampled_from([*DocumentStatus])},
    EventKind.STATE_SET: {"state": st.sampled_from([*State]), "note": TEXT},
    EventKind.SERVER_CHANGED: {
        "name": TEXT,
        "group": TEXT,
        "description": TEXT,
        "order": st.integers(),
        "retired": st.booleans(),
    },
    EventKind.VOIDED: {"batch": TEXT},
    EventKind.IMPORTED: {"source": TEXT, "external_id": TEXT, "file": TEXT},
}
OF_ENTRY = {EventKind.ADDED, EventKind.EDITED}


@pytest.mark.parametrize("kind", CARRIED)
def test_what_an_event_carries_comes_back_as_it_was(kind):
    @given(st.fixed_dictionaries({}, optional=CARRIED[kind]))
    def round_trip(data):
        found = decode(encode(data), of_entry=kind in OF_ENTRY)
        assert found == data
        assert [type(value) for value in found.values()] == [type(value) for value in data.values()]
        assert list(found) == list(data)

    round_trip()


@given(st.fixed_dictionaries({}, optional={**NULL_OR, "residual": st.none() | TEXT}))
def test_an_edit_of_an_incident_comes_back_with_its_nulls(data):
    assert decode(encode(data), of_entry=False) == data


def test_every_kind_but_the_reserved_ones_is_tested_here():
    assert set(EventKind) - set(CARRIED) == {EventKind.ACTION_CHANGED, EventKind.REDACTED}


def test_states_keep_the_order_in_which_they_were_typed():
    data = {"states": ((9, DOWN), (1, UP))}
    assert decode(encode(data), of_entry=True) == data


def test_the_json_is_plain_short_and_readable():
    data = {"text": "Straße → 😀", "states": ((6, DOWN),), "at": at("10:26"), "links": ("u",), "guess": True}
    assert encode(data) == (
        '{"text":"Straße → 😀","states":{"6":"major_outage"},'
        '"at":"2014-02-10T10:26:00.000Z","links":["u"],"guess":true}'
    )


@given(TEXT)
def test_the_json_of_a_text_is_one_line_without_control_characters(text):
    written = encode({"text": text})
    assert json.loads(written) == {"text": text}
    assert not any(ord(c) < 32 for c in written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"status":"asleep"}',
        '{"at":"yesterday"}',
        '{"states":{"1":"blue"}}',
        '{"states":{"web":"major_outage"}}',
        '{"kind":"opened"}',
        '{"severity":"SEV9"}',
        '{"impact":"huge"}',
        '{"document":"lost"}',
    ],
)
def test_what_this_program_does_not_write_is_not_read(text):
    with pytest.raises((ValueError, KeyError, TypeError)):
        decode(text, of_entry=True)


def test_the_kind_of_an_incident_and_of_a_line_are_told_apart():
    assert decode('{"kind":"maintenance"}', of_entry=False) == {"kind": Kind.MAINTENANCE}
    assert decode('{"kind":"note"}', of_entry=True) == {"kind": EntryKind.NOTE}
    with pytest.raises(ValueError, match="note"):
        decode('{"kind":"note"}', of_entry=False)


def test_compact_leaves_out_what_says_nothing():
    assert compact(a="", b=None, c=False, d=(), e="x", f=True) == {"e": "x", "f": True}


def test_an_event_that_was_not_stored_has_no_time_of_writing():
    event = Event(EventKind.ADDED, at("10:00"))
    with pytest.raises(ValueError, match="not stored"):
        event.written_at
    assert event._replace(recorded_at=at("10:01")).written_at - event.at == timedelta(minutes=1)
