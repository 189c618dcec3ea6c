"""Stored text reaches a terminal or a pipe only as harmless, visible characters."""

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

import incident_cli
from incident_cli.render.text import block, cells, field, line, quoted

ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = (
    "\xad\u180e\u200b\u2060\u2062\u2065\u206f\ufeff\ufff9\U0001bca0\U0001d173\U000e0001\U000e0041\U000e007f\U000e0200"
)
KEPT = "\u200c\u200d\ufe0e\ufe0f\U000e0100\xa0\u3000\u0301"
EMOJI = "👍🏽 👩‍🚀 👨‍👩‍👧‍👦 ❤️ 1️⃣ 🇫🇷 ⚠️ 🚀\ufe0f"

ATTACKS = [
    pytest.param(f"{ESC}[2J{ESC}[1;31m", r"\x1b[2J\x1b[1;31m", id="CSI clears the screen"),
    pytest.param(f"{ESC}[6n", r"\x1b[6n", id="CSI makes the terminal type"),
    pytest.param(f"{ESC}c", r"\x1bc", id="ESC c resets"),
    pytest.param(f"{ESC}]0;title{BEL}", r"\x1b]0;title\x07", id="OSC 0 sets the title"),
    pytest.param(
        f"{ESC}]8;;http://evil{ST}ok{ESC}]8;;{ST}", r"\x1b]8;;http://evil\x1b\ok\x1b]8;;\x1b" + "\\", id="OSC 8 links"
    ),
    pytest.param(f"{ESC}]52;c;cm0gLXJm{BEL}", r"\x1b]52;c;cm0gLXJm\x07", id="OSC 52 fills the clipboard"),
    pytest.param(f"{ESC}P$q m{ST}", r"\x1bP$q m\x1b" + "\\", id="DCS"),
    pytest.param(f"{ESC}_Gf=24;{ST}", r"\x1b_Gf=24;\x1b" + "\\", id="APC"),
    pytest.param("\x9b2J", r"\u009b2J", id="C1 CSI"),
    pytest.param("\x9d0;t\x9c", r"\u009d0;t\u009c", id="C1 OSC"),
    pytest.param("down\rup", r"down\rup", id="CR overwrites"),
    pytest.param("down\b\b\b\bup", r"down\x08\x08\x08\x08up", id="BS overwrites"),
    pytest.param("\x0b\x0c\x0e\x0f\x7f", r"\x0b\x0c\x0e\x0f\x7f", id="VT FF SO SI DEL"),
    pytest.param("http6\x00", r"http6\x00", id="NUL"),
    pytest.param("\u202egpj.exe", r"\u202egpj.exe", id="bidi override"),
    pytest.param(BIDI, "".join(f"\\u{ord(c):04x}" for c in BIDI), id="every bidi control"),
    pytest.param("a\u2028b\u2029c\x85d", r"a\u2028b\u2029c\u0085d", id="other line breaks"),
    pytest.param("ht\u200btp\u20606\ufeff\xad", r"ht\u200btp\u20606\ufeff\u00ad", id="invisible"),
    pytest.param("up\U000e0064\U000e007f", r"up\U000e0064\U000e007f", id="tag characters"),
    pytest.param("\ud800x\udfff", r"\ud800x\udfff", id="lone surrogates"),
]

# hypothesis leaves surrogates out and rarely meets the dangerous ones by chance, so name them.
NASTY = "".join(map(chr, range(0x20))) + "\x7f\x80\x9b\x9f\u2028\u2029\ud800\udfff\\" + BIDI + INVISIBLE + KEPT + EMOJI
TEXT = st.text(st.characters(exclude_categories=()) | st.sampled_from(NASTY))
# Every code point where Unicode has put invisible ones, and all their neighbours.
EVERY = "".join(map(chr, [*range(0x20000), *range(0xE0000, 0xE1000)]))
PRINTABLE_ASCII = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))


