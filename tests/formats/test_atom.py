"""Atom feeds: a history is read with the times it tells, and what we write is a feed that reads back the same."""

import re
import time
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.portables import portables

from incident_cli.core.model import EntryKind, Kind, State, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, PortableServer
from incident_cli.formats import atom
from incident_cli.formats.atom.writing import tag
from incident_cli.formats.source import Reading, Source, Unreadable
from incident_cli.formats.writing import Writing

FEED = Path(__file__).parents[3] / "shared" / "data" / "github-statuses-atom" / "github-status-history.atom"
real = pytest.mark.skipif(not FEED.exists(), reason="the feed of a real status page is not here")
NOW = datetime(2026, 8, 30, 12, tzinfo=UTC)
READING = Reading(NOW, UTC)
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
TEN = datetime(2026, 8, 20, 10, tzinfo=UTC)


def update(when, word, text, zone="UTC"):
    month, day, clock = re.fullmatch(r"(\w+) +(\d+), (.+)", when).groups()
    small = f"{month} <var data-var='date'>{day}</var>, <var data-var='time'>{clock}</var> {zone}"
    return f"<p> <small>{small}</small><br> <strong>{word}</strong> - {text} </p>"


def entry(content, published="2026-08-20T12:00:20Z", updated=None, more="", kind="html", title="Mail is down"):
    dates = f"<published>{published}</published><updated>{updated or published}</updated>" if published else ""
    body = f'<content type="{kind}">{escape(content) if kind != "xhtml" else content}</content>'
    return f"<entry><id>tag:example.org,2005:Incident/1</id>{dates}<title>{title}</title>{more}{body}</entry>"


def feed(*entries):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<feed {ATOM}><title>Status</title>{"".join(entries)}</feed>\n'


def source(folder, text):
    path = folder / "history.atom"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Source(str(path), str(path))


def read(folder, text, reading=READING):
    """What a feed holds: incidents, and what was left out."""
    file = source(folder, text)
    assert atom.looks(file.head())
    pieces = list(atom.read(file, reading))
    return [piece if isinstance(piece, Unreadable) else piece.load() for piece in pieces]


def one(folder, content, reading=READING, **said):
    (found,) = read(folder, feed(entry(content, **said)), reading)
    return found


def lines(portable):
    return [(f"{line.at:%Y-%m-%d %H:%M}", line.text, line.status, line.verb is Verb.CLOSED) for line in portable.lines]


HISTORY = (
    update("Aug 20, 12:00", "Resolved", "It <b>works</b> again.<br />Sorry.")
    + update("Aug 20, 11:30", "Monitoring", "A fix is out.")
    + update("Aug 20, 11:00", "Update", "Still looking &amp; waiting.")
    + update("Aug 20, 10:00", "Identified", "The disk.")
)


def test_an_entry_is_an_incident_that_began_with_its_first_update(tmp_path):
    link = '<link rel="alternate" type="text/html" href="https://example.org/1"/><link rel="self" href="x"/>'
    found = one(tmp_path, HISTORY, more=link)
    assert (found.source, found.external_id) == ("atom", "tag:example.org,2005:Incident/1")
    assert (found.title, found.kind, found.links) == ("Mail is down", Kind.INCIDENT, ("https://example.org/1",))
    assert (found.began_at, found.recorded_at, found.ended_at) == (TEN, TEN, TEN + timedelta(hours=2))
    assert (found.status, found.status_now) == (Status.IDENTIFIED, Status.RESOLVED)
    assert lines(found) == [
        ("2026-08-20 10:00", "The disk.", None, False),
        ("2026-08-20 11:00", "Still looking & waiting.", None, False),
        ("2026-08-20 11:30", "A fix is out.", Status.MONITORING, False),
        ("2026-08-20 12:00", "It works again.\nSorry.", Status.RESOLVED, True),
    ]
    assert [line.recorded_at for line in found.lines] == [line.at for line in found.lines]
    assert (found.states, found.servers, found.warnings) == ((), (), ())


