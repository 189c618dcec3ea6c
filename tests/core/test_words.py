"""Words -> vocabulary."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import DEGRADED, DOWN, MAINTENANCE, PARTIAL, UP

from incident_cli.core import words
from incident_cli.core.model import DocumentStatus, EntryKind, Impact, Kind, Severity, State, Status
from incident_cli.core.words import Address
from incident_cli.errors import Usage


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("up", UP),
        ("ok", UP),
        ("operational", UP),
        ("op", UP),
        ("o", UP),
        ("UP", UP),
        (" up ", UP),
        ("degraded", DEGRADED),
        ("slow", DEGRADED),
        ("deg", DEGRADED),
        ("s", DEGRADED),
        ("Degraded-Performance", DEGRADED),
        ("partial", PARTIAL),
        ("partial outage", PARTIAL),
        ("p", PARTIAL),
        ("down", DOWN),
        ("DOWN", DOWN),
        ("major_outage", DOWN),
        ("Major-Outage", DOWN),
        ("maj", DOWN),
        ("maintenance", MAINTENANCE),
        ("maint", MAINTENANCE),
        ("mai", MAINTENANCE),
        ("under maintenance", MAINTENANCE),
    ],
)
def test_a_server_state_is_read_in_any_case_and_from_any_prefix_that_fits_one(word, state):
    assert words.state(word) is state


@pytest.mark.parametrize("word", ["", " ", "d", "m", "u", "upp", "dow n", "-", "broken", "\0"])
def test_a_word_that_fits_no_state_or_several_is_refused_with_the_menu(word):
    with pytest.raises(Usage) as refused:
        words.state(word)
    assert refused.value.hints[0] == "down, partial, degraded, maintenance, up"


def test_the_refusal_says_whether_a_word_fits_none_or_several():
    with pytest.raises(Usage, match='"d" could be more than one server state'):
        words.state("d")
    with pytest.raises(Usage, match='"x" is no server state'):
        words.state("x")


@pytest.mark.parametrize("state", State)
def test_every_long_and_short_word_of_a_state_reads_as_itself(state):
    assert words.state(state.value) is words.state(state.short) is state


@pytest.mark.parametrize(
    ("word", "kind", "status"),
    [
        ("inv", Kind.INCIDENT, Status.INVESTIGATING),
        ("id", Kind.INCIDENT, Status.IDENTIFIED),
        ("m", Kind.INCIDENT, Status.MONITORING),
        ("Resolved", Kind.INCIDENT, Status.RESOLVED),
        ("completed", Kind.INCIDENT, Status.RESOLVED),
        ("resolved", Kind.MAINTENANCE, Status.COMPLETED),
        ("in progress", Kind.MAINTENANCE, Status.IN_PROGRESS),
        ("in-progress", Kind.MAINTENANCE, Status.IN_PROGRESS),
        ("v", Kind.MAINTENANCE, Status.VERIFYING),
        ("can", Kind.MAINTENANCE, Status.CANCELLED),
    ],
)
def test_a_status_is_read_for_the_kind_at_hand(word, kind, status):
    assert words.status(word, kind) is status


@pytest.mark.parametrize(
    ("word", "kind"), [("i", Kind.INCIDENT), ("scheduled", Kind.INCIDENT), ("c", Kind.MAINTENANCE), ("", Kind.INCIDENT)]
)
def test_a_status_of_the_other_kind_or_of_two_is_refused(word, kind):
    with pytest.raises(Usage):
        words.status(word, kind)


def test_questions_take_a_status_of_either_kind():
    assert words.any_status("sch") is Status.SCHEDULED
    assert words.any_status("res") is Status.RESOLVED


@pytest.mark.parametrize("word", ["2", "sev2", "SEV-2", "SEV 2", "Sev2", " 2 "])
def test_a_severity_is_read_from_its_number(word):
    assert words.severity(word) is Severity.SEV2


@pytest.mark.parametrize("word", ["", "0", "6", "12", "sev", "high", "sevsev1", "²", "-"])
def test_what_is_no_severity_is_refused(word):
    with pytest.raises(Usage, match="is no severity"):
        words.severity(word)


def test_impacts_documents_and_kinds_are_read_by_prefix():
    assert words.impact("crit") is Impact.CRITICAL
    assert words.document_status("in review") is DocumentStatus.IN_REVIEW
    assert words.entry_kind("post") is EntryKind.POSTMORTEM


# -- -s words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "default", "expected"),
    [
        (["web=down"], None, [("web", DOWN)]),
        (["a,b=deg"], None, [("a", DEGRADED), ("b", DEGRADED)]),
        (["web"], DOWN, [("web", DOWN)]),
        (["a,b"], MAINTENANCE, [("a", MAINTENANCE), ("b", MAINTENANCE)]),
        (["=web=up"], None, [("web", UP)]),
        (["web=", "db"], DOWN, [("web", DOWN), ("db", DOWN)]),
        (["web=down", "WEB=up"], None, [("WEB", UP)]),
        ([" web = up "], None, [("web", UP)]),
        ([], None, []),
    ],
)
def test_server_words_give_names_and_states_and_the_last_word_wins(typed, default, expected):
    assert words.assignments(typed, default) == expected


@pytest.mark.parametrize("typed", ["web", "web=", "=down", ",=down", "a,,b=down", "web=blue", "a=b=down", ""])
def test_server_words_without_a_name_or_a_state_are_refused(typed):
    with pytest.raises(Usage):
        words.assignments([typed], None)


def test_a_missing_state_is_shown_how_to_be_typed():
    with pytest.raises(Usage) as refused:
        words.assignments(["web,db"], None)
    assert "web=down" in refused.value.hints[0]


# -- texts -----------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_text_is_kept_as_given(text):
    assert words.body(text) == text


@pytest.mark.parametrize("text", ["a\0b", "\0"])
def test_a_nul_is_refused(text):
    with pytest.raises(Usage, match="NUL"):
        words.body(text)


def test_bytes_that_were_not_utf_8_are_refused():
    with pytest.raises(Usage, match="not valid UTF-8"):
        words.body(b"caf\xe9".decode("utf-8", "surrogateescape"))


def test_a_field_of_one_line_is_trimmed_and_not_empty():
    assert words.one_line("  x y ", "the title") == "x y"
    with pytest.raises(Usage, match="the title is empty"):
        words.one_line(" \t", "the title")


# -- addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "expected"),
    [("168", Address(168)), ("#168", Address(168)), ("168.4", Address(168, 4)), ("#168.0", Address(168, 0))],
)
def test_an_address_is_a_number_with_perhaps_an_entry(word, expected):
    assert words.address(word) == expected


@pytest.mark.parametrize(
    "word", ["", "#", "168.", ".4", "1.2.3", "-1", "+1", "1e3", "١٦٨", "²", "1 2", "##1", "9" * 16, "x", "1_0"]
)
def test_any_other_word_is_no_address(word):
    assert words.address(word) is None
    with pytest.raises(Usage, match="is not the number of an incident"):
        words.incident_id(word)


def test_an_incident_is_not_named_by_one_of_its_entries():
    assert words.incident_id("#168") == 168
    with pytest.raises(Usage):
        words.incident_id("168.4")


@given(st.integers(0, 10**15 - 1), st.one_of(st.none(), st.integers(0, 10**15 - 1)))
def test_an_address_reads_as_it_is_written(number, entry):
    assert words.address(str(Address(number, entry))) == Address(number, entry)


@given(st.text(max_size=12))
def test_no_text_makes_a_reader_fail_in_another_way_than_usage(text):
    readers = [
        words.state,
        words.any_status,
        words.impact,
        words.severity,
        words.incident_id,
        words.server_name,
        lambda t: words.assignments([t], None),
        lambda t: words.status(t, Kind.MAINTENANCE),
    ]
    for read in readers:
        with suppress(Usage):
            read(text)


@pytest.mark.parametrize(
    ("typed", "taken", "said"),
    [
        (["web=none"], ["web"], []),
        (["a,b=None", "web=down"], ["a", "b"], [("web", State.MAJOR_OUTAGE)]),
        (["none=down"], [], [("none", State.MAJOR_OUTAGE)]),
        (["=web=none"], ["web"], []),
        ([], [], []),
    ],
)
def test_none_takes_back_what_a_line_says_of_a_server(typed, taken, said):
    assert words.corrections(typed) == (taken, said)


@pytest.mark.parametrize("typed", ["web", "web=", "=none", "none", ",=none"])
def test_a_correction_says_of_which_server_and_what(typed):
    with pytest.raises(Usage):
        words.corrections([typed])


@pytest.mark.parametrize("typed", ["168.a3", "#168.a3", "168.A3"])
def test_an_action_has_an_address_of_its_own(typed):
    assert words.action(typed) == Address(168, action=3)
    assert str(words.action(typed)) == "168.a3"
    assert words.address(typed) is None


@pytest.mark.parametrize("typed", ["168", "168.3", "a3", "168.a", ".a3", "168.a-3", "168.a3.a4", "x.a3", ""])
def test_what_is_no_address_of_an_action(typed):
    assert words.action(typed) is None
