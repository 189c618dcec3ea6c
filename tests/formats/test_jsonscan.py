"""A JSON file is read value by value, whatever its length, and what is wrong with it is told with its line."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.formats import jsonscan
from incident_cli.formats.source import Source, Unreadable

LISTS = frozenset(("incidents",))


def scan(data, **limits):
    data = data if isinstance(data, bytes) else data.encode()
    return list(jsonscan.scan(io.BytesIO(data), LISTS, **limits))


def refused(data, **limits):
    with pytest.raises(Unreadable) as caught:
        scan(data, **limits)
    return caught.value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
SPACE = st.sampled_from([None, 1, "\t"])


@given(st.lists(JSON, max_size=8), JSON, SPACE, st.booleans(), st.integers(1, 40))
def test_any_document_is_read_whatever_the_chunks(elements, other, indent, ascii_only, chunk):
    text = json.dumps({"a": other, "incidents": elements, "z\n": other}, indent=indent, ensure_ascii=ascii_only)
    data = text.encode("utf-8")
    found = scan(data, chunk=chunk)
    listed = [("incidents", True, value) for value in elements] or [("incidents", False, [])]
    assert [(each.name, each.element, each.value) for each in found] == [
        ("a", False, other),
        *listed,
        ("z\n", False, other),
    ]
    for each in found:
        assert json.loads(data[each.offset : each.offset + each.length]) == each.value
        assert each.line == 1 + data.count(b"\n", 0, each.offset)


@given(st.lists(JSON, max_size=8), st.integers(1, 40))
def test_a_list_at_the_top_is_one_without_a_name(elements, chunk):
    found = scan(json.dumps(elements), chunk=chunk)
    listed = [("", True, value) for value in elements] or [("", False, [])]
    assert [(each.name, each.element, each.value) for each in found] == listed


@given(JSON, st.integers(0, 200), st.integers(1, 40))
def test_what_is_cut_off_is_refused_wherever_it_was_cut(value, cut, chunk):
    text = json.dumps({"a": value, "incidents": [value, 17], "z": 1.5})
    error = refused(text[: min(cut, len(text) - 1)], chunk=chunk)
    assert error.message in ("it is empty", "it is no valid JSON: it ends too early") or cut > 3


def test_a_byte_order_mark_is_no_part_of_it():
    found = scan(b"\xef\xbb\xbf  [1, 22]")
    assert [(each.value, each.offset, each.length) for each in found] == [(1, 6, 1), (22, 9, 2)]


def test_a_value_is_read_again_from_its_place(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"incidents": [{"é": "ü"}, {"b": [1]}]}', "utf-8")
    source = Source("x.json", str(path))
    with source.open() as file:
        found = list(jsonscan.scan(file, LISTS))
    assert [jsonscan.again(source, each.offset, each.length, each.line) for each in found] == [{"é": "ü"}, {"b": [1]}]
    path.write_text('{"incidents": [         ', "utf-8")
    with pytest.raises(Unreadable, match="changed"):
        jsonscan.again(Source("x.json", str(path)), found[1].offset, found[1].length, found[1].line)


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ("", "it is empty", 1),
        ("\n \n", "it is empty", 3),
        ("hello", "it is no JSON object or list", 1),
        ("17", "it is no JSON object or list", 1),
        ('{"incidents": [', "it ends too early", 1),
        ('{"incidents": [{"a": "b', "it ends too early", 1),
        ('{\n"incidents": [\n{"a": 1}', "it ends too early", 3),
        ('{"incidents": [1 2]}', "',' is missing", 1),
        ('{"incidents": [1,]}', "expecting value", 1),
        ('{"a": 1,}', "a name in double quotes is missing", 1),
        ("{a: 1}", "a name in double quotes is missing", 1),
        ('{"a" 1}', "':' is missing", 1),
        ('{"incidents": [\n{"a":\n\n tru}]}', "expecting value", 4),
        ('[{"a": "b\nc"}]', "invalid control character", 1),
        ("[]\n[]", "there is something after its end", 2),
        ('{"a": 1}\n\nx', "there is something after its end", 3),
        ('{"a": 1,\n"a": 2}', "'a' is there twice", 2),
        ('[{"x": "}",\n"b": {},\n"a": {"c": 1,\n"c": 2},\n"d": {}}]', "'c' is there twice", 4),
        ("[NaN]", "NaN is no number", 1),
        ("[\n-Infinity]", "-Infinity is no number", 2),
        ("[1e999]", "too large", 1),
        ("[" + "9" * 5000 + "]", "digits", 1),
        ("[" * 100_000, "nested too deep", 1),
        ('{"a": ' * 100_000, "nested too deep", 1),
        (b'{"a": 1,\n\n"b": "\0"}', "there is a NUL", 3),
        (b'{"a": 1,\n"b": "\xff"}', "not valid UTF-8", 2),
        (b'{"a": 1,\n"b": "\xc3', "not valid UTF-8", 2),
        ('{"a": 1}'.encode("utf-16"), "UTF-16", 0),
        ("{" + ",".join(f'"{n}":1' for n in range(20_000)) + "}", "too many members", 1),
    ],
    ids=lambda value: repr(value)[:40],
)
@pytest.mark.parametrize("chunk", [7, 1024 * 1024])
def test_what_is_no_json_is_refused_with_its_line(text, why, line, chunk):
    error = refused(text, chunk=chunk if len(text) < 10_000 else 1024 * 1024)
    assert why in error.message
    assert error.line == line


def test_a_value_that_is_too_long_is_refused():
    assert "an incident is larger than 0 MB" in refused('["' + "a" * 500 + '"]', limit=100, chunk=10).message
    assert "the value of 'a' is larger" in refused('{"a": "' + "a" * 500 + '"}', limit=100, chunk=10).message
    assert "an incident is larger" in refused('["' + "a" * 500 + '"]', limit=100).message
    assert len(scan('["' + "a" * 90 + '", "' + "b" * 90 + '"]', limit=100, chunk=10)) == 2


class Endless(io.RawIOBase):
    """A file that begins like JSON and then goes on in one string for ever."""

    def __init__(self, beginning):
        super().__init__()
        self.beginning, self.given = beginning, 0

    def read(self, size=-1):
        data, self.beginning = self.beginning + b"a" * (size - len(self.beginning)), b""
        self.given += len(data)
        return data


@pytest.mark.parametrize("beginning", [b'{"page": "', b'[{"body": "', b'{"'])
def test_an_endless_string_ends_in_bounded_memory(beginning):
    file = Endless(beginning)
    tracemalloc.start()
    with pytest.raises(Unreadable, match="larger than 8 MB"):
        list(jsonscan.scan(file, LISTS, limit=8 * 1024 * 1024))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.given < 20 * 1024 * 1024
    assert peak < 80 * 1024 * 1024


def test_a_long_file_is_never_held():
    row = json.dumps({"body": "x" * 1000})
    file = io.BytesIO(("[" + ",".join([row] * 20_000) + "]").encode())
    tracemalloc.start()
    count = sum(1 for _ in jsonscan.scan(file, LISTS, chunk=64 * 1024))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 1024 * 1024


@pytest.mark.parametrize(("levels", "deep"), [(1, False), (64, False), (65, True), (900, True)])
def test_depth_is_counted_without_falling_in(levels, deep):
    value = 1
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    assert jsonscan.deep(value) is deep
