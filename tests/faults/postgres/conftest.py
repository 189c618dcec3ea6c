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


@pytest.fixture(scope="module")
def lone_server(request, tmp_path_factory):
    """A server for the tests of a module, which may do to it what they like."""
    with postgres.own_server(request.config, tmp_path_factory.getbasetemp()) as server:
        yield server


@pytest.fixture
def lone(incident, lone_server):
    """The program over a schema with one open incident on that server, which is up again afterwards."""
    team.over(incident, postgres.fresh(lone_server))
    incident.server = lone_server
    incident("open", "-s", "http6", "-m", "before").done
    yield incident
    lone_server.thaw()
    if not postgres.inhabitants(lone_server.folder):
        lone_server.start()
