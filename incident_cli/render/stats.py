"""The screen of `stats`: figures as a table with small bars, then what stands out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from incident_cli.core import phrase
from incident_cli.core.stats import FIGURES, Group, Spread, Stats
from incident_cli.render.paper import DIM, STRONG, WARN, Paper, joined, padded, safe
from incident_cli.render.text import cells

SHORT = dict(zip(FIGURES, ("TTD", "first word", "TTA", "TTI", "TTM", "TTR", "longest silence"), strict=True))
"""The figures as screens call them."""
_NAME_ROOM = 24
_BAR = 14
_EIGHTHS = " ▏▎▍▌▋▊▉"
_HEADS = ("n", "mean", "median", "90th pct")
_SERVERS = 10


def stats(paper: Paper, told: Stats) -> None:
    """Print the figures of a period."""
    look, whole = paper.look, told.whole
    span = f"{phrase.stamp(told.since, look.zone)} to {phrase.stamp(told.until, look.zone)}"
    paper.put(Text(f"Incidents that began from {span}", STRONG, end=""))
    if told.servers:
        named = ", ".join(told.names.get(server, phrase.UNKNOWN) for server in told.servers)
        paper.put(safe(f"of {named}", DIM))
    updates = f"{whole.total_updates} public update{'' if whole.total_updates == 1 else 's'}"
    still = f"{whole.open} of them open" if whole.open else "none of them open"
    counts = [f"{whole.incidents} incident{'s' if whole.incidents != 1 else ''}", still, updates]
    paper.put(joined(Text(each, end="") for each in counts) if whole.incidents else Text("none", DIM, end=""))
    if whole.ended:
        _figures(paper, whole)
    if told.per:
        _groups(paper, told)
    _silences(paper, told)
    _offenders(paper, told)
    _rest(paper, told)


def _figures(paper: Paper, whole: Group) -> None:
    paper.gap()
    most = max((spread.mean or 0 for spread in whole.figures), default=0)
    rows = [
        [name, *_values(spread), bar(spread.mean, most, _BAR)]
        for name, spread in zip(SHORT.values(), whole.figures, strict=True)
    ]
    _table(paper, ["", *_HEADS, ""], rows, [Text(name, end="") for name in SHORT.values()])


def _values(spread: Spread) -> list[str]:
    if not spread.n:
        return ["0", *[phrase.UNKNOWN] * 3]
    return [str(spread.n), *(phrase.brief(value) for value in (spread.mean, spread.median, spread.p90))]


def _groups(paper: Paper, told: Stats) -> None:
    """How many there were, and how long they took; the other figures are told by the other forms."""
    paper.heading(Text.assemble((f"Per {told.per}", STRONG), (", and their TTR", DIM)))
    most = max((group.incidents for group in told.groups), default=0)
    ttr = FIGURES.index("ttr_s")
    still = bool(told.whole.open)
    rows = [
        [
            *("", str(each.incidents), bar(each.incidents, most, _BAR)),
            *([str(each.open or "")] if still else []),
            *_values(each.figures[ttr]),
        ]
        for each in told.groups
    ]
    names = [safe(each.name, "", _NAME_ROOM) if each.name else Text(f"no {told.per}", DIM) for each in told.groups]
    heads = [str(told.per), "incidents", "", *(["open"] if still else []), *_HEADS]
    _table(paper, heads, rows, names, left=(2,))
    if told.per in ("server", "tag"):
        paper.put(Text(f"an incident counts with each of its {told.per}s", DIM, end=""), 1)


def _table(
    paper: Paper, heads: Sequence[str], rows: Sequence[Sequence[str]], names: Sequence[Text], left: Sequence[int] = ()
) -> None:
    """Columns of numbers below their heads, the names in front; bars stand at the left of their columns."""
    widths = [max(len(word) for word in column) for column in zip(heads[1:], *(row[1:] for row in rows), strict=True)]
    first = max(len(heads[0]), *(cells(name.plain) for name in names), 0)

    def line(words: Sequence[str]) -> str:
        put = [
            f"{word:<{width}}" if number in (*left, len(heads) - 1) and not heads[number] else f"{word:>{width}}"
            for number, (word, width) in enumerate(zip(words, widths, strict=True), start=1)
        ]
        return "  " + "  ".join(put)

    paper.put(Text(f"{heads[0]:<{first}}{line(heads[1:])}", DIM, end=""), 1)
    for name, row in zip(names, rows, strict=True):
        paper.put(padded(name, first) + Text(line(row[1:]).rstrip()), 1)


def bar(value: float | None, most: float, width: int) -> str:
    """A bar of so many cells at the most, in eighths of a cell; what is there at all has one of them."""
    if not value or not most:
        return ""
    eighths = max(1, round(value / most * width * 8))
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def _silences(paper: Paper, told: Stats) -> None:
    if told.silences:
        paper.heading("Longest silences")
    width = max((len(phrase.brief(each.seconds)) for each in told.silences), default=0)
    numbers = max((len(str(each.incident)) for each in told.silences), default=0) + 1
    for each in told.silences:
        number = f"#{each.incident}"
        lead = Text.assemble(f"{phrase.brief(each.seconds):<{width}}  ", (f"{number:<{numbers}}  ", STRONG))
        paper.put(safe(told.headlines.get(each.incident, ""), "", paper.width - cells(lead.plain) - 1), 1, lead)


def _offenders(paper: Paper, told: Stats) -> None:
    shown = told.offenders[:_SERVERS]
    if not shown:
        return
    paper.heading("Repeat offenders")
    most = max(each.incidents for each in shown)
    names = [safe(told.names.get(each.server, phrase.UNKNOWN), "", _NAME_ROOM) for each in shown]
    rows = [["", str(each.incidents), bar(each.incidents, most, _BAR), phrase.brief(each.downtime_s)] for each in shown]
    _table(paper, ["server", "incidents", "", "downtime"], rows, names, left=(2,))
    if len(told.offenders) > len(shown):
        paper.put(Text(f"and {len(told.offenders) - len(shown)} more", DIM, end=""), 1)


def _rest(paper: Paper, told: Stats) -> None:
    upkeep, actions = told.upkeep, told.actions
    if upkeep.planned:
        paper.heading("Maintenance")
        late = f"{upkeep.overran} overran, by {phrase.brief(upkeep.overrun_s)}" if upkeep.overran else ""
        off = f"{upkeep.called_off} called off" if upkeep.called_off else ""
        done = f"{upkeep.done} done, {phrase.brief(upkeep.lasted_s)} of work"
        paper.put(joined([Text(f"{upkeep.planned} planned"), Text(done), Text(off), Text(late, WARN)]), 1)
    if actions.open:
        paper.heading("Actions")
        late = f"{actions.overdue} overdue" if actions.overdue else ""
        paper.put(joined([Text(f"{actions.open} open"), Text(late, WARN)]), 1)
