"""A pasted log: lines that begin with a time become the lines of one incident.

A chat export, a shell history with times, notes: `forms.py` knows how they begin. What follows without a time belongs
to the line above, blank lines and all; on which day a bare time was is found in `days.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from incident_cli.core.portable import Portable, PortableLine
from incident_cli.core.record import NamedTuple
from incident_cli.formats.log.days import Dated, dated
from incident_cli.formats.log.forms import Forms, Heading, Opening
from incident_cli.formats.source import Piece, Reading, Source, Unreadable

__all__ = ["looks", "read"]

_TITLE = 200
"""Characters of a line that can be a title."""
_ROWS = 400
"""Lines by which a log is told from other texts."""


class _Log(NamedTuple):
    """The rows of the file, and how those begin that begin with a time or name a day, by their numbers."""

    rows: list[str]
    found: dict[int, Opening | Heading]

    @property
    def openings(self) -> list[int]:
        """The numbers of the rows that begin with a time."""
        return [number for number, each in self.found.items() if isinstance(each, Opening)]

    def said(self, numbers: range) -> list[str]:
        """The rows of these numbers, but for those that name a day."""
        return [self.rows[number - 1] for number in numbers if number not in self.found]


def looks(head: str) -> bool:
    """Whether a text looks like a log: it begins with a time, a title and days apart, or a third of its lines do."""
    forms = Forms()
    rows = [row for row in head.split("\n")[:_ROWS] if row.strip()]
    found = [forms.line(row.removesuffix("\r")) for row in rows]
    times = [isinstance(each, Opening) for each in found if not isinstance(each, Heading)]
    return any(times[:2]) or (sum(times) > 2 and sum(times) * 3 >= len(times))


def read(source: Source, reading: Reading) -> Iterator[Piece | Unreadable]:
    """The one incident of the file; an Unreadable for each line whose time cannot be, which is left out.

    Raises Unreadable where no line begins with a time, and where only `--date-order` can say what the dates mean.
    """
    rows = [row.removesuffix("\r") for row in source.text().split("\n")]
    forms = Forms(reading.zone, reading.now.year)
    found = ((number, forms.line(row)) for number, row in enumerate(rows, start=1))
    log = _Log(rows, {number: each for number, each in found if each is not None})
    if not log.openings:
        raise Unreadable("no line of it begins with a time", 0, "such as: 10:26 It is down again")
    kept: list[Dated] = []
    for each in dated(log.found, reading):
        if isinstance(each, Unreadable):
            yield each
        else:
            kept.append(each)
    if kept:
        portable = _portable(log, kept, reading)
        yield Piece(portable.began_at, kept[0].number, lambda: portable)


def _portable(log: _Log, kept: Sequence[Dated], reading: Reading) -> Portable:
    """The incident. It is written down now, whenever it was."""
    after = dict(zip(log.openings, [*log.openings[1:], len(log.rows) + 1], strict=True))
    title, warnings = _preamble(log)
    lines = []
    for number, opening, at in kept:
        text = _text(opening.text, log.said(range(number + 1, after[number])))
        if text:
            lines.append(PortableLine(at, reading.now, text, author=opening.author))
        else:
            warnings.append(f"line {number}: nothing is said there; it is left out")
    return Portable(
        source="log",
        external_id="",
        title=title,
        began_at=min(each.at for each in kept),
        recorded_at=reading.now,
        zone=str(reading.zone),
        lines=tuple(lines),
        warnings=tuple(warnings),
    )


def _text(first: str, below: Sequence[str]) -> str:
    """What a line says: behind its time, and below, without blank lines around it."""
    rows = [*([first] if first.strip() else []), *below]
    start = next((at for at, row in enumerate(rows) if row.strip()), len(rows))
    stop = next((at for at in range(len(rows), start, -1) if rows[at - 1].strip()), start)
    return "\n".join(rows[start:stop])


def _preamble(log: _Log) -> tuple[str, list[str]]:
    """The title, and what is left out: of what stands before the first time a single line is the title."""
    first = log.openings[0]
    said = [number for number in range(1, first) if number not in log.found and log.rows[number - 1].strip()]
    if len(said) == 1:
        title = log.rows[said[0] - 1].strip().strip("#=").strip()
        if 0 < len(title) <= _TITLE:
            return title, []
    if not said:
        return "", []
    where = f"line {said[0]} stands" if len(said) == 1 else f"lines {said[0]} to {said[-1]} stand"
    return "", [f"{where} before the first time, and left out"]
