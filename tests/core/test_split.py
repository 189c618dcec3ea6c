"""Bytes into lines: the same lines whatever the pieces, nothing lost, nothing too long."""

from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core.split import Splitter

BYTES = st.lists(
    st.sampled_from([b"a", b"b ", "é".encode(), "日本".encode(), "🙂".encode(), b"\n", b"\r\n", b"\r", b"\xff", b"\0"])
).map(b"".join)


def lines(*pieces, limit=1000):
    splitter = Splitter(limit)
    return [line for piece in pieces for line in splitter.feed(piece)] + splitter.rest()


def test_a_line_ends_with_either_line_end_and_the_last_one_with_the_input():
    assert lines(b"one\ntwo\r\nthree") == ["one", "two", "three"]


def test_an_empty_line_is_none():
    assert lines(b"\n  \n\r\n\t\none\n\n") == ["one"]


def test_blanks_around_a_text_and_a_lone_carriage_return_stay():
    assert lines(b"  one \n50%\r100%\n") == ["  one ", "50%\r100%"]


def test_a_line_is_given_as_soon_as_it_has_ended():
    splitter = Splitter(100)
    assert splitter.feed(b"one\ntw") == ["one"]
    assert splitter.feed(b"o\n") == ["two"]
    assert splitter.rest() == []


def test_what_is_no_text_is_escaped_and_told():
    splitter = Splitter(100)
    assert splitter.feed("é\n".encode()) == ["é"]
    assert splitter.escaped is False
    assert splitter.feed(b"a\xffb\0c\n") == [r"a\xffb\x00c"]
    assert splitter.escaped is True


def test_a_long_line_is_cut_between_characters_and_told():
    splitter = Splitter(4)
    assert splitter.feed("abcé日本\n".encode()) == ["abc", "é", "日", "本"]
    assert splitter.cut is True


def test_a_line_of_the_limit_is_whole():
    splitter = Splitter(4)
    assert splitter.feed(b"abcd\n") == ["abcd"]
    assert splitter.cut is False


def test_bytes_of_no_character_at_all_are_cut_at_the_limit():
    assert lines(b"\x80" * 8, limit=4) == [r"\x80\x80\x80\x80"] * 2


@given(BYTES, st.data(), st.integers(4, 12))
def test_the_lines_do_not_depend_on_the_pieces(whole, data, limit):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert lines(*pieces, limit=limit) == lines(whole, limit=limit)


@given(BYTES, st.integers(4, 12))
def test_nothing_is_lost_and_nothing_is_longer_than_the_limit(whole, limit):
    splitter = Splitter(limit)
    found = splitter.feed(whole) + splitter.rest()
    if not splitter.escaped:
        assert all(len(line.encode()) <= limit for line in found)
        assert "".join("".join(found).split()) == "".join(whole.decode().split())


@given(st.lists(BYTES, max_size=8), st.integers(4, 12))
def test_no_more_than_the_limit_waits_for_the_end_of_its_line(pieces, limit):
    splitter = Splitter(limit)
    for piece in pieces:
        splitter.feed(piece)
        assert len(splitter._begun) <= limit
