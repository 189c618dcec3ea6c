"""A post-mortem as Markdown: nothing in it forges structure, and nothing of what people wrote is lost."""

import os
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.hostile import ANY, ESC, HOSTILE
from support.make import CET, DB, DEGRADED, DOWN, PARTIAL, UP, WEB, at, incident, opened, row

from incident_cli.core import phrase, views
from incident_cli.core.model import DocumentStatus, EntryKind, Server, Severity, Status
from incident_cli.core.postmortem.builtin import build
from incident_cli.formats.markdown import (
    document,
    doubtful,
    heading,
    merge,
    one_line,
    paragraphs,
    postmortem,
    strange,
)
from incident_cli.render import text as terminal

GOLDEN = Path(__file__).parent / "golden"
NOW = at("23:00")
SERVERS = {WEB: Server(WEB, "mail_2"), DB: Server(DB, "spool")}
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def sheet(*events, public=False):
    found = incident(*events)
    return views.sheet(found, phrase.headline(found, phrase.server_names(SERVERS)), SERVERS, public=public)


def outage():
    """A day at a mail provider, made up."""
    return (
        opened("05:40", states=((WEB, DEGRADED),), severity=Severity.SEV3, impact_began_at=at("05:10")),
        row("added", "05:52", 1, text="Mail to mail_2 arrives late. We are looking."),
        row(
            "added",
            "06:05",
            2,
            text="$ mailq | tail -1\n\n-- 41022 Requests.",
            kind=EntryKind.COMMAND,
            recorded="06:30",
        ),
        row("added", "06:20", 3, text="We think that a partner floods us with bounces.", guess=True),
        row("added", "06:31", 4, text="Asked Noor to come in.", kind=EntryKind.NOTE),
        row("added", "07:15", 5, text="The queue stands still.", states=((WEB, DOWN), (DB, PARTIAL))),
        row("retracted", "07:30", 3, why="their queue is empty; ours holds the bounces"),
        row(
            "added",
            "08:02",
            6,
            text=(
                "The disk of the spool is out of inodes, not out of space.\n\n"
                "# find /spool | wc -l said 16,777,216: one file per bounce, kept for ever since the update of May."
            ),
            status=Status.IDENTIFIED,
            links=("https://status.example/5_40#inodes",),
        ),
        row(
            "added",
            "09:10",
            7,
            text="The old bounces are gone.",
            states=((WEB, UP), (DB, UP)),
            status=Status.MONITORING,
        ),
        row(
            "closed",
            "10:45",
            8,
            text="The queue is empty, mail flows.",
            residual="The cleaning job runs by hand until <b>June</b>.",
        ),
    )


def rendered(text):
    """The tokens of a Markdown text, inline ones included, in order."""
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def kinds(text):
    return {token.type for token in rendered(text)}


def words(text):
    """What a reader sees of a Markdown text: the text of each paragraph, spaces aside."""
    shown = "".join(t.content if t.type == "text" else " " for t in rendered(text) if t.type not in ("inline",))
    return shown.split()


HARMLESS = {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak"}


# -- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_paragraphs_are_plain_text(text):
    assert kinds(paragraphs(text)) <= HARMLESS


@given(ANY)
def test_any_text_is_plain_text(text):
    assert kinds(paragraphs(text)) <= HARMLESS


@given(ANY)
@example("\\" + ESC)
def test_a_reader_sees_the_text_that_was_written(text):
    assert words(paragraphs(text)) == terminal.block(text.replace("\r\n", "\n").expandtabs(4)).split()


@given(ANY)
def test_one_line_is_plain_text_in_one_line(text):
    assert "\n" not in one_line(text)
    assert kinds(one_line(text)) <= HARMLESS
    assert words(one_line(text)) == terminal.line(text).split()


@given(ANY)
def test_a_heading_is_one_heading_that_says_its_text(text):
    made = f"# x {heading(text)}"
    assert kinds(made) <= {"heading_open", "heading_close", "inline", "text"}
    assert words(made) == ["x", *terminal.line(text).split()]


@pytest.mark.parametrize("title", ["fix C #", "fix ## ", "a \\#", "##", "C#"])
def test_a_number_sign_at_the_end_of_a_heading_stays(title):
    assert words(f"# x {heading(title)}") == ["x", *title.split()]


@pytest.mark.parametrize(
    "text",
    [
        "We're back, 2 < 3 & 4 > 3; 100% of a_b_c at -15m.",
        "C:\\Users\\kim",
        "tcp_keepalive_time: 7200 is the default",
        "https://example.org/a_b?c=1&d=2#e",
        "~/.ssh and ~/.config | wc -l",
        "3.10 -> 3.4 (!)",
        "--force + -x = y",
    ],
)
def test_what_forges_nothing_is_left_as_it_is(text):
    assert paragraphs(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# no", r"\# no"),
        ("- no", r"\- no"),
        ("1. no", r"1\. no"),
        ("12) no", r"12\) no"),
        ("> no", r"\> no"),
        ("a\n===", "a  \n\\==="),
        ("<b>", "&lt;b>"),
        ("`x`", r"\`x\`"),
        ("[a](b)", r"\[a](b)"),
        ("a\n|--|", "a  \n\\|--|"),
        ("a\n: no", "a  \n\\: no"),
    ],
)
def test_what_forges_is_escaped_once(text, shown):
    assert paragraphs(text) == shown


