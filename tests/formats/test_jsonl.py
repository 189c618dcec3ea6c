"""The log as JSON lines: what is written is read back, and what is no log is refused with its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core import jsontext
from incident_cli.errors import NotOurs
from incident_cli.formats import jsonl
from incident_cli.formats.source import Source, Unreadable

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
MAYBE = st.none() | st.integers(1, 10**9)
DATA = st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | TEXT | st.lists(TEXT), max_size=4)


def row(number, data='{"title":"x","sum":1}', **columns):
    found = dict.fromkeys(jsonl.COLUMNS, "t") | {"id": number, "incident": 1, "entry": 0, "server": None, "data": data}
    return tuple((found | columns).values())


ROWS = st.lists(st.tuples(TEXT, TEXT, MAYBE, MAYBE, MAYBE, TEXT, TEXT, TEXT, TEXT, TEXT, DATA.map(jsontext.write))).map(
    lambda found: [(number, *each) for number, each in enumerate(found, start=1)]
)


def read(tmp_path, text):
    path = tmp_path / "log.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(jsonl.read(Source("log.jsonl", str(path))))


def refused(tmp_path, text):
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, text)
    return caught.value


@given(rows=ROWS)
def test_rows_are_read_as_they_were_written(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("log")
    assert read(folder, jsonl.header() + "".join(jsonl.write(rows))) == rows


@given(ROWS)
def test_a_row_is_a_line_of_json(rows):
    for line, each in zip(jsonl.write(rows), rows, strict=True):
        assert line.count("\n") == 1
        assert list(json.loads(line).items())[:-1] == list(zip(jsonl.COLUMNS, each, strict=True))[:-1]


def test_a_file_that_somebody_reformatted_is_the_same_log(tmp_path):
    rows = [row(1, data='{"text":"é"}')]
    text = "".join(json.dumps(json.loads(line), indent=None) + "\r\n" for line in jsonl.write(rows))
    assert read(tmp_path, '{"incident-log": 1}\n' + text) == rows


def test_it_is_told_by_its_first_line():
    assert jsonl.looks(jsonl.header())
    assert not jsonl.looks('{"schema": 1, "incidents": []}')


GOOD = "".join(jsonl.write([row(1)]))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "first line"),
        ("{}\n", 1, "first line"),
        ("[" * 100_000, 1, "first line"),
        (jsonl.header() + GOOD[:-9], 2, "cut off"),
        (jsonl.header() + "[" * 100_000, 2, "no JSON"),
        (jsonl.header() + '{"id": 1}\n', 2, "columns"),
        (jsonl.header() + "[1]\n", 2, "columns"),
        (jsonl.header() + GOOD.replace('"id":1', '"id":"1"'), 2, '"id"'),
        (jsonl.header() + GOOD.replace('"id":1', '"id":true'), 2, '"id"'),
        (jsonl.header() + GOOD.replace('"kind":"t"', '"kind":null'), 2, '"kind"'),
        (jsonl.header() + GOOD.replace('"data":{"title":"x","sum":1}', '"data":[]'), 2, '"data"'),
        (jsonl.header() + GOOD.replace('"data":{"title":"x","sum":1}', '"data":{"a":1},"data":2'), 2, "twice"),
        (jsonl.header() + GOOD.replace('"kind":"t"', '"kind":"t","kind":"u"'), 2, "twice"),
        (jsonl.header() + GOOD + GOOD, 3, "numbered 1, and 2 is next"),
        (jsonl.header() + GOOD.replace('"id":1', '"id":5'), 2, "numbered 5, and 1 is next"),
        (b'{"incident-log":1}\n\xff\n', 2, "UTF-8"),
    ],
)
def test_what_is_no_log_is_refused_with_its_line(tmp_path, text, line, said):
    error = refused(tmp_path, text)
    assert (error.line, said in error.message) == (line, True), error.message


@pytest.mark.parametrize("version", ["2", '"x"', "null"])
def test_a_newer_format_is_refused(tmp_path, version):
    with pytest.raises(NotOurs, match="newer"):
        read(tmp_path, f'{{"incident-log":{version}}}\n')
