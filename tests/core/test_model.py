"""The values: what they say of themselves."""

import pytest
from support.make import DB, DEGRADED, DOWN, MAINTENANCE, PARTIAL, UP, WEB, at, incident, opened, row

from incident_cli.core.model import (
    EMPTY,
    IMPACT_OF,
    STATUSES,
    DocumentStatus,
    EntryKind,
    Impact,
    Kind,
    State,
    Status,
)


def test_states_rank_from_up_to_down():
    assert [s.rank for s in (UP, MAINTENANCE, DEGRADED, PARTIAL, DOWN)] == [0, 1, 2, 3, 4]


def test_every_state_has_its_word_and_its_glyph():
    assert {s.short: s.glyph for s in State} == {
        "up": "●",
        "maintenance": "◇",
        "degraded": "▲",
        "partial": "◆",
        "down": "■",
    }


def test_only_up_is_up():
    assert [s for s in State if s.up] == [UP]


def test_every_state_has_an_impact_and_worse_is_never_milder():
    order = list(Impact)
    impacts = [order.index(IMPACT_OF[s]) for s in sorted(State, key=lambda s: s.rank)]
    assert impacts == sorted(impacts)
    assert IMPACT_OF[DOWN] is Impact.CRITICAL


def test_the_stored_words_are_the_fields_own():
    assert [s.value for s in STATUSES[Kind.INCIDENT]] == ["investigating", "identified", "monitoring", "resolved"]
    assert [s.value for s in STATUSES[Kind.MAINTENANCE]] == [
        "scheduled",
        "in_progress",
        "verifying",
        "completed",
        "cancelled",
    ]
    assert [s.value for s in State] == [
        "operational",
        "under_maintenance",
        "degraded_performance",
        "partial_outage",
        "major_outage",
    ]


def test_every_status_belongs_to_one_kind():
    assert sorted([*STATUSES[Kind.INCIDENT], *STATUSES[Kind.MAINTENANCE]]) == sorted(Status)


@pytest.mark.parametrize("status", Status)
def test_resolved_completed_and_cancelled_are_final_and_no_other(status):
    assert status.final is (status.value in ("resolved", "completed", "cancelled"))


@pytest.mark.parametrize("kind", EntryKind)
def test_notes_and_commands_are_not_public(kind):
    assert kind.public is (kind.value in ("update", "postmortem"))


def test_the_opening_is_no_word():
    whole = incident(opened(), row("added", "10:05", 1, text="x"), row("added", "10:06", 2, kind=EntryKind.NOTE))
    assert [e.word for e in whole.timeline] == [False, True, False]


def test_a_deleted_line_is_not_shown_and_no_word():
    whole = incident(opened(), row("added", "10:05", 1, text="x"), row("deleted", "10:06", 1))
    assert (whole.entries[1].shown, whole.entries[1].word) == (False, False)


@pytest.mark.parametrize("status", DocumentStatus)
def test_a_postmortem_is_shown_when_it_is_published(status):
    whole = incident(opened(), row("postmortem_stored", "12:00", 1, text="x", document=status))
    assert whole.entries[1].shown is (status is DocumentStatus.PUBLISHED)
    assert whole.document == whole.entries[1]


def test_a_deleted_postmortem_is_none():
    whole = incident(opened(), row("postmortem_stored", "12:00", 1, text="x", document=DocumentStatus.DRAFT))
    assert whole.document is not None
    again = incident(
        opened(),
        row("postmortem_stored", "12:00", 1, text="x", document=DocumentStatus.DRAFT),
        row("deleted", "12:01", 1),
    )
    assert again.document is None


def test_the_noun_is_the_label_else_the_kind():
    assert incident(opened()).noun == "Incident"
    assert incident(opened(kind=Kind.MAINTENANCE)).noun == "Maintenance"
    assert incident(opened(label="Operation")).noun == "Operation"


def test_the_impact_by_hand_goes_before_the_worst_state():
    assert incident(opened()).impact is Impact.CRITICAL
    assert incident(opened(impact=Impact.NONE)).impact is Impact.NONE


def test_servers_come_in_the_order_first_named():
    whole = incident(opened(states=((DB, DOWN),)), row("added", "10:05", 1, states=((WEB, UP), (DB, UP))))
    assert whole.servers == (DB, WEB)


def test_nothing_is_open_impact_none_and_has_no_beginning():
    assert (EMPTY.exists, EMPTY.ended_at, EMPTY.impact) == (False, None, Impact.NONE)
    with pytest.raises(ValueError, match="no beginning"):
        EMPTY.began_at


def test_values_are_immutable():
    whole = incident(opened())
    with pytest.raises(AttributeError):
        whole.title = "x"
    assert whole.began_at == at("10:00")
