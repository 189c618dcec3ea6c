"""The few words for a prompt: what they say, and that no shell can take them for anything else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import DEGRADED, DOWN, PARTIAL, UP, at, incident, opened, planned, row

from incident_cli.core import views
from incident_cli.core.model import Server, State, Status
from incident_cli.core.prompt import LONGEST, UNKNOWN, age, name, prompt
from incident_cli.core.views import ServerState, Summary

SAFE = re.compile(r"[■◆▲◇] [\w .,+…-]*(?:#\d[\w .,+…-]*)*")
"""A sign, then nothing that any shell reads: no `$`, backtick, `\\`, `!`, `%`, quote, and `#` before a digit only."""


def summary(number, *events):
    """An incident of that number as the board has it."""
    return Summary(incident(*events)._replace(id=number), "$(touch pwned) `id` %n #(id) \\u")


def server(called, state, *holders, since="10:00"):
    return ServerState(Server(len(called), called), state, at(since), holders)


def board(*servers, incidents=(), maintenance=()):
    return views.board([*incidents, *maintenance], servers, (), at("12:30"))


ONE, TWO = summary(1, opened("10:00")), summary(2, opened("11:00"))
MONITORED = summary(1, opened("10:00"), row("added", "10:30", 1, status=Status.MONITORING))
RUNNING = summary(7, planned("12:00", "14:00"))
LATE = summary(8, planned("09:00", "12:10"), row("added", "09:30", 1, status=Status.IN_PROGRESS))
AHEAD = summary(9, planned("15:00", "16:00"))

SAID = [
    (board(), ""),
    (board(server("web", UP)), ""),
    (board(server("web", DOWN, 1), incidents=[ONE]), "■ #1 web down 2h"),
    (board(server("web", DEGRADED, 1), server("db", PARTIAL, 1), incidents=[ONE]), "◆ #1 db +1 partial 2h"),
    (board(server("web", UP), incidents=[MONITORED]), "■ #1 monitoring 2h"),
    (board(server("web", DOWN, 1), server("db", DEGRADED, 2), incidents=[ONE, TWO]), "■ 2 incidents 2h"),
    (board(server("web", DEGRADED, since="12:00")), "▲ web degraded 30m"),
    (board(server("web", DEGRADED, 1), server("db", DOWN), incidents=[ONE]), "■ #1 web degraded 2h, db down 2h"),
    (board(server("a", DOWN), server("b", DEGRADED), server("c", DOWN)), "■ a +2 down 2h"),
    (board(maintenance=[RUNNING]), "◇ #7 maintenance 30m"),
    (board(maintenance=[RUNNING, AHEAD]), "◇ #7 maintenance 30m"),
    (board(maintenance=[AHEAD]), ""),
    (board(maintenance=[LATE, RUNNING]), "◇ #8 overrun 20m"),
    (board(server("web", DOWN, 1), incidents=[ONE], maintenance=[LATE, RUNNING]), "■ #1 web down 2h, #8 overrun 20m"),
    (board(server("web", DOWN, 7), maintenance=[RUNNING]), "■ web down 2h"),
]


@pytest.mark.parametrize(("shown", "said"), SAID, ids=[said or "calm" for _, said in SAID])
def test_the_board_in_a_few_words(shown, said):
    assert prompt(shown, at("12:30")) == said


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("12:30", "now"),
        ("12:29:01", "now"),
        ("12:29", "1m"),
        ("11:31", "59m"),
        ("11:30", "1h"),
        ("12:45", "now"),
    ],
)
def test_ages_are_one_unit_rounded_down(since, said):
    assert age(at(since), at("12:30")) == said


def test_ages_of_days():
    assert (age(at("00:01"), at("24:00")), age(at("00:00"), at("24:00")), age(at("00:00"), at("95:00"))) == (
        *("23h", "1d", "3d"),
    )


@given(st.text(min_size=1, max_size=2 * LONGEST))
def test_of_a_name_nothing_is_left_that_a_shell_reads(stored):
    assert re.fullmatch(r"[\w.-]{1,20}|[\w.-]{19}…", name(stored))


@given(st.text(min_size=1, max_size=60), st.sampled_from(list(State)), st.booleans())
def test_no_name_and_no_title_can_do_anything_in_a_prompt(called, state, held):
    found = board(server(called, state, *([1] if held else [])), incidents=[ONE] if held else [])
    said = prompt(found, at("12:30"))
    assert said == "" or SAFE.fullmatch(said)
    assert "pwned" not in said or "pwned" in called


def test_the_sign_of_not_knowing_is_as_safe():
    assert re.fullmatch(r"\? [a-z]+", UNKNOWN)
