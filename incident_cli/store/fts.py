"""Full-text search on SQLite: an FTS5 index over titles and texts, whose content is the view `searchable`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.store.view import Execute


class Fts5:
    """The `Search` of the SQLite store."""

    condition = (
        "incident.id IN (SELECT entry.incident FROM search JOIN entry ON entry.id = search.rowid"
        " WHERE search MATCH :text)"
    )

    def __init__(self, execute: Execute) -> None:
        self.execute = execute

    def words(self, text: str) -> str:
        """Every word must occur, or begin one that does. Quoted, so that nothing typed is FTS5 syntax."""
        typed = [word for word in text.replace("\0", " ").split() if any(c.isalnum() for c in word)]
        return " ".join('"' + word.replace('"', '""') + '"*' for word in typed) or '""'

    def put(self, entry: int, old: str | None, new: str | None) -> None:
        """See `Search.put`. FTS5 must be told the old text to forget it."""
        if old is not None:
            forget = "INSERT INTO search (search, rowid, text) VALUES ('delete', :id, :text)"
            self.execute(forget, {"id": entry, "text": old})
        if new is not None:
            self.execute("INSERT INTO search (rowid, text) VALUES (:id, :text)", {"id": entry, "text": new})

    def clear(self) -> None:
        """See `Search.clear`."""
        self.execute("INSERT INTO search (search) VALUES ('delete-all')", {})

    def fill(self) -> None:
        """See `Search.fill`."""
        self.execute("INSERT INTO search (search) VALUES ('rebuild')", {})
