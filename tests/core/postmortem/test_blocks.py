"""What a post-mortem says, as values; how it is written out is tested in tests/formats/test_markdown.py."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.histories import logs
from support.make import CET, DB, DEGRADED, DOWN, UP, WEB, at, cet, incident, opened, planned, row, stamped

from incident_cli.core import phrase, views
from incident_cli.core.fold import fold
from incident_cli.core.model import DocumentStatus, EntryKind, Server, Severity, Status
from incident_cli.core.postmortem.blocks import NAMES, blocks
from incident_cli.core.postmortem.builtin import TEMPLATES, build
from incident_cli.core.postmortem.figures import METRICS
from incident_cli.core.postmortem.values import Generated, Hand

SERVERS = {WEB: Server(WEB, "web"), DB: Server(DB, "db")}
LATER = at("23:00")


def sheet(found, *, public=False, **options):
    return views.sheet(found, phrase.headline(found, phrase.server_names(SERVERS)), SERVERS, public=public, **options)


def document(*events, public=False, now=LATER, **options):
    return build(sheet(incident(*events), public=public, **options), now, CET)


def block(doc, name):
    return next(found for found in doc.generated if found.name == name)


def said(doc):
    """Every string of the generated blocks."""
    for found in doc.generated:
        yield from found.sentences
        for line in found.lines:
            yield from (line.head, *line.facts, line.text, *line.parts)


def facts(doc, name, head):
    return next(line.facts for line in block(doc, name).lines if line.head == head)


OUTAGE = (
    opened("10:05", label="Operation", severity=Severity.SEV2, impact_began_at=at("09:45")),
    row("added", "10:13", 1, text="We look."),
    row("added", "10:22", 2, states=((WEB, UP),)),
    row("added", "10:26", 3, states=((WEB, DOWN),)),
    row("added", "10:39", 4, text="An attack?", guess=True, status=Status.IDENTIFIED),
    row("added", "11:00", 5, text="uptime", kind=EntryKind.COMMAND),
    row("added", "11:01", 6, text="ask Kim", kind=EntryKind.NOTE),
    row("added", "13:58", 7, states=((WEB, UP),)),
    row("closed", "15:05", 8, text="Fine.", states=((DB, DEGRADED),), residual="One disk left."),
)


def test_the_title_is_the_noun_the_number_and_the_headline():
    assert document(*OUTAGE).title == "Operation #1: web is down"


def test_the_sections_stand_in_the_order_of_the_design():
    assert [section.heading for section in document(*OUTAGE).sections] == [
        "Summary",
        "Impact",
        "Metrics",
        "Timeline",
        "Detection",
        "Contributing factors",
        "What we believed, and when",
        "Resolution and residual risk",
        "Lessons learned",
        "What went well",
        "What went badly",
        "Where we were lucky",
        "Action items",
        "Evidence",
    ]


def test_what_went_well_and_badly_stands_below_the_lessons():
    levels = {section.heading: section.level for section in document(*OUTAGE).sections}
    assert {heading for heading, level in levels.items() if level == 3} == {
        "What went well",
        "What went badly",
        "Where we were lucky",
    }


def test_the_short_one_is_what_happened_why_and_what_will_be_done():
    doc = build(sheet(incident(*OUTAGE)), LATER, CET, "short")
    assert [section.heading for section in doc.sections] == [
        "Summary",
        "Timeline",
        "Cause and resolution",
        "Action items",
    ]


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_first_place_to_write_of_every_template_is_the_summary(template):
    first = build(sheet(incident(*OUTAGE)), LATER, CET, template).sections[0]
    assert first.heading == "Summary"
    assert isinstance(first.blocks[-1], Hand)


def test_every_block_is_known_by_its_name_and_in_the_first_template():
    found = blocks(sheet(incident(*OUTAGE)), LATER, CET)
    assert tuple(found) == NAMES
    assert all(block.name == name for name, block in found.items())
    assert {block.name for block in document(*OUTAGE).generated} == set(NAMES)


@pytest.mark.parametrize(
    "heading", ["Contributing factors", "Lessons learned", "What went well", "What went badly", "Where we were lucky"]
)
def test_what_only_people_know_is_a_place_to_write(heading):
    blocks = next(section.blocks for section in document(*OUTAGE).sections if section.heading == heading)
    assert [type(found) for found in blocks] == [Hand]


def test_no_hint_can_end_its_comment():
    parts = [part for template in TEMPLATES.values() for part in template]
    hints = [b.hint for part in parts for b in part.blocks if isinstance(b, Hand)]
    assert all("--" not in hint and ">" not in hint for hint in hints)


def test_the_record_says_state_times_duration_impact_and_severity():
    assert block(document(*OUTAGE), "record").sentences == (
        "State: completed · Beginning: 2014-02-10 11:05 CET · End: 2014-02-10 16:05 CET · Duration: 5 h"
        " · Impact: critical · Severity: SEV2 · Opened by: ann",
    )


def test_an_open_incident_has_a_document_too():
    doc = document(*OUTAGE[:4], now=at("12:05"))
    assert "End: still open · Duration: 2 h so far" in block(doc, "record").sentences[0]
    assert block(doc, "summary").sentences[0] == "It began at 2014-02-10 11:05 CET and is still open after 2 h."
    assert facts(doc, "resolution", "Ended:") == ("still open",)
    assert facts(doc, "resolution", "Mitigated:") == ("—",)


def test_a_maintenance_ahead_has_no_duration_yet():
    doc = document(planned("12:00", "13:00"), now=at("09:00"))
    assert "Duration: — · Planned: 2014-02-10 13:00 CET – 14:00 CET" in block(doc, "record").sentences[0]
    assert block(doc, "summary").sentences[0] == "It is planned to begin at 2014-02-10 13:00 CET."


def test_the_summary_counts_downtime_words_and_silence():
    assert block(document(*OUTAGE), "summary").sentences == (
        "It began at 2014-02-10 11:05 CET and ended at 16:05 CET, after 5 h.",
        "Affected: web (3 h 49 min of downtime), db (no downtime).",
        "6 public updates; the first after 8 min, the longest silence 3 h 19 min.",
    )


def test_an_incident_without_words_or_servers_says_so():
    doc = document(opened("10:00", states=(), title="odd"))
    assert block(doc, "summary").sentences[1:] == ("No server is named.", "No public update.")
    assert block(doc, "impact").sentences == ("No server is named.",)
    assert block(doc, "picture").drawn


def test_each_server_stands_with_its_intervals_and_its_downtime():
    line, left = block(document(*OUTAGE), "impact").lines
    assert (left.head, left.facts, left.parts) == ("db", ("no downtime",), ())
    assert (line.head, line.facts) == ("web", ("3 h 49 min of downtime",))
    assert line.parts == (
        "down: 11:05 CET – 11:22 CET (17 min)",
        "up: 11:22 CET – 11:26 CET (4 min)",
        "down: 11:26 CET – 14:58 CET (3 h 32 min)",
        "up: 14:58 CET – 16:05 CET (1 h 7 min)",
    )


@pytest.mark.parametrize(
    ("head", "figure"),
    [
        ("Time to detect (TTD):", "20 min (10:45 CET – 11:05 CET)"),
        ("First word:", "8 min (11:05 CET – 11:13 CET)"),
        ("Time to acknowledge (TTA):", "8 min (11:05 CET – 11:13 CET)"),
        ("Time to identify (TTI):", "34 min (11:05 CET – 11:39 CET)"),
        ("Time to mitigate (TTM):", "3 h 53 min (11:05 CET – 14:58 CET)"),
        ("Time to resolve (TTR):", "5 h (11:05 CET – 16:05 CET)"),
        ("Longest silence:", "3 h 19 min (11:39 CET – 14:58 CET)"),
    ],
)
def test_each_figure_stands_with_its_definition(head, figure):
    definition = next(said for _, name, said in METRICS if f"{name}:" == head)
    assert facts(document(*OUTAGE), "metrics", head) == (figure, definition)


def test_a_figure_that_is_not_known_is_a_dash():
    assert facts(document(opened("10:00")), "metrics", "Time to identify (TTI):")[0] == "—"


def test_the_timeline_says_time_offset_status_changes_and_marks():
    assert [(line.head, line.facts) for line in block(document(*OUTAGE), "timeline").lines] == [
        ("2014-02-10 11:05 CET", ("T+0", "opened", "investigating", "web down")),
        ("11:13 CET", ("T+8 m",)),
        ("11:22 CET", ("T+17 m", "web down → up")),
        ("11:26 CET", ("T+21 m", "web up → down")),
        ("11:39 CET", ("T+34 m", "identified", "guess")),
        ("12:00 CET", ("T+55 m", "command (internal)")),
        ("12:01 CET", ("T+56 m", "note (internal)")),
        ("14:58 CET", ("T+3 h 53 m", "web down → up")),
        ("16:05 CET", ("T+5 h", "closed", "db degraded")),
    ]


def test_people_are_named_at_their_lines_where_there_are_several():
    by = row("added", "16:10", 9, text="Fine here too.")._replace(author="bob")
    facts = [line.facts[-1] for line in block(document(*OUTAGE, by), "timeline").lines]
    assert facts == ["by ann"] * 9 + ["by bob"]


def test_the_timeline_stands_as_things_happened_however_the_sheet_is_turned():
    assert block(document(*OUTAGE, reverse=True), "timeline") == block(document(*OUTAGE), "timeline")


def test_another_day_is_said_once():
    doc = document(opened("22:00"), row("added", "23:30", 1, text="a"), row("added", "23:40", 2, text="b"))
    heads = [line.head for line in block(doc, "timeline").lines]
    assert heads == ["2014-02-10 23:00 CET", "2014-02-11 00:30 CET", "00:40 CET"]


def test_texts_and_links_are_handed_on_as_they_are():
    text = "one\r\n\r\n  # two\n"
    doc = document(opened(), row("added", "10:10", 1, text=text, links=("https://example.org/1",)))
    line = block(doc, "timeline").lines[1]
    assert (line.text, line.parts) == (text, ("https://example.org/1",))


def test_late_edited_and_retracted_lines_are_marked():
    doc = document(
        opened(),
        row("added", "10:10", 1, text="a", recorded="10:50"),
        row("edited", "10:55", 1, text="b"),
        row("retracted", "10:56", 1, why="it was the fibre"),
    )
    marks = ("late: written 40 min afterwards", "edited", "retracted: it was the fibre")
    assert block(doc, "timeline").lines[1].facts == ("T+10 m", *marks)


def test_a_deleted_line_is_gone():
    doc = document(opened(), row("added", "10:10", 1, text="oops"), row("deleted", "10:11", 1))
    assert "oops" not in set(said(doc))


def test_what_was_believed_are_the_guesses_and_what_was_retracted():
    doc = document(*OUTAGE, row("retracted", "15:06", 1, why="we did not"))
    assert [line.text for line in block(doc, "beliefs").lines] == ["We look.", "An attack?"]


def test_nothing_believed_is_said_in_words():
    assert block(document(opened()), "beliefs").sentences == ("Nothing was marked as a guess or retracted.",)


def test_the_resolution_says_what_is_left_and_what_remains():
    lines = block(document(*OUTAGE), "resolution").lines
    assert [(line.head, *line.facts, line.text) for line in lines] == [
        ("Mitigated:", "14:58 CET, after 3 h 53 min", "from then on every server was up", ""),
        ("Ended:", "16:05 CET, after 5 h", "completed", ""),
        ("Left standing:", "db degraded since 16:05 CET", ""),
        ("Residual risk:", "One disk left."),
    ]


def test_no_residual_risk_is_said_in_words():
    assert facts(document(opened()), "resolution", "Residual risk:") == ("none recorded",)


def test_actions_are_empty_until_there_are_any():
    assert block(document(*OUTAGE), "actions") == Generated("actions", ("None yet.",))


def test_the_post_mortem_is_no_line_of_its_own_timeline():
    stored = row("postmortem_stored", "19:00", 9, text="# All", document=DocumentStatus.PUBLISHED)
    assert "# All" not in set(said(document(*OUTAGE, stored)))


@pytest.mark.parametrize("internal", ["uptime", "ask Kim", "ann", "bob", "host1", "SEV2", "(internal)"])
def test_a_public_document_leaves_internals_out(internal):
    rows = (*OUTAGE, row("added", "16:10", 9, text="A guess.", guess=True)._replace(author="bob"))
    assert internal in "\n".join(said(document(*rows))) or internal == "host1"
    assert internal not in "\n".join(said(document(*rows, public=True)))


def test_internal_lines_stay_out_even_when_the_sheet_still_holds_them():
    whole = sheet(incident(*OUTAGE))
    doc = build(whole._replace(public=True), LATER, CET)
    assert "ask Kim" not in set(said(doc))


@given(logs(voids=False), st.integers(-30, 90), st.booleans())
def test_no_history_gives_a_negative_figure(rows, minutes, public):
    found = fold(stamped(rows))
    if not found.exists:
        return
    doc = build(sheet(found, public=public), at("10:00") + timedelta(minutes=minutes), CET)
    for line in (*block(doc, "metrics").lines, *block(doc, "impact").lines):
        assert not re.search(r"(^|[ (])-\d", " ".join((*line.facts, *line.parts)))


def test_a_closed_document_does_not_depend_on_when_it_is_made():
    assert document(*OUTAGE, now=at("15:06")) == document(*OUTAGE, now=at("23:59"))


def test_the_times_are_told_in_the_zone_asked_for():
    doc = document(opened(cet("11:05")))
    assert block(doc, "timeline").lines[0].head == "2014-02-10 11:05 CET"