@pytest.mark.parametrize(
    ("newest", "oldest", "published", "began", "ended"),
    [
        ("Jan 1, 00:10", "Dec 31, 23:50", "2026-01-01T00:10:05Z", "2025-12-31 23:50", "2026-01-01 00:10"),
        ("Jan  1, 00:10", "Nov 2, 23:50", "2026-01-01T00:10:05Z", "2025-11-02 23:50", "2026-01-01 00:10"),
        ("Dec 31, 23:50", "Dec 31, 23:00", "2026-01-01T00:10:05Z", "2025-12-31 23:00", "2025-12-31 23:50"),
        ("Mar 1, 10:00", "Feb 29, 10:00", "2024-03-01T10:00:00Z", "2024-02-29 10:00", "2024-03-01 10:00"),
        ("Jan 2, 10:00", "Feb 29, 10:00", "2027-01-02T10:00:00Z", "2024-02-29 10:00", "2027-01-02 10:00"),
        ("June 2, 2:05pm", "Jun 2, 12:05 AM", "2026-06-02T14:05:00Z", "2026-06-02 00:05", "2026-06-02 14:05"),
    ],
)
def test_the_year_is_the_one_that_the_entry_was_published_in_or_the_last_one_before(
    tmp_path, newest, oldest, published, began, ended
):
    content = update(newest, "Resolved", "b") + update(oldest, "Investigating", "a")
    found = one(tmp_path, content, published=published)
    assert (f"{found.began_at:%Y-%m-%d %H:%M}", f"{found.ended_at:%Y-%m-%d %H:%M}") == (began, ended)


def test_an_entry_that_was_changed_long_after_is_of_the_year_of_its_publication(tmp_path):
    found = one(tmp_path, HISTORY, updated="2028-01-07T10:00:00Z")
    assert found.began_at == TEN
    published_at_its_beginning = one(
        tmp_path, HISTORY, published="2026-08-20T10:00:00Z", updated="2026-08-20T12:00:00Z"
    )
    assert published_at_its_beginning.began_at == TEN


@pytest.mark.parametrize(
    ("zone", "published", "reading", "hours", "warnings"),
    [
        ("UTC", "2026-08-20T12:00:20Z", READING, 0, ()),
        ("GMT+2", "2026-08-20T10:00:20Z", READING, -2, ()),
        ("+02:00", "2026-08-20T10:00:20Z", READING, -2, ()),
        ("PDT", "2026-08-20T19:00:20Z", READING, 7, ()),
        ("PDT", "2026-08-20T12:00:20-07:00", READING, 7, ()),
        ("PDT", "2026-08-25T00:00:00Z", Reading(NOW, ZoneInfo("America/Los_Angeles")), 7, ()),
        ("IST", "2026-08-20T06:30:20Z", READING, -5.5, ()),
        ("EST", "2026-08-20T17:00:20Z", READING, 5, ()),
        ("XYZ", "2026-08-25T00:07:00Z", READING, 0, ("nothing tells what XYZ means: its times are read in UTC",)),
    ],
)
def test_a_zone_is_known_or_told_by_when_the_latest_update_was_published(
    tmp_path, zone, published, reading, hours, warnings
):
    content = update("Aug 20, 12:00", "Resolved", "b", zone) + update("Aug 20, 10:00", "Investigating", "a", zone)
    found = one(tmp_path, content, reading, published=published)
    assert (found.began_at, found.ended_at) == (TEN + timedelta(hours=hours), TEN + timedelta(hours=hours + 2))
    assert found.warnings == warnings


def test_what_an_abbreviation_means_is_learnt_from_the_whole_feed(tmp_path):
    content = update("Aug 20, 12:00", "Resolved", "b", "PDT") + update("Aug 20, 10:00", "Investigating", "a", "PDT")
    unclear = entry(content, published="2026-08-25T00:07:00Z")
    found = read(tmp_path, feed(unclear, entry(content, published="2026-08-20T19:00:20Z"), unclear))
    assert {portable.began_at for portable in found} == {TEN + timedelta(hours=7)}


