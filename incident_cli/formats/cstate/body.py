r"""The text of a cState issue -> its updates, each with its time: every word of it, in the order of the document.

Three things begin or end an update: the shortcode `{{< track "2018-04-13 16:50:00" >}}`, its time, which stands behind
it; a heading (`*Monitoring* - `, `[Final message]`, `**Update at 2021-06-08 11:20 UTC**`, `Initial message:`) before
it; and a rule (`---`) behind it. None of them counts in a code block or an HTML comment.

cState's custom is newest first; a document that plainly goes the other way is read so. A time comes from the shortcode,
else from a heading that has a whole date and time; an initial heading, and what comes first without any time, is of
the beginning, a final heading of the end. No other time is invented: an update without one stays in the text of the
next later one, where by then it was known (of the one before, where none is later).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from incident_cli.core.model import Status
from incident_cli.core.record import NamedTuple, StrEnum

Time = Callable[[str], datetime | None]
"""The instant that words with a whole date and time mean; None for words that mean none."""


class Role(StrEnum):
    """What a heading makes of the text below it."""

    INITIAL = "initial"
    UPDATE = "update"
    FINAL = "final"
    PLAIN = "plain"


class Block(NamedTuple):
    """A part of the document. at: its time, None where none is told; raw: with everything around it; text: without
    the shortcodes that were read as times."""

    raw: str
    text: str
    at: datetime | None = None
    role: Role = Role.PLAIN
    status: Status | None = None


_ROLES = dict.fromkeys(("initial", "opening", "open", "opened"), Role.INITIAL)
_ROLES |= dict.fromkeys(("final", "closing", "close", "closed", "resolved", "fixed", "completed", "done"), Role.FINAL)
_ROLES |= dict.fromkeys(("update", "updates", "updated", "edit", "edited", "reopened"), Role.UPDATE)
_ROLES |= dict.fromkeys(("investigating", "identified", "monitoring", "postmortem", "post-mortem"), Role.UPDATE)
_STATUSES = {status.value: status for status in (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING)}

_TRACK = r"""\{\{[<%][ \t]*track[ \t]+["'`]?([^\s"'`{}<>%][^"'`{}<>%\n]{0,59}?)["'`]?[ \t]{0,9}[>%]\}\}"""
_HEADINGS = (
    r"\[(?P<words>[^\[\]]{1,100})\](?![(:])",
    r"(?P<mark>\*{1,3}|_{1,3})(?P<words>[^*_\s][^*_]{0,100})(?P=mark)(?:[ \t]*$|[ \t]*[:–—-]|(?<=:[*_])|(?<=:[*_]{2}))",
    r"\#{1,6}[ \t]+(?P<words>[^\n]{1,100})$",
    r"(?P<words>(?:initial|final|opening|closing|update)[^\n:]{0,60}(?::[0-9]{2}[^\n:]{0,20})?):$",
)
_RULE = r"[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$"
_FENCE = r"[ ]{0,3}(`{3,}|~{3,})"


def updates(body: str, began_at: datetime, ended_at: datetime | None, time: Time) -> tuple[list[Block], int]:
    """The updates of a text, oldest first, each with its time, and how many headings there are without one."""
    blocks = list(_blocks(body, time))
    newest_first = _newest_first(blocks, began_at, ended_at)
    if newest_first:
        blocks.reverse()
    dated = [_dated(block, began_at, ended_at, first=not index) for index, block in enumerate(blocks)]
    told = _gathered(dated, newest_first=newest_first)
    if told and told[0].at is None:  # no time anywhere
        told = [told[0]._replace(at=began_at)]
    left = sum(block.at is None and block.role is not Role.PLAIN for block in dated)
    return sorted(told, key=lambda block: block.at or began_at), left


def _dated(block: Block, began_at: datetime, ended_at: datetime | None, *, first: bool) -> Block:
    """A block with the time that its place or its heading gives it."""
    if block.at is not None:
        return block
    if block.role is Role.FINAL:
        return block._replace(at=ended_at)
    return block._replace(at=began_at if first or block.role is Role.INITIAL else None)


def _gathered(blocks: list[Block], *, newest_first: bool) -> list[Block]:
    """The blocks, oldest first, those without a time in the text of the next later one, else of the one before."""
    told: list[Block] = []
    waiting: list[Block] = []
    for block in blocks:
        if block.at is None:
            waiting.append(block)
            continue
        told.append(_joined([*waiting, block], block, newest_first=newest_first))
        waiting = []
    if waiting:
        last = [told.pop()] if told else []
        told.append(_joined([*last, *waiting], (last or waiting)[0], newest_first=newest_first))
    return told


def _joined(parts: list[Block], chief: Block, *, newest_first: bool) -> Block:
    """Several blocks as one, with the time and role of the chief, their texts as they stand in the document."""
    parts = parts[::-1] if newest_first else parts
    return chief._replace(raw="".join(p.raw for p in parts), text="".join(p.text for p in parts))


def _newest_first(blocks: list[Block], began_at: datetime, ended_at: datetime | None) -> bool:
    """The order of a document: by its times, else by what its headings say, else the custom."""
    known = [_dated(block, began_at, ended_at, first=False).at for block in blocks]
    times = [at for at in known if at is not None]
    if times and times[0] != times[-1]:
        return times[0] > times[-1]
    roles = [block.role for block in blocks]
    return len(roles) < 2 or not (roles[0] is Role.INITIAL or (roles[-1] is Role.FINAL and roles[0] is not Role.FINAL))


def _blocks(body: str, time: Time) -> Iterator[Block]:
    """The parts of a document in its order; together they are the whole of it, but for empty lines at its end."""
    shown = _masked(body)
    leading = bool(re.match(rf"\s*{_TRACK}", shown))  # a document that puts each time before its update
    cuts = sorted({0, len(body), *_cuts(shown, leading=leading)})
    start = 0
    for end in cuts[1:]:
        if body[start:end].strip():  # else these are empty lines before the next part
            yield _block(body[start:end], shown[start:end], time)
            start = end


def _cuts(shown: str, *, leading: bool) -> Iterator[int]:
    """Where one part ends and the next begins."""
    at, blank = 0, True
    for line in shown.splitlines(keepends=True):
        bare = line.strip()
        if bare and _heading(bare) is not None:
            yield at
        elif bare and blank and re.match(_RULE, line.rstrip()):
            yield at + len(line)
        for match in re.finditer(_TRACK, line) if "{{" in line else ():
            rest = line[match.end() :]
            yield at + (match.start() if leading else match.end() + (len(rest) if not rest.strip() else 0))
        at, blank = at + len(line), not bare


def _block(raw: str, shown: str, time: Time) -> Block:
    """One part, with what its shortcode and its heading say."""
    heading = _heading(shown.strip().partition("\n")[0].strip())
    track = re.search(_TRACK, shown)
    at = time(track[1]) if track else None
    text = raw
    if track and at is not None:
        text = _without(raw, track.start(), track.end())
    if heading is None:
        return Block(raw, text, at)
    word, _, rest = heading.partition(" ")
    at = at or _heading_time(rest, time)
    return Block(raw, text, at, _ROLES[word], _STATUSES.get(word))


def _without(raw: str, start: int, end: int) -> str:
    """A text without what stands at that place, and without the blanks that set it apart."""
    before, after = raw[:start], raw[end:]
    if not before.strip():
        return before + after.lstrip(" \t")
    return (before.rstrip(" \t") if after[:1] in ("", "\r", "\n") else before) + after


def _heading(line: str) -> str | None:
    """The words of a heading in lower case, the first of them one that we know; None for any other line."""
    for pattern in _HEADINGS:
        match = re.match(pattern, line[:400], re.IGNORECASE)
        if match:
            words = " ".join(match["words"].strip(" \t:*_").lower().split())
            word = words.partition(" ")[0].rstrip(":,-–—")
            if word in _ROLES:
                return f"{word} {words[len(word) :].lstrip(':,-–— ')}"
    return None


def _heading_time(words: str, time: Time) -> datetime | None:
    """The time in a heading that has a whole date and a time of day."""
    words = re.sub(r"\b([0-9]{1,2})h([0-9]{2})\b", r"\1:\2", words)
    words = re.sub(r"^(?:message|update|maintenance|issue|notice|#?[0-9]{1,2}(?= *[-–—:(]))+", "", words.strip())
    words = re.sub(r"^[\s:,(–—-]*(?:at|on|from)?\s+|^[\s:,(–—-]+|[\s)]+$", "", words)
    if not re.search(r"\b[0-9]{4}\b", words) or not re.search(r"[0-9]:[0-9]{2}", words):
        return None
    return time(words)


def _masked(body: str) -> str:
    """The body with everything in code blocks and HTML comments struck out, character for character."""
    kept: list[str] = []
    fence, comment = "", False
    for line in body.splitlines(keepends=True):
        opening = re.match(_FENCE, line)
        if fence:
            kept.append(_struck(line))
            if opening and opening[1].startswith(fence) and not line[opening.end() :].strip():
                fence = ""
        elif opening and not comment:
            kept.append(_struck(line))
            fence = opening[1]
        else:
            shown, comment = _uncommented(line, comment=comment)
            kept.append(shown)
    return "".join(kept)


def _uncommented(line: str, *, comment: bool) -> tuple[str, bool]:
    """A line with its comments struck out, and whether one goes on behind it."""
    shown, at = "", 0
    while True:
        found = line.find("-->" if comment else "<!--", at)
        end = len(line) if found < 0 else found + (3 if comment else 0)
        shown += _struck(line[at:end]) if comment else line[at:end]
        if found < 0:
            return shown, comment
        at, comment = end, not comment


def _struck(text: str) -> str:
    return re.sub(r"[^\r\n]", "x", text)
