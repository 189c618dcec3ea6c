"""The picture as SVG: well formed, small, without anything from elsewhere, and readable without colour."""

import os
import re
import time
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.histories import logs
from support.make import API, CET, DB, DEGRADED, DOWN, MAINTENANCE, PARTIAL, UP, WEB, at, incident, opened, planned, row

from incident_cli.core import phrase, views
from incident_cli.core.fold import fold
from incident_cli.core.model import EntryKind, Server, State, Status
from incident_cli.formats.svg import WIDTH, draw
from incident_cli.formats.svgstyle import PATTERNS, STYLE

GOLDEN = Path(__file__).parent / "golden" / "picture.svg"
NOW = at("23:00")
SERVERS = {WEB: Server(WEB, "web"), DB: Server(DB, "db <1>"), API: Server(API, "api")}
SVG = "{http://www.w3.org/2000/svg}"

OUTAGE = (
    opened(
        "10:00", states=((WEB, DEGRADED), (DB, MAINTENANCE)), impact_began_at=at("09:30"), title="Slow & <b>bad</b>"
    ),
    row("added", "10:12", 1, text="a", states=((WEB, DOWN), (API, PARTIAL))),
    row("added", "10:13", 2, text="b"),
    row("added", "11:00", 3, text="c", states=((WEB, UP), (API, UP)), status=Status.IDENTIFIED),
    row("added", "11:02", 4, text="d", status=Status.MONITORING),
    row("closed", "12:00", 5, text="e", status=Status.RESOLVED),
)


def sheet(found, servers=SERVERS, *, public=False):
    return views.sheet(found, phrase.headline(found, phrase.server_names(servers)), servers, public=public)


def drawn(*events, now=NOW, **options):
    return draw(sheet(incident(*events), **options), now, CET)


def parsed(svg):
    return ElementTree.fromstring(svg)


def texts(svg):
    return [each.text for each in parsed(svg).iter(f"{SVG}text")]


def bars(svg, state):
    """The bars of a state: (left, width), without the sample in the legend."""
    found = [each for each in parsed(svg).iter(f"{SVG}rect") if each.get("class") == state]
    return [(float(each.get("x")), float(each.get("width"))) for each in found][:-1]


def test_the_golden_picture():
    svg = drawn(*OUTAGE)
    if os.environ.get("INCIDENT_UPDATE_GOLDEN"):
        GOLDEN.write_text(svg)
    assert svg == GOLDEN.read_text()


def test_it_says_what_it_is_to_who_cannot_see_it():
    root = parsed(drawn(*OUTAGE))
    assert root.get("role") == "img"
    named = root.get("aria-labelledby").split()
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert [title.get("id"), desc.get("id")] == named
    assert title.text == "Incident #1: Slow & <b>bad</b>"
    for said in ("web: degraded 11:00 CET – 11:12 CET, down", "db <1>: maintenance", "monitoring from 12:02 CET"):
        assert said in desc.text


def test_it_needs_nothing_from_elsewhere_and_runs_nothing():
    svg = drawn(*OUTAGE)
    assert {each.tag.removeprefix(SVG) for each in parsed(svg).iter()} <= {
        *("svg", "title", "desc", "style", "defs", "pattern", "rect", "circle", "path", "text")
    }
    assert re.findall(r"[a-z]+://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    assert re.findall(r"url\([^)]*\)", svg) == [
        f"url(#incident-1-{state})" for state in ("partial", "degraded", "maintenance")
    ]
    assert not re.search(r"@import|@font-face|\bon[a-z]+=|href", svg)


def test_names_and_titles_are_text():
    found = texts(drawn(*OUTAGE))
    assert {"Incident #1: Slow & <b>bad</b>", "web", "db <1>", "api"} <= set(found)


def test_every_phase_and_every_state_is_named():
    found = texts(drawn(*OUTAGE))
    assert {"unnoticed", "investigating", "identified", "monitoring"} <= set(found)
    assert {"■ down", "◆ partial", "▲ degraded", "◇ maintenance", "● up"} <= set(found)


def test_a_bar_with_room_for_it_says_its_state():
    assert {"down", "partial", "maintenance"} <= set(texts(drawn(*OUTAGE)))


@pytest.mark.parametrize("state", [state for state in State if state not in (UP, DOWN)])
def test_states_differ_by_more_than_colour(state):
    """Up is a thin line, down is solid, and each of the others has a pattern."""
    assert f"fill:url(#NAME-{state.short})" in STYLE
    assert f'id="NAME-{state.short}"' in PATTERNS


def grey(colour):
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_the_worse_a_state_is_the_darker_it_is_without_colour():
    down = re.search(r"\.down\{fill:(#\w+)\}", STYLE)[1]
    partial, degraded = (re.search(rf'NAME-{name}".*?fill="(#\w+)"', PATTERNS)[1] for name in ("partial", "degraded"))
    assert grey(down) < grey(partial) - 40 < grey(degraded) - 80


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(scheme):
    light, _, dark = STYLE.partition("@media")
    said = dark if scheme == "dark" else light
    ground = re.search(r"\.ground\{fill:(#\w+)", said)[1]
    ground = "#ffffff" if ground == "#fff" else ground
    for name in ("text", ".dim"):
        ink = re.search(rf"#NAME {re.escape(name)}\{{fill:(#\w+)", said)[1]
        assert contrast(ink, ground) >= 4.5, (name, ink)


