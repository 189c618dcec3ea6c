"""The stores that must pass the contract."""

import itertools

import pytest
from support.stores import ENGINES, Scribe, postgres_store

from incident_cli.store.sqlite.store import SqliteStore


@pytest.fixture(params=ENGINES)
def make(request, tmp_path):
    """Makes empty stores of one engine, as many as are asked for."""
    numbers = itertools.count(1)
    if request.param == "sqlite":
        return lambda wait=5.0: SqliteStore(str(tmp_path / f"incident{next(numbers)}.db"), wait)
    server = request.getfixturevalue("postgres_server")
    return lambda wait=5.0: postgres_store(server, wait)


@pytest.fixture
def store(make):
    """An empty store of each engine."""
    return make()


@pytest.fixture
def scribe(store):
    """Writes events into the store, each call a batch of its own."""
    return Scribe(store)
