"""Whatever an object says comes out again, through the record, and a correction is the only thing that changes."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.make import stamped

from incident_cli.core.decide.roster import Roster
from incident_cli.core.decide.taking import brought
from incident_cli.core.fold import fold
from incident_cli.core.model import Kind, Status, Verb
from incident_cli.core.phrase import headline, server_names
from incident_cli.core.portable import told
from incident_cli.formats import statuspage
from incident_cli.formats.source import Reading, Source, Unreadable
from incident_cli.formats.writing import Writing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WRITING = Writing(NOW)


def loaded(value):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        path.write_text(json.dumps(value))
        found = list(statuspage.read(Source("x.json", str(path)), Reading(NOW, UTC)))
        for each in found:
            if isinstance(each, Unreadable):
                raise each
        return [piece.load() for piece in found]


def recorded(portable, roster=None):
    """The incident as the record tells it: taken in, folded, told."""
    roster = roster or Roster((), 1)
    ids, _ = roster.ids(portable.source, portable.servers, portable.recorded_at)
    incident = fold(stamped(brought(7, portable, ids)))
    return told(incident, headline(incident, server_names(roster.servers)), roster.servers)


def strict(value):
    """JSON text, in which true is not 1."""
    return json.dumps(value, sort_keys=True)


CODES = ["c1", "c2", "c3"]
NAMES = ["API", "api", "Web", "c1", ""]
WORDS = ["operational", "partial_outage", "major_outage", "under_maintenance", "on fire", "", None]
STATUSES = [
    "investigating",
    "identified",
    "monitoring",
    "resolved",
    "postmortem",
    "scheduled",
    "in_progress",
    "completed",
    "cancelled",
    "odd",
    "",
    None,
]
TIMES = [
    "2024-03-01T10:00:00.000Z",
    "2024-03-01T10:00:00.400Z",
    "2024-03-01T10:05:00.000Z",
    "2024-03-01T10:05:00Z",
    "2024-03-01T03:30:00.123456-08:00",
    "2024-03-01T11:00:00.000Z",
    "2024-03-01 12:00:00",
    "2024-03-01T12:30:00.000Z",
    "2024-06-01T00:00:00.000Z",
    "0001-01-01T00:00:00+05:00",
    "1970-01-01T00:00:00.000Z",
    "soon",
    "now",
    "",
    None,
]
TEXTS = st.sampled_from(
    ["", "We look.", "a<br />b", "<ul><li>one</li></ul>", "a < b\r\n", "x\0y", "\ud800", "\ud83d", None]
) | st.text(st.characters(), max_size=8)
OTHER = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1) | st.sampled_from([0.0, 1.0, 0.5]) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
time = st.sampled_from(TIMES)
flag = st.sampled_from([True, False, None, 0, 1])


def some(**fields):
    return st.fixed_dictionaries({}, optional=fields)


MENTION = some(
    code=st.sampled_from([*CODES, None, ""]),
    name=st.sampled_from([*NAMES, None]),
    old_status=st.sampled_from(WORDS),
    new_status=st.sampled_from(WORDS),
    extra=OTHER,
)
UPDATE = some(
    id=st.sampled_from(["u1", "u2", "u3", "u1#2", "", None, 12]),
    status=st.sampled_from(STATUSES),
    body=TEXTS,
    incident_id=st.sampled_from(["i1", None]),
    created_at=time,
    updated_at=time,
    display_at=time,
    affected_components=st.none() | st.lists(MENTION, max_size=3),
    deliver_notifications=flag,
    custom_tweet=OTHER,
    tweet_id=OTHER,
    new=OTHER,
)
COMPONENT = some(
    id=st.sampled_from([*CODES, None, 5]),
    name=st.sampled_from([*NAMES, None]),
    status=st.sampled_from(WORDS),
    position=st.sampled_from([0, 1, 1.0, False, None]),
    description=TEXTS,
    group=flag,
    group_id=st.sampled_from([*CODES, None]),
    showcase=flag,
    only_show_if_degraded=flag,
    page_id=OTHER,
)
FIELDS = {
    "id": st.sampled_from(["i1", "", None, 4]),
    "name": TEXTS,
    "status": st.sampled_from(STATUSES),
    "created_at": time,
    "started_at": time,
    "updated_at": time,
    "resolved_at": time,
    "monitoring_at": time,
    "scheduled_for": time,
    "scheduled_until": time,
    "impact": st.sampled_from(["none", "minor", "critical", "maintenance", "huge", "", None]),
    "shortlink": TEXTS,
    "page_id": st.sampled_from(["p", "", None]),
    "incident_updates": st.none() | st.lists(UPDATE, max_size=5),
    "components": st.none() | st.lists(COMPONENT, max_size=4),
    "other": OTHER,
}
TIMED = {"created_at": st.sampled_from(TIMES[:9]), "incident_updates": st.lists(UPDATE, min_size=1, max_size=5)}
TOLD = st.fixed_dictionaries(TIMED, optional={name: field for name, field in FIELDS.items() if name not in TIMED})
OBJECT = TOLD | some(**FIELDS)


def taken(value):
    """The one incident of an object, which must name a time."""
    try:
        (portable,) = loaded({"page": {"id": "p"}, "incident": value})
    except Unreadable as error:
        assume("names a time" not in error.message)
        raise
    return portable


def plain(value):
    """The value as a file has it: JSON has pairs of surrogates for what is one character here."""
    return json.loads(json.dumps(value))


@given(OBJECT)
def test_any_object_comes_out_of_the_record_as_it_came_in(value):
    value = plain(value)
    portable = taken(value)
    assert strict(statuspage.document(portable, WRITING)) == strict(value)
    assert strict(statuspage.document(recorded(portable), WRITING)) == strict(value)


@given(OBJECT)
def test_any_object_becomes_a_sound_incident(value):
    portable = taken(plain(value))
    keys = {server.key for server in portable.servers}
    assert {key for key, _ in portable.states} | set(portable.affected) <= keys
    ends = [line for line in portable.lines if line.verb is Verb.CLOSED]
    assert len(ends) <= 1
    assert portable.recorded_at <= min((line.recorded_at for line in portable.lines), default=portable.recorded_at)
    assert [line.recorded_at for line in portable.lines] == sorted(line.recorded_at for line in portable.lines)
    ids = [line.external_id for line in portable.lines if line.external_id]
    assert len(set(ids)) == len(ids)
    portable.raw.encode()
    for line in portable.lines:
        line.text.encode()
        assert "\0" not in line.text
        assert {key for key, _ in line.states} <= keys
        assert line.verb is Verb.CLOSED or line.status is None or not line.status.final
        if ends and line.at >= ends[0].at and line is not ends[0]:
            assert (line.status, line.states) == (None, ())
    if ends:
        assert portable.began_at <= ends[0].at
        assert ends[0].status.final


@given(OBJECT)
def test_reading_twice_gives_the_same(value):
    value = plain(value)
    assert taken(value) == taken(value)


@given(TOLD, st.data())
def test_a_corrected_text_is_all_that_changes(value, data):
    value = plain(value)
    portable = recorded(taken(value))
    place = data.draw(st.sampled_from([place for place, line in enumerate(portable.lines) if line.kind.public]))
    before = statuspage.document(portable, WRITING)
    lines = list(portable.lines)
    lines[place] = lines[place]._replace(text="It was the cable.")
    after = statuspage.document(portable._replace(lines=tuple(lines)), WRITING)
    changed = [
        (one, other)
        for one, other in zip(before["incident_updates"], after["incident_updates"], strict=True)
        if strict(one) != strict(other)
    ]
    assert len(changed) == 1
    assert strict(changed[0][0] | {"body": "It was the cable."}) == strict(changed[0][1])
    assert strict(before | {"incident_updates": []}) == strict(after | {"incident_updates": []})


UPDATES = [
    {"id": "u2", "status": "resolved", "body": "<p>Done.</p>", "created_at": "2024-03-01T11:00:00.000Z", "tweet": 1},
    {
        "id": "u1",
        "status": "investigating",
        "body": "We look.",
        "created_at": "2024-03-01T10:00:00.000Z",
        "affected_components": [
            {"code": "c1", "name": "API", "old_status": "operational", "new_status": "major_outage"},
            {"code": "c2", "name": "Web"},
        ],
    },
]
INCIDENT = {
    "id": "i1",
    "name": "API is down",
    "status": "resolved",
    "created_at": "2024-03-01T10:00:00.000Z",
    "resolved_at": "2024-03-01T11:00:00.000Z",
    "impact": "critical",
    "incident_updates": UPDATES,
    "reminder_intervals": [1, 2],
}


def test_a_line_of_ours_comes_out_as_an_update_of_its_own():
    portable = recorded(taken(INCIDENT))
    line = portable.lines[0]._replace(text="We called them.", external_id="", number=9, status=None, states=())
    found = statuspage.document(portable._replace(lines=(*portable.lines, line)), WRITING)
    assert found["incident_updates"][0]["id"] == "7.9"
    assert found | {"incident_updates": found["incident_updates"][1:]} == INCIDENT | {"incident_updates": UPDATES}


def test_a_line_that_was_taken_out_is_gone_and_the_others_are_as_they_were():
    portable = recorded(taken(INCIDENT))
    found = statuspage.document(portable._replace(lines=portable.lines[1:]), WRITING)
    assert found["incident_updates"] == UPDATES[:1]


def test_a_corrected_state_is_written_with_what_else_was_said():
    portable = recorded(taken(INCIDENT))
    first = portable.lines[0]
    line = first._replace(states=((first.states[0][0], type(first.states[0][1])("partial_outage")),))
    found = statuspage.document(portable._replace(lines=(line, *portable.lines[1:])), WRITING)
    expected = plain(INCIDENT)
    expected["incident_updates"][1]["affected_components"][0]["new_status"] = "partial_outage"
    assert found == expected


def test_a_corrected_title_survives():
    portable = recorded(taken(INCIDENT))._replace(title="The API was down")
    assert statuspage.document(portable, WRITING) == INCIDENT | {"name": "The API was down"}


def test_a_server_that_was_renamed_is_told_under_the_name_it_had():
    portable = recorded(taken(INCIDENT))
    renamed = portable._replace(servers=tuple(each._replace(name=each.name + " 2") for each in portable.servers))
    assert statuspage.document(renamed, WRITING) == INCIDENT


def test_a_component_without_a_code_comes_out_so_when_its_server_has_one_by_now():
    roster = Roster((), 1)
    recorded(taken(INCIDENT), roster)
    value = plain(INCIDENT)
    value["id"] = "i2"
    for each in value["incident_updates"][1]["affected_components"]:
        del each["code"]
    portable = recorded(taken(value), roster)
    assert {server.external_id for server in portable.servers} == {"c1", "c2"}
    assert statuspage.document(portable, WRITING) == value


USUAL = {
    "id": "u1",
    "status": "investigating",
    "body": "We look.",
    "incident_id": "i1",
    "created_at": "2024-03-01T10:00:00.000Z",
    "updated_at": "2024-03-01T10:00:00.000Z",
    "display_at": "2024-03-01T10:00:00.000Z",
    "affected_components": None,
    "deliver_notifications": True,
    "custom_tweet": None,
    "tweet_id": None,
}


def test_nothing_is_kept_of_an_update_that_says_what_we_would_say():
    assert "u1" not in taken(INCIDENT | {"incident_updates": [USUAL]}).raw


def test_one_is_not_taken_for_true():
    value = INCIDENT | {"incident_updates": [USUAL | {"deliver_notifications": 1}]}
    assert strict(statuspage.document(taken(value), WRITING)) == strict(value)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{",
        "[]",
        "null",
        '{"patch": 1, "names": 2}',
        '{"patch": {"name": 1}}',
        '{"patch": {"name": []}}',
        '{"patch": {"incident_updates": {"each": [1]}}}',
        '{"patch": {"incident_updates": {"order": ["x"]}}}',
        '{"patch": {"incident_updates": {"each": {"u1": 1}, "plus": 1, "gone": 1}}}',
        "[" * 5000,
    ],
)
def test_what_was_kept_and_is_damaged_keeps_nothing_from_being_written(raw):
    portable = taken(INCIDENT)._replace(raw=raw)
    assert statuspage.document(portable, WRITING)["name"] == "API is down"


def test_what_another_format_kept_is_not_looked_at():
    portable = taken(INCIDENT)._replace(source="cstate", raw='{"patch": {"name": ["=API is down", "x"]}}', number=3)
    found = statuspage.document(portable, WRITING)
    assert (found["name"], found["id"]) == ("API is down", "3")


def test_a_maintenance_comes_back_as_one():
    value = INCIDENT | {"scheduled_for": "2024-03-02T10:00:00.000Z", "status": "scheduled", "resolved_at": None}
    value = value | {"incident_updates": [UPDATES[1] | {"status": "scheduled"}]}
    portable = taken(value)
    assert (portable.kind, portable.status_now) == (Kind.MAINTENANCE, Status.SCHEDULED)
    assert statuspage.document(recorded(portable), WRITING) == value
