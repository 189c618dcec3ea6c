"""The outbox goes to its server: each command in its own transaction, in order, as if it were still its time.

Programs take turns, to do it once; but nothing rests on that, and several may send at a time. Every one of them goes
through the names in order, and inside the transaction that would write a command's rows it looks for the command's name
in the log: transactions that write come one after the other, so whoever comes second finds them, and the file goes only
once they are in the log. Killed at any moment it leaves a file too many, never too few, and that is found in the log
the next time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from datetime import datetime

from incident_cli import config, outbox
from incident_cli.commands import close, stream, update
from incident_cli.commands.notify import notify
from incident_cli.context import App, Stored
from incident_cli.core import kept as core
from incident_cli.core import phrase
from incident_cli.core.events import Event
from incident_cli.core.kept import Kept, Left, Sent
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Receipt
from incident_cli.errors import Busy, IncidentError, NotOurs, Refused, Unavailable, Unreachable
from incident_cli.outbox import Unreadable
from incident_cli.store import Stamp
from incident_cli.store.location import shown

SHOWN = 3
"""Lines that are told one by one."""


class Delivery(NamedTuple):
    """What became of the outbox. refusals: of the commands that the server did not take, now marked with the reason;
    odd: what is wrong with files that cannot be read; stopped: why the rest was not tried."""

    sent: tuple[Sent, ...] = ()
    refusals: tuple[tuple[Left, IncidentError], ...] = ()
    odd: tuple[str, ...] = ()
    stopped: IncidentError | None = None


def first(app: App) -> None:
    """Send what is kept for the server, before a command uses it, and say so on standard error.

    Raises Unreachable. Whatever else keeps the outbox from going keeps the command from writing, but not from reading.
    """
    found = deliver(app)
    tell(app, found)
    if isinstance(found.stopped, Unreachable):
        raise found.stopped
    app.behind = found.stopped


def deliver(app: App, *, again: bool = False) -> Delivery:
    """Send what is kept for the server. again: what it refused before as well. Never raises what sending raises."""
    folder = config.outbox()
    odd: list[str] = []
    if not _names(folder, odd):
        return Delivery(odd=tuple(odd))
    with outbox.turn(folder, app.config.wait):
        return _delivered(app, folder, again=again)


def _delivered(app: App, folder: str, *, again: bool) -> Delivery:
    here = shown(app.config.db)
    sent: list[Sent] = []
    refusals: list[tuple[Left, IncidentError]] = []
    odd: list[str] = []
    stopped: IncidentError | None = None
    for name in _names(folder, odd):
        kept = _read(folder, name, odd)
        if kept is None or kept.server != here or (kept.refused and not again):
            continue
        try:
            then, entries = _send(app, kept)
        except (Unavailable, Busy, NotOurs) as failure:
            stopped = failure
            break
        except IncidentError as refusal:
            refusals.append((_refused(folder, kept, refusal), refusal))
            continue
        if _gone(folder, name):  # of several who send it, the one who takes it away says so
            sent.append(Sent(kept, entries))
        notify(then)
    return Delivery(tuple(sent), tuple(refusals), tuple(odd), stopped)


def left(app: App, *, everywhere: bool = False) -> list[Left]:
    """What is in the outbox for the server, with what cannot be read; everywhere: for other servers as well."""
    folder, here, found = config.outbox(), shown(app.config.db), []
    for name in _names(folder, []):
        odd: list[str] = []
        kept = _read(folder, name, odd)
        elsewhere = kept is not None and kept.server != here
        if odd or (kept is not None and (everywhere or not elsewhere)):
            why = kept.refused if kept else odd[0]
            found.append(Left(name, os.path.join(folder, name), kept, why, elsewhere=elsewhere))
    return found


def _names(folder: str, odd: list[str]) -> list[str]:
    try:
        return outbox.names(folder)
    except OSError as failure:
        odd.append(f"{folder} cannot be listed: {(failure.strerror or str(failure)).lower()}")
        return []


def _read(folder: str, name: str, odd: list[str]) -> Kept | None:
    try:
        return outbox.read(folder, name)
    except Unreadable as failure:
        odd.append(failure.message)
        return None


def _gone(folder: str, name: str) -> bool:
    """Take the file away; one that stays is found in the log the next time."""
    try:
        return outbox.remove(folder, name)
    except OSError:
        return True


class _Heard:
    """Where a command answers that is done again: whoever typed it has gone on."""

    def __init__(self) -> None:
        self.told: Receipt | None = None

    def receipt(self, receipt: Receipt) -> None:
        self.told = receipt


def _send(app: App, kept: Kept) -> tuple[App, tuple[tuple[str, datetime], ...]]:
    """Do the command now as it would have been done then; its surroundings, and the lines in the log.

    Raises what the command raises, and Refused where it would be lost because there is nothing left to do.
    """
    stamp = Stamp(kept.batch, kept.now, kept.author, kept.host)
    then, heard = app.then(stamp, kept.tz, kept.tz_source, kept.date_order), _Heard()
    then.__dict__["out"] = heard
    try:
        _again(then, kept)
    except Stored as there:
        return then, _entries(there.events)
    if heard.told is not None and not heard.told.saved and heard.told.entry is None and not kept.bare:
        raise Refused(f"#{kept.incident}: {heard.told.did}", f'incident update {kept.incident} "the text"')
    return then, _entries(then.written.events if then.written else ())


def _again(then: App, kept: Kept) -> None:
    if kept.command == core.LINES:
        group = stream.lines(kept.lines, note=bool(kept.words.get("note")), guess=bool(kept.words.get("guess")))
        then.write(lambda view: stream.added(view, kept.incident, group)[1])
    elif kept.command == "update":
        update.run(then, no_outbox=True, **kept.words)
    else:
        close.run(then, no_outbox=True, **kept.words)


def _entries(events: Sequence[Event]) -> tuple[tuple[str, datetime], ...]:
    """The lines that rows make, each with its address and when it happened."""
    return tuple((f"{event.incident}.{event.entry}", event.at) for event in events if event.entry is not None)


def _refused(folder: str, kept: Kept, refusal: IncidentError) -> Left:
    """Mark what the server refused, so that it is not tried again at every command. Unmarked, it would only be."""
    why = refusal.message.removesuffix("; nothing was saved")
    marked = kept._replace(refused=why)
    with contextlib.suppress(OSError):
        if kept.refused != why and outbox.read(folder, kept.batch) is not None:
            outbox.put(folder, marked)
    return Left(kept.batch, os.path.join(folder, kept.batch), marked, why)


def tell(app: App, found: Delivery) -> None:
    """Say on standard error what was sent, and what is wrong."""
    if found.sent:
        from incident_cli.render.complaint import remark

        remark(f"sent from the outbox: {said(app, found.sent)}")
    for each, _ in found.refusals:
        app.warn(f"not sent from the outbox: {each.why}; the text stays in {each.path}  (incident db sync)")
    for wrong in found.odd:
        app.warn(f"in the outbox, {wrong}; it was left there")


def said(app: App, sent: Sequence[Sent]) -> str:
    """`168.4 at 10:26, 168.5 at 10:31`; of many how many."""
    entries = [entry for each in sent for entry in each.entries or ((str(each.kept.incident), each.kept.at),)]
    if len(entries) > SHOWN:
        return f"{len(entries)} lines, {entries[0][0]} to {entries[-1][0]}"
    return ", ".join(f"{address} at {_clock(app, at)}" for address, at in entries)


def _clock(app: App, at: datetime) -> str:
    """`10:26`, as in the echo of the command, without the zone."""
    return phrase.clock(at, app.zone, app.now).rpartition(" ")[0]
