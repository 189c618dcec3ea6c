"""An incident as Statuspage would tell it, made from nothing but the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from incident_cli.core import instant
from incident_cli.core.model import IMPACT_OF, EntryKind, Kind, State, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, Said
from incident_cli.core.record import NamedTuple
from incident_cli.formats.statuspage.kept import Kept
from incident_cli.formats.statuspage.leftover import Addressed, Made, MadeList, unique

POSTMORTEM = "postmortem"
"""Statuspage's status of an update that is a post-mortem, and of its incident."""
_UP = str(State.OPERATIONAL)
_STATES = {state: str(state) for state in State}
_STATUSES = {status: str(status) for status in Status}
_FINAL = {Kind.INCIDENT: str(Status.RESOLVED), Kind.MAINTENANCE: str(Status.COMPLETED)}
_INTERNAL = (EntryKind.NOTE, EntryKind.COMMAND)


class Told(NamedTuple):
    """An incident as we would write it. head: without its lists; updates (newest first) and components: with what
    each is known by."""

    head: dict[str, Any]
    updates: Addressed
    components: Addressed


def told(portable: Portable, also: Kept, stamps: Mapping[datetime, str], now: datetime | None = None) -> Told:
    """What we would write of an incident. stamps: the texts of instants, as far as they are known already.

    now: gives the status of a maintenance that was planned here, as the clock has it.
    """
    story = _Story(portable, also, stamps)
    updates = story.updates()[::-1]
    head = _head(story, now)
    return Told(head, updates, [(key, _component(story, key, head)) for key in story.listed()])


def listed(name: str, entries: Addressed) -> list[Any]:
    """The list of this name. That of the components is ours: the record only knows what is said of them."""
    values = [value for _, value in entries]
    return MadeList(values) if name == "components" else values


class _Story:
    """The lines of an incident, told in the order in which they happened.

    status: the one they have led to; standing: the state of each component spoken of; ended: by which line.
    """

    def __init__(self, portable: Portable, also: Kept, stamps: Mapping[datetime, str]) -> None:
        self.portable, self.also, self.stamps = portable, also, stamps
        self.id = portable.external_id if also.ours else Made(portable.number or 0)
        self.keys = dict(_keys(portable, also.names))
        self.servers = {self.keys.get(server.key, server.key): server for server in portable.servers}
        self.names = {key: server.name for key, server in self.servers.items()} | dict(also.names)
        self.standing = {self.keys.get(key, key): _STATES[state] for key, state in portable.states}
        self.status = _STATUSES[portable.status]
        self.ended: PortableLine | None = None
        self.monitoring: PortableLine | None = None
        self.postmortem = False

    def stamp(self, at: datetime) -> str:
        """An instant as Statuspage writes it."""
        return self.stamps.get(at) or instant.text(at)

    def name(self, key: str) -> str:
        """What a component is called: as it was when it was read, else as it is now."""
        return self.names.get(key, key)

    def listed(self) -> list[str]:
        """The components that it is about: those that were read first, as they were."""
        return list(dict.fromkeys((*self.also.names, *self.servers)))

    def updates(self) -> list[tuple[str, dict[str, Any]]]:
        """The public lines as updates, in the order in which they were written, with what they are known by."""
        lines, ours, number = self.portable.lines, self.also.ours, self.portable.number or 0
        unsaid = self._unsaid()
        found: dict[int, tuple[str, dict[str, Any]]] = {}
        for at, recorded, own, place in sorted(
            [(line[0], line[1], line[-1], index) for index, line in enumerate(lines)]
        ):
            # Unpacked, since this sees every line of every file that is read.
            line = lines[place]
            _, _, text, verb, kind, status, states, known, _, _, links, _, retracted, _, _, _, _ = line
            if verb is Verb.UPDATED and kind is EntryKind.UPDATE and status is not None and self.ended is None:
                word = self._moved(line, status)
            else:
                word = self._status(line)
            if kind in _INTERNAL:
                self._components(line, ())
                continue
            components = self._components(line, unsaid) if states or unsaid or verb is not Verb.UPDATED else None
            unsaid = ()
            written = self.stamps.get(recorded) or instant.text(recorded)
            update = {
                "id": known if ours and known else Made(f"{number}.{own}"),
                "status": word,
                "body": _body(line) if links or retracted else text,
                "incident_id": self.id,
                "created_at": written,
                "updated_at": written,
                "display_at": written if at == recorded else self.stamp(at),
                "affected_components": components,
                "deliver_notifications": True,
                "custom_tweet": None,
                "tweet_id": None,
            }
            found[place] = known or f"@{written}", update
        told = [found[place] for place in sorted(found)]
        return list(zip(unique([name for name, _ in told]), [update for _, update in told], strict=True))

    def _moved(self, line: PortableLine, status: Status) -> str:
        """The status of a line that sets one while the incident is open."""
        if status is Status.MONITORING and self.monitoring is None:
            self.monitoring = line
        self.status = _STATUSES[status]
        return self.status

    def _unsaid(self) -> Said:
        """States of the opening that no line says: Statuspage has only updates to say them in."""
        if self.also.ours:
            return ()
        said = {key for line in self.portable.lines for key, _ in line.states}
        return tuple((key, state) for key, state in self.portable.states if key not in said)

    def _status(self, line: PortableLine) -> str:
        """The status that an update has: its own, or the one that holds."""
        if line.kind is EntryKind.POSTMORTEM:
            self.postmortem = True
            return POSTMORTEM
        if line.verb is Verb.UPDATED:
            moves = self.ended is None and line.status is not None
            return self._moved(line, line.status) if moves and line.status else Made(self.status)
        self.ended = line if line.verb is Verb.CLOSED else None
        if line.status is not None:
            self.status = _STATUSES[line.status]
            return self.status
        self.status = _FINAL[self.portable.kind] if self.ended else _STATUSES[Status.INVESTIGATING]
        return Made(self.status)

    def _components(self, line: PortableLine, unsaid: Said) -> list[dict[str, Any]] | None:
        """What an update says of components; the one that ends the incident says that all of them are up."""
        states = {self.keys.get(key, key): _STATES[state] for key, state in (*unsaid, *line.states)}
        if line.verb is Verb.UPDATED:
            return [self._mention(key, word) for key, word in states.items()] or None
        if line.verb is Verb.CLOSED:
            found = [self._mention(key, states.get(key, _UP)) for key in {**self.standing, **states}]
            return (found if line.states else MadeList(found)) or None
        found = [self._mention(key, word) for key, word in states.items()]
        rest = _STATES[(line.status or Status.INVESTIGATING).rest]
        self.standing = dict.fromkeys(self.standing, rest) | states
        return found or None

    def _mention(self, key: str, word: str) -> dict[str, Any]:
        before = self.standing.get(key, _UP)
        self.standing[key] = word
        return {"code": key, "name": self.name(key), "old_status": before, "new_status": word}


