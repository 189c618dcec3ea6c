"""Markdown files in one folder: names that are safe whatever the title, and an index that nothing forges."""

import re
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.make import CET, DB, DOWN, WEB, at, incident, opened, planned, row

from incident_cli.core.model import Kind, Server, Status
from incident_cli.core.portable import Portable, PortableServer, told
from incident_cli.formats.bundle import file_name, index
from incident_cli.formats.writing import Writing

NOW = at("23:00")
SERVERS = {WEB: Server(WEB, "http6"), DB: Server(DB, "db_2")}
ONE = Portable("", "", "http6 is down", at("10:00"), at("10:00"), number=168)


def page(*portables, zone=CET):
    return "".join(index(portables, Writing(NOW, zone)))


def named(title, **change):
    return file_name(ONE._replace(title=title, **change))


# -- names of files -----------------------------------------------------------------------------------

TITLES = {
    "http6 is down": "0168-http6-is-down.md",
    "  HTTP6: is -- down!  ": "0168-http6-is-down.md",
    "Straße naïve Übung": "0168-strasse-naive-ubung.md",
    "../../etc/passwd": "0168-etc-passwd.md",
    "/": "0168-incident.md",
    "": "0168-incident.md",
    "..": "0168-incident.md",
    "障害": "0168-incident.md",
    "障害 in Tōkyō": "0168-in-tokyo.md",
    "CON": "0168-con.md",
    "a\x00b\nc\\d": "0168-a-b-c-d.md",
    "١٢ ½": "0168-1-2.md",
    "x" * 61: f"0168-{'x' * 60}.md",
    "a" * 40 + " " + "b" * 40: f"0168-{'a' * 40}.md",
    "a" * 20 + " " + "b" * 60: f"0168-{'a' * 20}-{'b' * 39}.md",
    "a" * 60 + " b": f"0168-{'a' * 60}.md",
    "ab " * 1_000_000: f"0168-{'ab-' * 19}ab.md",
}


@pytest.mark.parametrize(("title", "name"), TITLES.items(), ids=lambda value: repr(value[:20]))
def test_a_file_is_called_by_the_number_and_the_words_of_the_title(title, name):
    assert named(title) == name


def test_a_title_that_ascii_cannot_tell_leaves_the_label_or_the_kind():
    assert named("障害", label="Störung") == "0168-storung.md"
    assert named("障害", kind=Kind.MAINTENANCE) == "0168-maintenance.md"


def test_numbers_have_four_digits_at_least():
    assert [named("x", number=n) for n in (1, 9999, 123456)] == ["0001-x.md", "9999-x.md", "123456-x.md"]


@given(st.text(), st.integers(1, 10**6))
def test_any_title_gives_a_plain_name(title, number):
    name = named(title, number=number, label=title)
    assert re.fullmatch(r"\d{4,}(-[a-z0-9]+)+\.md", name, re.ASCII)
    assert len(name) <= 7 + 1 + 60 + 3
    assert int(name.split("-")[0]) == number


# -- the index ----------------------------------------------------------------------------------------


def test_the_index_has_a_line_for_each_under_the_month_of_its_beginning():
    over = incident(
        opened("09:05", states=((WEB, DOWN), (DB, DOWN))), row("closed", "14:05", 1, status=Status.RESOLVED)
    )
    found = [
        told(over._replace(id=168), "http6 is down", SERVERS),
        told(incident(opened())._replace(id=9, label="Operation"), "open", SERVERS),
        told(incident(planned("24:30", "26:00"))._replace(id=10), "disks", SERVERS),
        ONE._replace(began_at=at("10:00").replace(month=1)),
        ONE._replace(began_at=at("10:00").replace(year=987)),
    ]
    assert page(*found) == (
        "# Incidents\n"
        "\n"
        "## February 2014\n"
        "\n"
        r"- [#168 http6 is down](0168-http6-is-down.md) · resolved · 2014-02-10 10:05 CET · 5 h · http6, db_2" + "\n"
        "- [#9 open](0009-open.md) · investigating · 2014-02-10 11:00 CET · open 13 h · http6\n"
        "- [#10 disks](0010-disks.md) · scheduled · 2014-02-11 01:30 CET · in 1 h 30 m · http6\n"
        "\n"
        "## January 2014\n"
        "\n"
        "- [#168 http6 is down](0168-http6-is-down.md) · investigating · 2014-01-10 11:00 CET · open 31 d 13 h\n"
        "\n"
        "## February 0987\n"
        "\n"
        "- [#168 http6 is down](0168-http6-is-down.md) · investigating · 0987-02-10 11:00 CET · open 375104 d 13 h\n"
    )


def test_months_are_those_of_the_zone():
    found = ONE._replace(began_at=at("23:30").replace(month=1, day=31))
    assert "## January 2014" in page(found, zone=UTC)
    assert "## February 2014" in page(found, zone=CET)


def test_without_incidents_it_is_a_heading():
    assert page() == "# Incidents\n"


def test_lines_come_one_at_a_time():
    def endless():
        while True:
            yield ONE

    found = index(endless(), Writing(NOW))
    assert len([next(found) for _ in range(100)]) == 100


HOSTILE = [
    "](http://evil.example/) [x",
    "a](b.md) c",
    "]",
    "\\]",
    "\\\\](x)",
    "[x]: http://evil.example",
    "![img](x.png)",
    "<script>alert(1)</script>",
    "<https://evil.example>",
    "https://evil.example/",
    "`code` **bold** ~~gone~~ _em_",
    "first\n# forged\n\n- item",
    "&copy;",
    "\\",
    "\x1b[31m\u202e",
]


@given(st.text(min_size=1) | st.sampled_from(HOSTILE))
def test_no_text_forges_anything(text):
    found = ONE._replace(title=text, servers=(PortableServer(text),), affected=(text,))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page(found, ONE))
    kinds = [token.type for token in tokens if token.type.endswith("_open")]
    item = ["list_item_open", "paragraph_open"]
    assert kinds == ["heading_open", "heading_open", "bullet_list_open", *item, *item]
    inlines = [token.children for token in tokens if token.type == "inline"][2:]
    for children, name in zip(inlines, (file_name(found), file_name(ONE)), strict=True):
        marks = [child.type for child in children if child.type not in ("text", "text_special")]
        assert marks == ["link_open", "link_close"]
        assert next(child for child in children if child.type == "link_open").attrs == {"href": name}
    shown = "".join(child.content for child in inlines[0])
    if text.isprintable() and text.strip() == text:
        assert shown.startswith(f"#168 {text} · ")
        assert shown.endswith(f" · {text}")
