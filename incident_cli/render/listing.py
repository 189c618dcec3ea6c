"""The screen of `list`: incidents in aligned columns, streamed.

One line each where the title keeps enough room, else two: the title above its details. The widths
come from the first rows; a value further down that is wider pushes the title, never loses its end.
Below an incident that a search found stand the words around what was found.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice

from rich.text import Text

from incident_cli.core import measure, phrase
from incident_cli.core.excerpt import NARROWEST, excerpt
from incident_cli.core.model import Incident, Status
from incident_cli.core.views import Listing, Match, Summary
from incident_cli.render.look import Look
from incident_cli.render.paper import DIM, IMPACT_STYLES, STATUS_STYLES, STRONG, WARN, Paper, joined
from incident_cli.render.text import cells, line

PLAIN_FROM = 200
"""From so many rows on they are written without colour: styled ones cost ten times as much."""
Cell = tuple[str, str]
"""A word that is safe already, and its style."""
_GAP = "  "
_TITLE_ROOM = 30
_SERVERS_ROOM = 20
_TIGHT = 8
_MATCHES = 3
"""Lines of one incident that are shown where a search found several."""


def listing(paper: Paper, listing: Listing) -> None:
    """Print the rows, and how many there are in all where not all are shown."""
    rows = iter(listing.rows)
    first = list(islice(rows, PLAIN_FROM))
    if not first:
        paper.put(Text("no incidents", end=""))
        paper.put(Text('to open one: incident open "what is wrong" -s SERVER', DIM, end=""))
        return
    table = _Table(paper, listing, first, streams=listing.shown > len(first))
    table.print(chain(first, rows))
    if listing.shown < listing.total:
        paper.put(Text(f"showing {listing.shown} of {listing.total}", DIM, end=""))


class _Table:
    """Columns of (word, style) pairs; texts are made of them only where they are styled."""

    def __init__(self, paper: Paper, listing: Listing, first: list[Summary], *, streams: bool) -> None:
        self.paper, self.look, self.plain = paper, paper.look, streams
        self.names = {number: line(server.name) for number, server in listing.servers.items()}
        self.matches = listing.matches or {}
        self.severity = streams or any(s.incident.severity for s in first)
        self.heads = list(self._heads(first))
        rows = [self.heads, *([word for word, _ in self._cells(s.incident)] for s in first)]
        self.widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
        if self.names:
            self.widths[-1] = min(self.widths[-1], _SERVERS_ROOM)
        self.one_line = paper.width - sum(self.widths) - len(_GAP) * len(self.widths) >= _TITLE_ROOM

    def print(self, rows: Iterable[Summary]) -> None:
        """Print the heads and the rows."""
        self._put([(head, DIM) for head in [*self.heads, *(["title"] if self.one_line else [])]])
        for incident, headline in rows:
            values = self._cells(incident)
            title = (line(headline, self.paper.width), STRONG if incident.open else "")
            if self.one_line:
                if self.names:
                    values[-1] = (line(values[-1][0], _SERVERS_ROOM), "")
                self._put([*values, title])
            else:
                self._put([values[0], title])
                self._put([("", ""), *values[1:]])
            for match in self.matches.get(incident.id, ())[:_MATCHES]:
                if match.entry:  # 0 is the title, which stands above
                    self._put_match(incident.id, match)

    def _put_match(self, number: int, match: Match) -> None:
        """Print where something was found: the line's address, and the words around it."""
        lead = f"{_GAP}{number}.{match.entry}{_GAP}{'retracted: ' if match.retracted else ''}"
        room = self.paper.width - cells(lead)
        if room < NARROWEST:
            return
        parts = [(lead, DIM), *_fitting(match, room)]
        if self.plain:
            self.paper.raw("".join(word for word, _ in parts).rstrip())
        else:
            self.paper.row(Text.assemble(*parts))

    def _put(self, values: list[Cell]) -> None:
        """Print values in their columns; the last one takes what is left of the line."""
        *columns, (last, style) = values
        lead = [
            (word + " " * (width - cells(word)) + _GAP, style)
            for (word, style), width in zip(columns, self.widths, strict=False)
        ]
        room = self.paper.width - sum(cells(word) for word, _ in lead)
        if room < _TIGHT:
            self.paper.put(joined((Text(word, style) for word, style in values), _GAP))
            return
        row = [*lead, (line(last, room), style)]
        if self.plain:
            self.paper.raw("".join(word for word, _ in row).rstrip())
        else:
            self.paper.row(Text.assemble(*row))

    def _heads(self, first: list[Summary]) -> Iterator[str]:
        yield from ("id", "status", "impact")
        if self.severity:
            yield "severity"
        zones = dict.fromkeys(phrase.zone_name(s.incident.began_at, self.look.zone) for s in first)
        yield f"began {'/'.join(zones)}"
        yield "duration"
        if self.names:
            yield "servers"

    def _cells(self, incident: Incident) -> list[Cell]:
        status = measure.phase(incident, self.look.now)
        found = [
            (f"#{incident.id}", ""),
            _status(incident, status, self.look),
            (incident.impact.value, IMPACT_STYLES[incident.impact]),
        ]
        if self.severity:
            found.append((incident.severity.value if incident.severity else "", ""))
        found += [(began(incident.began_at, self.look), ""), (phrase.lasted(incident, self.look.now), "")]
        if self.names:
            names = ", ".join(self.names.get(server, phrase.UNKNOWN) for server in incident.servers)
            found.append((line(names, self.paper.width), ""))
        return found


def _status(incident: Incident, status: Status, look: Look) -> Cell:
    """The status, and whether a maintenance is past its planned end."""
    said = phrase.said_status(status, incident)
    return (f"{said}, overrun", WARN) if measure.overrun(incident, look.now) else (said, STATUS_STYLES[status])


def _fitting(match: Match, room: int) -> list[Cell]:
    """An excerpt in at most so many cells: characters may be wide, or be shown as escapes."""
    usual = "strike" if match.retracted else ""
    length = room
    while True:
        cut = excerpt(match.text, match.spans, length)
        parts = [(line(part), f"{usual} {STRONG}".strip() if sought else usual) for part, sought in cut.parts()]
        taken = sum(cells(word) for word, _ in parts)
        if taken <= room:
            return parts
        if length <= NARROWEST:
            return [(line(cut.text, room), usual)]
        length = max(NARROWEST, min(length - 1, length * room // taken))


def began(at: datetime, look: Look) -> str:
    """An instant for a narrow column that names the zone in its head: `10:05`, `02-10 10:05`, `2014-02-10`."""
    local, now = phrase.local(at, look.zone), phrase.local(look.now, look.zone)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    if local.year == now.year:
        return f"{local:%m-%d %H:%M}"
    return f"{local.year:04}-{local:%m-%d}"
