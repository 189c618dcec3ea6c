"""A team's tracker for each test."""

import pytest
from support import postgres, team


@pytest.fixture
def crowd(incident, postgres_server):
    """The program over a schema that nobody has made, on the server that all tests share."""
    return team.over(incident, postgres.fresh(postgres_server))


@pytest.fixture
def made(crowd):
    """The program over a schema with one open incident."""
    assert crowd("open", "-s", "http6", "-m", "before").code == 0
    return crowd