def test_when_an_entry_was_published_tells_more_than_when_it_was_updated(tmp_path):
    content = update("Aug 20, 12:00", "Resolved", "b", "PDT") + update("Aug 20, 10:00", "Investigating", "a", "PDT")
    late = entry(content, published="2026-08-20T19:00:20Z", updated="2026-08-20T20:00:20Z")
    unclear = entry(content, published="2026-08-25T00:07:00Z", updated="2026-08-20T20:00:20Z")
    found = read(tmp_path, feed(late, unclear))
    assert {portable.began_at for portable in found} == {TEN + timedelta(hours=7)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["Resolved", "Investigating"], [None, Status.RESOLVED]),
        (["Update", "Resolved", "Investigating"], [None, Status.RESOLVED, None]),
        (["Resolved", "Resolved", "Investigating"], [None, Status.RESOLVED, None]),
        (["Resolved", "Monitoring", "Resolved", "Investigating"], [None, None, Status.MONITORING, Status.RESOLVED]),
        (["Monitoring", "Resolved", "Investigating"], [None, None, Status.MONITORING]),
        (["Identified", "Investigating"], [None, Status.IDENTIFIED]),
    ],
)
def test_it_is_over_where_no_status_that_is_none_follows_the_last_final_one(tmp_path, words, expected):
    content = "".join(update(f"Aug 20, {12 - n}:00", word, f"text {n}") for n, word in enumerate(words))
    found = one(tmp_path, content)
    assert [line.status for line in found.lines] == expected
    assert [line.verb is Verb.CLOSED for line in found.lines] == [s is Status.RESOLVED for s in expected]
    assert all(line.text.startswith("text") for line in found.lines)


def test_a_scheduled_event_is_a_maintenance_with_its_window(tmp_path):
    head = "<p><strong>THIS IS A SCHEDULED EVENT Aug <var data-var='date'>20</var>, <var data-var='time'>22:00</var> - "
    same_day = head + "<var data-var='time'>23:30</var> UTC</strong></p>"
    over_night = head + "Aug <var data-var='date'>21</var>, <var data-var='time'>02:00</var> UTC</strong></p>"
    body = (
        update("Aug 20, 23:10", "Completed", "Done.")
        + update("Aug 20, 22:00", "In progress", "Now.")
        + update("Aug 19, 10:00", "Scheduled", "Soon.")
    )
    for above, hours in ((same_day, 13.5), (over_night, 16)):
        found = one(tmp_path, above + body, published="2026-08-20T23:10:02Z")
        assert found.kind is Kind.MAINTENANCE
        assert (found.planned_from, found.planned_until) == (TEN + timedelta(hours=12), TEN + timedelta(hours=hours))
        assert (found.status, found.status_now) == (Status.SCHEDULED, Status.COMPLETED)
        assert [line.status for line in found.lines] == [None, Status.IN_PROGRESS, Status.COMPLETED]
        assert [line.text for line in found.lines] == ["Soon.", "Now.", "Done."]


def test_a_feed_that_goes_the_other_way_is_read_too(tmp_path):
    content = update("Aug 20, 10:00:05", "Investigating", "a", "GMT+0") + update(
        "Aug 20, 12:00:10", "Resolved", "b", "GMT+0"
    )
    found = one(tmp_path, content)
    assert (found.began_at, found.ended_at) == (TEN + timedelta(seconds=5), TEN + timedelta(hours=2, seconds=10))
    still_open = update("Aug 20, 10:00", "Investigating", "a") + update("Aug 20, 12:00", "Monitoring", "b")
    assert [line.text for line in one(tmp_path, still_open).lines] == ["a", "b"]


def test_a_status_that_is_none_of_ours_and_what_stands_above_stay_in_the_text(tmp_path):
    content = (
        "<p>See below.</p>" + update("Aug 20, 12:00", "Recovering", "Soon.") + update("Aug 20, 10:00", "Update", "a")
    )
    assert [line.text for line in one(tmp_path, content).lines] == ["a", "See below.\n\nRecovering - Soon."]


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ("<p>It broke at <b>ten</b>.</p>", "html", "It broke at ten."),
        ("a < b &amp; c\n  d", "text", "a < b &amp; c\n  d"),
        (
            '<div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt;b&gt;</p><ul><li>c</li></ul></div>',
            "xhtml",
            "a <b>\n\n- c",
        ),
        (
            "<p><small>Aug 99, 10:00 UTC</small><br><strong>Resolved</strong> - no.</p>",
            "html",
            "Aug 99, 10:00 UTC\nResolved - no.",
        ),
        ("<p><small>3:23pm PST</small> We look.</p>", "html", "3:23pm PST We look."),
        ("", "html", ""),
    ],
)
def test_content_of_another_kind_is_one_update_of_when_it_was_published(tmp_path, content, kind, text):
    (found,) = read(tmp_path, feed(entry(content, kind=kind, updated="2026-08-21T00:00:00Z")))
    if isinstance(found, Unreadable):
        assert "Aug 99" in content
        return
    assert (found.began_at, found.ended_at) == (datetime(2026, 8, 20, 12, 0, 20, tzinfo=UTC), None)
    assert [line.text for line in found.lines] == ([text] if text else [])
    assert found.warnings == ("it tells no status: it is taken as open",)


