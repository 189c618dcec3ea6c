"""Our own JSON read back: what `show --json` and `export --format json` say of an incident comes in as it was."""

import json
from contextlib import suppress
from datetime import UTC, date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.histories import SERVERS as THREE
from support.histories import logs
from support.make import DB, DEGRADED, DOWN, UP, WEB, at, incident, opened, planned, row

from incident_cli.core import views
from incident_cli.core.actions import ActionKind, ActionState, Priority
from incident_cli.core.fold import fold
from incident_cli.core.measure import acknowledged
from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Kind, Server, Severity, Status
from incident_cli.core.portable import told
from incident_cli.formats import own
from incident_cli.formats.ics import uid
from incident_cli.formats.source import Piece, Reading, Source, Unreadable
from incident_cli.formats.telling import whole
from incident_cli.render.json import Json
from incident_cli.render.look import Look

NOW = at("23:00")
READING = Reading(NOW, UTC)
SERVERS = {WEB: Server(WEB, "web"), DB: Server(DB, "db", external_id="d1")}
NAMES = {number: Server(number, f"s{number}") for number in THREE}


def answer(found, servers=SERVERS, title="web is down", *, public=False):
    """The object that `show --json` has under `incident`."""
    sheet = views.sheet(found, title, servers, public=public)
    return json.loads(json.dumps(Json(Look(UTC, NOW))._incident(sheet)))


def file(tmp_path, text):
    path = tmp_path / "in.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Source("in.json", str(path))


def wrapped(*answers):
    return json.dumps({"schema": 1, "incidents": answers})


def taken(tmp_path, text):
    """What is read, each piece loaded; what is left out as its message."""
    found = []
    for each in own.read(file(tmp_path, text), READING):
        try:
            found.append(each.load() if isinstance(each, Piece) else f"{each.line}: {each.message}")
        except Unreadable as error:
            found.append(f"{error.line}: {error.message}")
    return found


def refused(tmp_path, text):
    with pytest.raises(Unreadable) as caught:
        list(own.read(file(tmp_path, text), READING))
    assert "\n" not in caught.value.message
    return caught.value


def outage(**header):
    found = incident(
        opened("10:00", states=((WEB, DOWN),), tags=("net",), severity=Severity.SEV2, **header),
        row("added", "10:05", 1, text="fibre", status=Status.IDENTIFIED, states=((DB, DEGRADED), (WEB, UP))),
        row("added", "10:01", 2, text="mailq", kind=EntryKind.NOTE, recorded="10:06", links=("https://e.org",)),
        row(
            *("added", "10:07", 3),
            text="no",
            kind=EntryKind.COMMAND,
            argv=("make", "é"),
            exit_code=2,
            duration_s=3.5,
        ),
        row("added", "10:08", 4, text="disk?", guess=True, recorded="10:09"),
        row("retracted", "10:10", 4, why="it was not"),
        row("closed", "10:20", 5, text="Over", status=Status.RESOLVED, residual="spare part"),
        row("postmortem_stored", "12:00", 6, text="# What", document=DocumentStatus.PUBLISHED),
        row(
            "action_changed", "13:00", action=1, text="Alert", state=ActionState.OPEN, owner="bob", due=date(2014, 2, 9)
        ),
        row("action_changed", "13:05", action=2, text="Hope", state=ActionState.OPEN, kind=ActionKind.PROCESS),
        row("action_changed", "13:10", action=2, state=ActionState.DROPPED, why="it never helped"),
        row("action_changed", "13:15", action=4, text="Mirror", state=ActionState.OPEN, priority=Priority.P3),
    )
    return found._replace(id=168)


# -- the round trip -----------------------------------------------------------------------------------


def compared(portable):
    """What the JSON can say: the rest of it is named where it is left out (the top of `formats/own.py`)."""
    keys = {server.key: server.name for server in portable.servers}
    keys |= {key: keys.get(key, key) for line in (portable, *portable.lines) for key, _ in line.states}

    def states(line):
        return tuple((keys[key], state) for key, state in line.states)

    lines = [line._replace(number=0, external_id="", keep=False, states=states(line)) for line in portable.lines]
    names = tuple(keys[key] for key in dict.fromkeys((*portable.affected, *keys)) if key in keys)
    actions = tuple(action._replace(number=0, external_id="") for action in portable.actions)
    same = portable._replace(states=states(portable), lines=tuple(lines), actions=actions)
    return same._replace(
        servers=(),
        affected=(),
        impact=None,
        acknowledged_at=None,
        source="",
        external_id="",
        number=None,
        updated_at=None,
    ), sorted(names)


