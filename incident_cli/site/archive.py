"""All incidents by number and month, and what the page of each was made from: an old one is not made again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from incident_cli.core import phrase
from incident_cli.core.record import NamedTuple
from incident_cli.site.manifest import digest


class Past(NamedTuple):
    """An incident. month: that it began in, as `2014-02`; moving: whether the clock may change what is told of it;
    stamp: another one whenever anything that is told of it has changed."""

    number: int
    month: str
    moving: bool
    stamp: str


class Month(NamedTuple):
    """The incidents of a month, by number. stamp: empty where the clock may change what is told."""

    name: str
    numbers: tuple[int, ...]
    stamp: str


def month_of(at: datetime, zone: tzinfo) -> str:
    """`2014-02`."""
    shown = phrase.local(at, zone)
    return f"{shown.year:04}-{shown.month:02}"


def months(past: Iterable[Past]) -> list[Month]:
    """Those in which anything began, the earliest first. Their pages lead to each other: each knows its neighbours."""
    by_name: dict[str, list[Past]] = {}
    for each in past:
        by_name.setdefault(each.month, []).append(each)
    names = sorted(by_name)
    return [_month(name, by_name[name], names[max(0, at - 1) : at + 2]) for at, name in enumerate(names)]


def _month(name: str, found: Sequence[Past], near: Sequence[str]) -> Month:
    moving = any(each.moving for each in found)
    made_from = "\n".join([*near, *(f"{each.number} {each.stamp}" for each in found)])
    return Month(name, tuple(each.number for each in found), "" if moving else digest(made_from.encode()))
