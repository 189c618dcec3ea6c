"""The screen of `list`: incidents in aligned columns, streamed.

One line each where the title keeps enough room, else two: the title above its details. The widths
come from the first rows; a value further down that is wider pushes the title, never loses its end.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain, islice

from rich.text import Text

from incident_cli.core import measure, phrase
from incident_cli.core.model import Incident, Server
from incident_cli.core.views import Listing, Summary
from incident_cli.render.look import Look
from incident_cli.render.paper import DIM, IMPACT_STYLES, STATUS_STYLES, STRONG, Paper, joined
from incident_cli.render.text import cells, line

PLAIN_FROM = 200
"""From so many rows on they are written without colour: styled ones cost ten times as much."""
Cell = tuple[str, str]
"""A word that is safe already, and its style."""
_GAP = "  "
_TITLE_ROOM = 30
_SERVERS_ROOM = 20
_TIGHT = 8


def listing(paper: Paper, listing: Listing) -> None:
    """Print the rows, and how many there are in all where not all are shown."""
    rows = iter(listing.rows)
    first = list(islice(rows, PLAIN_FROM))
    if not first:
        paper.put(Text("no incidents", end=""))
        paper.put(Text('to open one: incident open "what is wrong" -s SERVER', DIM, end=""))
        return
    table = _Table(paper, listing.servers, first, streams=listing.shown > len(first))
    table.print(chain(first, rows))
    if listing.shown < listing.total:
        paper.put(Text(f"showing {listing.shown} of {listing.total}", DIM, end=""))


class _Table:
    """Columns of (word, style) pairs; texts are made of them only where they are styled."""

    def __init__(self, paper: Paper, servers: Mapping[int, Server], first: list[Summary], *, streams: bool) -> None:
        self.paper, self.look, self.plain = paper, paper.look, streams
        self.names = {number: line(server.name) for number, server in servers.items()}
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
            (phrase.said_status(status, incident), STATUS_STYLES[status]),
            (incident.impact.value, IMPACT_STYLES[incident.impact]),
        ]
        if self.severity:
            found.append((incident.severity.value if incident.severity else "", ""))
        found += [(began(incident.began_at, self.look), ""), (phrase.lasted(incident, self.look.now), "")]
        if self.names:
            names = ", ".join(self.names.get(server, phrase.UNKNOWN) for server in incident.servers)
            found.append((line(names, self.paper.width), ""))
        return found


def began(at: datetime, look: Look) -> str:
    """An instant for a narrow column that names the zone in its head: `10:05`, `02-10 10:05`, `2014-02-10`."""
    local, now = phrase.local(at, look.zone), phrase.local(look.now, look.zone)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    if local.year == now.year:
        return f"{local:%m-%d %H:%M}"
    return f"{local.year:04}-{local:%m-%d}"
