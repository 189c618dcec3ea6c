"""What programs read of a site, as Statuspage's public API (v2) gives it, so that its clients can be pointed here.

Unlike an export it holds nothing of what an import kept besides (`Portable.raw`): that may never have been public. All
times are of the record, so that what has not changed gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import islice
from json import JSONEncoder
from typing import Any

from incident_cli.core import instant
from incident_cli.core.model import Kind, State, Status
from incident_cli.core.portable import Portable
from incident_cli.formats.atom.writing import updated
from incident_cli.formats.statuspage import document
from incident_cli.formats.writing import Writing
from incident_cli.site import feeds, paths
from incident_cli.site.file import File
from incident_cli.site.site import Component, Group, Site, status

FOLDER = "api/v2"
LATEST = 50
"""Incidents, and maintenances, in the files that tell the past."""
POSTMORTEM = "postmortem"
_json = JSONEncoder(separators=(",", ":")).encode
Object = dict[str, Any]


def files(site: Site) -> Iterator[File]:
    """The JSON files, the feed and the calendar."""
    told = _Told(site)
    incidents, maintenances = "incidents", "scheduled_maintenances"
    planned = told.objects(site.planned)
    upcoming = [each for each in planned if each["status"] == Status.SCHEDULED]
    active = [each for each in planned if each["status"] != Status.SCHEDULED]
    unresolved = told.objects(site.open)
    components = {"components": told.components}
    overall = {"status": {"indicator": str(site.overall.indicator), "description": site.overall.description}}
    yield told.file("status", overall)
    yield told.file("components", components)
    yield told.file("summary", components | {incidents: unresolved, maintenances: planned} | overall)
    yield told.file("incidents/unresolved", {incidents: unresolved})
    yield told.file("scheduled-maintenances/upcoming", {maintenances: upcoming})
    yield told.file("scheduled-maintenances/active", {maintenances: active})
    yield told.file("incidents", {incidents: told.objects(islice(site.incidents, LATEST))})
    yield told.file("scheduled-maintenances", {maintenances: told.objects(islice(site.maintenances, LATEST))})
    yield from feeds.files(site)


class _Told:
    """The page, and its components by their ids and by their names."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.page = _page(site)
        self.components = list(_components(site.groups, self.page))
        self.known = {each["id"]: each for each in self.components if not each["group"]}
        self.named = {each["name"].casefold(): each for each in self.known.values()}

    def file(self, name: str, said: Object) -> File:
        """A file of the API: the page, and lists with an object a line."""
        members = [f'"page":{_json(self.page)}', *(f"{_json(key)}:{_value(value)}" for key, value in said.items())]
        return File(f"{FOLDER}/{name}.json", ("{" + ",\n".join(members) + "}\n").encode("ascii"))

    def objects(self, portables: Iterable[Portable]) -> list[Object]:
        """Incidents, or maintenances, in the order given."""
        return [self._object(portable) for portable in portables]

    def _object(self, portable: Portable) -> Object:
        said = document(portable._replace(raw=""), Writing(self.site.now, self.site.zone, public=True))
        if portable.kind is Kind.MAINTENANCE:
            said["status"] = said["status"] if said["status"] == POSTMORTEM else status(portable, self.site.now).value
        said["updated_at"] = instant.text(updated(portable))  # corrections too
        said["shortlink"] = paths.address(self.site.url, paths.incident(portable))
        said["page_id"] = self.page["id"]
        said["components"] = [self._component(each) for each in said["components"]]
        for each in (said, *said["incident_updates"]):
            each["status"] = _STATUSES.get(each["status"], each["status"])
        for update in said["incident_updates"]:
            for mention in update["affected_components"] or ():
                mention["code"] = self._known(mention["code"], mention["name"]).get("id", mention["code"])
        return said

    def _component(self, said: Object) -> Object:
        """The component as it is now; one that was retired as it was left."""
        return self._known(said["id"], said["name"]) or said | {"page_id": self.page["id"], "position": 1}

    def _known(self, key: str, name: str) -> Object:
        return self.known.get(key) or self.named.get(name.casefold()) or {}


_STATUSES: Mapping[str, str] = {Status.CANCELLED.value: Status.COMPLETED.value}
"""Statuspage deletes a maintenance that is called off, and has no word for it."""


def _value(value: Any) -> str:
    if not isinstance(value, list):
        return _json(value)
    return "[" + ",".join(f"\n{_json(each)}" for each in value) + "]"


def _page(site: Site) -> Object:
    return {
        "id": _id(site.url or "page"),
        "name": site.title,
        "url": site.url,
        "time_zone": getattr(site.zone, "key", "Etc/UTC"),
        "updated_at": instant.text(_written(site)),
    }


def _written(site: Site) -> datetime:
    """When anything changed, by hand or by the clock; today where nothing ever did."""
    turned = [each.since for each in site.components if each.since is not None]
    known = [*turned, *([site.updated_at] if site.updated_at else ())]
    return max(known, default=site.now.replace(hour=0, minute=0, second=0, microsecond=0))


def _id(name: str) -> str:
    """Twelve characters that stand for a name for ever, as Statuspage's ids are."""
    return sha256(name.encode("utf-8", "replace")).hexdigest()[:12]


def _components(groups: Iterable[Group], page: Object) -> Iterator[Object]:
    """Each group with its components behind it; only these where they are in none. Positions count from 1."""
    place = 0
    for group in groups:
        first = 1 if group.name else place + 1
        found = [_server(each, page, number) for number, each in enumerate(group.components, first)]
        place += 1 if group.name else len(found)
        if not group.name:
            yield from found
            continue
        itself = _together(group.name, found, page, place)
        yield itself
        yield from (each | {"group_id": itself["id"]} for each in found)


def _together(name: str, found: Sequence[Object], page: Object, place: int) -> Object:
    """A group: in the worst state of its components, and as old as the latest of them."""
    worst = max((State(each["status"]) for each in found), key=lambda state: state.rank, default=State.OPERATIONAL)
    since = max((each["updated_at"] for each in found), default=page["updated_at"])
    said = _component(page, _id(f"group {name.casefold()}"), name, worst, since)
    return said | {"position": place, "group": True, "components": [each["id"] for each in found]}


def _server(component: Component, page: Object, place: int) -> Object:
    server, state = component.server, component.state or State.OPERATIONAL
    since = instant.text(component.since) if component.since else page["updated_at"]
    said = _component(page, server.external_id or str(server.id), server.name, state, since)
    return said | {"position": place, "description": server.description or None}


def _component(page: Object, key: str, name: str, state: State, since: str) -> Object:
    """A component as Statuspage has it. Nobody recorded when it was made: it is said to be as old as its state."""
    return {
        "id": key,
        "name": name,
        "status": state.value,
        "created_at": since,
        "updated_at": since,
        "position": 1,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": page["id"],
        "group": False,
        "only_show_if_degraded": False,
    }