def test_a_status_in_the_first_line_of_such_content_ends_it(tmp_path):
    found = one(tmp_path, "<b>Status: Resolved</b><br/><br/>All well.", updated="2026-08-20T13:00:00Z")
    assert (found.ended_at, found.closing.kind) == (TEN + timedelta(hours=3), EntryKind.NOTE)
    assert found.lines[0].text == "Status: Resolved\n\nAll well."


def test_a_summary_categories_and_prefixed_names_are_read(tmp_path):
    text = (
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>x</a:id>'
        '<a:updated>2026-08-20T10:00:00Z</a:updated><a:title type="html">A &amp;amp; B</a:title>'
        '<a:category term="net"/><a:summary>Down.</a:summary></a:entry></a:feed>'
    )
    (found,) = read(tmp_path, text)
    assert (found.title, found.tags, found.lines[0].text) == ("A & B", ("net",), "Down.")


BOMB = '<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"<feed {ATOM}>\n<entry><id>1</id>", 2, "XML is broken: no element found"),
        (f"<feed {ATOM}>\n<entry></feed>", 2, "XML is broken: mismatched tag"),
        (f"<feed {ATOM}>\n&nbsp;</feed>", 2, "XML is broken: undefined entity"),
        (f"<feed {ATOM}>\n\x07</feed>", 2, "XML is broken"),
        (f"<feed {ATOM}/>\n<feed/>", 2, "XML is broken: junk after document element"),
        (f"{BOMB}\n<feed {ATOM}>&b;</feed>", 1, "a document type"),
        (f'<!DOCTYPE feed SYSTEM "file:///etc/passwd">\n<feed {ATOM}/>', 1, "a document type"),
        (f"<feed {ATOM}>" + "<a>" * 100 + "</a>" * 100 + "</feed>", 1, "levels deep"),
        ('<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>', 2, "RSS feed"),
        ("<feed/>", 1, "no Atom feed"),
        ("<html/>", 1, "it begins with <html>"),
        ("", 1, "no element found"),
        ("no XML", 1, "XML is broken"),
    ],
)
def test_what_is_no_sound_feed_is_told_with_its_line(tmp_path, text, line, words):
    with pytest.raises(Unreadable) as error:
        list(atom.read(source(tmp_path, text), READING))
    assert error.value.line == line
    assert words in error.value.message


def test_a_hundred_levels_are_read(tmp_path):
    assert read(tmp_path, f"<feed {ATOM}>" + "<a>" * 99 + "</a>" * 99 + "</feed>") == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("<entry><title>x</title></entry>", "an entry has no id"),
        ("<entry><id>x</id></entry>", "neither when it was published nor"),
        ("<entry><id>x</id><published>soon</published></entry>", "neither when it was published nor"),
        ("<entry><id>x</id><updated>2026-99-20T10:00:00Z</updated></entry>", "neither when it was published nor"),
        (entry(update("Feb 30, 10:00", "Resolved", "x")), "a date that no year near it has"),
    ],
)
def test_an_entry_that_cannot_be_read_is_left_out_alone(tmp_path, broken, words):
    found = read(tmp_path, feed(entry(HISTORY), "\n", broken, entry(HISTORY)))
    assert [isinstance(one, Unreadable) for one in found] == [False, True, False]
    assert (found[1].line, words in found[1].message) == (3, True)


def test_pieces_come_in_the_order_of_the_feed_with_their_lines_and_beginnings(tmp_path):
    file = source(tmp_path, feed("\n", entry(HISTORY), "\n\n", entry("Later.", published="2026-08-21T10:00:00Z")))
    pieces = list(atom.read(file, READING))
    assert [(piece.line, piece.created) for piece in pieces] == [(3, TEN), (5, TEN + timedelta(days=1))]
    assert [piece.load().began_at for piece in reversed(pieces)] == [TEN + timedelta(days=1), TEN]


