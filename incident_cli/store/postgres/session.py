"""One transaction on a connection, in as few messages as its questions allow.

The SQL of the questions is shared by both engines: `:name` becomes psycopg's own form here, once for each text. What
changes rows and answers nothing waits, and travels with the next question: a write is a few round trips, not one for
each statement. Values are bound on our side, so that several statements go in one message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import psycopg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AT_ONCE = 200
"""Rows that one INSERT brings. More than that go through COPY."""
HEAVY = 1024 * 1024
"""Bytes that wait for a question at the most."""

_PART = re.compile(r"'(?:[^']|'')*'|::|%|:([a-z_][a-z_0-9]*)")


@cache
def rewritten(sql: str) -> str:
    """A statement with `:name` parameters as psycopg has them: `%(name)s`."""
    return _PART.sub(lambda part: f"%({part[1]})s" if part[1] else part[0].replace("%", "%%"), sql)


def _asks(sql: str) -> bool:
    return sql.lstrip()[:6] == "SELECT" or " RETURNING " in sql


class Session:
    """`execute` and `fill` of a `View`, between BEGIN and COMMIT. changed: whether rows were."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.cursor: Any = connection.cursor()
        self.waiting: list[str] = []
        self.weight = 0
        self.changed = False

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run one statement and fetch its rows. One that has none is sent with the next one that has, or by `send`."""
        self.add(self.cursor.mogrify(rewritten(sql), parameters))
        if _asks(sql):
            return self.send()
        self.changed = True
        if self.weight > HEAVY:
            self.send()
        return []

    def add(self, statement: str) -> None:
        """Let a statement wait that is complete."""
        self.waiting.append(statement)
        self.weight += len(statement)

    def send(self) -> list[tuple[Any, ...]]:
        """Send what waits, in one message; the rows of the last statement."""
        if not self.waiting:
            return []
        message = ";\n".join(self.waiting)
        self.waiting.clear()
        self.weight = 0
        self.cursor.execute(message)
        while self.cursor.nextset():
            pass
        return list(self.cursor.fetchall()) if self.cursor.description else []

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put many rows into a table: see `view.Fill`."""
        names = ", ".join(f'"{name}"' for name in columns)
        told = rows if isinstance(rows, list) else list(rows)
        self.changed = self.changed or bool(told)
        if len(told) > AT_ONCE:
            self._copy(f"COPY {table} ({names}) FROM STDIN", told)
        elif told:
            form = f"({', '.join(['%s'] * len(columns))})"
            values = [value for row in told for value in row]
            self.add(
                self.cursor.mogrify(f"INSERT INTO {table} ({names}) VALUES {', '.join([form] * len(told))}", values)
            )

    def _copy(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.send()
        with self.cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)