def _body(line: PortableLine) -> str:
    """The text with its links below, and a word before it where it was taken back."""
    text = f"[retracted] {line.text}" if line.retracted else line.text
    return "\n".join((text, *line.links))


def _keys(portable: Portable, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The keys of servers that were read without an id, and have one from elsewhere by now."""
    spoken = {name.casefold(): key for key, name in names.items()}
    for server in portable.servers:
        if server.key not in names and server.name.casefold() in spoken:
            yield server.key, spoken[server.name.casefold()]


def _head(story: _Story, now: datetime | None) -> dict[str, Any]:
    portable = story.portable
    planned = portable.kind is Kind.MAINTENANCE
    latest = max([portable.recorded_at, *(line.recorded_at for line in portable.lines if line.kind not in _INTERNAL)])
    head: dict[str, Any] = {
        "id": story.id,
        "name": portable.title,
        "status": POSTMORTEM if story.postmortem else _status(story, now),
        "created_at": story.stamp(portable.recorded_at),
        "updated_at": story.stamp(latest),
        "monitoring_at": story.stamp(story.monitoring.at) if story.monitoring else None,
        "resolved_at": story.stamp(story.ended.at) if story.ended else None,
        "impact": _impact(portable),
        "shortlink": "",
        "started_at": story.stamp(portable.began_at),
        "page_id": _page_id(story.also.page),
    }
    if planned:
        for name, at in (("scheduled_for", portable.planned_from), ("scheduled_until", portable.planned_until)):
            head[name] = story.stamp(at) if at else None
    return head


def _status(story: _Story, now: datetime | None) -> str:
    if now is None or story.also.ours or story.portable.kind is not Kind.MAINTENANCE:
        return story.status
    from incident_cli.core.measure import phase
    from incident_cli.formats.telling import whole

    return str(phase(whole(story.portable).incident, now))


def _impact(portable: Portable) -> str:
    """The impact that was set, else the one of the worst state."""
    if portable.impact is not None:
        return str(portable.impact)
    if portable.kind is Kind.MAINTENANCE:
        return str(Kind.MAINTENANCE)
    said = [portable.states, *(line.states for line in portable.lines)]
    worst = max((state for each in said for _, state in each), key=lambda state: state.rank, default=State.OPERATIONAL)
    return Made(IMPACT_OF[worst])


def _page_id(page: Any) -> str:
    found = page.get("id") if isinstance(page, dict) else None
    return found if isinstance(found, str) else ""


def _component(story: _Story, key: str, head: Mapping[str, Any]) -> dict[str, Any]:
    """A component: of one that was read, nothing that its server may be called or described as by now."""
    server = None if key in story.also.names else story.servers.get(key)
    return {
        "id": key,
        "name": story.name(key),
        "status": _UP if story.ended else story.standing.get(key, _UP),
        "created_at": head["created_at"],
        "updated_at": head["updated_at"],
        "position": server.order if server else 0,
        "description": (server.description if server else "") or None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": head["page_id"],
        "group": False,
        "only_show_if_degraded": False,
    }