def unfield(escaped: str) -> str:
    """Read a field as its documentation says."""
    named = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}

    def one(found: re.Match[str]) -> str:
        word = found[1]
        return named[word] if word in named else chr(int(word[1:], 16))

    return re.sub(r"\\(\\|t|n|r|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})", one, escaped)


def harmful(shown: str, allowed: str = "") -> list[str]:
    """List the characters that no output may hold."""
    bad = ("Cc", "Zl", "Zp", "Cs")
    suspects = set(shown) - set(allowed)
    return [c for c in suspects if unicodedata.category(c) in bad or c in BIDI or c in INVISIBLE]


@pytest.mark.parametrize(("attack", "shown"), ATTACKS)
def test_an_attack_is_shown_and_does_nothing(attack: str, shown: str) -> None:
    assert line(attack) == block(attack) == shown
    assert quoted(attack, 0) == f'"{shown}"'
    assert field(attack) == re.sub(r"\\(?![xuUr])", r"\\\\", shown)


def test_line_shows_tab_and_newline() -> None:
    assert line("a\tb\nc\r\nd") == r"a\tb\nc\r\nd"


def test_block_keeps_line_breaks_and_shows_a_lone_return() -> None:
    assert block("a\nb\r\nc\rd\n\r\r\n") == "a\nb\nc\\rd\n\\r\n"


def test_block_puts_tabs_on_the_columns_that_are_seen() -> None:
    assert block("\tx\nab\tc\n\x1b\td") == "    x\nab  c\n\\x1b    d"


def test_field_distinguishes_a_tab_from_a_backslash_and_a_t() -> None:
    assert field("a\tb\nc\rd") == r"a\tb\nc\rd"
    assert field(r"a\tb") == r"a\\tb"


def test_quoted_is_line_inside_plain_quotes() -> None:
    assert quoted("http6\n") == r'"http6\n"'


def test_quoted_cuts_what_is_inside() -> None:
    assert quoted("x" * 61) == '"' + "x" * 59 + '…"'
    assert quoted("x" * 60) == '"' + "x" * 60 + '"'
    assert quoted("abcdef", 4) == '"abc…"'


@pytest.mark.parametrize("shown", [line, block])
@pytest.mark.parametrize(
    "text", ["", "Übergröße – «naïve» €5", "障害 데이터", "تعطل الخادم", "می\u200cخواهم", "नमस्ते", EMOJI, KEPT]
)
def test_ordinary_writing_and_emoji_stay_as_they_are(shown: Callable[[str], str], text: str) -> None:
    assert shown(text) == text


def test_a_literal_backslash_stays_for_eyes() -> None:
    assert line(r"C:\new \x1b") == block(r"C:\new \x1b") == r"C:\new \x1b"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("abcdef", 0, "abcdef"),
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abcdef", 1, "…"),
        ("障害対応", 8, "障害対応"),
        ("障害対応", 7, "障害対…"),
        ("障害対応", 6, "障害…"),
        ("障", 1, "…"),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("👩‍🚀👩‍🚀", 3, "👩‍🚀…"),
        ("❤️❤️❤️", 4, "❤️❤…"),
        ("é\x1b[2J", 4, r"é\x…"),
        ("👩\u200dabc", 3, "👩…"),
    ],
)
def test_a_limit_counts_cells_and_ends_in_an_ellipsis(text: str, limit: int, shown: str) -> None:
    assert line(text, limit) == shown


def test_a_limit_also_stops_a_pile_of_marks_that_have_no_width() -> None:
    cut = line("a" + "\u0301" * 1_000_000, 10)
    assert len(cut) < 200
    assert cut.endswith("…")


def test_joiners_do_not_make_a_row_of_letters_look_short() -> None:
    assert cells("\u200d".join("abcdef")) == 6
    assert cells("a\u200d🚀") == cells("🚀\u200da") == 3


@pytest.mark.parametrize(
    "text",
    ["", "plain", "障害対応", "ｶﾀｶﾅ", "Ａ１", "한국어", "\u1100\u1161\u11a8", "e\u0301", "中a文", "a…b–c", "●▲◆■◇"],
)
def test_cells_agrees_with_rich_on_ordinary_writing(text: str) -> None:
    assert cells(text) == cell_len(text)


