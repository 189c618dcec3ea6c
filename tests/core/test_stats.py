"""Figures over many incidents."""

import random
import statistics
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import DB, DOWN, WEB, at, incident, opened, planned, row

from incident_cli.core import instant, stats
from incident_cli.core.model import Severity, Status
from incident_cli.core.stats import Ended, Offender, Per, Silence, Spread, Upkeep, groups, spread

VALUES = st.lists(st.one_of(st.none(), st.integers(0, 10**9)), max_size=40)


@given(VALUES)
def test_mean_median_and_90th_percentile_are_those_of_the_module_statistics(values):
    known = [value for value in values if value is not None]
    told = spread(values, 1000)
    assert told.n == len(known)
    if not known:
        assert told == Spread(0, None, None, None)
        return
    exact = [value / 1000 for value in known]
    assert told.mean == pytest.approx(statistics.fmean(exact), abs=0.001)
    assert told.median == pytest.approx(statistics.median(exact), abs=0.001)
    tenths = statistics.quantiles(exact, n=10, method="inclusive") if len(exact) > 1 else exact * 9
    assert told.p90 == pytest.approx(tenths[8], abs=0.001)


def test_a_percentile_lies_on_the_line_between_two_values():
    assert spread([0, 10, 20, 30]) == Spread(4, 15, 15, 27)


def test_what_is_not_known_counts_for_nothing():
    assert spread([None, 4, None]) == Spread(1, 4, 4, 4)


def ended(*rows):
    """Incidents from (began, severity, tags, servers, ttr in seconds)."""
    told = [
        (n, instant.text(at(began) if isinstance(began, str) else began), severity, tags, servers, 2, ttr)
        for n, (began, severity, tags, servers, ttr) in enumerate(rows, start=1)
    ]
    columns = list(zip(*told, strict=True))
    nothing = (None,) * len(told)
    return Ended(*columns[:6], (nothing,) * 5 + (tuple(ttr * 1000 for ttr in columns[6]), nothing))


ROWS = ended(
    ("10:00", "SEV2", ("net",), (WEB, DB), 60),
    ("11:00", None, (), (WEB,), 120),
    ("12:00", "SEV1", ("net", "disk"), (), 180),
)
NAMES = {WEB: "web", DB: "db"}


def shape(per, rows=ROWS, unended=(), zone=UTC):
    return [(g.name, g.incidents, g.figures[5].mean) for g in groups(rows, unended, per, NAMES, zone)]


def test_an_incident_counts_with_each_of_its_servers_and_tags():
    assert shape(Per.SERVER) == [("web", 2, 90), ("db", 1, 60), ("", 1, 180)]
    assert shape(Per.TAG) == [("net", 2, 120), ("disk", 1, 180), ("", 1, 120)]


def test_severities_come_the_worst_first_and_none_last():
    assert shape(Per.SEVERITY) == [("SEV1", 1, 180), ("SEV2", 1, 60), ("", 1, 120)]


def test_an_open_incident_counts_in_its_group_and_has_no_figures_yet():
    still = incident(opened("13:00", severity=Severity.SEV1))
    assert shape(Per.SEVERITY, unended=[still])[0] == ("SEV1", 2, 180)
    assert [g.open for g in groups(ROWS, [still], Per.SEVERITY, NAMES, UTC)] == [1, 0, 0]


def test_months_and_weeks_without_incidents_stand_between_those_with():
    rows = ended(
        (datetime(2025, 11, 30, 23, 30, tzinfo=UTC), None, (), (), 60),
        (datetime(2026, 1, 20, tzinfo=UTC), None, (), (), 120),
    )
    assert shape(Per.MONTH, rows) == [("2025-11", 1, 60), ("2025-12", 0, None), ("2026-01", 1, 120)]
    assert [name for name, *_ in shape(Per.WEEK, rows)][:2] == ["2025-W48", "2025-W49"]
    from zoneinfo import ZoneInfo

    assert shape(Per.MONTH, rows, zone=ZoneInfo("Europe/Paris"))[0] == ("2025-12", 1, 60)


@given(st.lists(st.integers(0, 400 * 86400), max_size=30), st.sampled_from([Per.WEEK, Per.MONTH]))
def test_the_groups_of_the_calendar_have_every_incident_once(offsets, per):
    began = sorted(datetime(2024, 3, 1, tzinfo=UTC).timestamp() + offset for offset in offsets)
    rows = [(datetime.fromtimestamp(second, UTC), None, (), (), 60) for second in began]
    told = shape(per, ended(*rows) if rows else Ended())
    assert sum(count for _, count, _ in told) == len(rows)
    assert all(one < other for (one, *_), (other, *_) in pairwise(told))


def test_nothing_at_all_has_no_groups():
    for per in Per:
        assert groups(Ended(), [], per, {}, UTC) == []


def test_repeat_offenders_are_the_servers_of_several_incidents():
    rows = ended(*(("10:00", None, (), servers, 60) for servers in ((WEB, DB), (WEB,), (3,), (DB,))))
    assert stats.offenders(rows, []) == {WEB: 2, DB: 2}
    still = incident(opened("13:00", states=((3, DOWN),)))
    assert stats.offenders(rows, [still]) == {WEB: 2, DB: 2, 3: 2}
    assert stats.ranked({WEB: 2, DB: 2, 3: 3}, {DB: 60.0}) == (
        Offender(3, 3, 0.0),
        Offender(DB, 2, 60.0),
        Offender(WEB, 2, 0.0),
    )


def test_the_longest_silences_come_first():
    gaps = list(range(1000, 21000, 1000))
    random.shuffle(gaps)
    rows = ended(*(("10:00", None, (), (), 1) for _ in gaps))
    told = stats.silences(rows._replace(figures=(*rows.figures[:-1], gaps)))
    assert told == tuple(Silence(gaps.index(ms) + 1, ms / 1000) for ms in (20000, 19000, 18000, 17000, 16000))


def test_maintenances_done_called_off_and_overrun():
    by_clock = incident(planned("10:00", "11:00"))
    closed_late = incident(
        planned("10:00", "11:00"),
        row("added", "10:00", 1, status=Status.IN_PROGRESS),
        row("closed", "11:30", 2, status=Status.COMPLETED),
    )
    off = incident(planned("10:00", "11:00"), row("closed", "09:00", 1, status=Status.CANCELLED))
    overrun = incident(planned("10:00", "11:00"), row("added", "10:00", 1, status=Status.IN_PROGRESS))
    told = stats.upkeep([by_clock, closed_late, off, overrun], at("11:10"))
    assert told == Upkeep(4, 2, 1, 2, 3600 + 5400 + 4200, 1800 + 600)
