"""What every screen is drawn on: one Console, safe text in, lines that fit the width out.

Rich passes ESC and OSC through, reads `[x]` as markup and `:fire:` as an emoji, and highlights in
quadratic time: so the one Console here does none of it, and every stored string becomes a `Text`
through `safe` or `body` and in no other way. Lines are printed a hundred at a time, which halves
their cost.
"""

from collections.abc import Iterable
from typing import IO

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from incident_cli.core import phrase
from incident_cli.core.model import Impact, Incident, State, Status
from incident_cli.render.look import Look
from incident_cli.render.text import block, cells, line

NARROWEST = 20
DIM, STRONG, WARN = "dim", "bold", "bold yellow"
# The terminal's own sixteen colours: they follow its theme, light or dark.
STATE_STYLES = dict(zip(State, ("green", "blue", "yellow", "magenta", "red"), strict=True))
STATUS_STYLES = {
    Status.INVESTIGATING: "bold red",
    Status.IDENTIFIED: "bold yellow",
    Status.MONITORING: "bold cyan",
    Status.RESOLVED: "bold green",
    Status.SCHEDULED: "bold blue",
    Status.IN_PROGRESS: "bold blue",
    Status.VERIFYING: "bold cyan",
    Status.COMPLETED: "bold green",
    Status.CANCELLED: "bold",
}
IMPACT_STYLES = {Impact.NONE: DIM, Impact.MINOR: "yellow", Impact.MAJOR: "magenta", Impact.CRITICAL: "red"}
_AT_ONCE = 100
_STEP = 4


def safe(stored: str, style: str = "", limit: int = 0) -> Text:
    """A stored string for a one-line place."""
    return Text(line(stored, limit), style, end="")


def body(stored: str, style: str = "") -> Text:
    """A stored text with its paragraphs."""
    return Text(block(stored).strip("\n"), style, end="")


def joined(parts: Iterable[Text], between: str = " · ") -> Text:
    """Parts in one text, the empty ones left out; what is between them is dim, and nothing else is."""
    text = Text(end="")
    for part in parts:
        if part:
            text.append(between if text else "", DIM).append_text(part)
    return text


def state_text(state: State | None) -> Text:
    """A server state: glyph, word and colour together."""
    if state is None:
        return Text("? unknown", DIM, end="")
    return Text(f"{state.glyph} {state.short}", STATE_STYLES[state], end="")


def status_text(status: Status, incident: Incident) -> Text:
    """A status in the words of its incident."""
    return Text(phrase.said_status(status, incident), STATUS_STYLES[status], end="")


def impact_text(impact: Impact) -> Text:
    """An impact."""
    return Text(impact.value, IMPACT_STYLES[impact], end="")


def padded(text: Text, width: int) -> Text:
    """A text filled up to a width, for the next column to start there."""
    text = text.copy()
    text.pad_right(max(0, width - cells(text.plain)))
    return text


class Paper:
    """Takes lines and prints them: to `file`, else to standard output. Call `flush` at the end of a screen."""

    def __init__(self, look: Look, file: IO[str] | None = None) -> None:
        self.look = look
        self.width = max(NARROWEST, look.width)
        self._console = Console(
            file=file,
            width=self.width,
            height=25,
            markup=False,
            emoji=False,
            highlight=False,
            color_system="standard" if look.colour else None,
            force_terminal=look.colour,
            no_color=not look.colour,
            legacy_windows=False,
        )
        self._waiting: list[Text] = []
        self._empty = True

    def put(self, text: Text, indent: int = 0, lead: Text | None = None) -> None:
        """Print a text, wrapped, `indent` cells from the left; its lines stand beside a `lead`."""
        first = Text(" " * indent, end="") + (lead or Text())
        hang = cells(first.plain)
        if hang > self.width // 2 and hang + cells(text.plain) > self.width:
            self.put(first)  # too little room beside it
            if not text:
                return
            hang = indent + _STEP
            first = Text(" " * hang, end="")
        for part in self.wrapped(text, self.width - hang):
            self.row(first + part)
            first = Text(" " * hang, end="")

    def row(self, text: Text) -> None:
        """Print one line that is known to fit."""
        text.rstrip()
        self._empty = False
        self._waiting.append(text)
        if len(self._waiting) >= _AT_ONCE:
            self.flush()

    def wrapped(self, text: Text, width: int) -> list[Text]:
        """The lines of a text in a width; words that are too long are cut."""
        if "\n" not in text.plain and cells(text.plain) <= width:
            return [text]
        return list(text.wrap(self._console, max(width, 2), overflow="fold"))

    def heading(self, text: str | Text) -> None:
        """A line that begins a part of the screen."""
        self.gap()
        self.put(Text(text, STRONG, end="") if isinstance(text, str) else text)

    def gap(self) -> None:
        """An empty line, but not at the top of a screen."""
        if not self._empty:
            self.row(Text())

    def separator(self, words: str) -> None:
        """A ruled line with words in it."""
        words = line(words, self.width - 6)
        self.row(Text.assemble("── ", (words, STRONG), " ", "─" * (self.width - cells(words) - 4), style=DIM, end=""))

    def panel(self, title: Text, lines: Iterable[Text]) -> None:
        """A framed box over the whole width; `lines` fit into `width - 4`."""
        self.flush()
        self._empty = False
        inside = Text("\n").join(lines)
        title = safe(title.plain, STRONG, self.width - 6)
        self._console.print(Panel(inside, title=title, title_align="left", width=self.width, border_style=DIM))

    def flush(self) -> None:
        """Print what is waiting."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self._console.print(Text("\n").join(waiting), soft_wrap=True)

    def raw(self, text: str) -> None:
        """Print text that is safe already, exactly as it is."""
        self.flush()
        self._console.file.write(text + "\n")
