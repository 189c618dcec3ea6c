"""Each of the files that Statuspage gives is read for what is in it; a broken one is refused with a line."""

import json
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from incident_cli.core.model import Kind
from incident_cli.core.portable import PortableServer
from incident_cli.formats import statuspage
from incident_cli.formats.source import Reading, Source, Unreadable
from incident_cli.formats.writing import Writing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
READING = Reading(NOW, UTC)
PAGE = {"id": "p", "name": "Example", "url": "https://status.example", "time_zone": "Etc/UTC"}


def incident(name="i1", clock="10:00", **more):
    at = f"2024-03-01T{clock}:00.000Z"
    update = {"id": f"{name}.1", "status": "investigating", "body": "We look.", "created_at": at}
    return {"id": name, "name": "API", "status": "investigating", "created_at": at, "incident_updates": [update]} | more


SCHEDULED = incident("m1", "11:00", status="scheduled", scheduled_for="2024-03-02T10:00:00.000Z")
COMPONENTS = [
    {"id": "g", "name": "Europe", "group": True, "position": 1},
    {"id": "c1", "name": "API", "group": False, "group_id": "g", "position": 2, "description": "of ours"},
    {"id": "c2", "name": "Web", "group": False, "group_id": None, "position": 3, "description": None},
]


@pytest.fixture
def source(tmp_path):
    def make(value, **how):
        path = tmp_path / "x.json"
        data = value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value, **how))
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return Source("x.json", str(path))

    return make


def pieces(source):
    return list(statuspage.read(source, READING))


def names(source):
    return [piece.load().external_id for piece in pieces(source)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"page": PAGE, "incidents": [incident(), incident("i2")]}, ["i1", "i2"]),
        ({"incidents": [incident()], "page": PAGE}, ["i1"]),
        ({"page": PAGE, "incidents": []}, []),
        ({"page": PAGE, "incidents": None}, []),
        ({"page": PAGE, "scheduled_maintenances": [SCHEDULED]}, ["m1"]),
        (
            {
                "page": PAGE,
                "components": COMPONENTS,
                "incidents": [incident()],
                "scheduled_maintenances": [SCHEDULED],
                "status": {"indicator": "none", "description": "All Systems Operational"},
            },
            ["i1", "m1"],
        ),
        ({"page": PAGE, "components": COMPONENTS}, []),
        ([incident(), incident("i2")], ["i1", "i2"]),
        ([], []),
        ({"page": PAGE, "incident": incident()}, ["i1"]),
        ({"incident": incident(), "page": PAGE}, ["i1"]),
        (incident(), ["i1"]),
        (incident(components=COMPONENTS), ["i1"]),
    ],
)
@pytest.mark.parametrize("how", [{}, {"indent": 2}, {"ensure_ascii": False}])
def test_the_incidents_of_every_file_are_found(source, value, expected, how):
    file = source(value, **how)
    assert names(file) == expected
    assert not expected or statuspage.looks(file.head())


def test_an_incident_without_updates_is_one_when_it_is_all_of_a_file(source):
    value = {name: each for name, each in incident(impact="none").items() if name != "incident_updates"}
    assert names(source(value)) == ["i1"]


def test_a_byte_order_mark_is_no_part_of_a_file(source):
    for value in (incident(), {"incidents": [incident()]}):
        file = source(b"\xef\xbb\xbf" + json.dumps(value).encode())
        assert statuspage.looks(file.head())
        assert names(file) == ["i1"]


def test_what_stands_among_the_scheduled_is_a_maintenance(source):
    (piece,) = pieces(source({"scheduled_maintenances": [incident(status="scheduled")]}))
    assert piece.load().kind is Kind.MAINTENANCE


def test_the_page_is_kept_wherever_it_stands(source):
    for value in ({"page": PAGE, "incident": incident()}, {"incident": incident(), "page": PAGE}):
        (piece,) = pieces(source(value))
        assert json.loads(statuspage.single(piece.load(), Writing(NOW))) == value


