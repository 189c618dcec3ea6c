"""Where a store is."""

import sys

import pytest

from incident_cli.errors import Unavailable
from incident_cli.store import open_store
from incident_cli.store.location import absolute, is_server, shown
from incident_cli.store.sqlite.store import SqliteStore


@pytest.mark.parametrize("location", ["postgresql://h/d", "postgres://h/d", "postgresql:///d?host=/run"])
def test_an_address_is_a_server(location):
    assert is_server(location)


@pytest.mark.parametrize("location", ["incident.db", "/tmp/postgresql:x", "postgresql.db", "POSTGRESQL://h/d"])
def test_anything_else_is_a_file(location):
    assert not is_server(location)
    assert isinstance(open_store(location, 1.0), SqliteStore)


@pytest.mark.parametrize(
    ("location", "open_"),
    [
        ("postgresql://ann:hunter2@db/incident", "postgresql://ann@db/incident"),
        ("postgresql://ann:hunter2@h1:1,h2:2/d?schema=x", "postgresql://ann@h1:1,h2:2/d?schema=x"),
        ("postgresql://ann:p%40:@db/d", "postgresql://ann@db/d"),
        ("postgresql://db/d?password=hunter2&schema=x", "postgresql://db/d?schema=x"),
        ("postgresql://db/d?schema=x&password=hunter2&sslmode=require", "postgresql://db/d?schema=x&sslmode=require"),
        ("postgresql://db/d?sslpassword=hunter2", "postgresql://db/d"),
        ("postgresql://db/d?options=-c%20x%3D1", "postgresql://db/d?options=-c%20x%3D1"),
        ("postgresql://db", "postgresql://db"),
        ("postgresql:///d", "postgresql:///d"),
        ("a:b@c.db", "a:b@c.db"),
    ],
)
def test_a_password_is_never_shown(location, open_):
    assert shown(location) == open_
    assert shown(open_) == open_


def test_a_hook_in_another_folder_is_told_the_same_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert absolute("a.db") == str(tmp_path / "a.db")
    assert absolute("postgresql://ann@db/d") == "postgresql://ann@db/d"


def test_without_the_driver_it_says_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("incident_cli.store.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Unavailable) as refused:
        open_store("postgresql://db/d", 1.0)
    assert refused.value.hints == ("pip install 'incident-cli[postgres]'",)
