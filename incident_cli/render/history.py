"""The screen of `show --history`: for each row of the log who wrote it and when, and below it what it changed.

What went is struck through and red, what came underlined and green; without colours `[-went-]` and `{+came+}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from rich.text import Text

from incident_cli.core import phrase
from incident_cli.core.events import EventKind
from incident_cli.core.history import MAKING, Change, History, in_words
from incident_cli.core.worddiff import Mark, Piece, pieces
from incident_cli.render.paper import DIM, STRONG, WARN, Paper, joined, safe
from incident_cli.render.text import block, line

_INDENT = 4
_LABEL_WIDTH = 8
_AUTHOR_ROOM = 20
_CONTEXT = 60
"""Characters of what stayed that are shown on both sides of a change; what is longer than two of them is cut."""
_STYLES = {Mark.SAME: "", Mark.REMOVED: "red strike", Mark.ADDED: "green underline"}
_SIGNS = {Mark.SAME: ("", ""), Mark.REMOVED: ("[-", "-]"), Mark.ADDED: ("{+", "+}")}
_LABELS = {"at": "time"}
_DID = {EventKind.VOIDED: "undo", EventKind.POSTMORTEM_STORED: "post-mortem stored"}
_WHOLE = (*MAKING, EventKind.VOIDED, EventKind.DELETED)
"""Rows of which all that came is new: it is shown as it is."""


def history(paper: Paper, history: History) -> None:
    """Print the whole history."""
    paper.put(safe(history.headline, STRONG), 0, Text(f"#{history.incident.id}  ", STRONG, end=""))
    paper.gap()
    for _, row in groupby(history.changes, key=lambda change: change.row):
        _row(paper, list(row), history)


def _row(paper: Paper, changes: list[Change], history: History) -> None:
    first = changes[0]
    address = max((change.id for change in changes), key=len)
    lead = Text(f"{_stamp(paper, first.recorded_at)}  {address:<6} ", DIM, end="")
    did = Text(_DID.get(first.did, first.did.value.replace("_", " ")), STRONG, end="")
    undone = Text("undone since" if first.undone else "", WARN, end="")
    paper.put(joined([did, safe(first.author, "cyan", _AUTHOR_ROOM), undone]), 0, lead)
    for change in changes:
        usual = change.did is EventKind.OPENED and change.field in ("kind", "zone")
        if not usual and (change.before is not None or change.after is not None):
            label = _LABELS.get(change.field, change.field.replace("_", " "))
            paper.put(_changed(paper, change, history), _INDENT, Text(f"{label:<{_LABEL_WIDTH}}  ", DIM, end=""))


def _changed(paper: Paper, change: Change, history: History) -> Text:
    text = Text(end="")
    for piece in _pieces(paper, change, history):
        before, after = ("", "") if paper.look.colour else _SIGNS[piece.mark]
        text.append(before + block(piece.text) + after, _STYLES[piece.mark])
    return text


def _pieces(paper: Paper, change: Change, history: History) -> Iterator[Piece]:
    """What went, stayed and came. A text is compared word by word; any other value is replaced as a whole."""
    before, after = (
        None if value is None else in_words(value, history.names, lambda at: _stamp(paper, at))
        for value in (change.before, change.after)
    )
    if before is None and after is not None:
        yield Piece(Mark.SAME if change.did in _WHOLE else Mark.ADDED, after)
    elif before is not None and after is None:
        yield Piece(Mark.REMOVED, before)
    elif before is not None and after is not None:
        words = type(change.before) is str and type(change.after) is str
        whole = [Piece(Mark.REMOVED, before), Piece(Mark.SAME, " "), Piece(Mark.ADDED, after)]
        found = pieces(before, after) if words else whole
        for number, piece in enumerate(found):
            yield _shortened(piece, first=number == 0, last=number == len(found) - 1)


def _shortened(piece: Piece, *, first: bool, last: bool) -> Piece:
    """A piece without the middle of a long stretch that stayed; at either end of the text, without that end."""
    text = piece.text
    if piece.mark is not Mark.SAME or len(text) <= 2 * _CONTEXT:
        return piece
    return Piece(Mark.SAME, ("" if first else text[:_CONTEXT]) + " … " + ("" if last else text[-_CONTEXT:]))


def _stamp(paper: Paper, at: datetime) -> str:
    """An instant, to the second where it has one: two that differ must not look alike."""
    shown = phrase.local(at, paper.look.zone)
    if not shown.second:
        return phrase.stamp(at, paper.look.zone)
    return f"{shown.year:04}-{shown:%m-%d %H:%M:%S} {line(phrase.zone_name(at, paper.look.zone))}"