def test_a_file_that_has_changed_meanwhile_is_told(tmp_path):
    file = source(tmp_path, feed(entry(HISTORY)))
    (piece,) = atom.read(file, READING)
    source(tmp_path, feed(" " * 2000))
    with pytest.raises(Unreadable, match="changed while it was read"):
        piece.load()


@pytest.mark.parametrize(
    ("head", "is_feed"),
    [
        (f"<feed {ATOM}>", True),
        (f'  <?xml version="1.0"?>\n<!-- a - b -->\n<?xml-stylesheet href="x"?>\n<feed xml:lang="en"\n {ATOM}>', True),
        (f'<a:feed xmlns:a="{ATOM[7:-1]}">', True),
        (f"{BOMB}<feed {ATOM}>", True),
        ('<?xml version="1.0"?><rss version="2.0">', True),
        ("<feed>", False),
        ('<?xml version="1.0"?><opml>', False),
        (f"<feeds {ATOM}>", False),
        (f"text <feed {ATOM}>", False),
        ("<html><body>", False),
        ('{"feed": 1}', False),
        ("", False),
        ("<!-- " * 10_000, False),
        ("<?x?>" * 10_000, False),
    ],
)
def test_only_the_beginning_of_a_feed_looks_like_one(head, is_feed):
    assert atom.looks(head) is is_feed


