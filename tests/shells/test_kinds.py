"""What a metavar completes, and that the words which never change are understood."""

from datetime import UTC, datetime

import pytest

from incident_cli.core import actionwords, when, words
from incident_cli.core.model import EntryKind, Impact, Severity, State, Status
from incident_cli.core.query import SORTS
from incident_cli.shells.kinds import ASKED, MEANING, STATIC, of

NOW = datetime(2014, 2, 10, 12, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("metavar", "command", "place", "kinds"),
    [
        ("ID", "show", 0, ("ids",)),
        ("ID", "close", 0, ("open",)),
        ("ID", "reopen", 0, ("closed",)),
        ("ID TEXT", "update", 0, ("open",)),
        ("ID TEXT", "update", 1, ()),
        ("ID TITLE|ID.N", "edit", 0, ("addresses",)),
        ("ID TITLE|ID.N", "edit", 1, ()),
        ("ID.N|ID.aN", "redact", 0, ("entries", "actions")),
        ("ID.aN", "action done", 0, ("actions",)),
        ("ID.aN", "action reopen", 0, ("over",)),
        ("mdy|dmy", "open", 0, ("@mdy", "@dmy")),
        ("draft|in_review", "x", 0, ("@draft", "@in_review")),
        ("DIR|FILE", "export", 0, ("folders", "files")),
        ("all|SERVER", "x", 0, ("@all", "servers")),
        ("TEMPLATE", "open", 0, ("templates",)),
        ("TEXT", "x", 0, ()),
        ("UNHEARD", "x", 0, ()),
        ("SERVER", "x", 1, ()),
    ],
)
def test_what_a_metavar_completes(metavar, command, place, kinds):
    assert of(metavar, command, place) == kinds


def test_behind_its_last_word_a_name_goes_on_and_a_number_does_not():
    assert of("SERVER", "status", 1, repeats=True) == ("servers",)
    assert of("NAME=STATE", "set", 5, repeats=True) == ("assignments",)
    assert of("ID", "show", 1, repeats=True) == ()


def test_every_kind_is_known_to_the_scripts():
    assert set(MEANING.values()) <= {*ASKED, *STATIC, "assignments", "files", "folders", "programs"}


@pytest.mark.parametrize("word", [word for word, _ in STATIC["times"]])
def test_a_time_is_one_that_has_passed(word):
    assert when.instant(word, now=NOW, zone=UTC) <= NOW


@pytest.mark.parametrize("word", [word for word, _ in STATIC["plans"]])
def test_a_planned_time_is_one_to_come(word):
    assert when.instant(word, now=NOW, zone=UTC, ahead=True) >= NOW


@pytest.mark.parametrize("word", [word for word, _ in STATIC["days"]])
def test_a_day_is_one_to_come(word):
    assert actionwords.due(word, now=NOW, zone=UTC) >= NOW.date()


@pytest.mark.parametrize("word", [word for word, _ in STATIC["durations"]])
def test_a_length_of_time_is_one(word):
    assert when.duration(word)


def test_the_vocabularies_are_whole():
    assert [words.state(word) for word, _ in STATIC["states"]] == list(reversed(tuple(State)))
    assert [word for word, _ in STATIC["statuses"]] == list(Status)
    assert [word for word, _ in STATIC["impacts"]] == list(Impact)
    assert [word for word, _ in STATIC["severities"]] == list(Severity)
    assert [word for word, _ in STATIC["entry_kinds"]] == list(EntryKind)
    assert [word for word, _ in STATIC["sorts"]] == list(SORTS)