def contrast(one, other):
    """The contrast of WCAG 2, of which 4.5 is asked for text."""

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_bars_of_a_row_do_not_overlap_and_have_the_length_of_their_time():
    svg = drawn(*OUTAGE)
    (left, width), (rest, remaining) = bars(svg, "down")[0], bars(svg, "up")[0]
    assert left + width == pytest.approx(rest)
    assert width / remaining == pytest.approx(48 / 60, abs=0.01)


def test_it_has_a_ground_of_its_own_and_follows_a_reader_who_prefers_dark():
    svg = drawn(*OUTAGE)
    assert 'class="ground"' in svg
    assert "prefers-color-scheme:dark" in svg


def test_what_took_no_time_is_a_picture_that_says_so():
    assert "No time has passed yet." in parsed(drawn(opened("10:00"), now=at("10:00"))).find(f"{SVG}desc").text
    assert "still open" in "".join(texts(drawn(planned("12:00", "13:00"), now=at("11:00"))))


def test_servers_that_go_up_and_down_all_the_time_have_no_more_bars_than_can_be_seen():
    servers = {number: Server(number, f"n{number}") for number in range(1, 51)}
    rows = [opened("00:00", states=tuple((number, DOWN) for number in servers))]
    for number in range(1, 360):
        said = tuple((server, (UP, DOWN)[number % 2]) for server in servers)
        rows.append(row("added", at("00:00") + timedelta(minutes=number), number, text="x", states=said))
    svg = draw(sheet(incident(*rows), servers), at("06:00"), CET)
    assert svg.count("<rect") < 4100


def test_long_titles_and_names_are_cut_to_their_room():
    title, name = "支払い" * 5000, "a" * 5000
    found = incident(opened("10:00", title=title), row("closed", "11:00", 1, status=Status.RESOLVED))
    began = time.process_time()
    said = texts(draw(sheet(found, {WEB: Server(WEB, name)}), NOW, CET))
    assert time.process_time() - began < 1
    assert said[0].startswith("Incident #1: 支払い")
    assert (len(said[0]) < 60, said[0][-1]) == (True, "…")
    assert "a" * 18 + "…" in [text[-19:] for text in said]


def test_an_open_one_says_so():
    assert any("still open · 30 min · investigating" in text for text in texts(drawn(opened(), now=at("10:30"))))


def test_public_ticks_are_those_of_public_lines():
    rows = (*OUTAGE, row("added", "11:30", 6, text="x", kind=EntryKind.NOTE))
    count = [re.search(r"(\d+) lines", drawn(*rows, public=public))[1] for public in (False, True)]
    assert count == ["7", "6"]


HOSTILE = st.one_of(
    st.sampled_from(
        ["</text><script>x</script>", "]]>", '" onload="x', "&amp;", "\x1b[2J\u202e", "a\nb", "\ufffe\uffff"]
    ),
    st.text(max_size=30),
)


@given(HOSTILE)
@example("\ud800")
def test_any_name_and_title_is_text_in_a_well_formed_file(text):
    found = incident(opened("10:00", title=text, label=text), row("closed", "11:00", 1, status=Status.RESOLVED))
    svg = draw(sheet(found, {WEB: Server(WEB, text)}), NOW, CET)
    plain = drawn(opened("10:00", title="x", label="x"), row("closed", "11:00", 1, status=Status.RESOLVED))
    svg.encode()
    assert [each.tag for each in parsed(svg).iter()] == [each.tag for each in parsed(plain).iter()]


@given(logs(), st.integers(-10, 200))
def test_any_history_gives_a_picture_within_its_width(rows, minutes):
    whole = fold(rows)
    if not whole.exists:
        return
    root = parsed(draw(sheet(whole), at("10:00") + timedelta(minutes=minutes), CET))
    for each in root.iter(f"{SVG}rect"):
        if each.get("class"):
            assert float(each.get("x")) >= 0
            assert float(each.get("x")) + float(each.get("width")) <= WIDTH


def test_many_servers_and_ten_thousand_lines_stay_readable_and_small():
    servers = {number: Server(number, f"node{number:02}") for number in range(1, 61)}
    rows = [opened("00:00", states=tuple((number, DEGRADED) for number in servers))]
    states = (UP, DEGRADED, PARTIAL, DOWN)
    for number in range(1, 10_001):
        said = ((number * 7 % 60 + 1, states[number * 11 % 4]),)
        rows.append(row("added", at("00:00") + timedelta(seconds=13 * number), number, text="x", states=said))
    found = sheet(incident(*rows), servers)
    began = time.process_time()
    svg = draw(found, at("00:00") + timedelta(days=2), CET)
    assert time.process_time() - began < 5
    assert len(svg) < 400_000
    assert float(parsed(svg).get("height")) < 1200
    assert "and 10 more servers, impaired less long" in texts(svg)
