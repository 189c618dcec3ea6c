"""The store of a team: one PostgreSQL server."""
