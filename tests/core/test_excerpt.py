"""An excerpt is a part of the text, on one line, with what was looked for in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core.excerpt import NARROWEST, Excerpt, excerpt

PIECES = st.lists(st.sampled_from(["fibre", "a", "🔥", "x" * 30, " ", "  ", "\n", "\t\r\n ", "\u2028", "…", "\x1b"]))


@st.composite
def sought(draw):
    """A text, and spans in it that begin and end in words."""
    text, spans = "", []
    for piece in draw(PIECES):
        if not piece.isspace() and draw(st.booleans()):
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    return text, spans


def flat(text):
    """A text on one line."""
    return " ".join(text.split())


@given(sought(), st.integers(0, 60))
def test_it_is_one_line_in_its_room_and_a_part_of_the_text(given, room):
    text, spans = given
    found = excerpt(text, spans, room)
    assert len(found.text) <= max(room, NARROWEST)
    assert found.text.split() == found.text.strip().split(" ") or not found.text.strip()
    assert any(found.text[a : len(found.text) - b].strip() in flat(text) for a in (0, 1) for b in (0, 1))
    if len(flat(text)) > max(room, NARROWEST):
        assert found.text.startswith("…") or found.text.endswith("…")
    else:
        assert found.text == flat(text)


@given(sought(), st.integers(0, 60))
def test_its_spans_are_what_was_looked_for_in_order(given, room):
    text, spans = given
    found = excerpt(text, spans, room)
    ends = [place for span in found.spans for place in span]
    assert ends == sorted(ends)
    assert all(0 <= a < b <= len(found.text) for a, b in found.spans)
    marked = [found.text[a:b] for a, b in found.spans]
    wanted = [flat(text[a:b]) for a, b in spans]
    assert bool(marked) == bool(wanted)
    # From the first one on; the last that is seen may be cut.
    assert marked[:-1] == wanted[: len(marked)][:-1]
    assert all(whole.startswith(part) for whole, part in zip(wanted, marked, strict=False))
    assert "".join(part for part, _ in found.parts()) == found.text
    assert [part for part, hit in found.parts() if hit] == marked


WORDS = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("text", "word", "room", "shown"),
    [
        ("it is the fibre", "fibre", 40, "it is the [fibre]"),
        ("  it\n\nis\tthe   fibre \n", "fibre", 40, "it is the [fibre]"),
        (WORDS, "one", 20, "[one] two three four…"),
        (WORDS, "six", 20, "…five [six] seven…"),
        (WORDS, "ten", 20, "…eight nine [ten]"),
        ("x" * 50, "x" * 50, 20, f"[{'x' * 18}]…"),
        ("a-" * 40 + "fibre", "fibre", 20, "…-a-a-a-a-a-a-[fibre]"),
        ("", "", 20, ""),
    ],
)
def test_it_is_cut_between_words(text, word, room, shown):
    start = text.find(word)
    found = excerpt(text, [(start, start + len(word))] if word else [], room)
    said = "".join(f"[{part}]" if hit else part for part, hit in found.parts())
    assert said == shown


def test_words_far_apart_are_those_around_the_first():
    text = "router " + "x " * 500 + "router"
    found = excerpt(text, [(0, 6), (len(text) - 6, len(text))], 30)
    assert found == Excerpt(found.text, ((0, 6),))


def test_the_length_of_a_text_costs_nothing():
    text = "word " * 2_000_000
    for _ in range(2000):  # a look at the whole text would take minutes
        excerpt(text, [(5_000_000, 5_000_004)], 80)
