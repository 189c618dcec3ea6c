"""Beliefs and how long they were held, detection, and what there is to look at."""

import pytest
from support.make import CET, WEB, at, incident, opened, planned, row

from incident_cli.core import phrase, views
from incident_cli.core.model import EntryKind, Server, Status
from incident_cli.core.postmortem.blocks import blocks

SERVERS = {WEB: Server(WEB, "web")}


NOW = at("23:00")


def block(name, *events, public=False, now=NOW):
    found = incident(*events)
    sheet = views.sheet(found, phrase.headline(found, phrase.server_names(SERVERS)), SERVERS, public=public)
    return blocks(sheet, now, CET)[name]


GUESS = row("added", "10:10", 1, text="An attack?", guess=True)
CLOSED = row("closed", "12:00", 8, status=Status.RESOLVED)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((GUESS,), ("T+10 m", "a guess", "never taken back")),
        (
            (GUESS, row("retracted", "10:51", 1, why="the disk")),
            ("T+10 m", "a guess", "given up at 11:51 CET, after 41 min: the disk"),
        ),
        (
            (row("added", "10:10", 1, text="x"), row("retracted", "10:51", 1, why="no")),
            ("T+10 m", "said as a fact", "given up at 11:51 CET, after 41 min: no"),
        ),
        (
            (GUESS, CLOSED, row("retracted", "12:30", 1, why="no")),
            ("T+10 m", "a guess", "given up when it was over: no"),
        ),
        (
            (GUESS, CLOSED, row("retracted", "10:10", 1, why="no", recorded="10:10")),
            ("T+10 m", "a guess", "given up: no"),
        ),
    ],
)
def test_a_belief_says_from_when_until_when(rows, said):
    (line,) = block("beliefs", opened(), *rows).lines
    assert (line.head, line.facts) == ("11:10 CET", said)


def test_a_retraction_that_was_taken_back_is_none():
    rows = (GUESS, row("retracted", "10:51", 1, why="no"), row("retracted", "10:52", 1, why=None))
    assert block("beliefs", opened(), *rows).lines[0].facts[-1] == "never taken back"


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        (
            {"impact_began_at": at("09:45")},
            (GUESS,),
            (
                "Users were first hurt at 10:45 CET; it was noticed at 11:00 CET, 15 min later.",
                "Somebody took it up at 11:10 CET.",
            ),
        ),
        (
            {"detected_at": at("09:58")},
            (),
            ("It was noticed at 10:58 CET; when users were first hurt is not recorded.", "Nobody took it up."),
        ),
        (
            {"impact_began_at": at("10:30")},
            (),
            ("It was noticed at 11:00 CET; when users were first hurt is not recorded.", "Nobody took it up."),
        ),
    ],
)
def test_detection_says_when_it_hurt_when_it_was_noticed_and_taken_up(header, rows, said):
    assert block("detection", opened("10:00", **header), *rows).sentences == said


def test_a_maintenance_needs_no_detection():
    assert block("detection", planned("10:00", "11:00")).sentences == ("It was planned: there was nothing to detect.",)


EVIDENCE = (
    opened("10:00", links=("https://tickets.example/7",)),
    row("added", "10:05", 1, text="x", links=("https://graphs.example/1",)),
    row("added", "10:06", 2, text="$ df -i\nfull", kind=EntryKind.COMMAND, links=("https://wiki.example",)),
    row("added", "10:07", 3, text="out", kind=EntryKind.COMMAND, argv=("make", "it so"), exit_code=2, duration_s=3.0),
)


def test_evidence_are_links_of_the_incident_and_its_lines_and_the_commands():
    links, commands = block("evidence", *EVIDENCE).lines
    assert (links.head, links.parts) == (
        "Links:",
        (
            "https://tickets.example/7",
            "https://graphs.example/1 (1.1, 11:05 CET)",
            "https://wiki.example (1.2, 11:06 CET)",
        ),
    )
    assert (commands.head, commands.parts) == (
        "Commands:",
        ("$ df -i (1.2, 11:06 CET)", "$ make 'it so' · exit 2 after 3.0 s (1.3, 11:07 CET)"),
    )


def test_in_public_evidence_has_nothing_of_internal_lines():
    (links,) = block("evidence", *EVIDENCE, public=True).lines
    assert links.parts == ("https://tickets.example/7", "https://graphs.example/1 (1.1, 11:05 CET)")


def test_no_evidence_is_said_in_words():
    assert block("evidence", opened()).sentences == ("No link and no command is recorded.",)
