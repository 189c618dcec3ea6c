"""Figures over many incidents: counts, means, medians, 90th percentiles, the longest silences, repeat offenders. Pure.

An incident counts where it began, once, however often it was reopened. Its figures are those of `measure.metrics`,
frozen at its end; one that is open is counted and has none yet. Maintenance stands apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from heapq import nsmallest

from incident_cli.core import instant, measure
from incident_cli.core.measure import Metrics
from incident_cli.core.model import Incident, Status
from incident_cli.core.periods import months, weeks
from incident_cli.core.record import NamedTuple, StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FIGURES = Metrics._fields
"""The figures of an incident, as JSON has them."""
MOST = 5
"""Of the longest silences so many are told."""
OFTEN = 2
"""A server that was in so many incidents is a repeat offender."""


class Per(StrEnum):
    """What the figures are told apart by."""

    SERVER = "server"
    SEVERITY = "severity"
    MONTH = "month"
    WEEK = "week"
    TAG = "tag"


class Ended(NamedTuple):
    """Incidents that ended, as columns, in the order of their beginnings.

    began_at: as `instant.text` writes it; figures: a column for each of FIGURES, in milliseconds, None where not known.
    """

    incident: Sequence[int] = ()
    began_at: Sequence[str] = ()
    severity: Sequence[str | None] = ()
    tags: Sequence[tuple[str, ...]] = ()
    servers: Sequence[tuple[int, ...]] = ()
    updates: Sequence[int] = ()
    figures: tuple[Sequence[int | None], ...] = ((),) * len(FIGURES)


class Spread(NamedTuple):
    """n values: their mean, median and 90th percentile, which are None where there are no values."""

    n: int
    mean: float | None = None
    median: float | None = None
    p90: float | None = None


class Group(NamedTuple):
    """Some incidents: how many ended and how many have not, their public updates, and a spread for each of FIGURES."""

    name: str
    ended: int
    open: int
    updates: Spread
    total_updates: int
    figures: tuple[Spread, ...]

    @property
    def incidents(self) -> int:
        """How many there are."""
        return self.ended + self.open


class Silence(NamedTuple):
    """An incident and the longest time in which it told the public nothing, in seconds."""

    incident: int
    seconds: float


class Offender(NamedTuple):
    """A server, how many incidents it was in, and the seconds that it was below up, overlapping incidents once."""

    server: int
    incidents: int
    downtime_s: float


class Upkeep(NamedTuple):
    """Maintenances: how many there were, of these done, called off, past their planned end, and seconds: in which the
    work went on, and those of it beyond what was planned."""

    planned: int
    done: int
    called_off: int
    overran: int
    lasted_s: float
    overrun_s: float


class Actions(NamedTuple):
    """What is still to be done, whatever incident it comes from; overdue: how much of it."""

    open: int
    overdue: int


class Stats(NamedTuple):
    """The answer: the incidents that began in [since, until), all of them and in groups.

    headlines: the titles of `silences`; names: of servers. until: the end of the period, or now.
    """

    since: datetime
    until: datetime
    whole: Group
    per: Per | None
    groups: tuple[Group, ...]
    silences: tuple[Silence, ...]
    offenders: tuple[Offender, ...]
    upkeep: Upkeep
    actions: Actions
    servers: tuple[int, ...] = ()
    names: Mapping[int, str] = {}
    headlines: Mapping[int, str] = {}


COUNTED = (
    "An incident counts once, in the period in which it began, however often it was reopened; one that is open is"
    " counted, and has no figures yet. Maintenance stands apart."
)
SPREAD = (
    "n is the number of incidents that have the figure. Nine in ten are not above the 90th percentile; between two"
    " values it lies on the line from one to the other, as PERCENTILE.INC of spreadsheets has it."
)
OFFENDERS = (
    "Repeat offenders are servers in two or more incidents; their downtime is the time in the period in which they were"
    " degraded, partial or down, overlapping incidents once; maintenance does not count."
)


def spread(values: Sequence[float | None], unit: float = 1) -> Spread:
    """Of the values that are known, in parts of a unit.

    Between two values a percentile lies on the line from one to the other, as in spreadsheets (`PERCENTILE.INC`).
    """
    known: list[Any] = sorted(values if None not in values else [value for value in values if value is not None])
    if not known:
        return Spread(0)
    mean = sum(known) / len(known)
    return Spread(len(known), *(round(value / unit, 3) for value in (mean, _at(known, 0.5), _at(known, 0.9))))


def _at(known: Sequence[float], share: float) -> float:
    whole, rest = divmod((len(known) - 1) * round(share * 10), 10)
    low = known[whole]
    return low + (known[whole + 1] - low) * rest / 10 if rest else low


_MS = 1000


def group(name: str, ended: Ended, still: int, places: Sequence[int] | None = None) -> Group:
    """The figures of incidents that ended, and of so many that have not. places: only of those that stand there."""

    def chosen(column: Sequence[Any]) -> Sequence[Any]:
        return column if places is None else [column[place] for place in places]

    updates = chosen(ended.updates)
    figures = tuple(spread(chosen(column), _MS) for column in ended.figures)
    return Group(name, len(updates), still, spread(updates), sum(updates), figures)


def groups(ended: Ended, unended: Sequence[Incident], per: Per, names: Mapping[int, str], zone: tzinfo) -> list[Group]:
    """The same incidents told apart. One with two servers, or two tags, counts with each of them.

    Weeks and months come in the order of time, those without incidents among them; severities the worst first;
    servers and tags by how many incidents they have. The name of what has none of these is empty.
    """
    of_ended, of_unended = _keys(ended, unended, per, names, zone)
    places: dict[str, list[int]] = {}
    for place, keys in enumerate(of_ended):
        for key in keys:
            places.setdefault(key, []).append(place)
    still: dict[str, int] = {}
    for keys in of_unended:
        for key in keys:
            still[key] = still.get(key, 0) + 1
    found = places.keys() | still.keys()
    if per in _CALENDAR:
        began = [instant.parse(text) for text in (*ended.began_at[:1], *ended.began_at[-1:])]
        began += [incident.began_at for incident in unended]
        order = [period.name for period in _CALENDAR[per](min(began), max(began), zone)] if began else []
    else:
        order = sorted(found, key=_order(per, places, still))
    return [group(key, ended, still.get(key, 0), places.get(key, [])) for key in order]


_CALENDAR = {Per.MONTH: months, Per.WEEK: weeks}
_Keys = Iterable[Sequence[str]]


def _order(
    per: Per, places: Mapping[str, Sequence[int]], still: Mapping[str, int]
) -> Callable[[str], tuple[object, ...]]:
    if per is Per.SEVERITY:
        return lambda key: (not key, key)
    return lambda key: (not key, -len(places.get(key, ())) - still.get(key, 0), key)


def _keys(
    ended: Ended, unended: Sequence[Incident], per: Per, names: Mapping[int, str], zone: tzinfo
) -> tuple[_Keys, _Keys]:
    """The groups that each incident belongs to."""
    if per is Per.SEVERITY:
        return ([severity or ""] for severity in ended.severity), ([i.severity or ""] for i in unended)
    if per is Per.TAG:
        return (tags or ("",) for tags in ended.tags), (i.tags or ("",) for i in unended)
    if per is Per.SERVER:

        def called(servers: Sequence[int]) -> Sequence[str]:
            return [names.get(server, "") for server in servers] or [""]

        return map(called, ended.servers), (called(i.servers) for i in unended)
    periods = _Periods(per, zone)
    return map(periods.name, ended.began_at), (periods.name(instant.text(i.began_at)) for i in unended)


class _Periods:
    """The week or month of instants, most of which come in order: each period is worked out once."""

    def __init__(self, per: Per, zone: tzinfo) -> None:
        self.make, self.zone = _CALENDAR[per], zone
        self.since = self.until = ""
        self.found: list[str] = []

    def name(self, began: str) -> list[str]:
        """The name of the period in which an instant lies."""
        if not self.since <= began < self.until:
            at = instant.parse(began)
            (period,) = self.make(at, at, self.zone)
            self.since, self.until = instant.text(period.since), instant.text(period.until)
            self.found = [period.name]
        return self.found


def rows(told: Iterable[Group]) -> Iterator[tuple[str | float | None, ...]]:
    """Groups as rows: name, figure, n, mean, median, 90th percentile. Lengths are seconds; a count has only n."""
    for each in told:
        yield (each.name, "incidents", each.incidents, None, None, None)
        yield (each.name, "open", each.open, None, None, None)
        for name, spread in zip(("updates", *FIGURES), (each.updates, *each.figures), strict=True):
            yield (each.name, name, *spread)


def silences(ended: Ended) -> tuple[Silence, ...]:
    """The longest silences, the longest first."""
    longest = ended.figures[FIGURES.index("longest_silence_s")]
    told = [(-value, number) for value, number in zip(longest, ended.incident, strict=True) if value]
    return tuple(Silence(number, -value / _MS) for value, number in nsmallest(MOST, told))


def offenders(ended: Ended, unended: Iterable[Incident]) -> dict[int, int]:
    """The servers that were in several incidents, and in how many."""
    count: dict[int, int] = {}
    for servers in (*ended.servers, *(incident.servers for incident in unended)):
        for server in servers:
            count[server] = count.get(server, 0) + 1
    return {server: many for server, many in count.items() if many >= OFTEN}


def ranked(counts: Mapping[int, int], downtime: Mapping[int, float]) -> tuple[Offender, ...]:
    """Repeat offenders: most incidents first, then most downtime."""
    told = [Offender(server, many, downtime.get(server, 0.0)) for server, many in counts.items()]
    return tuple(sorted(told, key=lambda each: (-each.incidents, -each.downtime_s, each.server)))


def upkeep(maintenances: Sequence[Incident], now: datetime) -> Upkeep:
    """What became of maintenances."""
    done = off = overran = 0
    lasted = beyond = 0.0
    for each in maintenances:
        end = measure.end_of(each, now)
        cancelled = each.status is Status.CANCELLED or measure.called_off(each, now)
        off += cancelled
        done += end is not None and not cancelled
        until = end or now
        lasted += max(0.0, instant.seconds(each.began_at, until))
        late = max(0.0, instant.seconds(each.planned_until or until, until))
        beyond += late
        overran += late > 0
    return Upkeep(len(maintenances), done, off, overran, round(lasted, 3), round(beyond, 3))
