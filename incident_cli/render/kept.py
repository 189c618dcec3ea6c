"""What is in the outbox and what became of it, in lines: the same words on a terminal and through a pipe.

`#168 kept in the outbox at 10:26 CET (just now) · the server cannot be reached: connection refused · it is sent with …`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from incident_cli.core import instant, phrase
from incident_cli.core.kept import LINES, Keeping, Kept, Left, Sent, Synced
from incident_cli.render.look import Look
from incident_cli.render.text import line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

COLUMNS = ("did", "id", "at", "command", "text", "why", "name")
_TEXT_CELLS = 60
_HOW = "sent with the next command, or: incident db sync"


def keeping_line(keeping: Keeping, look: Look) -> str:
    """The echo of a command that was kept."""
    return " · ".join(filter(None, _parts(keeping, look)))


def _parts(keeping: Keeping, look: Look) -> Iterator[str]:
    kept = keeping.kept
    if kept.command == LINES:
        count = keeping.many
        yield f"#{kept.incident} {_lines(count.kept)} kept in the outbox"
        yield f"{_lines(count.stored)} saved, the last is {kept.incident}.{count.last}" if count.stored else ""
    else:
        yield f"#{kept.incident} kept in the outbox at {_when(kept.at, look)}"
    yield line(keeping.why)
    yield f"{'they are' if keeping.many.kept > 1 else 'it is'} {_HOW}"
    yield line(keeping.note)


def _when(at: datetime, look: Look) -> str:
    return f"{phrase.clock(at, look.zone, look.now)} ({phrase.ago(at, look.now)})"


def _lines(count: int) -> str:
    return f"{count} line{'s' * (count != 1)}"


def rows(synced: Synced) -> list[Sequence[str]]:
    """A row for each line that was sent and each command that is left (`COLUMNS`)."""
    found: list[Sequence[str]] = []
    for sent in synced.sent:
        kept = sent.kept
        entries = sent.entries or ((str(kept.incident), kept.at),)
        texts = [text for _, text in kept.lines] or [kept.text]
        for (address, at), text in zip(entries, texts, strict=False):
            found.append(("sent", address, instant.text(at), kept.command, text, "", kept.batch))
    for left in synced.left:
        told = left.kept
        row = (str(told.incident), instant.text(told.at), told.command, told.text) if told else ("", "", "", "")
        found.append((_did(left), *row, _why(left), left.name))
    return found


def _did(left: Left) -> str:
    return "unreadable" if left.kept is None else "elsewhere" if left.elsewhere else "refused" if left.why else "kept"


def _why(left: Left) -> str:
    return f"for {left.kept.server}" if left.kept and left.elsewhere else left.why


def synced_lines(synced: Synced, look: Look) -> list[str]:
    """What was sent and what is left, a line each, in words."""
    said = [_sent(sent, look) for sent in synced.sent] + [_left(left, look) for left in synced.left]
    return said or ["nothing is kept in the outbox"]


def _sent(sent: Sent, look: Look) -> str:
    if not sent.entries:
        return f"sent #{sent.kept.incident} · nothing was left to do"
    (first, at), (last, _) = sent.entries[0], sent.entries[-1]
    return f"sent {first} at {_when(at, look)}" if first == last else f"sent {first} to {last} at {_when(at, look)}"


def _left(left: Left, look: Look) -> str:
    kept = left.kept
    if kept is None:
        return f"{line(left.why)} · to remove it: incident db sync --drop {left.name}"
    what = f"{kept.command} {_lines(len(kept.lines))}" if kept.lines else kept.command
    said = f"kept #{kept.incident} {what} at {_when(kept.at, look)}"
    text = f'"{line(kept.text, _TEXT_CELLS)}"' if kept.text else ""
    why = _why(left)
    reason = line(why if left.elsewhere else f"refused: {why}") if why else ""
    remove = f"to remove it: incident db sync --drop {left.name}" if why else ""
    return " · ".join(filter(None, (said, text, reason, remove)))


def keeping_fields(keeping: Keeping) -> dict[str, Any]:
    """`kept` of a command: what it is about, why it is there, and where; of a stream how many `lines` are kept, how
    many were `stored`, and the id of the last of these."""
    count = keeping.many
    last = f"{keeping.kept.incident}.{count.last}" if count.last is not None else None
    told = {"lines": count.kept, "stored": count.stored, "last": last, "why": keeping.why, "path": keeping.path}
    return _fields(keeping.kept) | told


def synced_fields(synced: Synced) -> dict[str, Any]:
    """`sent`, each with the `entries` it became; `left`, each with its `path` and `refused`; and `dry_run`."""
    sent = [
        _fields(each.kept) | {"entries": [{"id": address, "at": instant.text(at)} for address, at in each.entries]}
        for each in synced.sent
    ]
    return {"sent": sent, "left": [left_fields(each) for each in synced.left], "dry_run": synced.dry}


def left_fields(left: Left) -> dict[str, Any]:
    """One that is in the outbox; what is not known of an unreadable one is null."""
    known = _fields(left.kept) if left.kept else dict.fromkeys(_FIELDS)
    refused = left.why if left.kept else None
    return known | {"name": left.name, "path": left.path, "refused": refused or None, "unreadable": left.kept is None}


_FIELDS = ("name", "server", "command", "incident", "at", "recorded_at", "author", "host", "text")


def _fields(kept: Kept) -> dict[str, Any]:
    at, recorded_at = instant.text(kept.at), instant.text(kept.now)
    who = (kept.author, kept.host, kept.text or None)
    return dict(
        zip(_FIELDS, (kept.batch, kept.server, kept.command, kept.incident, at, recorded_at, *who), strict=True)
    )
