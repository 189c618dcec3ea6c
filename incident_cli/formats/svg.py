"""The picture of an incident as SVG: a bar for each server, the phases, a tick for each line. Written only.

One file that needs nothing else: no script, no font, no address. It stands on a ground of its own and follows a
reader who prefers dark, so it is read on any page; states differ by height and pattern, so it is read in black and
white; what it shows is told in words (`<title>`, `<desc>`) to who cannot see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from incident_cli.core import measure, phrase, picture
from incident_cli.core.axis import marks
from incident_cli.core.model import State
from incident_cli.core.picture import Picture, Row
from incident_cli.core.postmortem.builtin import title
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Sheet
from incident_cli.core.visible import visible
from incident_cli.formats.svgstyle import PATTERNS, STYLE

WIDTH = 800
_PAD = 16
_LETTER = 6.6
"""Width of a letter of the usual size, as a browser's fonts have it about."""
_HEAD = 58
_FLAG, _FLAGS = 15, 4
_ROW, _ROW_OF_MANY, _MANY = 26, 17, 12
_TICKS = 22
_TICK = 4
_AXIS = 24
_MARK_ROOM = 64
_LEGEND = 26
_NAME_ROOM = (48, 168)
_MOST_BARS = 4000
"""Bars in one picture: of servers that went up and down all the time, some stand together in one."""
_TITLE_ROOM = 560
"""Of the title, as if it had the usual size: it is larger."""
_DESC_ROWS, _DESC_BARS = 12, 12


class _Plan(NamedTuple):
    """Where things stand, in pixels. left, right: of the bars; rows, ticks, axis: where each begins from the top."""

    shown: Picture
    zone: tzinfo
    left: float
    right: float
    levels: list[int | None]
    row: int
    rows: int

    @property
    def ticks(self) -> int:
        return self.rows + self.row * len(self.shown.rows) + 4

    @property
    def axis(self) -> int:
        return self.ticks + _TICKS

    @property
    def height(self) -> int:
        return self.axis + _AXIS + _LEGEND + (16 if self.shown.left_out else 0)

    @property
    def width(self) -> int:
        """Of the bars."""
        return int(self.right - self.left)

    def x(self, at: datetime) -> float:
        return self.left + self.shown.place(at) * self.width


def draw(sheet: Sheet, now: datetime, zone: tzinfo) -> str:
    """The picture of an incident as it stands at `now`, with times in the zone."""
    shown = picture.picture(sheet, now)
    heads = (title(sheet), _facts(sheet, shown, now, zone))
    if shown is None:
        return _wrapped(sheet, heads, _HEAD + 4, "No time has passed yet.", ())
    plan = _plan(shown, zone)
    parts = (*_grid(plan), *_flags(plan), *_rows(plan), *_ticks(plan), *_legend(plan))
    return _wrapped(sheet, heads, plan.height, _told(shown, zone), parts)


def _facts(sheet: Sheet, shown: Picture | None, now: datetime, zone: tzinfo) -> str:
    """`2014-02-10 10:05 CET – 15:05 CET · 5 h · completed`."""
    incident = sheet.incident
    end = measure.end_of(incident, now)
    until = phrase.clock(end, zone, incident.began_at) if end else "still open"
    when = f"{phrase.stamp(incident.began_at, zone)} – {until}"
    lasted = (phrase.span(measure.elapsed(incident.began_at, end or now)),) if shown else ()
    return " · ".join((when, *lasted, phrase.status_word(incident, now)))


def _plan(shown: Picture, zone: tzinfo) -> _Plan:
    names = max((_wide(row.name) for row in shown.rows), default=0.0)
    left = float(int(_PAD + min(max(names + 10, _NAME_ROOM[0]), _NAME_ROOM[1])))
    right = float(WIDTH - _PAD)
    row = _ROW if len(shown.rows) <= _MANY else _ROW_OF_MANY
    labels = []
    for phase in shown.phases:
        x = left + shown.place(phase.since) * (right - left)
        labels.append((min(x, right - _wide(phase.name)), _wide(phase.name) + 12))
    levels = picture.levels(labels, _FLAGS)
    used = max((level for level in levels if level is not None), default=-1) + 1
    return _Plan(shown, zone, left, right, levels, row, _HEAD + used * _FLAG + 6)