@pytest.mark.parametrize("text", EMOJI.split())
def test_cells_agrees_with_rich_on_emoji(text: str) -> None:
    assert cells(text) == cell_len(text) == 2
    assert cells(text * 3) == 6


@given(TEXT)
def test_no_output_holds_a_harmful_character(text: str) -> None:
    assert not harmful(line(text))
    assert not harmful(line(text, 10))
    assert not harmful(block(text), allowed="\n")
    assert not harmful(field(text))
    assert not harmful(quoted(text))


@given(TEXT)
def test_every_output_can_be_written_as_utf8(text: str) -> None:
    for shown in (line(text), line(text, 5), block(text), field(text), quoted(text)):
        assert shown.encode().decode() == shown


def test_no_code_point_gets_through_harmful() -> None:
    assert not harmful(line(EVERY))
    assert not harmful(block(EVERY), allowed="\n")
    assert not harmful(field(EVERY))
    assert unfield(field(EVERY)) == EVERY


def test_every_code_point_is_treated_alike_alone_and_among_others() -> None:
    assert "".join(map(line, EVERY)) == line(EVERY)
    assert "".join(map(field, EVERY)) == field(EVERY)


@given(TEXT, st.integers(min_value=1, max_value=40))
@example("👩\u200d👩\u200d…", 2)
@example("©\ufe0f©\ufe0f", 3)
def test_a_limited_line_never_exceeds_its_cells(text: str, limit: int) -> None:
    assert cells(line(text, limit)) <= limit


@given(TEXT, st.integers(min_value=1, max_value=40))
def test_a_limit_changes_nothing_that_fits(text: str, limit: int) -> None:
    whole = line(text)
    if cells(whole) <= limit and len(whole) <= 16 * limit:
        assert line(text, limit) == whole


@given(TEXT)
def test_a_field_can_be_reversed(text: str) -> None:
    assert unfield(field(text)) == text


@given(TEXT)
def test_a_field_never_breaks_its_row(text: str) -> None:
    assert field(text).split("\t") == [field(text)]
    assert len(field(text).splitlines()) <= 1


@given(PRINTABLE_ASCII)
def test_printable_ascii_passes_unchanged(text: str) -> None:
    assert line(text) == block(text) == text
    assert cells(text) == len(text)


@given(TEXT, st.integers(min_value=0, max_value=40))
def test_what_is_safe_already_is_not_changed_again(text: str, limit: int) -> None:
    assert line(line(text)) == line(text)
    assert line(line(text, limit), limit) == line(text, limit)
    assert block(block(text)) == block(text)


@given(TEXT)
def test_cells_are_at_most_two_for_each_character(text: str) -> None:
    shown = line(text)
    assert 0 <= cells(shown) <= 2 * len(shown)


@pytest.mark.parametrize("size", [120_000, 1_000_000])
def test_a_huge_text_comes_out_right(size: int) -> None:
    unit = "é\x1b[x]\t:fire:\n"
    count = size // len(unit)
    text = unit * count
    assert line(text) == r"é\x1b[x]\t:fire:\n" * count
    assert block(text) == "é\\x1b[x]    :fire:\n" * count
    assert field(text) == line(text)
    assert cells(line(text)) == len(line(text))
    assert line(text, 8) == r"é\x1b[x…"


def test_importing_it_imports_nothing_heavy() -> None:
    root = Path(incident_cli.__file__).parent.parent
    code = (
        f"import sys; sys.path.insert(0, {str(root)!r}); before = set(sys.modules)\n"
        "from incident_cli.render.text import line, field\n"
        "line('plain', 3), line('\\x1b[2J'), field('a\\tb')\n"
        "print(str(sorted(set(sys.modules) - before)).replace(chr(39), chr(34)))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    heavy = {"json", "rich", "unicodedata"}
    assert not heavy & set(json.loads(done.stdout))