def test_an_incident_comes_in_as_it_was_told(tmp_path):
    times = {"impact_began_at": at("09:50"), "detected_at": at("09:55")}
    found = outage(**times, links=("https://e.org/1",), zone="Europe/Paris")
    (read,) = taken(tmp_path, wrapped(answer(found)))
    expected = told(found, "web is down", SERVERS)
    assert compared(read) == compared(expected)
    assert [(action.text, action.external_id) for action in read.actions] == [
        ("Alert", "168.a1"),
        ("Hope", "168.a2"),
        ("Mirror", "168.a4"),
    ]
    assert [line.ran for line in read.lines if line.ran] == [line.ran for line in expected.lines if line.ran]
    assert (read.residual, read.severity, read.tags) == ("spare part", Severity.SEV2, ("net",))
    assert read.lines[-1].document is DocumentStatus.PUBLISHED


@given(st.data(), st.booleans())
def test_any_history_comes_in_as_it_was_told(data, public):
    found = fold(data.draw(logs()))
    if found.exists:
        read = own.portable(answer(found, NAMES, "x", public=public), 1)
        expected = told(found, "x", NAMES, public=public)
        if public:  # an internal line that moves something is not in the JSON, and silent in what is exported
            expected = expected._replace(lines=tuple(line for line in expected.lines if line.kind.public))
        assert compared(read) == compared(expected)
        if not public:
            again = whole(read).incident
            assert again.impact == found.impact
            assert acknowledged(again) == acknowledged(found)
            servers = [whole(read).names[server] for server in again.servers]
            assert sorted(servers) == sorted(f"s{server}" for server in found.servers)


def test_a_maintenance_keeps_its_announcement_and_its_window(tmp_path):
    found = incident(planned("12:00", "14:00", label="Works"), row("added", "12:05", 1, status=Status.IN_PROGRESS))
    (read,) = taken(tmp_path, wrapped(answer(found)))
    assert (read.kind, read.label, read.began_at) == (Kind.MAINTENANCE, "Works", at("08:00"))
    assert (read.planned_from, read.planned_until, read.status) == (at("12:00"), at("14:00"), Status.SCHEDULED)
    assert (read.lines[0].status, read.status_now) == (Status.IN_PROGRESS, Status.IN_PROGRESS)


def test_what_follows_from_the_lines_is_not_taken_for_set(tmp_path):
    (read,) = taken(tmp_path, wrapped(answer(outage())))
    assert (read.impact, read.acknowledged_at, read.label) == (None, None, "")


def test_what_was_set_stays_set(tmp_path):
    found = outage(impact=Impact.NONE, acknowledged_at=at("10:03"), label="Operation")
    (read,) = taken(tmp_path, wrapped(answer(found)))
    assert (read.impact, read.acknowledged_at, read.label) == (Impact.NONE, at("10:03"), "Operation")


def test_a_server_whose_state_nobody_said_is_an_affected_one(tmp_path):
    (read,) = taken(tmp_path, wrapped(answer(outage(affected=(3, WEB)), SERVERS | {3: Server(3, "api")})))
    assert read.affected == ("api",)
    assert [server.name for server in read.servers] == ["api", "web", "db"]


def test_a_server_without_a_name_goes_by_its_number(tmp_path):
    (read,) = taken(tmp_path, wrapped(answer(outage(), {})))
    assert read.states == (("1", DOWN),)


def test_what_an_answer_says_besides_is_taken_when_it_says_it(tmp_path):
    said = answer(outage())
    said["entries"][-2] |= {"keep": True, "external_id": "x9"}
    (read,) = taken(tmp_path, wrapped(said))
    assert [(line.keep, line.external_id) for line in read.lines][-2:] == [(True, "x9"), (False, "168.6")]


# -- identity -----------------------------------------------------------------------------------------


def test_an_incident_of_ours_is_known_by_its_number_and_when_it_was_recorded(tmp_path):
    (read,) = taken(tmp_path, wrapped(answer(outage())))
    assert (read.source, read.external_id) == ("incident", "168@2014-02-10T10:00:00.000Z")
    assert read.number is None
    assert [line.external_id for line in read.lines] == [f"168.{n}" for n in (1, 2, 3, 4, 5, 6)]


def test_an_incident_of_another_source_stays_known_by_it(tmp_path):
    (read,) = taken(tmp_path, wrapped(answer(outage()._replace(source="statuspage", external_id="x1"))))
    assert (read.source, read.external_id) == ("statuspage", "x1")
    assert {line.external_id for line in read.lines} == {""}


def test_calendars_know_it_again_wherever_it_was_brought(tmp_path):
    (read,) = taken(tmp_path, wrapped(answer(outage())))
    assert uid(read._replace(number=1)) == uid(told(outage(), "web is down", SERVERS))


# -- files --------------------------------------------------------------------------------------------