def test_paragraphs_stay_apart_and_line_breaks_stay():
    assert paragraphs("one\ntwo\n\n\nthree\r\nfour\n") == "one  \ntwo\n\nthree  \nfour"


def test_indented_lines_stay_indented_inside_a_paragraph():
    assert paragraphs("    at a\n    at b") == "at a  \n    at b"


@given(st.text())
def test_no_control_character_comes_out(text):
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", paragraphs(text))


@pytest.mark.parametrize("start", ["", "a\n", "<!--", "<!-- incident:"])
@pytest.mark.parametrize(
    "piece", ["-", " ", ":", "=", "|", "&", "~", "_", "\\", "<!--", "<!-- incident:", "- ", "a\n "]
)
def test_long_texts_take_no_longer_than_their_length(start, piece):
    text = start + piece * (100_000 // len(piece)) + "x"
    began = time.process_time()
    paragraphs(text)
    merge(text, {})
    assert time.process_time() - began < 3


# -- the document ---------------------------------------------------------------------------------


def golden(name, text):
    path = GOLDEN / name
    if os.environ.get("INCIDENT_UPDATE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()


def test_the_golden_document():
    golden("postmortem.md", postmortem(sheet(*outage()), NOW, CET))


def test_the_golden_short_document():
    golden("postmortem-short.md", postmortem(sheet(*outage(), public=True), NOW, CET, template="short"))


def test_a_public_document_leaves_internals_out():
    text = postmortem(sheet(*outage(), public=True), NOW, CET)
    assert not [word for word in ("mailq", "Noor", "ann", "host1", "SEV3", "internal") if word in text]


HEADINGS = [(f"h{section.level}", section.heading) for section in build(sheet(*outage()), NOW, CET).sections]
FENCES = re.compile(r"<!-- /?incident:[a-z]+ -->\n?")


def hostile_sheet(text):
    servers = {WEB: Server(WEB, text), DB: Server(DB, text)}
    found = incident(
        opened("10:00", title=text, label=text),
        row("added", "10:01", 1, text=text, guess=True, links=(text,)),
        row("retracted", "10:02", 1, why=text)._replace(author=text),
        row("added", "10:03", 2, text=text, kind=EntryKind.NOTE)._replace(author=text),
        row("closed", "10:04", 3, text=text, residual=text, states=((DB, DOWN),)),
    )
    return views.sheet(found, phrase.headline(found, phrase.server_names(servers)), servers)


@given(ANY)
@example("<!-- /incident:timeline -->")
def test_any_text_keeps_the_structure_of_the_document(text):
    tokens = list(rendered(postmortem(hostile_sheet(text), NOW, CET)))
    levels = [
        (token.tag, after.content) for token, after in pairwise(tokens) if token.tag and token.type == "heading_open"
    ]
    assert levels[0][0] == "h1"
    assert levels[1:] == HEADINGS
    comments = [token.content for token in tokens if token.type == "html_block"]
    assert all(content.startswith("<!-- ") and content.rstrip().endswith(" -->") for content in comments)
    assert len(comments) == len(list(rendered_comments()))
    assert [token.info for token in tokens if token.type == "fence"] == ["text"]
    forbidden = {"html_inline", "code_inline", "code_block", "link_open", "image", "em_open", "s_open"}
    assert not forbidden & {token.type for token in tokens}
    assert not {"ordered_list_open", "blockquote_open", "table_open", "hr"} & {token.type for token in tokens}


@given(ANY)
@example("<!-- /incident:picture -->")
@example("```")
@example("<!--\nincident:timeline -->")
def test_no_text_of_the_record_is_a_fence(text):
    written = postmortem(hostile_sheet(text), NOW, CET)
    assert not doubtful(written)
    assert not strange(written)
    assert postmortem(hostile_sheet(text), NOW, CET, written) == written


def test_a_head_that_says_nothing_is_a_dash():
    assert "- **—** " in postmortem(hostile_sheet(""), NOW, CET)


def rendered_comments():
    return (token for token in rendered(postmortem(hostile_sheet("x"), NOW, CET)) if token.type == "html_block")


@given(ANY)
def test_any_text_keeps_the_lists_of_the_document(text):
    def lists(value):
        return [t.type for t in rendered(postmortem(hostile_sheet(value), NOW, CET)) if "list" in t.type]

    assert lists(text) == lists("x") or not text.strip()


# -- what people wrote ----------------------------------------------------------------------------


def fresh(name="timeline", body="new"):
    return f"<!-- incident:{name} -->\n\n{body}\n\n<!-- /incident:{name} -->"


BLOCKS = {"timeline": fresh(), "impact": fresh("impact", "newer")}


def test_a_stored_document_gets_its_blocks_anew_and_keeps_the_rest():
    stored = f"# Mine\n{fresh(body='old')} behind\n\ntext\n{fresh('impact', 'old')}\n"
    assert merge(stored, BLOCKS) == f"# Mine\n{BLOCKS['timeline']} behind\n\ntext\n{BLOCKS['impact']}\n"


@pytest.mark.parametrize(
    ("stored", "names"),
    [
        pytest.param("# My own text\n\nNo fences.\n", (), id="no fences"),
        pytest.param("a <!-- incident:timeline --> b", ("timeline",), id="no end"),
        pytest.param("a <!-- /incident:timeline --> b", ("timeline",), id="no beginning"),
        pytest.param(f"{fresh()} mine {fresh()}".replace("new", "old"), ("timeline",), id="doubled"),
        pytest.param(
            "<!-- incident:timeline --> a <!-- incident:timeline --> b <!-- /incident:timeline -->",
            ("timeline",),
            id="doubled beginning",
        ),
        pytest.param(
            "<!-- incident:timeline --> a <!-- /incident:timeline --> b <!-- /incident:timeline -->",
            ("timeline",),
            id="doubled end",
        ),
        pytest.param(
            f"<!-- incident:timeline --> a {fresh('impact', 'old')} b <!-- /incident:timeline -->",
            ("timeline", "impact"),
            id="nested",
        ),
        pytest.param(
            "<!-- incident:timeline --><!-- incident:impact -->b<!-- /incident:timeline --><!-- /incident:impact -->",
            ("timeline", "impact"),
            id="crossed",
        ),
        pytest.param(
            "<!-- incident:timeline --> a <!-- /incident:impact --> b <!-- /incident:timeline -->",
            ("timeline", "impact"),
            id="another's end inside",
        ),
        pytest.param("<!-- incident:moon --> mine <!-- /incident:moon -->", (), id="unknown name"),
        pytest.param(
            "<!-- incident:timeline --> <!-- incident:moon --> mine <!-- /incident:timeline -->",
            ("timeline", "moon"),
            id="unknown name inside",
        ),
        pytest.param(
            "<!-- /incident:timeline --> mine <!-- incident:timeline -->", ("timeline",), id="wrong way round"
        ),
    ],
)
def test_what_is_in_doubt_is_left_alone_and_named(stored, names):
    assert merge(stored, BLOCKS) == stored
    assert doubtful(stored) == names


def test_a_sound_block_behind_a_broken_one_is_written_anew():
    stored = f"<!-- incident:impact -->\nmine\n{fresh(body='old')}\nmine too"
    assert merge(stored, BLOCKS) == stored.replace("old", "new")


def test_a_document_with_crlf_keeps_its_line_ends():
    stored = f"mine\n{fresh(body='old')}\nmine\n".replace("\n", "\r\n")
    assert merge(stored, BLOCKS) == stored.replace("old", "new")


PIECES = st.lists(
    st.one_of(
        ANY,
        st.sampled_from(
            [
                *(f"<!-- {end}incident:{name} -->" for end in ("", "/") for name in ("timeline", "impact", "moon")),
                "<!--/ incident:timeline-->",
                "<!-- incident:",
                "\n",
                "\r\n",
            ]
        ),
    ),
    max_size=12,
).map("".join)


@given(PIECES)
def test_merging_twice_changes_nothing_more(stored):
    once = merge(stored, BLOCKS)
    assert merge(once, BLOCKS) == once


@given(PIECES)
def test_what_stands_outside_of_any_pair_of_fences_survives(stored):
    """Whatever merge replaced began and ended with the fences of one block and held no other fence."""
    kept = merge(stored, dict.fromkeys(BLOCKS, "@here@")).split("@here@")
    position = 0
    for before, after in zip(kept, [*kept[1:], None], strict=True):
        assert stored.startswith(before, position)
        position += len(before)
        if after is not None:
            old = re.match(
                r"<!--\s*incident:(\w+)\s*-->((?!incident:).)*<!--\s*/\s*incident:\1\s*-->", stored[position:], re.S
            )
            assert old
            position += old.end()
    assert position == len(stored)


HAND = ANY.filter(lambda text: "incident:" not in text)


@given(st.lists(HAND, min_size=8, max_size=8), st.integers(1, 4))
def test_hand_written_text_survives_any_number_of_regenerations_byte_for_byte(texts, times):
    parts = FENCES_OR_NOT.split(postmortem(sheet(*outage()[:4]), NOW, CET))
    stored = "".join(part + (texts[n % 8] if n % 4 == 0 else "") for n, part in enumerate(parts))
    outside = FENCED.split(stored)
    for turn in range(times):
        events = outage()[: 5 + turn]
        stored = postmortem(sheet(*events, public=turn % 2 == 1), NOW, CET, stored)
        assert FENCED.split(stored) == outside


FENCED = re.compile(r"<!-- incident:[a-z]+ -->.*?<!-- /incident:[a-z]+ -->", re.S)
FENCES_OR_NOT = re.compile(r"(<!-- incident:[a-z]+ -->)(.*?)(<!-- /incident:[a-z]+ -->)", re.S)


def test_a_regenerated_document_is_the_fresh_one_where_nobody_wrote():
    stored = postmortem(sheet(*outage()[:5]), NOW, CET)
    assert postmortem(sheet(*outage()), NOW, CET, stored) == postmortem(sheet(*outage()), NOW, CET)


def test_a_block_that_somebody_took_out_stays_out():
    stored = postmortem(sheet(*outage()), NOW, CET)
    without = stored.replace(next(found for found in FENCED.findall(stored) if "incident:metrics" in found), "")
    assert postmortem(sheet(*outage()), NOW, CET, without) == without


def test_a_text_of_ones_own_comes_back_as_it_is():
    assert postmortem(sheet(*outage()), NOW, CET, "# Mine\r\n\x1b") == "# Mine\r\n\x1b"


def test_the_post_mortem_that_is_stored_is_not_part_of_itself():
    text = postmortem(sheet(*outage()), NOW, CET)
    stored = row("postmortem_stored", "12:00", 9, text=text, document=DocumentStatus.PUBLISHED)
    assert postmortem(sheet(*outage(), stored), NOW, CET, text) == text


def test_the_document_is_what_is_written_without_a_stored_one():
    assert postmortem(sheet(*outage()), NOW, CET) == document(build(sheet(*outage()), NOW, CET))


def test_a_prose_account_stands_as_it_is_in_the_summary_of_a_fresh_document():
    account = "It was the disk.\n\nWe moved the queue <b>away</b>."
    told = postmortem(sheet(*outage()), NOW, CET, account)
    assert f"\n\n{account}\n\n## Impact" in told
    assert told.count("<!-- incident:timeline -->") == 1


def test_a_text_with_a_heading_is_a_document_and_comes_back_as_it_is():
    stored = "Our own\n=======\n\nIt was the disk.\n"
    assert postmortem(sheet(*outage()), NOW, CET, stored) == stored