HOSTILE = {
    "a long attribute": f'<feed {ATOM} x="{"y" * 8_000_000}"/>',
    "a long comment": f"<feed {ATOM}><!--{'y' * 8_000_000}--></feed>",
    "small": feed(entry("<small>" * 200_000)),
    "p": feed(entry("<p" * 300_000)),
    "spaces": feed(entry("<p>" + " " * 1_000_000 + "<small>Aug 20, 10:00 UTC</small>" + " " * 1_000_000)),
    "words": feed(entry("<small>Aug 20, 10:00 UTC</small><strong>" * 50_000)),
    "dashes": feed(entry("<small>Aug 20, 10:00 UTC</small><strong>x</strong>" + " -" * 500_000)),
    "var": feed(entry("<small>" + "<var>" * 200_000 + "</small>")),
    "updates": feed(entry(update("Aug 20, 10:00", "Update", "x") * 3_000)),
    "window": feed(entry("THIS IS A SCHEDULED EVENT " * 40_000 + HISTORY)),
    "many attributes": f"<feed {ATOM} {' '.join(map('a{}=%%'.format, range(100_000)))}/>".replace("%%", "''"),
    "entries": feed(*["<entry/>"] * 50_000),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_feed_is_read_in_a_moment(tmp_path, text):
    start = time.process_time()
    read(tmp_path, text)
    assert time.process_time() - start < 20  # a second or two here; what is not linear takes minutes


def test_what_is_not_whole_yet_is_not_looked_at_over_and_over(tmp_path):
    def took(size):
        file = source(tmp_path, f'<feed {ATOM} x="{"y" * size}"/>')
        start = time.process_time()
        assert list(atom.read(file, READING)) == []
        return time.process_time() - start

    # Four times as long takes four times as long; looked at with every chunk it would take sixteen times.
    large, small = (min(took(size) for _ in range(3)) for size in (28_000_000, 7_000_000))
    assert large < 9 * small + 0.2


def test_an_entry_longer_than_any_incident_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("incident_cli.formats.atom.entries.LIMIT", 300_000)
    for text in (feed(entry("x" * 400_000)), f"<feed {ATOM}><!--{'x' * 700_000}--></feed>"):
        with pytest.raises(Unreadable, match="longer than"):
            list(atom.read(source(tmp_path, text), READING))


def incident(**said):
    named = {
        "source": "",
        "external_id": "",
        "title": "Mail is down",
        "began_at": TEN,
        "recorded_at": TEN,
        "number": 168,
    }
    return Portable(**(named | said))


def line(minutes, text="", **said):
    at = TEN + timedelta(minutes=minutes)
    return PortableLine(at, said.pop("recorded_at", at), text, **said)


def written(*incidents, zone=UTC):
    return "".join(atom.write(incidents, Writing(NOW, zone)))


def parsed(text):
    found = feedparser.parse(text.encode())
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_what_is_written_is_a_feed_with_everything_that_atom_requires():
    closing = line(120, "It works.", verb=Verb.CLOSED, status=Status.RESOLVED)
    late = line(30, "Still down.", recorded_at=TEN + timedelta(hours=5))
    text = written(
        incident(lines=(late, closing), tags=("net",), links=("https://example.org/a b",)), incident(number=169)
    )
    found = parsed(text)
    assert (found.feed.id, found.feed.title) == ("tag:incident.invalid,2005:incidents", "Incidents")
    assert (found.feed.updated, found.feed.author) == ("2026-08-30T12:00:00.000Z", "incident")
    first = found.entries[0]
    assert (first.id, first.title) == ("tag:incident.invalid,2005:incident/168", "Mail is down")
    assert (first.published, first.updated) == ("2026-08-20T10:00:00.000Z", "2026-08-20T15:00:00.000Z")
    assert [(link.rel, link.href) for link in first.links] == [("related", "https://example.org/a%20b")]
    assert [term.term for term in first.tags] == ["net"]
    assert first.content[0].type == "text/html"
    assert text.count('<content type="html">&lt;p&gt;') == 2


def test_the_content_reads_newest_first_with_the_servers_and_the_opening():
    web = PortableServer("web <1>", "c1")
    lines = (
        line(30, "a\n  b  c", states=(("c1", State.OPERATIONAL),), guess=True),
        line(60, "wrong", retracted="it was not"),
        line(120, verb=Verb.CLOSED, kind=EntryKind.NOTE, status=Status.RESOLVED),
    )
    portable = incident(lines=lines, servers=(web,), states=(("c1", State.MAJOR_OUTAGE),))
    cet = timezone(timedelta(hours=1))
    assert parsed(written(portable, zone=cet)).entries[0].content[0].value.split("\n") == [
        "<p><small>2026-08-20 13:00:00+01:00</small><br /><strong>Resolved</strong></p>",
        "<p><small>2026-08-20 12:00:00+01:00 · retracted</small><br /><strong>Update</strong> - <s>wrong</s></p>",
        "<p><small>2026-08-20 11:30:00+01:00 · web &lt;1&gt; up · guess</small><br /><strong>Update</strong> - a<br />",
        "&nbsp; b&nbsp; c</p>",
        "<p><small>2026-08-20 11:00:00+01:00 · web &lt;1&gt; down</small><br /><strong>Investigating</strong></p>",
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "tag:incident.invalid,2005:incident/168"),
        ({"source": "statuspage:status.example.org", "external_id": "x1"}, "tag:status.example.org,2005:statuspage/x1"),
        ({"source": "cstate", "external_id": "2024 a/b"}, "tag:incident.invalid,2005:cstate/2024%20a%2Fb"),
        ({"source": "cstate:<host>", "external_id": "a"}, "tag:incident.invalid,2005:cstate%3A%3Chost%3E/a"),
        ({"source": "atom", "external_id": "tag:example.org,2005:Incident/1"}, "tag:example.org,2005:Incident/1"),
        ({"source": "atom", "external_id": "https://example.org/1"}, "https://example.org/1"),
        ({"source": "atom", "external_id": "tag:a b"}, "tag:incident.invalid,2005:atom/tag%3Aa%20b"),
        ({"number": None}, "tag:incident.invalid,2005:incident/2026-08-20T10%3A00%3A00.000Z"),
    ],
)
def test_an_id_never_changes_and_is_a_uri(said, expected):
    assert tag(incident(**said)) == expected


def test_internal_lines_are_not_told_but_the_end_is():
    lines = (
        line(30, "secret note", kind=EntryKind.NOTE, links=("https://secret.example",)),
        line(40, "secret output", kind=EntryKind.COMMAND),
        line(50, "secret end", kind=EntryKind.NOTE, verb=Verb.CLOSED, status=Status.RESOLVED),
    )
    text = written(incident(lines=lines, author="ann", host="h1"))
    assert "secret" not in text
    assert text.count("&lt;p&gt;") == 2  # the end and the opening
    assert "Resolved" in text
    assert not re.search(r"\b(ann|h1)\b", text)