def test_a_page_that_is_too_long_is_not_kept_with_each_incident(source):
    (piece,) = pieces(source({"page": PAGE | {"x": "x" * 5000}, "incident": incident()}))
    assert len(piece.load().raw) < 1000


def test_a_piece_says_when_its_incident_was_made_and_where_it_stands(source):
    file = source('{"incidents": [\n' + json.dumps(incident()) + ",\n\n" + json.dumps(incident("i2", "11:00")) + "]}")
    assert [(piece.created.hour, piece.line) for piece in pieces(file)] == [(10, 2), (11, 4)]


def test_the_components_outside_of_incidents_are_servers_with_their_groups(source):
    file = source({"page": PAGE, "components": COMPONENTS, "incidents": [incident()]})
    assert statuspage.servers(file, READING) == [
        PortableServer("API", "c1", "Europe", "of ours", 2),
        PortableServer("Web", "c2", "", "", 3),
    ]
    assert statuspage.servers(source({"page": PAGE, "incidents": [incident()]}), READING) == []


def test_a_damaged_incident_is_left_out_with_its_line_and_the_others_are_taken(source):
    rows = [json.dumps(each) for each in (incident(), 17, incident("i2", created_at=None, incident_updates=[]))]
    found = pieces(source('{"incidents": [\n' + ",\n".join(rows) + "\n]}"))
    assert found[0].load().external_id == "i1"
    assert [(each.message, each.line) for each in found[1:]] == [
        ("an incident is a number, not an object", 3),
        ("nothing in it names a time", 4),
    ]


@pytest.mark.parametrize(
    ("value", "why", "line"),
    [
        ({}, "neither incidents nor components", 0),
        ({"page": PAGE, "status": {}}, "neither incidents nor components", 0),
        ({"page": PAGE, "incidents": 17}, "incidents is a number, not a list", 1),
        ('{"page": {},\n"incidents": {}}', "incidents is an object, not a list", 2),
        ('{"incidents": [{"name": "x",\n"name": "y"}]}', "'name' is there twice", 2),
        ('{"incidents": [{"name": "x"', "ends too early", 1),
        ('{"incidents": []}\n{"incidents": []}', "something after its end", 2),
        ("[" * 100 + "]" * 100, "an incident is a list, not an object", 1),
        ('{"a":' * 100 + "1" + "}" * 100, "more than 64 levels", 1),
        ("[" * 100_000, "nested too deep", 1),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "NUL", 3),
        (b'{"incidents": "\xe9"}', "UTF-8", 1),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(source, value, why, line):
    try:
        (error,) = pieces(source(value))
    except Unreadable as refused:
        error = refused
    assert why in error.message
    assert error.line == line


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('{"page": {"id": "p"}, "incidents": [', True),
        ('  [{"id": "i", "incident_updates": [', True),
        ('{"page":{"id":"p"},"components":[', True),
        ('{"schema": 1, "incidents": [{"id": 168, "entries": []}]}', False),
        ('{"id":1,"kind":"added","data":"{\\"text\\":\\"see \\\\\\"incident_updates\\\\\\": x\\"}"}', False),
        ('{"incidents": [{"incident_key": "x", "status": "resolved"}]}', True),  # to say why it cannot be read
        ("# incident_updates", False),
        ("", False),
        ("[]", False),
    ],
)
def test_the_beginning_tells_the_format(head, expected):
    assert statuspage.looks(head) is expected


def test_a_long_file_is_read_in_little_memory(source):
    start = datetime(2020, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(3000):
        at = (start + timedelta(hours=number)).isoformat()
        rows.append(json.dumps(incident(f"i{number}", created_at=at, more="x" * 2000)))
    file = source('{"incidents": [' + ",".join(rows) + "]}")
    tracemalloc.start()
    found = pieces(file)
    for piece in found:
        piece.load()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 3000
    assert peak < 8 * 1024 * 1024
