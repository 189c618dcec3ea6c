"""A live view: the part of the lines that is seen, and the line below it."""

import io
import sys
from datetime import UTC, datetime
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from incident_cli.core.views import Board
from incident_cli.render.look import Look
from incident_cli.render.screen import Screen
from incident_cli.render.watch import Frame, Picture, drawn, footer

LOOK = Look(UTC, datetime(2014, 2, 10, 12, 0, 30, tzinfo=UTC), 80, colour=True)
LINES = [b"%d" % number for number in range(100)]
KEYS = st.sampled_from(["down", "up", "page down", "page up", "top", "bottom"])


def below(above, hidden):
    return b"%d above, %d below" % (above, hidden)


def utf8(errors="strict", encoding="utf-8"):
    """A standard output in some encoding."""
    return mock.patch.object(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors=errors))


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_it_is_drawn_as_the_screen_draws_it(encoding):
    board = Board((), (), (), ())
    with utf8("backslashreplace", encoding):
        Screen(LOOK).board(board)
        sys.stdout.flush()
        once = sys.stdout.buffer.getvalue()
        assert b"\n".join(drawn(LOOK, Picture(lambda out: out.board(board)))) + b"\n" == once


def test_what_fits_is_seen_whole():
    frame = Frame(newest_last=True)
    assert frame.cut([b"a", b"b"], below, 5) == [b"a", b"b", b"", b"", b"0 above, 0 below"]


def test_of_what_does_not_fit_the_top_is_seen_or_the_end():
    assert Frame(newest_last=False).cut(LINES, below, 4) == [b"0", b"1", b"2", b"0 above, 97 below"]
    assert Frame(newest_last=True).cut(LINES, below, 4) == [b"97", b"98", b"99", b"97 above, 0 below"]


def test_new_lines_at_the_end_are_followed_until_somebody_reads_further_up():
    frame = Frame(newest_last=True)
    frame.cut(LINES, below, 4)
    assert frame.cut([*LINES, b"new"], below, 4)[2] == b"new"
    frame.press("up", 101, 4)
    assert frame.cut([*LINES, b"new", b"newer"], below, 4)[2] == b"99"
    frame.press("bottom", 102, 4)
    assert frame.cut([*LINES, b"new", b"newer", b"newest"], below, 4)[2] == b"newest"


@given(st.integers(0, 60), st.integers(1, 30), st.booleans(), st.lists(KEYS, max_size=8))
def test_the_window_is_always_filled_with_neighbours(count, height, newest_last, keys):
    lines, frame = LINES[:count], Frame(newest_last=newest_last)
    for key in keys:
        frame.press(key, count, height)
    seen = frame.cut(lines, below, height)
    assert len(seen) == height
    room = height - 1 or 1
    shown = [line for line in seen[:room] if line]
    assert len(shown) == min(count, room)
    first = int(shown[0]) if shown else 0
    assert shown == lines[first : first + room]
    if height > 1:
        assert seen[-1] == below(first, count - first - len(shown))


@given(st.text(max_size=90), st.text(max_size=60), st.integers(1, 120), st.integers(0, 999), st.integers(0, 999))
def test_the_line_below_fits_and_is_safe(title, note, width, above, hidden):
    with utf8("backslashreplace"):
        text = footer(LOOK._replace(width=width, colour=False), above, hidden, title=title, note=note).decode()
    assert cell_len(text) <= width
    assert text.isprintable() or not (title + note).isprintable()
    assert not set(text) & set("\x1b\n\r\x07\x9b")


def test_where_it_is_narrow_the_title_gives_way():
    with utf8():
        line = footer(LOOK._replace(width=50, colour=False), 3, 0, title="#1 identified · web is down").decode()
    assert line == "↑ 3 more lines · #1 identif… · 12:00 UTC · q quits"
    with utf8():
        line = footer(LOOK._replace(width=50, colour=False), 12, 1, title="#1 identified · web is down").decode()
    assert line == "↑ 12 more lines · ↓ 1 more line · 12:00 UTC · q q…"


def test_a_note_comes_first_and_says_how_old_the_view_is():
    with utf8():
        assert footer(LOOK, 0, 0, note="busy", keys=False).decode() == (
            "\x1b[1;33m! busy · as of 12:00 UTC · Ctrl-C quits"
        )