def test_characters_that_xml_forbids_or_nobody_sees_are_shown(tmp_path):
    bad = "a\x00\x1b[2J\x9b\ufffe\uffff\u202eb ]]> <p>&lt;"
    text = written(incident(title=bad, lines=(line(5, bad),), tags=(bad,)))
    found = parsed(text)
    shown = r"a\x00\x1b[2J\u009b\ufffe\uffff\u202eb ]]> <p>&lt;"
    (back,) = read(tmp_path, text)
    assert (found.entries[0].id, back.lines[0].text) == ("tag:incident.invalid,2005:incident/168", shown)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u202e]", text)


def plainly(text):
    """A text as a feed gives it back: unseen characters as escapes, no spaces at the ends, single empty lines."""
    text = re.sub("\r\n?", "\n", text).expandtabs(4)
    table = {ord("\n"): "\n", 0xFFFE: r"\ufffe", 0xFFFF: r"\uffff", 0xA0: " "}
    from incident_cli.core.visible import Escapes

    rows = [row.rstrip() for row in text.translate(Escapes(table)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip("\n")


@given(portable=portables(), zone=st.sampled_from([UTC, ZoneInfo("Europe/Paris"), timezone(timedelta(hours=-9.5))]))
def test_what_is_written_reads_back_with_the_same_times_and_texts(tmp_path_factory, portable, zone):
    (back,) = read(tmp_path_factory.mktemp("feed"), written(portable, zone=zone))
    public = [one for one in portable.timeline if one.kind.public or one.verb is not Verb.UPDATED]
    told = [(one.at, plainly(one.text)) for one in public]
    assert [(one.at, one.text) for one in back.lines if one.text] == sorted(
        ((at, text) for at, text in told if text), key=lambda pair: pair[0]
    )
    assert (back.began_at, back.ended_at) == (portable.began_at, portable.ended_at)
    assert (back.kind, back.status, back.external_id) == (portable.kind, portable.status, tag(portable))
    assert back.tags == portable.tags
    links = [*portable.links, *(link for one in public for link in one.links)]
    assert back.links == tuple(dict.fromkeys(links))


def test_a_maintenance_reads_back_with_its_window(tmp_path):
    portable = incident(
        kind=Kind.MAINTENANCE,
        status=Status.SCHEDULED,
        planned_from=TEN + timedelta(hours=1),
        planned_until=TEN + timedelta(hours=2),
        lines=(
            line(60, "Now.", status=Status.IN_PROGRESS),
            line(90, "Off.", verb=Verb.CLOSED, status=Status.CANCELLED),
        ),
    )
    (back,) = read(tmp_path, written(portable))
    for name in ("kind", "status", "planned_from", "planned_until", "began_at", "ended_at", "status_now", "lines"):
        assert getattr(back, name) == getattr(portable, name), name


def test_feeds_of_any_length_are_written_and_read_in_little_memory(tmp_path):
    text = "word " * 4000
    path = tmp_path / "history.atom"
    tracemalloc.start()
    with path.open("w") as file:
        incidents = (incident(number=number, lines=(line(1, text),)) for number in range(1, 501))
        file.writelines(atom.write(incidents, Writing(NOW)))
    pieces = list(atom.read(Source(str(path), str(path)), READING))
    last = pieces[-1].load()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(pieces), last.external_id) == (500, "tag:incident.invalid,2005:incident/500")
    assert path.stat().st_size > 10_000_000
    assert peak < 4_000_000


@real
def test_a_real_history_is_read_whole_and_comes_back_from_what_we_write(tmp_path):
    file = Source(str(FEED), str(FEED))
    assert atom.looks(file.head())
    pieces = list(atom.read(file, READING))
    found = [piece.load() for piece in pieces]
    assert [piece.created for piece in pieces] == [portable.began_at for portable in found]
    entries = feedparser.parse(str(FEED)).entries
    assert [portable.external_id for portable in found] == [one.id for one in entries]
    for portable, one in zip(found, entries, strict=True):
        assert portable.title == " ".join(one.title.split())
        assert portable.links == (one.link,)
        assert len(portable.lines) == one.content[0].value.count("<small>")
        # The feed says when the latest update was published, to the second; its text says it to the minute.
        published = datetime.fromisoformat(one.published)
        assert timedelta() <= published - portable.ended_at < timedelta(minutes=1)
        assert portable.began_at < portable.ended_at
        assert not portable.warnings
    assert sum(len(portable.lines) for portable in found) == FEED.read_text().count("&lt;small&gt;")
    assert read(tmp_path, written(*found)) == found