def test_show_and_export_are_both_read(tmp_path):
    shown = json.dumps({"schema": 1, "incident": answer(outage()), "as_of": None})
    assert taken(tmp_path, shown) == taken(tmp_path, wrapped(answer(outage())))


def test_keys_may_come_in_any_order_and_on_many_lines(tmp_path):
    text = json.dumps({"schema": 1, "incident": answer(outage())}, sort_keys=True, indent=2)
    assert taken(tmp_path, text) == taken(tmp_path, wrapped(answer(outage())))


def test_incidents_come_in_the_order_of_the_file_each_with_its_line(tmp_path):
    others = [answer(outage()._replace(id=number)) for number in (3, 1, 2)]
    text = '{"schema": 1, "incidents": [\n' + ",\n".join(map(json.dumps, others)) + "]}\n"
    pieces = list(own.read(file(tmp_path, text), READING))
    assert [(piece.line, piece.created) for piece in pieces] == [(line, at("10:00")) for line in (2, 3, 4)]
    assert [piece.load().external_id[0] for piece in pieces] == ["3", "1", "2"]


def test_an_export_of_nothing_is_nothing(tmp_path):
    assert taken(tmp_path, wrapped()) == []


def test_one_that_cannot_be_read_is_left_out_alone(tmp_path):
    broken = answer(outage()) | {"severity": "SEV9"}
    found = taken(tmp_path, wrapped(answer(outage()), broken, 7, answer(outage())))
    assert found[1] == "1: #168: \"severity\" is 'SEV9', and it is one of SEV1 SEV2 SEV3 SEV4 SEV5"
    assert found[2] == "1: the incident: it is no object"
    assert found[0] == found[3]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ({"schema": 1, "total": 1, "incidents": [{"id": 1, "title": "t"}]}, "it has no timeline"),
        ({"schema": 1, "incident": {"id": 1}, "entry": None, "saved": True}, "it has no timeline"),
        ({"schema": 2, "incidents": []}, "it was written by a newer incident (schema 2)"),
        ({"incidents": [], "schema": 2}, "it was written by a newer incident (schema 2)"),
        ({"schema": "1", "incidents": []}, '"schema" is no number'),
        ({"schema": True, "incidents": []}, '"schema" is no number'),
        ({"schema": 1, "incidents": {}}, '"incidents" is no list'),
        ({"incidents": []}, "it is no answer of incident: it does not name its schema"),
        ([], "it is no answer of incident: it does not name its schema"),
    ],
)
def test_a_file_that_is_another_answer_is_refused_as_a_whole(tmp_path, text, why):
    assert refused(tmp_path, json.dumps(text)).message == why


def test_a_list_says_how_to_export_instead(tmp_path):
    error = refused(tmp_path, json.dumps({"schema": 1, "incidents": [{"id": 1}]}))
    assert error.hints == ("export it with incident export --format json",)


@pytest.mark.parametrize("text", ["", "{", '{"schema": 1, "incidents": [', "\xff", '{"schema": 1}{}', b"\xff\xfe{\0"])
def test_a_file_that_is_no_json_is_refused_as_a_whole(tmp_path, text):
    refused(tmp_path, text)


def test_deep_nesting_is_refused(tmp_path):
    refused(tmp_path, '{"schema": 1, "incidents": [' + "[" * 200_000 + "]" * 200_000 + "]}")


def test_a_file_that_changed_meanwhile_is_left_out(tmp_path):
    source = file(tmp_path, wrapped(answer(outage())))
    (piece,) = own.read(source, READING)
    (tmp_path / "in.json").write_text("{}")
    with pytest.raises(Unreadable):
        piece.load()


# -- what an incident may not say ---------------------------------------------------------------------

BAD = {
    "no opening": ("entries", []),
    "entries as an object": ("entries", {}),
    "an entry as a text": ("entries", ["x"]),
    "title missing": ("title", None),
    "title a number": ("title", 7),
    "title with a NUL": ("title", "a\0b"),
    "title with half a character": ("title", "\ud800"),
    "kind unknown": ("kind", "outage"),
    "severity a list": ("severity", []),
    "impact unknown": ("impact", "huge"),
    "a tag a number": ("tags", [1]),
    "tags a text": ("tags", "net"),
    "a time of another form": ("detected_at", "2014-02-10 10:00"),
    "a time that does not exist": ("detected_at", "2014-02-30T10:00:00.000Z"),
    "id a text": ("id", "168"),
    "id true": ("id", True),
    "servers a list of texts": ("servers", ["web"]),
    "a server without a name": ("servers", [{"name": ""}]),
    "a status of the other kind": ("kind", "maintenance"),
}


