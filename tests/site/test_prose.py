"""Text of people as HTML: nothing in it runs, loads or leads anywhere but to the web and to mail."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.site import prose, told


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b\nc", "<p>a &lt; b<br>\nc</p>"),
        ("a\r\n\r\nb", "<p>a</p><p>b</p>"),
        ("\x1b[31m\u202e", "<p>\\x1b[31m\\u202e</p>"),
        ("(https://x.y/a?b=1&c=2).", '<a href="https://x.y/a?b=1&amp;c=2" rel="nofollow noopener noreferrer">'),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("", ""),
    ],
)
def test_plain_text_stays_what_it_is(text, html):
    assert html in prose.plain(text)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScript:1", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil/x", "x"],
)
def test_only_the_web_mail_and_the_page_itself_are_linked(link):
    for text in (f"[x]({link})", f"<{link}>", f"[x]: {link}\n\n[x]", f"![x]({link})", f'[x](<{link}> "t")'):
        assert "href" not in prose.markdown(text), text


@pytest.mark.parametrize("link", ["https://x.y/z", "http://x", "mailto:a@b.c", "#below"])
def test_these_are(link):
    assert f'href="{link}" rel="nofollow noopener noreferrer"' in prose.markdown(f"[x]({link})")


@pytest.mark.parametrize("link", ["https://x.y/z", " http://x "])
def test_an_address_of_the_web_may_be_followed(link):
    assert prose.address(link) == link.strip()


@pytest.mark.parametrize("link", ["javascript:x", "https://x y", 'https://x"y', "ftp://x", "", "https://"])
def test_no_other_may(link):
    assert prose.address(link) == ""


def test_headings_stand_below_those_of_the_page():
    assert prose.markdown("# a\n\n##### b") == "<h3>a</h3>\n<h6>b</h6>\n"


def test_a_picture_is_what_it_shows_in_words():
    assert prose.markdown("![a *b*](https://x/y.png)") == "<p>a b</p>\n"


def test_columns_have_a_class_and_no_style():
    found = prose.markdown("|a|\n|-:|\n|1|")
    assert 'class="to-right"' in found
    assert "style" not in found


KNOWN = {"p", "br", "a", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "blockquote"}
KNOWN |= {"hr", "div", "table", "thead", "tbody", "tr", "th", "td"}


@given(st.text("<>&\"'`[]()!*_#|-:=/\\ \njavscriptonld ", max_size=60))
def test_no_tag_and_no_attribute_comes_from_the_text(text):
    for html in (prose.plain(text), prose.markdown(text)):
        tags = re.findall(r"<(/?)([a-z0-9]+)([^>]*)>", html)
        for _, tag, attributes in tags:
            assert tag in KNOWN
            assert not re.search(r"\bon\w+=|style=|javascript:", re.sub(r'"https?:[^"]*"', "", attributes))
        assert len(tags) == html.count("<")


@pytest.mark.parametrize(
    ("text", "left"),
    [("a<!-- b -->c", "ac"), ("a<!-- b", "a"), ("<!---->x", "x"), ("<!-- a -- > b --> c", "c"), ("a <! b", "a <! b")],
)
def test_comments_are_hidden_from_everybody(text, left):
    assert told.document(None, text, None, None) == left
