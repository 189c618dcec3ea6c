"""The tail of an output: how much is kept, and what becomes of what only a terminal can read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core.tail import BYTES, LINES, Tail, cleaned


def tail(*parts):
    found = Tail()
    for part in parts:
        found.add(part)
    return found.text()


def test_a_short_output_is_kept_whole():
    assert tail(b"one\n", b"two\n") == ("one\ntwo", 0)
    assert tail(b"no line end") == ("no line end", 0)
    assert tail() == ("", 0)


def test_of_many_lines_the_last_are_kept_and_the_rest_is_counted():
    lines = [b"%d\n" % number for number in range(100)]
    text, left_out = tail(*lines)
    assert text.split("\n") == [str(number) for number in range(100 - LINES, 100)]
    assert left_out == len(b"".join(lines[: 100 - LINES]))


def test_of_long_lines_fewer_are_kept_and_only_whole_ones():
    text, left_out = tail(b"".join(b"%03d" % number + 997 * b"x" + b"\n" for number in range(100)))
    assert [line[:3] for line in text.split("\n")] == [f"{number:03}" for number in range(92, 100)]
    assert left_out == 92 * 1001


def test_of_one_endless_line_its_end_is_kept():
    text, left_out = tail(b"a" * 50_000 + b"the end")
    assert text.endswith("the end")
    assert (len(text), left_out) == (BYTES, 50_007 - BYTES)


def test_a_character_is_never_cut_in_two():
    for shift in range(4):
        text, _ = tail(b"x" * shift + "☃".encode() * 5000)
        assert set(text) == {"☃"}


def test_what_is_not_utf8_is_replaced():
    assert tail(b"caf\xe9 \xff\n")[0] == "caf\ufffd \ufffd"


@given(st.lists(st.binary(max_size=40)), st.integers(1, 400))
def test_it_does_not_matter_in_which_parts_it_came(parts, times):
    whole = b"".join(parts) * times
    assert tail(whole) == tail(*parts * times)


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(1, 60))
def test_it_keeps_to_its_limits_and_harms_no_terminal(parts, times):
    whole = b"".join(parts) * times
    text, left_out = tail(whole)
    assert 0 <= left_out <= len(whole)
    assert len(whole) - left_out <= BYTES + len(whole) - len(whole.rstrip(b"\r\n"))
    assert text.count("\n") < LINES
    assert not [c for c in text if c not in "\t\n" and unicodedata.category(c) == "Cc"]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1), st.integers(0, 3))
def test_plain_text_stays_as_it_is(text, lines):
    assert cleaned("\n".join([text] * lines)) == "\n".join([text] * lines)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\x1b[31mred\x1b[0m \x1b[1;38;5;200mpink\x1b[m", "red pink"),
        ("\x1b]0;title\x07text \x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "text link"),
        ("\x1b[2K\x1b[1Gdone\x1b[?25h", "done"),
        ("\x1bPq#0\x1b\\after\x1b(B", "after"),
        ("10%\r50%\r100%\r\nok\r\n", "100%\nok"),
        ("10%\r100%\r", "100%"),
        ("a\r\r\nb", "a\nb"),
        ("|\b/\b-\bdone", "done"),
        ("b\bbo\bol\bld", "bold"),
        ("bell\x07 nul\0 del\x7f c1\x9d", "bell nul del c1"),
        ("tab\tstays", "tab\tstays"),
        ("\x1b", ""),
        ("trailing  \n\n\n", "trailing"),
    ],
)
def test_a_text_is_what_a_terminal_would_have_left_to_read(written, read):
    assert cleaned(written) == read
