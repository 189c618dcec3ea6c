"""The store of a team: one schema of a PostgreSQL database, in which many write at once.

Who writes holds one advisory lock from the first look until the commit. So rows get their numbers without a gap and in
the order of their commits, and what was decided on is still true when it is stored.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence

from incident_cli.core.events import Event
from incident_cli.errors import Unavailable
from incident_cli.store import rows
from incident_cli.store.postgres import address, faults, schema, transaction
from incident_cli.store.postgres.connection import Connection
from incident_cli.store.postgres.session import Session
from incident_cli.store.postgres.transaction import LONG, STATEMENT
from incident_cli.store.postgres.tsearch import TextSearch, unsound
from incident_cli.store.retry import until_free
from incident_cli.store.values import Info, Loaded, Stamp, Written
from incident_cli.store.view import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    Answer = TypeVar("Answer")

    from incident_cli.core.redact import Redaction
    from incident_cli.store.protocol import Alarm

MANY = 5_000
"""Rows after which the server measures the tables anew: until it does so by itself, it plans as if they were empty."""
_MEASURE = "ANALYZE log, incident, entry, claim, touched, action, figure, server, search"
"""Of tables that are another role's it leaves the measure as it is."""
_COUNTED = ("log", "incident", "entry", "server")
"""The tables whose rows `info` counts."""


