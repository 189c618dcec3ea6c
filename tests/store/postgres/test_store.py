"""What is PostgreSQL's own in a store."""

import pytest
from support.make import row
from support.stores import meddle, postgres_store, stamp

from incident_cli.core.model import Status
from incident_cli.store import open_store
from incident_cli.store.postgres import store as module


def opening(number):
    return [row("opened", "10:00", 0, status=Status.INVESTIGATING, title="x")._replace(incident=number)]


def measured(store):
    """How many incidents the planner believes there are."""
    return int(meddle(store, "SELECT reltuples FROM pg_class WHERE oid = 'incident'::regclass")[0][0])


@pytest.mark.parametrize(("count", "known"), [(3, -1), (7, 7)])
def test_after_bulk_work_the_planner_knows_how_much_there_is(postgres_server, monkeypatch, count, known):
    monkeypatch.setattr(module, "MANY", 5)
    store = postgres_store(postgres_server)
    store.load(stamp("b"), lambda _: (opening(number) for number in range(1, count + 1)))
    assert measured(store) == known


def test_of_another_roles_tables_the_measure_stays_and_the_work_is_done(postgres_server, monkeypatch):
    monkeypatch.setattr(module, "MANY", 1)
    store = postgres_store(postgres_server)
    store.load(stamp("a"), lambda _: [opening(1)])
    schema, role = store.address.quoted_schema, f"loader_{store.address.schema}"
    meddle(
        store,
        f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {role};"
        f" GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    )
    other = open_store(store.address.name.replace("postgres@", f"{role}@"), 5)
    assert other.load(stamp("b"), lambda _: [opening(2), opening(3)]).incidents == 2
    assert measured(store) == 1
    assert store.check() == []