@pytest.mark.parametrize(("name", "value"), BAD.values(), ids=BAD)
def test_a_field_that_is_not_as_it_should_be_leaves_the_incident_out(name, value):
    with pytest.raises(Unreadable) as caught:
        own.portable(answer(outage()) | {name: value}, 5)
    assert caught.value.line == 5
    assert "\n" not in caught.value.message


BAD_LINES = {
    "an address that is none": {"id": "168"},
    "an address without end": {"id": "1." + "9" * 5000},
    "an address of other digits": {"id": "168.١"},
    "an address that is taken": {"id": "168.5"},
    "no time": {"at": None},
    "no time of recording": {"recorded_at": None},
    "a status that no incident has": {"status": "completed"},
    "the end without closing": {"status": "resolved"},
    "closing without the end": {"did": "closed"},
    "opening once more": {"did": "opened"},
    "an unknown verb": {"did": "danced"},
    "an unknown kind": {"kind": "tweet"},
    "an unknown state": {"servers": [{"name": "web", "state": "on fire"}]},
    "guess as a number": {"guess": 1},
    "a command as a text": {"command": "ls"},
    "a command that took no time at all": {"command": {"argv": [], "duration_s": -1}},
    "a command that took for ever": {"command": {"argv": [], "duration_s": float("inf")}},
    "a command with half an exit code": {"command": {"argv": [], "exit_code": 0.5}},
    "a command of numbers": {"command": {"argv": [1]}},
}


@pytest.mark.parametrize("change", BAD_LINES.values(), ids=BAD_LINES)
def test_a_line_that_is_not_as_it_should_be_leaves_the_incident_out(change):
    said = answer(outage())
    (second,) = [entry for entry in said["entries"] if entry["id"] == "168.1"]
    second |= change
    with pytest.raises(Unreadable) as caught:
        own.portable(said, 1)
    assert len(caught.value.message) < 250
    assert caught.value.message.isprintable()


BAD_ACTIONS = {
    "an address of a line": {"id": "168.1"},
    "an address that is taken": {"id": "168.a2"},
    "no text": {"text": ""},
    "no time of writing": {"created_at": None},
    "a due of another form": {"due": "2014-W08-4"},
    "a due that does not exist": {"due": "2014-02-30"},
    "an unknown kind": {"kind": "hope"},
    "an unknown priority": {"priority": "P0"},
    "an unknown state": {"state": "late"},
    "done at no time": {"state": "done", "done_at": None},
    "open, and done": {"done_at": "2014-02-10T10:00:00.000Z"},
}


@pytest.mark.parametrize("change", BAD_ACTIONS.values(), ids=BAD_ACTIONS)
def test_an_action_that_is_not_as_it_should_be_leaves_the_incident_out(change):
    said = answer(outage())
    (first,) = [action for action in said["actions"] if action["id"] == "168.a1"]
    first |= change
    with pytest.raises(Unreadable) as caught:
        own.portable(said, 1)
    assert caught.value.message.isprintable()


def test_an_answer_of_before_there_were_actions_is_read():
    said = answer(outage())
    del said["actions"]
    assert own.portable(said, 1).actions == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("id", "name", "at")), inner),
)


@given(st.data())
def test_nothing_that_a_field_may_hold_is_a_bug(data):
    said = answer(outage())
    (command,) = [entry["command"] for entry in said["entries"] if entry["command"]]
    where = data.draw(st.sampled_from((said, command, *said["entries"], *said["servers"])))
    where[data.draw(st.sampled_from(sorted(where)))] = data.draw(JSON)
    with suppress(Unreadable):
        assert own.portable(said, 1).number is None


# -- detection ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        '{"schema": 1, "incident": {"id": 1,',
        '{"schema": 1, "total": 3, "incidents": [\n',
        '\n{\n  "schema": 1,\n  "incidents": [',
        '{"schema":2,"incident":{',
    ],
)
def test_an_answer_of_ours_is_known_by_its_beginning(head):
    assert own.looks(head)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "{",
        '{"page": {"id": "x"}, "incidents": [{',
        '[{"schema": 1, "incident": {',
        '{"schema": "x", "incidents": [',
        '{"schema": 1}',
        '{"schema": 1, "servers": [',
        '{"incident-log":1}\n{"id":1,"data":{"text":"\\"schema\\": 1, \\"incidents\\": ["}}',
        '---\ntitle: {"schema": 1, "incident": {',
    ],
)
def test_what_is_another_format_is_not_taken_for_ours(head):
    assert not own.looks(head)


@example(" " * 60_000)
@example('{"schema"' + " " * 60_000)
@example('{"schema": 1, ' + '"incident' * 7_000)
@given(st.text())
def test_looking_is_quick(head):
    assert not own.looks(head)
