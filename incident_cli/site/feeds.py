"""What people subscribe to: the feed of what happened, and the calendar of what is planned.

Of unchanged data both are the same bytes. The latest that are told are enough: subscribers keep what they have seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice

from incident_cli.core.portable import Portable
from incident_cli.formats import ics
from incident_cli.formats.atom import writing as atom
from incident_cli.formats.writing import Writing
from incident_cli.site import paths
from incident_cli.site.file import File
from incident_cli.site.site import Site

LATEST = 50
"""Entries of the feed, and events of the calendar that are over."""


def files(site: Site) -> Iterator[File]:
    """The feed, and the calendar."""
    yield File(paths.FEED, "".join(_feed(site)).encode())
    yield File(paths.CALENDAR, "".join(ics.write(_planned(site), Writing(site.now, site.zone, public=True))).encode())


def _feed(site: Site) -> Iterator[str]:
    """Incidents and maintenances, those that began last first. Its own time is that of the latest change in it."""
    latest = None
    entries = []
    for portable in islice(_newest(site), LATEST):
        changed = atom.updated(portable)
        latest = changed if latest is None or changed > latest else latest
        page = paths.incident(portable)
        entries.append(atom.entry(portable, site.zone, name=name(portable), page=paths.address(site.url, page) or page))
    today = site.now.replace(hour=0, minute=0, second=0, microsecond=0)
    itself = paths.address(site.url, paths.FEED)
    title = site.title or atom.TITLE
    yield from atom.head(_name(site), title, latest or today, page=site.url and f"{site.url}/", itself=itself)
    yield from entries
    yield atom.CLOSING


def name(portable: Portable) -> str:
    """The id of an entry, for ever, wherever the site lies: an imported one keeps the one by which it was known."""
    return atom.tag(portable) if portable.external_id else f"urn:uuid:{ics.uid(portable)}"


def _name(site: Site) -> str:
    """The id of the feed: the address that it was given."""
    return f"{site.url}/" if site.url else atom.NAME


def _newest(site: Site) -> Iterator[Portable]:
    def key(portable: Portable) -> tuple[object, ...]:
        return portable.planned_from or portable.began_at, portable.number or 0

    return merge(site.incidents, site.maintenances, key=key, reverse=True)


def _planned(site: Site) -> Iterator[Portable]:
    """The maintenances that are not over, and the latest of the others."""
    yield from site.planned
    seen = {portable.number for portable in site.planned}
    past = (portable for portable in site.maintenances if portable.number not in seen)
    yield from islice(past, LATEST)