def _wrapped(sheet: Sheet, heads: tuple[str, str], height: int, told: str, parts: Iterable[str]) -> str:
    """The whole file. Its names are those of one incident, so that several may stand in one page."""
    name = f"incident-{sheet.incident.id}"
    rows = (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}-title {name}-desc">',
        f'<title id="{name}-title">{_text(heads[0])}</title>',
        f'<desc id="{name}-desc">{_text(heads[1])}. {_text(told)}</desc>',
        f"<style>{STYLE.replace('NAME', name)}</style>",
        f"<defs>{PATTERNS.replace('NAME', name)}</defs>",
        f'<rect class="ground" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="6"/>',
        _label(_PAD, 26, _fitting(heads[0], _TITLE_ROOM), "head"),
        _label(_PAD, 45, heads[1], "dim"),
        *parts,
        "</svg>",
    )
    return "\n".join(rows) + "\n"


def _grid(plan: _Plan) -> Iterator[str]:
    """The time axis below, and a fine line up from each of its marks; the zone below the names."""
    shown, zone = plan.shown, plan.zone
    most = max(2, plan.width // _MARK_ROOM)
    bottom = plan.axis
    found = marks(shown.since, shown.until, zone, most)
    days = not all(mark.day for mark in found)
    for mark in found:
        x = plan.x(mark.at)
        kind = "grid day" if mark.day and days else "grid"
        yield f'<path class="{kind}" d="M{_n(x)} {plan.rows - 4}V{bottom + 4}"/>'
        half = _wide(mark.label) / 2
        at = min(max(x, plan.left + half), WIDTH - 4 - half)
        yield _label(at, bottom + 16, mark.label, "dim mid")
    zones = dict.fromkeys(phrase.zone_name(at, zone) for at in (shown.since, shown.until))
    yield _label(plan.left - 8, bottom + 16, "/".join(zones), "dim end")


def _flags(plan: _Plan) -> Iterator[str]:
    """Where each phase begins: a broken line through the rows, with the name at its top, over every line."""
    names = []
    for phase, level in zip(plan.shown.phases, plan.levels, strict=True):
        x = plan.x(phase.since)
        top = _HEAD + (level or 0) * _FLAG
        yield f'<path class="flag" d="M{_n(x)} {top}V{plan.axis}"/>'
        if level is not None:
            at = min(x + 4, plan.right - _wide(phase.name))
            names.append(_label(at, top + 11, phase.name, "phase"))
    yield from names


def _rows(plan: _Plan) -> Iterator[str]:
    """Each server: its name and its bars."""
    width = _cell(plan)
    for number, row in enumerate(plan.shown.rows):
        top = plan.rows + number * plan.row
        yield _label(plan.left - 8, top + plan.row / 2 + 4, _fitting(row.name, plan.left - _PAD - 8), "end")
        for state, first, last in picture.runs(_cells(plan, row, width)):
            if state is not None:
                yield from _bar(plan, state, plan.left + first * width, (last - first) * width, top)


def _cells(plan: _Plan, row: Row, width: int) -> list[State | None]:
    return picture.cells(row.bars, plan.shown.since, plan.shown.until, plan.width // width)


def _cell(plan: _Plan) -> int:
    """The width of the smallest bar, in pixels: one, unless there would be too many."""
    for width in (1, 2, 4, 8):
        found = (_cells(plan, row, width) for row in plan.shown.rows)
        if sum(sum(1 for _ in picture.runs(cells)) for cells in found) <= _MOST_BARS:
            return width
    return 16


def _bar(plan: _Plan, state: State, x: float, width: float, top: float) -> Iterator[str]:
    """A bar of the height and the pattern of its state, with the word in it where that has room."""
    high = plan.row - 6 if state is not State.OPERATIONAL else 3
    y = top + (plan.row - high) / 2
    yield f'<rect class="{state.short}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(high)}"/>'
    if state is not State.OPERATIONAL and _wide(state.short) + 8 <= width and plan.row == _ROW:
        yield _label(x + width / 2, top + plan.row / 2 + 4, state.short, f"in in-{state.short} mid")


def _ticks(plan: _Plan) -> Iterator[str]:
    """A tick for each line; lines that stand close to each other share one, the taller the more they are."""
    bottom = plan.axis
    path = []
    for cell, count in enumerate(picture.gathered(plan.shown, plan.width // _TICK)):
        if count:
            high = 6 + 4 * min(3, len(bin(count)) - 3)
            path.append(f"M{_n(plan.left + (cell + 0.5) * _TICK)} {bottom}v-{high}")
    yield f'<path class="base" d="M{_n(plan.left)} {bottom}H{_n(plan.right)}"/>'
    yield f'<path class="tick" d="{"".join(path)}"/>'
    yield _label(plan.left - 8, bottom - 4, "lines", "dim end")


def _legend(plan: _Plan) -> Iterator[str]:
    """The states that occur, each with its pattern, its sign and its word; how many servers have no row."""
    x, y = plan.left, plan.axis + _AXIS + 4
    width = _cell(plan)
    for state in picture.seen(state for row in plan.shown.rows for state in _cells(plan, row, width)):
        high = 3 if state is State.OPERATIONAL else 12
        yield f'<rect class="{state.short}" x="{_n(x)}" y="{_n(y + 6 - high / 2)}" width="20" height="{high}"/>'
        said = f"{state.glyph} {state.short}"
        yield _label(x + 26, y + 10, said, "dim")
        x += 26 + _wide(said) + 18
    if plan.shown.left_out:
        yield _label(plan.left, y + 28, f"and {plan.shown.left_out} more servers, impaired less long", "dim")


def _told(shown: Picture, zone: tzinfo) -> str:
    """What the picture shows, in words: the phases, and of the first servers the first states."""
    day = shown.began
    phases = ", ".join(f"{phase.name} from {phrase.clock(phase.since, zone, day)}" for phase in shown.phases)
    said = [f"{len(shown.ticks)} lines", f"phases: {phases}"]
    for row in shown.rows[:_DESC_ROWS]:
        bars = [
            f"{bar.state.short} {phrase.clock(bar.since, zone, day)} – {phrase.clock(bar.until, zone, bar.since)}"
            for bar in row.bars
            if bar.state is not None
        ]
        more = f", and {len(bars) - _DESC_BARS} more" if len(bars) > _DESC_BARS else ""
        said.append(f"{row.name}: {', '.join(bars[:_DESC_BARS])}{more}")
    rest = len(shown.rows) - _DESC_ROWS + shown.left_out
    return "; ".join([*said, *([f"and {rest} more servers"] if rest > 0 else [])]) + "."


def _label(x: float, y: float, text: str, kinds: str) -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" class="{kinds}">{_text(text)}</text>'


def _n(number: float) -> str:
    """A number with one decimal at most."""
    return f"{round(number, 1):g}"


def _text(text: str) -> str:
    """Text as XML has it: what it forbids is made visible or replaced, and nothing is structure."""
    safe = visible(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _wide(text: str) -> float:
    """About how wide a text is; signs of the scripts that are written in squares take twice the room."""
    from unicodedata import east_asian_width

    shown = visible(text)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in shown) * _LETTER


def _fitting(text: str, room: float) -> str:
    """A text cut to a width, with a mark where something is missing."""
    shown, taken, cut = visible(text), 0.0, 0
    for place, sign in enumerate(shown, 1):
        taken += _wide(sign)
        if taken <= room - _LETTER:
            cut = place
        if taken > room:
            return f"{shown[:cut].rstrip()}…"
    return shown
