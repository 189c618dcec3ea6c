"""A template of one's own: it places safe values, and what is wrong in it is told with its line."""

import re
import sys
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from support.hostile import ANY
from support.make import CET, DB, DOWN, UP, WEB, at, incident, opened, row

from incident_cli.core import phrase, views
from incident_cli.core.model import EntryKind, Server, Severity, Status
from incident_cli.core.postmortem.blocks import NAMES
from incident_cli.errors import IncidentError, Usage
from incident_cli.formats.markdown import doubtful, postmortem
from incident_cli.formats.owntemplate import values, write

pytest.importorskip("jinja2")
NOW = at("23:00")
SERVERS = {WEB: Server(WEB, "web*1"), DB: Server(DB, "db")}
OUTAGE = (
    opened("10:00", severity=Severity.SEV2, tags=("net",), links=("https://example.org/1",)),
    row("added", "10:10", 1, text="A *bad* disk?\n\nPerhaps.", guess=True, links=("https://example.org/2",)),
    row("added", "10:20", 2, text="ask Kim", kind=EntryKind.NOTE),
    row("added", "10:30", 3, states=((WEB, UP),), status=Status.MONITORING),
    row("closed", "11:00", 4, text="Fine.", residual="One disk left."),
)


def told(*events, public=False, account=""):
    found = incident(*events)
    sheet = views.sheet(found, phrase.headline(found, phrase.server_names(SERVERS)), SERVERS, public=public)
    return values(sheet, NOW, CET, account)


def made(template, *events, **options):
    return write(template, "mine.md", told(*(events or OUTAGE), **options))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("# {{ title }}\n", "# Incident #1: web\\*1 is down\n"),
        ("{{ noun }} {{ id + 1 }} {{ headline }}", "Incident 2 web\\*1 is down"),
        ("{{ began }} to {{ ended }}: {{ duration }}", "2014-02-10 11:00 CET to 2014-02-10 12:00 CET: 1 h"),
        ("{{ status }} {{ impact }} {{ severity }} {{ tags|join(',') }}", "resolved critical SEV2 net"),
        ("{% for s in servers %}{{ s.name }}: {{ s.downtime }}{% endfor %}", "web\\*1: 30 min of downtime"),
        ("{{ servers[0].states[0] }}", "down: 11:00 CET – 11:30 CET (30 min)"),
        (
            "{{ metrics.ttr.value }} {{ metrics.ttr.definition }}",
            "1 h (11:00 CET – 12:00 CET) from the beginning to the end",
        ),
        ("{{ entries|length }} {{ entries[1].id }} {{ entries[1].at }}", "5 1.1 2014-02-10 11:10 CET"),
        ("{{ entries[1].text }}", "A \\*bad\\* disk?\n\nPerhaps."),
        ("{{ entries[1].parts[0] }} {{ entries[1].facts[1] }}", "https://example.org/2 guess"),
        ("{{ entries[3].status }}/{{ entries[1].status }}.", "monitoring/."),
        ("{{ actions|length }}{{ residual }}", "0One disk left."),
        ("{% if public %}no{% else %}yes{% endif %}", "yes"),
    ],
)
def test_what_a_template_may_place(template, text):
    assert made(template) == text


def test_every_block_can_be_placed_and_is_known_again():
    text = made("".join(f"{{{{ blocks.{name} }}}}\n\n" for name in NAMES))
    assert not doubtful(text)
    found = incident(*OUTAGE, row("added", "11:10", 5, text="one more"))
    sheet = views.sheet(found, "web is down", SERVERS)
    assert "one more" in postmortem(sheet, NOW, CET, text)


@pytest.mark.parametrize(
    ("template", "where", "why"),
    [
        ("a\n{{ nothing }}\n", "mine.md:2", "'nothing' is undefined"),
        ("a\n\n{% for x in entries %}\n{{ x.nope }}\n{% endfor %}", "mine.md:4", "nope"),
        ("{{ metrics.nope.value }}", "mine.md:1", "nope"),
        ("a\n{% if x %}", "mine.md:2", "end"),
        ("a\n{{ x", "mine.md:2", "end of print statement"),
        ("\n{{ 1 / 0 }}", "mine.md:2", "division by zero"),
        ("{{ title.__class__ }}", "mine.md:1", "unsafe"),
        ("{{ entries.clear() }}", "mine.md:1", "unsafe"),
        ("\n{% include 'other.md' %}", "mine.md:2", "no loader"),
        ("{% for a in range(999999999) %}{% endfor %}", "mine.md:1", "range"),
        ("{{ title|nope }}", "mine.md:1", "No filter named 'nope'"),
        ("{% macro f() %}{{ f() }}{% endmacro %}\n{{ f() }}", "mine.md", "recursion"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(template, where, why):
    with pytest.raises(Usage) as caught:
        made(template)
    assert caught.value.message.startswith(f"{where}:")
    assert why in caught.value.message
    assert "\n" not in caught.value.message


def test_the_example_of_the_readme_is_a_template():
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    text = made(re.search(r"```jinja\n(.*?)```", readme, re.DOTALL)[1], account="The disk.")
    assert text.startswith("# Incident #1: web\\*1 is down\n\n1 h, critical, SEV2; TTR 1 h (")
    assert "## Why\n\nThe disk.\n" in text


def test_a_document_without_end_is_refused():
    with pytest.raises(Usage, match="longer than 16 MB"):
        made("{% for a in range(9999) %}{% for b in range(9999) %}{{ title }}{% endfor %}{% endfor %}")


def test_without_jinja_there_is_a_sentence():
    with mock.patch.dict(sys.modules, {"jinja2": None}), pytest.raises(IncidentError) as caught:
        made("{{ title }}")
    assert caught.value.hints == ("pip install 'incident-cli[jinja]'",)


def test_in_public_there_are_no_internals():
    found = repr(told(*OUTAGE, public=True))
    assert not [word for word in ("ask Kim", "ann", "SEV2", "note") if word in found]
    assert all(word in repr(told(*OUTAGE)) for word in ("ask Kim", "ann", "SEV2"))


def test_an_account_is_a_value_as_it_was_stored():
    assert made("{{ account }}", account="It *was* me.") == "It *was* me."


@given(ANY)
def test_whatever_was_typed_is_text_in_the_document(text):
    rows = (
        opened("10:00", title=text, label=text, tags=(text,) if text else ()),
        row("added", "10:10", 1, text=text)._replace(author=text),
        row("closed", "11:00", 2, text=text, residual=text, states=((DB, DOWN),)),
    )
    template = (
        "# {{ title }}\n\nx {{ headline }} {{ tags|join(' ') }} {{ residual }} {{ noun }} {{ entries[1].author }}"
        "\n\n{{ entries[1].text }}\n"
    )
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(made(template, *rows))
    found = {token.type for each in tokens for token in (each, *(each.children or ()))}
    assert found <= {
        *("heading_open", "heading_close", "inline", "text", "paragraph_open", "paragraph_close", "hardbreak")
    }
