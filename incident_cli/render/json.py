"""The promised machine format: one object a command, `{"schema": 1, ...}`.

Fields are added, never renamed or removed: the names of the record (DESIGN section 3), null when
unknown, seconds for durations, ISO 8601 in UTC for instants, ASCII only. Long answers are streamed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from incident_cli.core.actions import today
from incident_cli.core.measure import acknowledged, downtime, end_of, metrics, overrun, phase, stretches
from incident_cli.core.model import Entry, Incident
from incident_cli.core.phrase import late
from incident_cli.core.views import (
    Board,
    Fact,
    Listing,
    Match,
    Receipt,
    ServerSheet,
    ServerState,
    Sheet,
    Streamed,
    Summary,
)
from incident_cli.render.jsonvalues import actions, assigned
from incident_cli.render.jsonvalues import change as _change
from incident_cli.render.jsonvalues import command as _command
from incident_cli.render.jsonvalues import states as _states
from incident_cli.render.jsonvalues import time as _time
from incident_cli.render.look import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.actions import Acted, Assigned
    from incident_cli.core.awaited import Awaited
    from incident_cli.core.history import History
    from incident_cli.core.imported import Imported
    from incident_cli.core.kept import Keeping, Left, Synced
    from incident_cli.core.lint.finding import Findings
    from incident_cli.core.published import Published
    from incident_cli.core.stats import Stats
    from incident_cli.core.template import Template
    from incident_cli.core.undone import Undone
    from incident_cli.core.uptime import Overview

SCHEMA = 1

Names = Mapping[int, str]


class Json:
    """The `Output` for programs."""

    excerpts = True

    def __init__(self, look: Look) -> None:
        self.now = look.now
        self.zone = look.zone

    @property
    def _day(self) -> date:
        """The day it is where the reader is: by it an action is overdue."""
        return today(self.now, self.zone)

    def board(self, board: Board) -> None:
        """`calm`, `incidents`, `maintenance`, `servers`, `residuals`, and `actions`: those that are overdue."""
        names = {s.server.id: s.server.name for s in board.servers}
        self._write(
            calm=board.calm,
            incidents=[self._summary(s, names) for s in board.incidents],
            maintenance=[self._summary(s, names) for s in board.maintenance],
            servers=[self._server(s) | self._uptime(board.uptime, s) for s in board.servers],
            residuals=[self._summary(s, names) for s in board.residuals],
            actions=[assigned(each, self._day) for each in board.actions],
        )

    def listing(self, listing: Listing) -> None:
        """`incidents`, one a line, and `total`: how many there are apart from a limit; of a search, `matches`."""
        names = _names(listing)
        sys.stdout.write(f'{{"schema": {SCHEMA}, "total": {listing.total}, "incidents": [')
        separator = "\n"
        for summary in listing.rows:
            fields = self._summary(summary, names)
            if listing.matches is not None:
                fields["matches"] = _matches(summary, listing.matches)
            sys.stdout.write(separator + json.dumps(fields))
            separator = ",\n"
        sys.stdout.write("]}\n")

    def sheet(self, sheet: Sheet) -> None:
        """`incident`, with `servers`, `entries` and `metrics`, and `as_of`: when it was known, null for now."""
        self._write(incident=self._incident(sheet), as_of=_time(sheet.as_of))

    def history(self, history: History) -> None:
        """`incident` without its entries, and `history`: the changes, in the order of the log."""
        names = history.names
        incident = self._summary(Summary(history.incident, history.headline), names)
        self._write(incident=incident, history=[_change(change, names) for change in history.changes])

    def actions(self, found: Sequence[Assigned]) -> None:
        """`actions`: each with its `incident` and `incident_title`."""
        self._write(actions=[assigned(each, self._day) for each in found])

    def acted(self, acted: Sequence[Acted]) -> None:
        """`actions` as they are afterwards, and `saved`: whether any of them was changed."""
        actions = [assigned(each.assigned, self._day) for each in acted]
        self._write(actions=actions, saved=any(each.saved for each in acted))

    def servers(self, states: Sequence[ServerState]) -> None:
        """`servers`."""
        self._write(servers=[self._server(state) for state in states])

    def server(self, sheet: ServerSheet) -> None:
        """`server`, with its `states` in order and the `incidents` it was in."""
        states = [{"state": s.state, "since": _time(s.since), "until": _time(s.until)} for s in sheet.stretches]
        names = {sheet.now.server.id: sheet.now.server.name}
        incidents = [self._summary(summary, names) for summary in sheet.incidents]
        more = {"states": states, "incidents": incidents} | self._uptime(sheet.uptime, sheet.now)
        self._write(server=self._server(sheet.now) | more)

    def document(self, sheet: Sheet, text: str) -> None:
        """`incident`, and `postmortem` with its `status` and `text`."""
        stored = sheet.incident.document
        document = {"status": stored.document if stored else None, "text": text}
        self._write(incident=self._incident(sheet), postmortem=document)

    def facts(self, about: str, facts: Sequence[Fact]) -> None:
        """`about`: an object of the values, and `sources` of the settings among them."""
        sources = {fact.name: fact.source for fact in facts if fact.source}
        self._write(**{about: {fact.name: fact.value for fact in facts}}, **({"sources": sources} if sources else {}))

    def awaited(self, found: Sequence[Awaited]) -> None:
        """`postmortems`: those that are not published, each with its `incident`, `title`, `status` (`missing` where
        there is none), `due_at` or null, `overdue` and `ended_at`."""
        from incident_cli.render.jsonvalues import awaited

        self._write(postmortems=[awaited(each, self.now) for each in found])

    def findings(self, answer: Findings) -> None:
        """`findings`: each with its `rule`, what it is about (`incident`, `title`, `entry`, `action`, `server`, or
        null), `text` and `command`."""
        from incident_cli.render.jsonvalues import finding

        self._write(findings=[finding(found, answer.headlines) for found in answer.found])

    def stats(self, told: Stats) -> None:
        """`stats`: the period, its figures, in groups where asked for, and what stands out."""
        from incident_cli.render.jsonfigures import stats

        self._write(stats=stats(told))

    def templates(self, folder: str, found: Sequence[Template]) -> None:
        """`folder`, and `templates`: `name` and `title`, or null."""
        self._write(folder=folder, templates=[{"name": each.name, "title": each.title or None} for each in found])

    def template(self, path: str, template: Template, content: str) -> None:
        """`template`: `name`, `path`, `title` or null, `text`, and the `fields` that are filled in."""
        from incident_cli.core.template import fields

        title = template.title or None
        told = {"name": template.name, "path": path, "title": title, "text": template.text, "fields": fields(content)}
        self._write(template=told)

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

    def published(self, told: Published) -> None:
        """`published`: `folder`, and how many files there are: `files`, of these `written`, and how many `removed`."""
        said = {"folder": told.folder, "files": told.files, "written": told.written, "removed": told.removed}
        self._write(published=said)

    def imported(self, told: Imported) -> None:
        """`imported`: how many are `new`, `changed`, the `same`; `rows` of a log, else null; `servers` changed apart
        from incidents; `incidents`: each with what it `did`; what was `left` out and what is `odd`, with its `place`
        and `why`; `dry_run` and `saved`."""
        from incident_cli.core.imported import Did

        self._write(
            imported={did: told.count(did) for did in Did},
            formats=list(told.formats),
            files=told.files,
            rows=told.rows,
            servers=told.servers,
            incidents=[
                {
                    "id": each.number,
                    "did": each.did,
                    "title": each.title,
                    "began_at": _time(each.began_at),
                    "lines": each.lines,
                    "external_id": each.external_id or None,
                }
                for each in told.taken
            ],
            left=[each._asdict() for each in told.left],
            odd=[each._asdict() for each in told.odd],
            dry_run=told.dry,
            saved=told.changes and not told.dry,
        )

    def undone(self, undone: Undone) -> None:
        """`action`, `command`: what was undone or redone, null for nothing, and the `incidents` as they are then."""
        command = None
        if undone.at is not None:
            command = {
                "name": undone.command,
                "ids": list(undone.ids),
                "at": _time(undone.at),
                "text": undone.text or None,
            }
        after = [Summary(each.after, each.headline) for each in undone.effects if each.after.exists]
        self._write(
            action="redo" if undone.redo else "undo",
            command=command,
            incidents=[self._summary(summary, undone.names) for summary in after],
            dry_run=undone.dry,
            saved=command is not None and not undone.dry,
        )

    def kept(self, keeping: Keeping) -> None:
        """`kept`: what waits for the server (`render/kept.py`), and `saved`: whether the record has it."""
        from incident_cli.render.kept import keeping_fields

        self._write(kept=keeping_fields(keeping), saved=False)

    def synced(self, synced: Synced) -> None:
        """`sync`: what was `sent`, what is `left`, and `dry_run`."""
        from incident_cli.render.kept import synced_fields

        self._write(sync=synced_fields(synced))

    def dropped(self, left: Left) -> None:
        """`dropped`: what was taken out of the outbox."""
        from incident_cli.render.kept import left_fields

        self._write(dropped=left_fields(left))

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
            "related": list(incident.related),
            "duplicate_of": incident.duplicate_of,
            "duplicates": list(incident.duplicates),
        }

    def _incident(self, sheet: Sheet) -> dict[str, Any]:
        incident, names = sheet.incident, _names(sheet)
        entries = [self._entry(incident, entry, names, public=sheet.public) for entry in sheet.lines]
        return self._fields(incident, sheet.headline) | {
            "acknowledged_at": _time(acknowledged(incident)),
            "servers": [self._claimed(incident, server, names) for server in incident.servers],
            "entries": entries,
            "actions": actions(incident, self._day, public=sheet.public),
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
            "retracted_at": _time(entry.retracted_at),
            "edited": entry.edited,
            "command": _command(entry.ran),
            "keep": entry.keep,
            "external_id": entry.external_id or None,
            **who,
        }

    def _uptime(self, overview: Overview | None, state: ServerState) -> dict[str, Any]:
        """`uptime` of a server, where it was asked for."""
        if overview is None:
            return {}
        from incident_cli.render.jsonfigures import uptime

        return {"uptime": uptime(overview, state.server.id)}

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
            "source": server.source or None,
            "external_id": server.external_id or None,
        }


def incidents(look: Look, sheets: Iterable[Sheet]) -> Iterator[str]:
    """What `export --format json` writes: `incidents`, each as `show --json` has it, one a line."""
    told = Json(look)
    yield f'{{"schema": {SCHEMA}, "incidents": ['
    separator = "\n"
    for sheet in sheets:
        yield separator + json.dumps(told._incident(sheet))
        separator = ",\n"
    yield "]}\n"


def happened(look: Look, hook: str, summary: Summary, entry: Entry, entries: Sequence[Entry], names: Names) -> str:
    """What a hook reads: `hook`, `incident` and `entry` as the command itself answers, and all of its `entries`."""
    told = Json(look)
    lines = {each.number: told._entry(summary.incident, each, names, public=False) for each in (*entries, entry)}
    incident = told._summary(summary, names)
    fields = {"hook": hook, "incident": incident, "entry": lines[entry.number], "entries": list(lines.values())}
    return json.dumps({"schema": SCHEMA, **fields}) + "\n"


def _names(view: Listing | Sheet) -> dict[int, str]:
    return {server.id: server.name for server in view.servers.values()}


def _matches(summary: Summary, matches: Mapping[int, Sequence[Match]]) -> list[dict[str, Any]]:
    """`id` of a line, an excerpt of its `text`, and `spans`: [start, end) in its characters."""
    number = summary.incident.id
    return [
        {"id": f"{number}.{match.entry}", "text": match.text, "spans": match.spans} for match in matches.get(number, ())
    ]
