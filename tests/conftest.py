"""Settings that every test lives under."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support import postgres
from support.program import Program
from support.stores import ENGINES, location

# Nothing is written into the tree; shared machines are slow at times, so no example has a deadline.
settings.register_profile(
    "incident",
    deadline=None,
    derandomize=False,
    database=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
settings.register_profile("hunt", settings.get_profile("incident"), max_examples=1500)
# CI decides about one change: it must not fail for a rare example that was there before. Elsewhere, hunt.
settings.register_profile("ci", settings.get_profile("incident"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "incident")


TESTS = Path(__file__).parent
ON_BOTH = ("commands", "scripts", "replay")
"""The folders of the tests that run the program over every engine: what it says is the same, wherever it is kept."""


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc):
    """Run a test of the program on both engines: in these folders unless it is marked `sqlite`, elsewhere if `engines`.

    One that asks for a server itself knows what it runs on.
    """
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    of_both = any(metafunc.definition.path.is_relative_to(TESTS / folder) for folder in ON_BOTH)
    wanted = "engines" in marks or (of_both and "sqlite" not in marks)
    asked = set(metafunc.fixturenames)
    if wanted and "incident" in asked and not asked & {"postgres_server", "own_server"}:
        metafunc.parametrize("incident", ENGINES, indirect=True)


@pytest.fixture
def incident(request, tmp_path):
    """The program over an empty database of the test's own (`support.program`)."""
    return Program(tmp_path, location(request, tmp_path))


@pytest.fixture(scope="session")
def postgres_server(request, tmp_path_factory):
    """The PostgreSQL server that all tests of this session share (`support.postgres`)."""
    return postgres.shared_server(request.config, tmp_path_factory.getbasetemp())


@pytest.fixture
def own_server(request, tmp_path_factory):
    """A PostgreSQL server of the test's own: to be killed, frozen, stopped."""
    with postgres.own_server(request.config, tmp_path_factory.getbasetemp()) as server:
        yield server
