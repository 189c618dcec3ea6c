"""HTML as plain text: it reads as a browser shows it, nothing that was said is lost, and nothing is slow."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.formats.plaintext import is_html, plain

HISTORY = Path(__file__).parents[3] / "shared" / "data" / "github-incident-history" / "incidents"
history = pytest.mark.skipif(not HISTORY.exists(), reason="the history of a status page is not here")


@pytest.mark.parametrize(
    "text",
    [
        "<p>Down.</p>",
        "Down.<br>Up.",
        "Down.<br />Up.",
        "<BR/>",
        "a <b>bold</b> word",
        "<p>never closed",
        "<li>never closed",
        '<a href="https://example.org">more',
        "<div class=x>",
        "<ul><li><strong>10:00</strong> - Down.</li></ul>",
        "one\n<hr>\ntwo",
        "<pre>\nx\n</pre>",
    ],
)
def test_tags_that_are_closed_or_stand_alone_are_html(text):
    assert is_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "ssh <host>",
        "a < b and c > d",
        "1<2",
        "<3",
        "mail <ops@example.org>",
        "see <https://example.org/p>",
        "a lone <table> or <code> in a sentence",
        "vector<i>",
        "closed only </b>",
        "<p",
        "<paragraph>",
        "<host>a</host> <x y=1>",
        "<p-x>",
        "<!-- a comment -->",
        "&lt;p&gt;",
        "<-- see",
        "<>",
    ],
)
def test_what_only_looks_like_a_tag_is_no_html(text):
    assert not is_html(text)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Down.", "Down."),
        ("a<br>b<br/>c<br />d", "a\nb\nc\nd"),
        ("a<br><br>b", "a\n\nb"),
        ("a<br><br><br><br>b", "a\n\nb"),
        ("a <br> b", "a\nb"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<p>a<br></p>\n\n\n<p>b</p>", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\n\nb"),
        ("<p>never<p>closed", "never\n\nclosed"),
        ("<h1>Title</h1>text<h3>More</h3>", "Title\n\ntext\n\nMore"),
        ("a<hr>b<hr/>", "a\n\n---\n\nb\n\n---"),
        ("  a\n b\t\tc  ", "a b c"),
        ("a <b> b </b> c", "a b c"),
        ("a<b>b</b>c", "abc"),
        ("<strong>Resolved</strong> - <em>All</em> <u>is</u> well.", "Resolved - All is well."),
        ("a&nbsp;b &amp; &lt;c&gt; &quot;d&quot; &#39;e&#x27; &eacute;", "a b & <c> \"d\" 'e' é"),
        ("&amp;lt;", "&lt;"),
        ("AT&T &unknown; & &#", "AT&T &unknown; & &#"),
        ("&#27;[2J&#0;", "[2J\ufffd"),
        ("ssh <host> if a < b", "ssh <host> if a < b"),
        ("<p", "<p"),
        ("<!-- hidden -->shown", "shown"),
        ("<!-- never closed", "<!-- never closed"),
        ("<!DOCTYPE html><p>a", "a"),
        ("a<script>alert('<p>')</script>b<style>p {}</style>c", "abc"),
        ("a<script>never closed", "a"),
        ("<img src=x alt='a graph'> below", "a graph below"),
    ],
)
def test_a_fragment_reads_as_a_browser_shows_it(html, text):
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"),
        ("a<ul>\n <li> b </li>\n <li></li>\n <li>c</li>\n</ul>\n", "a\n\n- b\n- c"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<ol start=9><li>a<li>b</ol>", "9. a\n10. b"),
        ("<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>", "- a\n  - b\n    1. c\n- d"),
        ("<ol><li>a<ul><li>b</ul></ol>", "1. a\n   - b"),
        ("<ul><li>a<br>b</li></ul>", "- a\n  b"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"),
        ("<ul><li>a<li><p>b</p></ul>", "- a\n- b"),
        ("<li>of no list", "- of no list"),
        ("<blockquote>a<br>b</blockquote>c", "> a\n> b\n\nc"),
        ("<ul><li>a<blockquote>b</blockquote></ul>", "- a\n  > b"),
        ("<table><tr><th>a<th>b</tr><tr><td>1<td></td><td>3</tr></table>", "a | b\n1 |  | 3"),
        ("<dl><dt>a<dd>b</dl>", "a\nb"),
        ("</ul></blockquote></p>a", "a"),
    ],
)
def test_lists_quotations_and_tables_keep_their_shape(html, text):
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://example.org/a?b=1&amp;c=2">more</a>.', "more (https://example.org/a?b=1&c=2)."),
        ("<a href=/s>see </a>it", "see (/s) it"),
        ("<a class='x' href='u'>t</a>", "t (u)"),
        ("<a href=https://example.org/>https://example.org</a>", "https://example.org"),
        ("<a href=https://example.org/>example.org</a>", "example.org"),
        ("<a href=mailto:a@example.org>a@example.org</a>", "a@example.org"),
        ("<a href=#top>top</a> <a name=x>x</a> <a href='javascript:alert(1)'>y</a>", "top x y"),
        ("<a href=u><img src=x></a>", "u"),
        ("<a href=u><p>a</p></a>b", "a (u)\n\nb"),
        ("<a href=u>never closed", "never closed (u)"),
        ("<a href=u>a<a href=v>b</a>", "a (u)b (v)"),
        ("<a data-href=u>t</a>", "t"),
    ],
)
def test_a_link_tells_its_address_unless_its_words_do(html, text):
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<pre>\na  b\n   c</pre>d", "a  b\n   c\n\nd"),
        ("<pre><code>x = 1\r\ny</code></pre>", "x = 1\ny"),
        ("<pre>a   \n\n\n\nb</pre>", "a\n\nb"),
        ("<ul><li><pre>a\n b</pre></ul>", "- a\n   b"),
    ],
)
def test_what_is_preformatted_keeps_its_spaces(html, text):
    assert plain(html) == text


@given(st.text(alphabet="<>/abpliu \n&;\"'=-!brh", max_size=60))
def test_no_text_has_spaces_at_the_ends_of_lines_or_two_empty_lines(html):
    text = plain(html)
    assert not re.search(r"[ \t]$|\n\n\n|\A\n|\n\Z", text, re.MULTILINE)


@given(st.text(alphabet=st.characters(exclude_characters="<&\xa0\x0b\x1c\x1d\x1e\x1f\x85\r\u2028\u2029"), max_size=60))
def test_text_without_tags_keeps_every_word(text):
    assert plain(text).split() == text.split()


@pytest.mark.parametrize(
    "html",
    [
        "<" * 1_000_000,
        "<a " * 300_000,
        "</" * 500_000,
        "<!--" * 250_000,
        "<!" * 500_000,
        "<div>" * 100_000 + "deep",
        "<ul><li>deep" * 100_000,
        "<blockquote>deep" * 100_000,
        "<script>" * 100_000,
        '<a title="' * 100_000,
        "<a title='\"" * 100_000 + ">",
        "&#" + "9" * 1_000_000,
        "&" * 1_000_000,
        " " * 1_000_000 + "x",
        "<a href=x>y" * 100_000,
        "<a href" + " " * 1_000_000 + ">",
        "<td>" * 200_000 + "x",
        "<br>" * 200_000,
    ],
    ids=lambda html: repr(html[:12]),
)
def test_hostile_html_is_read_in_a_moment(html):
    start = time.process_time()
    is_html(html)
    plain(html)
    assert time.process_time() - start < 10  # a second here; what is not linear takes minutes


@history
def test_every_body_with_html_reads_without_it():
    found = 0
    for path in sorted(HISTORY.glob("*.json")):
        incident = json.loads(path.read_text())
        bodies = [update["body"] or "" for update in incident.get("incident", incident)["incident_updates"]]
        html = [body for body in bodies if is_html(body)]
        found += bool(html)
        for body in html:
            assert not is_html(plain(body))
            assert len(plain(body).split("\n")) == body.count("<li>")
            assert plain(body).split() == re.sub("<li>", "- ", re.sub("</?(?:ul|strong)>|</li>", " ", body)).split()
    assert found == 137
