"""What changed between two texts, word by word."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core import worddiff
from incident_cli.core.worddiff import Mark, pieces

TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from(("db", "web", "down", ".", "\n", "  ", "é", "\r\n", "again")), max_size=30).map(" ".join),
)


def shown(before, after):
    signs = {Mark.SAME: "{}", Mark.REMOVED: "[-{}-]", Mark.ADDED: "{{+{}+}}"}
    return "".join(signs[piece.mark].format(piece.text) for piece in pieces(before, after))


def check(before, after):
    found = pieces(before, after)
    assert "".join(p.text for p in found if p.mark is not Mark.ADDED) == before
    assert "".join(p.text for p in found if p.mark is not Mark.REMOVED) == after
    assert all(piece.text for piece in found)
    assert all(a.mark is not b.mark for a, b in pairwise(found))
    assert (Mark.ADDED, Mark.REMOVED) not in {(a.mark, b.mark) for a, b in pairwise(found)}


@given(TEXTS, TEXTS)
def test_the_pieces_put_together_are_both_texts(before, after):
    check(before, after)


@given(TEXTS, TEXTS)
def test_so_they_are_where_texts_are_too_long_for_words_and_for_lines(before, after):
    kept, worddiff.MOST = worddiff.MOST, 4
    try:
        check(before, after)
    finally:
        worddiff.MOST = kept


@given(TEXTS)
def test_a_text_is_all_the_same_as_itself(text):
    assert [piece.mark for piece in pieces(text, text)] == [Mark.SAME] * bool(text)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("An atack?", "An attack?", "An [-atack-]{+attack+}?"),
        ("Half of the pages", "Half of the pages load", "Half of the pages{+ load+}"),
        ("Half of the pages.", "Half of the pages load.", "Half of the pages{+ load+}."),
        ("one two three", "one three", "one[- two-] three"),
        ("one\ntwo", "one\n\ttwo", "one\n{+\t+}two"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
    ],
)
def test_words_are_compared_not_letters(before, after, said):
    assert shown(before, after) == said


def test_a_word_changed_in_a_long_text_is_told_as_that_word():
    text = "".join(f"line {number} of many in this text\n" for number in range(3000))
    found = pieces(text, text.replace("line 1500 of many", "line 1500 of few"))
    assert [(p.mark, p.text) for p in found if p.mark is not Mark.SAME] == [
        (Mark.REMOVED, "many"),
        (Mark.ADDED, "few"),
    ]


def test_two_long_texts_without_a_word_in_common_are_replaced_at_once():
    before, after = ("".join(f"{word}{number}\n" for number in range(50_000)) for word in ("a", "b"))
    assert [(p.mark, p.text) for p in pieces(before, after)] == [(Mark.REMOVED, before), (Mark.ADDED, after)]
