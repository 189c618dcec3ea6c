"""`--watch`: the answer of a command, drawn again whenever it changes, until somebody ends it.

Nothing is held open between two looks: a file that is watched can be written, moved and replaced.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from incident_cli.context import App
from incident_cli.errors import Busy, IncidentError, NotOurs, Usage
from incident_cli.render.look import Look
from incident_cli.render.watch import Frame, Picture, drawn, footer
from incident_cli.render.window import Window

Ask = Callable[[App], Picture]
"""What a command would show now. Raises IncidentError."""

USUAL = 24
"""Lines of a terminal that knows none."""
EVERY = 0.25
"""Seconds between two looks at whether the file has changed."""
AGES = 5.0
"""Seconds after which the ages on the screen are told anew, at the soonest."""
SHARE = 200
"""A view that nobody changes is drawn again only after so many times what that cost the last time: 0.5% of a CPU."""
CROWD = 4
"""As above, of a view that changes all the time: a fifth of a CPU."""
AGAIN = 1.0
"""Seconds until the next try after an error; it takes as long until an error is worth a word."""
PATIENCE = 2.0
"""Seconds for which a file has to stay wrong, unchanged, before it is not the middle of a copy but damage."""


def watch(app: App, ask: Ask, *, instead: str, newest_last: bool = False) -> int:
    """Show it until q (exit code 0), Ctrl-C (130) or a signal.

    instead: the command that shows it once; newest_last: the end of it matters most.
    Raises Usage where there is no terminal to draw on, what `ask` raises the first time, and NotOurs.
    """
    refuse(app, instead)
    first = ask(app)
    with Window(keys=app.config.interactive) as window, window.heeding():
        _Watch(app, ask, first, window, Frame(newest_last=newest_last)).go()
    if window.ended not in (0, signal.SIGINT):
        signal.signal(window.ended, signal.SIG_DFL)
        os.kill(os.getpid(), window.ended)  # it ends as whoever sent the signal expects
    return window.code


def refuse(app: App, instead: str) -> None:
    """Raises Usage where `watch` cannot draw. instead: the command that shows it once."""
    if app.form:
        raise Usage(f"--watch draws on the terminal: {app.form} makes no sense with it", f"{instead} {app.form}")
    if not app.config.width:
        raise Usage("--watch needs a terminal, and standard output is none", f"{instead}  prints it once")
    if app.config.dumb:
        raise Usage("--watch needs a terminal that can move its cursor (TERM)", f"{instead}  prints it once")


class _Watch:
    """One view. Times are seconds of the monotonic clock."""

    def __init__(self, app: App, ask: Ask, first: Picture, window: Window, frame: Frame) -> None:
        self.app, self.ask, self.window, self.frame = app, ask, window, frame
        self.seen, self.picture = app, first
        """The last answer, and the surroundings that it was given in."""
        self.lines: list[bytes] = []
        self.width = 0
        """The answer as lines of so many columns; 0: not drawn yet."""
        self.pulse: tuple[int, ...] = ()
        self.still_since = self.asked_at = self.cost = 0.0
        """Since when the pulse is the same; when the store was asked last; the CPU seconds that it cost."""
        self.trouble: IncidentError | None = None
        self.trouble_since = 0.0

    def go(self) -> None:
        """Look, draw, wait; until q is pressed or a signal raises KeyboardInterrupt."""
        while True:
            began, asked = time.process_time(), self._look()
            self._draw()
            if asked:
                self.cost = time.process_time() - began
            for key in self.window.wait(EVERY):
                if key == "quit":
                    return
                self.frame.press(key, len(self.lines), self._size()[1])

    def _look(self) -> bool:
        """Ask the store where there is a reason to; whether there was."""
        now, later, pulse = time.monotonic(), self.app.later(wait=0, width=self._size()[0]), self.app.store.pulse()
        written = pulse != self.pulse or not self.asked_at
        rest = now - self.asked_at
        if not (rest >= CROWD * self.cost if written else self._due(rest, later)):
            return False
        if written:
            self.pulse, self.still_since = pulse, now
        self.asked_at = now
        try:
            self.picture = self.ask(later)
        except IncidentError as failure:
            self._stumble(failure, now)
        else:
            self.seen, self.trouble, self.width = later, None, 0
        return True

    def _due(self, rest: float, later: App) -> bool:
        """Whether to ask though nobody wrote: because it went wrong, or the ages are old."""
        if self.trouble:
            return isinstance(self.trouble, Busy) or rest >= AGAIN
        minute = later.now.replace(second=0, microsecond=0) > self.seen.now
        return rest >= SHARE * self.cost and (minute or rest >= AGES)

    def _stumble(self, failure: IncidentError, now: float) -> None:
        """Keep what is on the screen, and go on; a file that is and stays not ours is the end."""
        if isinstance(failure, NotOurs) and now - self.still_since >= PATIENCE:
            raise failure
        if not self.trouble:
            self.trouble_since = now
        self.trouble = failure

    def _draw(self) -> None:
        width, height = self._size()
        config = self.app.config
        look = Look(self.seen.zone, self.seen.now, width, config.colour)
        if width != self.width:
            self.width, self.lines = width, drawn(look, self.picture)
        note = self._note()

        def below(above: int, hidden: int) -> bytes:
            return footer(look, above, hidden, title=self.picture.title, note=note, keys=config.interactive)

        self.window.show(self.frame.cut(self.lines, below, height))

    def _note(self) -> str:
        """What is wrong just now; a lock that is held for a moment is not worth a word."""
        if self.trouble is None or time.monotonic() - self.trouble_since < AGAIN:
            return ""
        if isinstance(self.trouble, Busy):
            return "the database is busy"
        path = self.app.config.db  # its folder would take the whole line
        return self.trouble.message.replace(path, os.path.basename(path)).partition("; ")[0]

    def _size(self) -> tuple[int, int]:
        """Columns and lines of the window; of one that knows none, the usual ones."""
        columns, lines = self.window.size
        return columns or self.app.config.width, lines or USUAL
