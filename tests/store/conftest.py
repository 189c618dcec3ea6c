"""The stores that must pass the contract."""

import pytest
from support.stores import FACTORIES, Scribe


@pytest.fixture(params=FACTORIES)
def store(request, tmp_path):
    """An empty store of each engine."""
    return FACTORIES[request.param](tmp_path)


@pytest.fixture
def scribe(store):
    """Writes events into the store, each call a batch of its own."""
    return Scribe(store)