class PostgresStore:
    """A store on a server. Each read and each write connects, and lets go before it returns.

    location: `postgresql://…`, see `address.py`; wait: seconds to wait for other writers.
    """

    def __init__(self, location: str, wait: float) -> None:
        self.address = address.read(location)
        self.wait = wait

    def read(self, ask: Callable[[View], Answer]) -> Answer:
        """See `Store.read`. A schema that nobody has made answers as an empty store, and is not made."""
        gc.disable()  # an answer may be made of a million rows, none of which makes a cycle
        try:
            return until_free(self.wait, lambda: self._read(lambda session: ask(_view(session)), lambda: _unmade(ask)))
        finally:
            gc.enable()

    def _read(self, ask: Callable[[Session], Answer], unmade: Callable[[], Answer], limit: float = STATEMENT) -> Answer:
        begin, limit = transaction.reading(self.wait), limit + self.wait
        with Connection(self.address, limit) as connection:
            session = Session(connection)
            found = transaction.begin(self.address, session, begin, limit)
            if found is not None and found.version < schema.VERSION:
                transaction.migrate(self.address, session, self.wait)
                found = transaction.begin(self.address, session, begin, limit)
            return ask(session) if found is not None else unmade()

    def write(self, stamp: Stamp, decide: Callable[[View], Sequence[Event]]) -> Written:
        """See `Store.write`."""
        from incident_cli.store.appending import stamped, written

        def change(view: View, last: int) -> Written:
            events = _append(view, stamped(decide(view), stamp), last)
            return written(view, stamp, events)

        return self._changed(change, _is_there(stamp), first=decide)

    def load(self, stamp: Stamp, batches: Callable[[View], Iterable[Sequence[Event]]]) -> Loaded:
        """See `Store.load`."""
        from incident_cli.store import bulk

        return self._filled(lambda view: bulk.load(view, stamp, batches(view)), _is_there(stamp))

    def restore(self, rows: Callable[[], Iterable[tuple[Any, ...]]], after: int) -> Loaded:
        """See `Store.restore`."""
        from incident_cli.store import bulk

        last: list[int] = []

        def change(view: View) -> Loaded:
            loaded = bulk.restore(view, rows(), after)
            last[:] = [after + loaded.rows]
            return loaded

        return self._filled(change, lambda session: _view(session).last() >= last[0])

    def _filled(self, change: Callable[[View], Loaded], proof: Callable[[Session], bool]) -> Loaded:
        """Change the tables in bulk."""

        def filled(view: View, _: int) -> Loaded:
            loaded = change(view)
            if loaded.rows >= MANY:
                view.execute(_MEASURE, {})
            return loaded

        gc.disable()  # see `read`
        try:
            return self._changed(filled, proof, limit=LONG)
        finally:
            gc.enable()

    def redact(self, stamp: Stamp, decide: Callable[[View], Redaction]) -> Written:
        """See `Store.redact`."""
        from incident_cli.store.appending import stamped, written
        from incident_cli.store.postgres import purge

        def change(view: View, last: int) -> Written:
            purge.check_owner(self.address, view.execute)
            told, event = decide(view)
            for row in told:
                new = {"id": row.id, "data": rows.log_values(row)[-1]}
                view.execute("UPDATE log SET data = :data WHERE id = :id", new)
            events = _append(view, stamped([event], stamp), last)
            return written(view, stamp, events)

        answer = self._changed(change, _is_there(stamp))
        return answer._replace(doubts=purge.purge(self.address, self.wait))

    def check(self) -> list[str]:
        """See `Store.check`."""
        return until_free(self.wait, lambda: self._read(_problems, list, LONG))

    def rebuild(self) -> int:
        """See `Store.rebuild`. It makes the tables where there are none yet."""
        from incident_cli.store import upkeep

        return self._changed(lambda view, _: upkeep.rebuild(view), limit=LONG)

    def backup(self, to: str) -> None:
        """See `Store.backup`. It becomes a file, which `incident db copy` brings back."""
        from incident_cli.store import copying

        copying.to_file(self, to)

    def alarm(self) -> Alarm:
        """See `Store.alarm`."""
        from incident_cli.store.postgres.alarm import ServerAlarm

        return ServerAlarm(self.address)

    def info(self) -> Info:
        """See `Store.info`."""
        return until_free(self.wait, lambda: self._read(self._info, lambda: Info(self.address.name, 0, 0, {})))

    def _info(self, session: Session) -> Info:
        size = (
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :schema)"
        )
        taken = session.execute(size, {"schema": self.address.schema})[0][0]
        counts = {table: session.execute(f"SELECT count(*) FROM {table}", {})[0][0] for table in _COUNTED}
        return Info(self.address.name, int(taken), schema.VERSION, counts, _unsafe(session))

    def _changed(
        self,
        change: Callable[[View, int], Answer],
        proof: Callable[[Session], bool] | None = None,
        first: Callable[[View], object] | None = None,
        limit: int = STATEMENT,
    ) -> Answer:
        """Change the tables in one transaction, under the lock; nothing is changed on any error.

        change: of the view and the last row of the log. proof: see `transaction.commit`. first: what has to succeed
        before tables are made for it, so that a command that is refused leaves nothing behind.
        """

        def attempt() -> Answer:
            with Connection(self.address, limit + self.wait) as connection:
                session = Session(connection)
                answer = change(_view(session), self._ready(session, first, limit))
                if session.changed:
                    session.add(f"NOTIFY {self.address.quoted_schema}")  # whoever watches looks again
                transaction.commit(self.address, session, self.wait, proof)
                return answer

        return until_free(self.wait, attempt)

    def _ready(self, session: Session, first: Callable[[View], object] | None, limit: int) -> int:
        """Begin to write on the newest schema; the last row of the log."""
        begin = transaction.locked(self.address, self.wait)
        limit += round(self.wait)  # for a lock that is waited for besides, of a table that is made anew
        found = transaction.begin(self.address, session, begin, limit)
        if found is None and first is not None:
            _unmade(first)
        if found is None or found.version < schema.VERSION:
            transaction.migrate(self.address, session, self.wait)
            found = transaction.begin(self.address, session, begin, limit)
        if found is None:
            raise Unavailable(f"{self.address.name}: the tables went away; nothing was saved")
        if not found.writable:
            raise Unavailable(f"{self.address.name}: this role may not write; nothing was saved", faults.GRANT)
        return found.last


def _view(session: Session) -> View:
    return View(session.execute, TextSearch(session.execute, session.fill), session.fill)


def _unmade(ask: Callable[[View], Answer]) -> Answer:
    """What a schema that nobody has made answers: an empty store, which SQLite has at hand."""
    from incident_cli.store.sqlite.store import unmade

    return unmade(ask)


def _is_there(stamp: Stamp) -> Callable[[Session], bool]:
    sql = "SELECT 1 FROM log WHERE batch = :batch LIMIT 1"
    return lambda session: bool(session.execute(sql, {"batch": stamp.batch}))


def _append(view: View, events: Sequence[Event], last: int) -> list[Event]:
    """Append rows under the numbers that come next: nobody else writes meanwhile."""
    numbered = [event._replace(id=number) for number, event in enumerate(events, start=last + 1)]
    view.fill("log", rows.LOG, [rows.log_values(event) for event in numbered])
    return numbered


def _problems(session: Session) -> list[str]:
    from incident_cli.store import upkeep

    return [*upkeep.problems(_view(session)), *unsound(session)]


def _unsafe(session: Session) -> tuple[str, ...]:
    sql = "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name"
    return tuple(
        f"the server has {name} off: a power loss may take what is saved" for (name,) in session.execute(sql, {})
    )
