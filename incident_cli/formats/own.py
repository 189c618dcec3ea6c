"""Incidents as this program's own `--json` tells them: what `show` and `export --format json` say. Read only.

So single incidents are brought from one database into another, with new numbers; the whole log is `formats/jsonl.py`.
The answer says less than the log: not how a line came to be, nor what the incidents link to, nor dedupe keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any

from incident_cli.core.actions import ActionKind, ActionState, Priority
from incident_cli.core.measure import acknowledged
from incident_cli.core.model import (
    STATUSES,
    DocumentStatus,
    EntryKind,
    Impact,
    Kind,
    Ran,
    Severity,
    State,
    Status,
    Verb,
)
from incident_cli.core.portable import Portable, PortableAction, PortableLine, PortableServer, Said
from incident_cli.core.zones import quoted
from incident_cli.formats.fields import Fields
from incident_cli.formats.source import Piece, Reading, Source, Unreadable
from incident_cli.formats.telling import known_as, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.formats.jsonscan import Found

SCHEMA = 1
"""Of the answers (`render/json.py`); a larger one is newer than this program."""

_BEGINNING = r'\s*+\{\s*+"schema"\s*+:\s*+\d++\s*+,'
_INCIDENTS = r'"incidents?"\s*+:\s*+[\[{]'
_HINT = "incident export --format json"


def looks(head: str) -> bool:
    """Whether a file begins as an answer about incidents does."""
    return re.match(_BEGINNING, head) is not None and re.search(_INCIDENTS, head) is not None


def read(source: Source, reading: Reading) -> Iterator[Piece | Unreadable]:  # noqa: ARG001 (every time names its zone)
    """Each incident of the answer. Raises Unreadable for one that is newer than this program, or has no timelines."""
    from incident_cli.formats.jsonscan import scan

    schema = False
    with source.open() as file:
        for found in scan(file, frozenset(("incidents",))):
            if found.name == "schema":
                schema = _check_schema(found.value, found.line)
            elif found.name == "incident" or found.element:
                yield _piece(source, found)
            elif found.name == "incidents" and found.value != []:
                raise Unreadable('"incidents" is no list', found.line)
    if not schema:
        raise Unreadable("it is no answer of incident: it does not name its schema", 0, _HINT)


def _check_schema(value: Any, line: int) -> bool:
    if type(value) is not int or value < 1:
        raise Unreadable('"schema" is no number', line)
    if value > SCHEMA:
        raise Unreadable(f"it was written by a newer incident (schema {value})", line, "pipx upgrade incident-cli")
    return True


def _piece(source: Source, found: Found) -> Piece | Unreadable:
    if isinstance(found.value, dict) and "entries" not in found.value:
        raise Unreadable("it has no timeline", found.line, f"export it with {_HINT}")
    try:
        opening = _entries(_incident(found.value, found.line))[0]
        created = opening.moment("recorded_at")
    except Unreadable as error:
        return error
    return Piece(created, found.line, partial(_load, source, found.offset, found.length, found.line))


def _load(source: Source, offset: int, length: int, line: int) -> Portable:
    from incident_cli.formats.jsonscan import again

    return portable(again(source, offset, length, line), line)


def portable(value: Any, line: int) -> Portable:
    """The incident that an object of the answer tells; `line`: where it stands. Raises Unreadable."""
    said = _incident(value, line)
    opening, *others = _entries(said)
    kind = said.word("kind", Kind) or Kind.INCIDENT
    label = said.text("label")
    found = Portable(
        source=said.text("source"),
        external_id=said.text("external_id"),
        title=said.needed("title"),
        began_at=opening.moment("at"),
        recorded_at=opening.moment("recorded_at"),
        kind=kind,
        label="" if label == kind.capitalize() else label,
        number=said.whole("id"),
        zone=said.text("zone"),
        severity=said.word("severity", Severity),
        tags=said.texts("tags"),
        links=said.texts("links"),
        impact_began_at=said.instant("impact_began_at"),
        detected_at=said.instant("detected_at"),
        planned_from=said.instant("planned_from"),
        planned_until=said.instant("planned_until"),
        residual=said.text("residual"),
        status=_status(opening, kind) or STATUSES[kind][0],
        states=_states(opening),
        author=opening.text("author"),
        host=opening.text("host"),
        lines=tuple(_line(each, kind, ours=not said.text("source")) for each in others),
        actions=_actions(said, ours=not said.text("source")),
    )
    return _known(_as_set(_with_servers(found, said), said))


def _incident(value: Any, line: int) -> Fields:
    said = Fields(value, "the incident", line)
    number = said.whole("id")
    said.what = said.what if number is None else f"#{number}"
    return said


def _entries(said: Fields) -> list[Fields]:
    """The opening, and the other lines in the order in which they were written."""
    found: dict[int, Fields] = {}
    for each in said.objects("entries"):
        address = each.text("id")
        if not re.fullmatch(r"[0-9]{1,18}\.[0-9]{1,9}", address):
            raise each.wrong(f'"id" is {quoted(address)}, and it is one such as 168.4')
        each.what = address
        number = int(address.partition(".")[2])
        if number in found:
            raise each.wrong("it is there twice")
        found[number] = each
    if 0 not in found:
        raise said.wrong("its opening is missing: not all of its lines were exported")
    return [found[number] for number in sorted(found, key=lambda n: (n > 0, found[n].moment("recorded_at"), n))]


def _line(said: Fields, kind: Kind, *, ours: bool) -> PortableLine:
    """A line. ours: the incident came from no other source, and its lines are known by their addresses."""
    verb, status = said.word("did", Verb) or Verb.UPDATED, _status(said, kind)
    if verb is Verb.OPENED:
        raise said.wrong("it opens an incident that is open")
    if status is not None and status.final is not (verb is Verb.CLOSED):
        raise said.wrong(
            f'"status" is {status}, and the line {"closes" if verb is Verb.CLOSED else "does not close"} it'
        )
    line_kind = said.word("kind", EntryKind) or EntryKind.UPDATE
    return PortableLine(
        at=said.moment("at"),
        recorded_at=said.moment("recorded_at"),
        text=said.text("text"),
        verb=verb,
        kind=line_kind,
        status=status,
        states=_states(said),
        external_id=said.text("external_id") or (said.what if ours else ""),
        author=said.text("author"),
        host=said.text("host"),
        links=said.texts("links"),
        guess=said.flag("guess"),
        retracted=said.text("retracted"),
        document=DocumentStatus.PUBLISHED if line_kind is EntryKind.POSTMORTEM else None,  # others are not shown
        ran=_ran(said),
        keep=said.flag("keep"),
    )


def _actions(said: Fields, *, ours: bool) -> tuple[PortableAction, ...]:
    """The actions by their numbers. ours: as of a line."""
    found: dict[int, PortableAction] = {}
    for each in said.objects("actions"):
        address = each.text("id")
        if not re.fullmatch(r"[0-9]{1,18}\.a[0-9]{1,9}", address):
            raise each.wrong(f'"id" is {quoted(address)}, and it is one such as 168.a3')
        each.what = address
        number = int(address.partition(".a")[2])
        if number in found:
            raise each.wrong("it is there twice")
        found[number] = _action(each, address if ours else "")
    return tuple(found[number] for number in sorted(found))


def _action(said: Fields, external_id: str) -> PortableAction:
    state, done_at = said.word("state", ActionState) or ActionState.OPEN, said.instant("done_at")
    if (state is ActionState.OPEN) is not (done_at is None):
        raise said.wrong(f'"state" is {state}, and "done_at" says {"when" if done_at else "nothing"}')
    return PortableAction(
        text=said.needed("text"),
        created_at=said.moment("created_at"),
        owner=said.text("owner"),
        due=said.day("due"),
        kind=said.word("kind", ActionKind),
        priority=said.word("priority", Priority),
        state=state,
        done_at=done_at,
        why=said.text("why"),
        external_id=external_id,
    )


def _status(said: Fields, kind: Kind) -> Status | None:
    found = said.word("status", Status)
    if found is not None and found not in STATUSES[kind]:
        raise said.wrong(f'"status" is {found}, which no {kind} has')
    return found


def _states(said: Fields) -> Said:
    return tuple((_name(each), each.word("state", State) or State.OPERATIONAL) for each in said.objects("servers"))


def _name(server: Fields) -> str:
    """The name of a server; its number where its name is not known."""
    number = server.whole("id")
    return server.text("name") or (server.needed("name") if number is None else str(number))


def _ran(said: Fields) -> Ran | None:
    ran = said.object("command")
    if ran is None:
        return None
    return Ran(
        argv=ran.texts("argv"),
        exit_code=ran.whole("exit_code"),
        signal=ran.text("signal"),
        duration_s=ran.seconds("duration_s"),
        left_out_bytes=ran.whole("left_out_bytes") or 0,
    )


def _with_servers(found: Portable, said: Fields) -> Portable:
    """With every server that it names; those whose state no line tells are the affected ones."""
    listed = [_name(each) for each in said.objects("servers")]
    spoken = [name for name, _ in chain(found.states, *(line.states for line in found.lines))]
    names = dict.fromkeys((*listed, *spoken))
    affected = tuple(name for name in dict.fromkeys(listed) if name not in spoken)
    return found._replace(affected=affected, servers=tuple(PortableServer(name) for name in names))


def _as_set(found: Portable, said: Fields) -> Portable:
    """With what the answer says otherwise than would follow from the lines: somebody set it."""
    incident = whole(found).incident
    impact, taken = said.word("impact", Impact), said.instant("acknowledged_at")
    return found._replace(
        impact=None if impact is incident.impact else impact,
        acknowledged_at=None if taken == acknowledged(incident) else taken,
    )


def _known(found: Portable) -> Portable:
    """With what it is known by from now on, and without its number, which is another one's here."""
    source, external_id = known_as(found)
    return found._replace(source=source, external_id=external_id, number=None)
