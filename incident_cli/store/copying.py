"""A log from one store into another: the rows themselves, in order, with their ids.

It goes in portions, each of which is committed with what is derived of it: whenever it ends, the target holds a
beginning of the log, and the same work begun again goes on behind that. FROM is read a page at a time, not in one long
transaction: the log is append-only, so a page reads the same whenever it is read. Only a redaction changes rows that
were copied already; it tells so in a new row, and then all are compared again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from incident_cli.core.events import EventKind
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Conflict, NotOurs, Unavailable, Usage
from incident_cli.store.location import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.store.protocol import Store

    Row = tuple[Any, ...]
    Step = Callable[[], None]

PORTION = 20_000
"""Rows that are committed at once, at the most."""
ROOM = 32_000_000
"""Characters of data above which a portion ends earlier: it is in memory as a whole."""
PAGE = 2_000
"""Rows that are read in one transaction."""

_ELSEWHERE = "incident db copy FROM NEW.db  copies into another one"


class Plan(NamedTuple):
    """What there is to copy. there: rows that the target has; until: the last row of the source, now."""

    there: int
    until: int

    @property
    def rows(self) -> int:
        """How many are to be copied."""
        return self.until - self.there


def copy(source: Store, target: Store) -> None:
    """Append to the target what of the source's log it does not have yet. Raises as `plan`, `check` and `append` do."""
    planned = plan(source, target)
    check(source, target, planned)
    for _ in append(source, target, planned):
        pass


def to_file(source: Store, path: str) -> None:
    """Copy into a new private file; durable when it returns. Raises Refused where there is one, and as `copy` does.

    What failed leaves none behind.
    """
    from incident_cli.store.sqlite import files
    from incident_cli.store.sqlite.store import SqliteStore

    target = files.checked(path)
    files.create(target, new=True)
    try:
        copy(source, SqliteStore(target, 0))
    except BaseException:
        files.remove(target)
        raise
    files.sync(target)


def plan(source: Store, target: Store) -> Plan:
    """Look how much there is to copy. Raises Unavailable where the source has nothing."""
    until = source.read(lambda view: view.last())
    if until == 0:
        raise Unavailable(f"{_name(source)}: there is no database yet, or nothing in it; nothing was copied")
    return Plan(target.read(lambda view: view.last()), until)


def check(source: Store, target: Store, planned: Plan, step: Step = lambda: None) -> None:
    """Compare what the target has, row by row. Raises Conflict where it is no beginning of what the source has."""
    both = min(planned)
    try:
        compare(_stepped(_rows(source, 0, both), step), target, both)
    except Conflict as error:
        where = f"the log in {_name(target)} is no beginning of the one in {_name(source)}"
        raise Conflict(f"{where}: {error.message}", _ELSEWHERE) from None
    if planned.rows < 0:
        raise Conflict(
            f"the log in {_name(target)} goes on behind row {planned.until}, where the one in {_name(source)} ends;"
            " nothing was saved",
            "incident db copy TO FROM  is the other way round",
        )


def compare(told: Iterable[Row], target: Store, there: int) -> None:
    """Compare the first rows of a store, `there` of them, with those of a log. Raises Conflict for one that differs."""
    rows = iter(told)
    for own in _rows(target, 0, there):
        row = next(rows, None)
        if row is None:
            raise Conflict(f"it has {there} rows, and that one ends before row {own[0]}; nothing was saved")
        if row != own:
            what = "was redacted in one of them" if _redacted(row) or _redacted(own) else "is another one"
            raise Conflict(f"row {own[0]} {what}; nothing was saved")


def append(source: Store, target: Store, planned: Plan, step: Step = lambda: None) -> Iterator[int]:
    """Append what the target does not have, once it was checked; after each portion the last row that is there.

    Raises Conflict where somebody else wrote into the target, and where something was redacted in the source,
    meanwhile; NotOurs where the source's log is damaged.
    """
    there = planned.there
    while there < planned.until:
        portion = _portion(source, there, planned.until)
        try:
            target.restore(lambda portion=portion: _stepped(portion, step), there)  # type: ignore[misc]
        except Conflict as error:
            raise Conflict(f"{_name(target)}: {error.message}", "the same command compares them again") from None
        except Usage as error:
            raise NotOurs(f"{_name(source)}: {error.message}", "incident --db FROM db check") from None
        there = portion[-1][0]
        yield there
    redacted = "SELECT 1 FROM log WHERE id > :until AND kind = :kind"
    asked = {"until": planned.until, "kind": str(EventKind.REDACTED)}
    if source.read(lambda view: view.execute(redacted, asked)):
        check(source, target, Plan(there, planned.until))


def incidents(source: Store, planned: Plan) -> int:
    """How many incidents the rows to be copied are about."""
    sql = "SELECT count(DISTINCT incident) FROM log WHERE id > :there AND id <= :until"
    return int(source.read(lambda view: view.execute(sql, planned._asdict()))[0][0])


def _portion(source: Store, after: int, until: int) -> list[Row]:
    """The next rows. Where it is not the last portion, and has rows of several commands, it ends with one of these."""
    found: list[Row] = []
    size = 0
    for row in _rows(source, after, min(until, after + PORTION)):
        found.append(row)
        size += len(row[-1])
        if size > ROOM:
            break
    if not found:
        raise NotOurs(f"{_name(source)}: the log ends at row {after}, and went on to {until} before")
    whole = next((number for number in range(len(found), 0, -1) if found[number - 1][2] != found[-1][2]), 0)
    return found[:whole] if whole and found[-1][0] < until else found


def _rows(store: Store, after: int, until: int) -> Iterator[Row]:
    """Rows of a log behind one and up to another, read a page at a time."""
    while after < until:
        page = store.read(lambda view, after=after: view.page(after, until, PAGE))  # type: ignore[misc]
        if not page:
            return
        yield from page
        after = page[-1][0]


def _stepped(rows: Iterable[Row], step: Step) -> Iterator[Row]:
    for row in rows:
        step()
        yield row


def _redacted(row: Row) -> bool:
    return str(row[-1]).startswith('{"redacted":')


def _name(store: Store) -> str:
    return shown(store.info().location)
