"""The promised machine format: one object a command, `{"schema": 1, ...}`.

Fields are added, never renamed or removed: the names of the record (DESIGN section 3), null when
unknown, seconds for durations, ISO 8601 in UTC for instants, ASCII only. Long answers are streamed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime

from incident_cli.core import instant
from incident_cli.core.measure import (
    acknowledged,
    downtime,
    end_of,
    metrics,
    overrun,
    phase,
    stretches,
)
from incident_cli.core.model import Entry, Incident, Ran, States
from incident_cli.core.phrase import late
from incident_cli.core.views import (
    Board,
    Fact,
    Listing,
    Receipt,
    ServerSheet,
    ServerState,
    Sheet,
    Streamed,
    Summary,
)
from incident_cli.render.look import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.lint.finding import Findings

SCHEMA = 1

Names = Mapping[int, str]


class Json:
    """The `Output` for programs."""

    def __init__(self, look: Look) -> None:
        self.now = look.now

    def board(self, board: Board) -> None:
        """`calm`, `incidents`, `maintenance`, `servers`, `residuals`."""
        names = {s.server.id: s.server.name for s in board.servers}
        self._write(
            calm=board.calm,
            incidents=[self._summary(s, names) for s in board.incidents],
            maintenance=[self._summary(s, names) for s in board.maintenance],
            servers=[self._server(s) for s in board.servers],
            residuals=[self._summary(s, names) for s in board.residuals],
        )

    def listing(self, listing: Listing) -> None:
        """`incidents`, one a line, and `total`: how many there are apart from a limit."""
        names = _names(listing)
        sys.stdout.write(f'{{"schema": {SCHEMA}, "total": {listing.total}, "incidents": [')
        separator = "\n"
        for summary in listing.rows:
            sys.stdout.write(separator + json.dumps(self._summary(summary, names)))
            separator = ",\n"
        sys.stdout.write("]}\n")

    def sheet(self, sheet: Sheet) -> None:
        """`incident`, with `servers`, `entries` and `metrics`."""
        self._write(incident=self._incident(sheet))

    def servers(self, states: Sequence[ServerState]) -> None:
        """`servers`."""
        self._write(servers=[self._server(state) for state in states])

    def server(self, sheet: ServerSheet) -> None:
        """`server`, with its `states` in order and the `incidents` it was in."""
        states = [{"state": s.state, "since": _time(s.since), "until": _time(s.until)} for s in sheet.stretches]
        names = {sheet.now.server.id: sheet.now.server.name}
        incidents = [self._summary(summary, names) for summary in sheet.incidents]
        self._write(server=self._server(sheet.now) | {"states": states, "incidents": incidents})

    def document(self, sheet: Sheet, text: str) -> None:
        """`incident`, and `postmortem` with its `status` and `text`."""
        stored = sheet.incident.document
        document = {"status": stored.document if stored else None, "text": text}
        self._write(incident=self._incident(sheet), postmortem=document)

    def facts(self, about: str, facts: Sequence[Fact]) -> None:
        """`about`: an object of the values, and `sources` of the settings among them."""
        sources = {fact.name: fact.source for fact in facts if fact.source}
        self._write(**{about: {fact.name: fact.value for fact in facts}}, **({"sources": sources} if sources else {}))

    def findings(self, answer: Findings) -> None:
        """`findings`: each with its `rule`, what it is about (`incident`, `title`, `entry`, `server`, or null),
        `text` and `command`."""
        self._write(
            findings=[
                {
                    "rule": found.rule,
                    "incident": found.incident,
                    "title": answer.headlines.get(found.incident or 0),
                    "entry": found.about if found.entry is not None else None,
                    "server": {"id": found.server.id, "name": found.server.name} if found.server else None,
                    "text": found.text,
                    "command": found.command,
                }
                for found in answer.found
            ]
        )

    def receipt(self, receipt: Receipt) -> None:
        """`incident` without its entries, `entry` (the line written, or null), and `saved`."""
        entry = None
        if receipt.entry is not None:
            entry = self._entry(receipt.incident, receipt.entry, receipt.names, public=False)
        incident = self._summary(Summary(receipt.incident, receipt.headline), receipt.names)
        self._write(incident=incident, entry=entry, saved=receipt.saved)

    def ids(self, ids: Sequence[str]) -> None:
        """Nothing: one object at the end says it all."""

    def streamed(self, told: Streamed) -> None:
        """`incident` without its entries, `lines`: how many, `first` and `last`: their ids, or null, and `saved`."""
        receipt = told.receipt
        first, last = (number and f"{receipt.incident.id}.{number}" for number in (told.first, told.last))
        incident = self._summary(Summary(receipt.incident, receipt.headline), receipt.names)
        self._write(incident=incident, lines=told.lines, first=first, last=last, saved=receipt.saved)

    def _write(self, **fields: Any) -> None:
        sys.stdout.write(json.dumps({"schema": SCHEMA, **fields}) + "\n")

    def _summary(self, summary: Summary, names: Names) -> dict[str, Any]:
        incident = summary.incident
        servers = [{"id": server, "name": names.get(server)} for server in incident.servers]
        return self._fields(incident, summary.headline) | {"servers": servers}

    def _fields(self, incident: Incident, headline: str) -> dict[str, Any]:
        now = self.now
        return {
            "id": incident.id,
            "title": headline,
            "kind": incident.kind,
            "label": incident.noun,
            "status": phase(incident, now),
            "impact": incident.impact,
            "severity": incident.severity,
            "tags": list(incident.tags),
            "links": list(incident.links),
            "began_at": _time(incident.began_at),
            "ended_at": _time(end_of(incident, now)),
            "impact_began_at": _time(incident.impact_began_at),
            "detected_at": _time(incident.detected_at),
            "planned_from": _time(incident.planned_from),
            "planned_until": _time(incident.planned_until),
            "overrun": overrun(incident, now),
            "zone": incident.zone or None,
            "key": incident.key or None,
            "residual": incident.residual or None,
            "source": incident.source or None,
            "external_id": incident.external_id or None,
            "last_word_at": _time(incident.standing.last_word_at),
            "updated_at": _time(incident.updated_at),
        }

    def _incident(self, sheet: Sheet) -> dict[str, Any]:
        incident, names = sheet.incident, _names(sheet)
        entries = [self._entry(incident, entry, names, public=sheet.public) for entry in sheet.lines]
        return self._fields(incident, sheet.headline) | {
            "acknowledged_at": _time(acknowledged(incident)),
            "servers": [self._claimed(incident, server, names) for server in incident.servers],
            "entries": entries,
            "metrics": metrics(incident, self.now)._asdict(),
        }

    def _claimed(self, incident: Incident, server: int, names: Names) -> dict[str, Any]:
        states = [
            {"state": s.state, "since": _time(s.since), "until": _time(s.until)} for s in stretches(incident, server)
        ]
        return {
            "id": server,
            "name": names.get(server),
            "downtime_s": downtime(incident, server, self.now),
            "states": states,
        }

    def _entry(self, incident: Incident, entry: Entry, names: Names, *, public: bool) -> dict[str, Any]:
        who = {} if public else {"author": entry.author, "host": entry.host}
        return {
            "id": f"{incident.id}.{entry.number}",
            "at": _time(entry.at),
            "recorded_at": _time(entry.recorded_at),
            "late_s": late(entry.over_at, entry.recorded_at),
            "kind": entry.kind,
            "did": entry.verb,
            "status": entry.status,
            "servers": _states(entry.states, names),
            "text": entry.text,
            "links": list(entry.links),
            "guess": entry.guess,
            "retracted": entry.retracted or None,
            "edited": entry.edited,
            "command": _command(entry.ran),
            **who,
        }

    def _server(self, state: ServerState) -> dict[str, Any]:
        server = state.server
        return {
            "id": server.id,
            "name": server.name,
            "state": state.state,
            "since": _time(state.since),
            "incidents": list(state.holders),
            "group": server.group or None,
            "description": server.description or None,
            "retired": server.retired,
        }


def happened(look: Look, hook: str, summary: Summary, entry: Entry, entries: Sequence[Entry], names: Names) -> str:
    """What a hook reads: `hook`, `incident` and `entry` as the command itself answers, and all of its `entries`."""
    told = Json(look)
    lines = {each.number: told._entry(summary.incident, each, names, public=False) for each in (*entries, entry)}
    incident = told._summary(summary, names)
    fields = {"hook": hook, "incident": incident, "entry": lines[entry.number], "entries": list(lines.values())}
    return json.dumps({"schema": SCHEMA, **fields}) + "\n"


def _command(ran: Ran | None) -> dict[str, Any] | None:
    return None if ran is None else ran._asdict() | {"argv": list(ran.argv), "signal": ran.signal or None}


def _names(view: Listing | Sheet) -> dict[int, str]:
    return {server.id: server.name for server in view.servers.values()}


def _time(at: datetime | None) -> str | None:
    return instant.text(at) if at else None


def _states(states: States, names: Names) -> list[dict[str, Any]]:
    return [{"id": server, "name": names.get(server), "state": state} for server, state in states]
