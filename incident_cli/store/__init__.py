"""EDGE, data: the only place with SQL. `open_store(location)` gives a `Store` (`protocol.py`)."""

from __future__ import annotations

from incident_cli.errors import Unavailable
from incident_cli.store.location import is_server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.store.protocol import Store
    from incident_cli.store.values import Info, Stamp, Written
    from incident_cli.store.view import View
else:

    def __getattr__(name: str) -> object:
        """The values are imported when first asked for: `candidates.py`, which every TAB runs, needs none of them."""
        if name not in __all__:
            raise AttributeError(f"incident_cli.store has no {name}")
        from incident_cli.store import values, view

        return getattr(view if name == "View" else values, name)


__all__ = ["Info", "Stamp", "View", "Written", "open_store"]


def open_store(location: str, wait: float, *, make_folder: bool = False) -> Store:
    """The store at a location: the path of an SQLite file, which need not exist yet, or `postgresql://…`.

    wait: seconds to wait for another program's lock; make_folder: the first write makes its folder as well.
    """
    if is_server(location):
        return _on_server(location, wait)
    from incident_cli.store.sqlite.store import SqliteStore

    return SqliteStore(location, wait, make_folder=make_folder)


def _on_server(location: str, wait: float) -> Store:
    try:
        from incident_cli.store.postgres.store import PostgresStore
    except ImportError as missing:
        if (missing.name or "psycopg").partition(".")[0] != "psycopg":
            raise
        what = "the tracker is on a PostgreSQL server, for which psycopg is needed; it is not installed"
        raise Unavailable(f"{what}; nothing was saved", "pip install 'incident-cli[postgres]'") from None
    return PostgresStore(location, wait)
