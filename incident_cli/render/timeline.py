"""The timeline of an incident: a line for what a reader scans, its text beside or below it.

    10:26  T+21 m   .3  http6 up → down
                        Down again.

A silence of half an hour or more is a line of its own; so is every new day, with the zone of the
times below it. Entries are printed one by one, so that ten thousand of them cost ten thousand times one.
"""

from collections.abc import Iterator

from rich.text import Text

from incident_cli.core import measure, phrase
from incident_cli.core.measure import Change, Gap
from incident_cli.core.model import Entry
from incident_cli.core.views import Sheet
from incident_cli.render.board import LONG_SILENCE
from incident_cli.render.paper import DIM, STATE_STYLES, STRONG, WARN, Paper, body, joined, padded, safe, status_text
from incident_cli.render.text import cells, line

_TEXT_ROOM = 40
_WIDE = 100
_STACKED = 4
_AUTHOR_ROOM = 10
_COMMAND_ROOM = 240
_STILL = -1


def timeline(paper: Paper, sheet: Sheet) -> None:
    """Print the entries in the order of the sheet."""
    _Timeline(paper, sheet).print()


class _Timeline:
    def __init__(self, paper: Paper, sheet: Sheet) -> None:
        self.paper, self.look, self.sheet, self.incident = paper, paper.look, sheet, sheet.incident
        self.names = {number: line(server.name) for number, server in sheet.servers.items()}
        self.changes = measure.changes(sheet.incident)
        self.gaps = self._gaps()
        # With one author throughout, the name at every line tells nothing.
        self.signed = not sheet.public and len({e.author for e in sheet.lines}) > 1
        self.spaced = paper.width >= _WIDE
        self.backwards = len(sheet.lines) > 1 and sheet.lines[0].order > sheet.lines[-1].order
        columns = ([cells(v.plain) for v in self._columns(e)] for e in sheet.lines)
        self.widths = [max(column) for column in zip(*columns, strict=True)]
        indent = sum(self.widths) + 2 * len(self.widths) + 1
        self.stacked = paper.width - indent < _TEXT_ROOM
        self.indent = _STACKED if self.stacked else indent

    def _gaps(self) -> dict[int, Gap]:
        """The silence that each public word ended, by the number of its entry; the last one, if still on, by -1."""
        silences = measure.gaps(self.incident, self.look.now)
        ended = {gap.until: gap for gap in silences if gap.seconds}
        said = {e.number: ended.pop(e.at) for e in self.incident.timeline if e.word and e.at in ended}
        for gap in ended.values():
            said[_STILL] = gap
        return said

    def print(self) -> None:
        """Print the lines, the days, the silences."""
        day = ""
        if self.backwards:
            self._put_silence(_STILL)
        for entry in self.sheet.lines:
            today = phrase.day(entry.at, self.look.zone)
            if not self.backwards:
                self._put_silence(entry.number)
            if today != day:
                self.paper.gap()
                self.paper.separator(today)
                day = today
            self._put(entry)
            if self.backwards:
                self._put_silence(entry.number)
        if not self.backwards:
            self._put_silence(_STILL)

    def _columns(self, entry: Entry) -> Iterator[Text]:
        yield Text(phrase.time_of_day(entry.at, self.look.zone), STRONG, end="")
        yield Text(phrase.offset(entry.at, self.incident.began_at), DIM, end="")
        if self.spaced:
            gap = self.gaps.get(entry.number)
            yield Text(f"+{phrase.brief(gap.seconds)}" if gap else "", DIM, end="")
        yield Text(f".{entry.number}", DIM, end="")
        if self.signed:
            yield safe(entry.author, "cyan", _AUTHOR_ROOM)

    def _put_silence(self, number: int) -> None:
        gap = self.gaps.get(number)
        if gap and gap.seconds >= LONG_SILENCE:
            still = ", still" if number == _STILL and self.incident.open else ""
            self.paper.put(Text(f"┊  {phrase.silence(gap.seconds)}{still}", WARN, end=""), 3)

    def _put(self, entry: Entry) -> None:
        pairs = zip(self._columns(entry), self.widths, strict=True)
        lead = Text(" ", end="").join([Text(end=""), *(padded(value, width + 1) for value, width in pairs)]) + Text(" ")
        parts = list(self._parts(entry))
        if self.stacked:
            self.paper.put(lead)
            lead = Text(" " * self.indent, end="")
        for part in parts:
            for wrapped in self.paper.wrapped(part, self.paper.width - self.indent):
                self.paper.row(lead + wrapped)
                lead = Text(" " * self.indent, end="")

    def _parts(self, entry: Entry) -> Iterator[Text]:
        """What stands beside the time, and below it: what happened, the text, the links."""
        head = joined(self._head(entry))
        text = body(phrase.said(entry), "dim strike" if entry.retracted else "") if entry.text.strip() else Text()
        links = entry.links if entry.number else ()  # those of the opening are in the header
        if head or not (text or links):
            yield head
        if text:
            yield text
        yield from (safe(link, "underline") for link in links)

    def _head(self, entry: Entry) -> Iterator[Text]:
        yield Text(phrase.happened(entry), STRONG, end="")
        if entry.ran is not None:
            typed, ended = phrase.command(entry.ran)
            yield safe(typed, STRONG, _COMMAND_ROOM)
            yield safe(ended, "" if entry.ran.exit_code == 0 else "red")
        if entry.status is not None:
            yield Text("▸ ", end="") + status_text(entry.status, self.incident)
        yield from map(self._change, self.changes.get(entry.number, ()))
        for mark in phrase.marks(entry, lateness=phrase.afterwards(self.incident) is None):
            yield safe(mark, WARN if entry.kind.public else "bold magenta")

    def _change(self, change: Change) -> Text:
        said = phrase.move(self.names.get(change.server, phrase.UNKNOWN), change.before, change.after)
        return Text(said, STATE_STYLES[change.after], end="")
