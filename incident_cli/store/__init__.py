"""EDGE, data: the only place with SQL. The Store protocol, and `open_store(location)`."""

from incident_cli.store.protocol import Info, Stamp, Store, Written
from incident_cli.store.view import View

__all__ = ["Info", "Stamp", "Store", "View", "Written", "open_store"]


def open_store(location: str, wait: float) -> Store:
    """The store at a location: the path of an SQLite file, which need not exist yet.

    wait: seconds to wait for another program's lock.
    """
    from incident_cli.store.sqlite import SqliteStore

    return SqliteStore(location, wait)
