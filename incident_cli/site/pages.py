"""The pages of a site: the board, one for each incident, the months, and what they are dressed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from incident_cli.core.portable import Portable
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Summary
from incident_cli.site import board, paths, templating
from incident_cli.site.archive import Month, Past
from incident_cli.site.file import File
from incident_cli.site.reports import Facts, facts, report
from incident_cli.site.site import Site
from incident_cli.site.templating import Templates
from incident_cli.site.words import month, month_year

OWN_STYLE = "custom.css"
_AT_ONCE = 200
"""Incidents that are asked for in one go."""


class Look(NamedTuple):
    """What every page places: the title and the address of the site, the name of its zone, and where its parts lie.

    version: of the style, so that no reader wears an old one. stylesheet: of the user's own; empty where there is none.
    """

    title: str
    url: str
    zone: str
    version: str
    stylesheet: str = ""
    feed: str = paths.FEED
    calendar: str = paths.CALENDAR


class Source(NamedTuple):
    """Where incidents come from: whole ones, and their heads, by their numbers; with the names of all servers."""

    portables: Callable[[Sequence[int]], Iterable[Portable]]
    heads: Callable[[Sequence[int]], Iterable[Summary]]
    names: dict[int, str]


class Pages:
    """Makes the pages of a site. has: whether a page is there that was made from a stamp (`Writer.has`)."""

    def __init__(
        self, site: Site, look: Look, templates: Templates, source: Source, has: Callable[[str, str], bool]
    ) -> None:
        self.site, self.look, self.templates, self.source, self.has = site, look, templates, source, has

    def dress(self, stylesheet: bytes | None) -> Iterator[File]:
        """The style and the icon. stylesheet: of the user's own."""
        for name in (templating.STYLE, templating.ICON):
            yield File(name, templating.content(f"{templating.OURS}/{name}"))
        if stylesheet is not None:
            yield File(OWN_STYLE, stylesheet)

    def incidents(self, past: Iterable[Past]) -> Iterator[File]:
        """A page for each incident that changed, or that the clock may change."""
        stamps = {each.number: "" if each.moving else each.stamp for each in past}
        wanted = [number for number, stamp in stamps.items() if not self._there(_path(number), stamp)]
        for start in range(0, len(wanted), _AT_ONCE):
            for portable in self.source.portables(wanted[start : start + _AT_ONCE]):
                told = report(portable, self.site.now, self.site.zone)
                path = paths.incident(portable)
                yield File(path, self._page("incident.html", path, told=told), stamps[portable.number or 0])

    def history(self, found: Sequence[Month]) -> Iterator[File]:
        """A page for each month that changed, and the one that leads to them."""
        for at, each in enumerate(found):
            path = f"history/{each.name}.html"
            if not self._there(path, each.stamp):
                near = {"before": _link(found[at - 1]) if at else None, "after": _link(*found[at + 1 : at + 2])}
                yield File(
                    path, self._page("month.html", path, month=_link(each), days=self._days(each), **near), each.stamp
                )
        years: dict[str, list[Any]] = {}
        for each in reversed(found):
            years.setdefault(each.name[:4], []).append(_link(each))
        yield File("history/index.html", self._page("history.html", "history/index.html", years=years))

    def index(self) -> File:
        """The board."""
        return File("index.html", self._page("index.html", "", board=board.board(self.site)))

    def _there(self, path: str, stamp: str) -> bool:
        return bool(stamp) and self.has(path, stamp)

    def _days(self, each: Month) -> list[tuple[board.Day, list[Facts]]]:
        """The incidents of a month by day, the latest first."""
        now, zone, names = self.site.now, self.site.zone, self.source.names
        heads: list[Summary] = []
        for start in range(0, len(each.numbers), _AT_ONCE):
            heads += self.source.heads(each.numbers[start : start + _AT_ONCE])
        heads.sort(key=lambda head: (head.incident.began_at, head.incident.id), reverse=True)
        return board.by_day(facts(head.incident, head.headline, names, now, zone) for head in heads)

    def _page(self, name: str, path: str, **values: Any) -> bytes:
        return self.templates.page(name, site=self.look, path=path, root="../" * path.count("/"), **values)


class Linked(NamedTuple):
    """A month as others point at it. name: `February 2014`; short: `Feb`."""

    path: str
    name: str
    short: str
    incidents: int


def _link(each: Month | None = None) -> Linked | None:
    if each is None:
        return None
    day = date.fromisoformat(f"{each.name}-01")
    return Linked(f"history/{each.name}.html", month_year(day), month(day.month), len(each.numbers))


def _path(number: int) -> str:
    return f"incidents/{number}.html"
