"""The documented views have the rows there that they have in a file (tests/store/sqlite/test_views.py)."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from support.histories import worlds
from support.stores import meddle, postgres_store, sqlite_store, write_step

from incident_cli.store.sqlite.schema import scratch

ORDER = {"v_incident": "id", "v_timeline": "incident, number", "v_downtime": "incident, server, since, state"}
OPEN = 60.0
"""Seconds by which the lengths of two stretches may differ that go on until now: one is asked for after the other."""


def rows(store, view):
    """The rows of a view, its numbers as numbers."""
    found = meddle(store, f"SELECT * FROM {view} ORDER BY {ORDER[view]}")
    return [tuple(float(value) if isinstance(value, (Decimal, int)) else value for value in row) for row in found]


@settings(max_examples=20)
@given(worlds())
def test_the_same_log_gives_the_same_rows(postgres_server, tmp_path_factory, steps):
    stores = postgres_store(postgres_server), sqlite_store(tmp_path_factory.mktemp("views"))
    for step in steps:
        for store in stores:
            write_step(store, step)
    for view in ("v_incident", "v_timeline"):
        theirs, ours = (rows(store, view) for store in stores)
        assert theirs == ours
    theirs, ours = (rows(store, "v_downtime") for store in stores)
    assert [row[:-1] for row in theirs] == [row[:-1] for row in ours]
    for (*_, until, seconds), (*_, same) in zip(theirs, ours, strict=True):
        assert seconds == pytest.approx(same, abs=OPEN if until is None else 0.0011, rel=0)


@pytest.mark.parametrize("view", ORDER)
def test_the_columns_are_those_of_a_file(postgres_server, view):
    store = postgres_store(postgres_server)
    store.rebuild()
    named = "SELECT column_name FROM information_schema.columns WHERE table_schema = '{}' AND table_name = '{}'"
    theirs = meddle(store, named.format(store.address.schema, view) + " ORDER BY ordinal_position")
    with contextlib.closing(scratch()) as file:
        ours = file.execute(f"SELECT name FROM pragma_table_info('{view}')").fetchall()
    assert theirs == ours
