"""Days of a server as a bar: as few strokes as there are states, higher the worse, told in words as well."""

from datetime import date, timedelta

import pytest
from support.make import DEGRADED, DOWN, MAINTENANCE, PARTIAL, UP

from incident_cli.core.periods import Period
from incident_cli.core.uptime import Cell
from incident_cli.site.bars import KINDS, Titles, bar
from incident_cli.site.templating import OURS, STYLE


def cells(*states):
    first = date(2014, 2, 1)
    days = (first + timedelta(days=number) for number in range(len(states)))
    return [Cell(Period(day.isoformat(), None, None), state, {}) for day, state in zip(days, states, strict=True)]


def strokes(*states, titles=0):
    return [tuple(stroke) for stroke in bar(cells(*states), 99.5, Titles(titles)).strokes]


def test_days_of_one_state_are_one_stroke():
    assert strokes(UP, UP, UP) == [("u", "M0 14h3", "")]


def test_runs_of_one_state_share_a_path():
    assert strokes(UP, DOWN, UP, DOWN) == [("u", "M0 14h1m1 0h1", ""), ("d", "M1 10h1m1 0h1", "")]


def test_what_was_wrong_says_so_when_it_is_pointed_at_while_there_is_room():
    assert strokes(UP, DOWN, DOWN, PARTIAL, titles=2)[1:] == [
        ("d", "M1 10h2", "2 Feb – 3 Feb: major outage"),
        ("p", "M3 11.5h1", "4 Feb: partial outage"),
    ]
    assert all(not title for *_, title in strokes(UP, DOWN, PARTIAL, titles=1))


@pytest.mark.parametrize(
    ("states", "percent", "label"),
    [
        ([UP, UP], 100.0, "2 days, 100 % up"),
        ([None], None, "1 day, uptime not known yet"),
        ([UP, DOWN, DOWN, DEGRADED], 99.5, "4 days, 99.5 % up; major outage on 2 days; degraded performance on 1 day"),
        ([MAINTENANCE], None, "1 day, uptime not known yet; under maintenance on 1 day"),
    ],
)
def test_the_label_says_it_in_words(states, percent, label):
    assert bar(cells(*states), percent, Titles(0)).label == label


def test_the_worse_a_day_the_higher_it_is():
    highs = [KINDS[state][1] for state in (None, UP, DEGRADED, PARTIAL, DOWN)]
    assert highs == sorted(highs)
    assert len(set(highs)) == len(highs)


def test_the_style_has_the_same_heights():
    with open(f"{OURS}/{STYLE}") as file:
        style = file.read()
    for kind, high in KINDS.values():
        assert f".{kind} {{ stroke: " in style
        assert f"stroke-width: {high}; }}" in style.split(f".{kind} {{ stroke: ")[1][:80]
