"""JSON as Python's own module writes and reads it."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from incident_cli.core import jsontext
from incident_cli.core.model import State

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(exclude_categories=()))
VALUES = st.recursive(
    PLAIN | TEXT | st.sampled_from([*State]),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(TEXT, inner),
)
LISTS = st.text("[]0123456789,-. \n٣", max_size=8)


@given(VALUES)
@example("".join(map(chr, range(0x100))) + '"\\\u2028')
def test_it_writes_what_json_writes(value):
    assert jsontext.write(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(VALUES.map(jsontext.write) | LISTS | LISTS.map("[{}]".format))
@example("[01]")
@example("[1,]")
@example("[]")
def test_it_reads_what_json_reads_and_refuses_what_json_refuses(text):
    def read(reader):
        try:
            return reader(text)
        except ValueError:
            return ValueError

    assert read(jsontext.read) == read(json.loads)
