"""The store of a team: one schema of a PostgreSQL database."""

from __future__ import annotations


class PostgresStore:
    """Under way."""

    def __init__(self, location: str, wait: float) -> None: ...
