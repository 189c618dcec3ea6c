"""What a person typed to look for -> phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core.query import Phrase, phrases


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("disk", [("disk", False)]),
        ("  disk\n full\t", [("disk", False), ("full", False)]),
        ("a disk a", [("disk", False), ("a", False)]),
        ('"disk  full"', [("disk full", True)]),
        ('"disk full" now', [("disk full", True), ("now", False)]),
        ('is"disk"full', [("full", False), ("disk", True), ("is", False)]),
        ('a "disk full', [("disk", False), ("full", False), ("a", False)]),
        ('"disk" disk', [("disk", False), ("disk", True)]),
        ('""', []),
        ('"', []),
        ('" "', []),
        ("a-b NEAR( *", [("NEAR(", False), ("a-b", False), ("*", False)]),
    ],
)
def test_words_stand_alone_and_quoted_ones_together(typed, found):
    assert phrases(typed) == [Phrase(*each) for each in found]


@given(st.text(st.sampled_from('ab" \n*')))
def test_nothing_typed_is_lost_but_quotes_and_spaces(typed):
    found = phrases(typed)
    assert len(set(found)) == len(found)
    assert all(phrase.words and phrase.words == " ".join(phrase.words.split()) for phrase in found)
    said = {word for phrase in found for word in phrase.words.split()}
    assert said == set(typed.replace('"', " ").split())
    assert [len(phrase.words) for phrase in found] == sorted((len(phrase.words) for phrase in found), reverse=True)
