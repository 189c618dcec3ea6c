"""`--watch`: the answer of a command, drawn again whenever it changes, until somebody ends it.

A file is looked at every so often, and nothing of it is held open between two looks: it can be written, moved and
replaced. A server wakes us, and hears nothing from us while nobody writes but once a minute, when ages change: what is
seen is as of the minute that the line below tells, which goes for a maintenance that the clock begins or ends as well.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing

from incident_cli.commands.asking import Asking
from incident_cli.context import App
from incident_cli.errors import Busy, IncidentError, NotOurs, Usage
from incident_cli.render.look import Look
from incident_cli.render.watch import Frame, Picture, drawn, footer
from incident_cli.render.window import Window
from incident_cli.store.location import is_server, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.store.protocol import Alarm

Ask = Callable[[App], Picture]
"""What a command would show now. Raises IncidentError."""

USUAL = 24
"""Lines of a terminal that knows none."""
EVERY = 0.25
"""Seconds between two looks at whether somebody has written, where the alarm cannot wake us."""
AGES = 5.0
"""Seconds after which, there, what the clock changes is told anew; elsewhere the turn of the minute is soon enough."""
SHARE = 200
"""A view that nobody changes is drawn again only after so many times what that cost the last time: 0.5% of a CPU."""
CROWD = 4
"""As above, of a view that changes all the time: a fifth of a CPU."""
AGAIN = 1.0
"""Seconds until the next try after an error; it takes as long until an error is worth a word."""
SLOW = 2.0
"""Seconds after which an answer that has not come is worth a word."""
PATIENCE = 2.0
"""Seconds for which a file has to stay wrong, unchanged, before it is not the middle of a copy but damage."""


def watch(app: App, ask: Ask, *, instead: str, newest_last: bool = False) -> int:
    """Show it until q (exit code 0), Ctrl-C (130) or a signal.

    instead: the command that shows it once; newest_last: the end of it matters most.
    Raises Usage where there is no terminal to draw on, what `ask` raises the first time, and NotOurs.
    """
    refuse(app, instead)
    first = ask(app)
    frame = Frame(newest_last=newest_last)
    with closing(app.store.alarm()) as alarm, Window(keys=app.config.interactive) as window, window.heeding():
        _Watch(app, ask, first, alarm, window, frame).go()
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

    def __init__(self, app: App, ask: Ask, first: Picture, alarm: Alarm, window: Window, frame: Frame) -> None:
        self.app, self.ask, self.alarm, self.window, self.frame = app, ask, alarm, window, frame
        self.seen, self.picture = app, first
        """The last answer, and the surroundings that it was given in."""
        self.lines: list[bytes] = []
        self.width = 0
        """The answer as lines of so many columns; 0: not drawn yet."""
        self.asking: Asking | None = None
        self.asked = app
        """The question that is on its way, and the surroundings of the one asked last."""
        self.written = False
        """Whether somebody has written since the store was asked."""
        self.still_since = self.asked_at = self.began = self.cost = 0.0
        """When what was written was asked for, and anything; CPU seconds taken by then; those that the answer took."""
        self.trouble: IncidentError | None = None
        self.trouble_since = 0.0

    def go(self) -> None:
        """Look, draw, wait; until q is pressed or a signal raises KeyboardInterrupt."""
        try:
            while True:
                answered = self._look()
                self._draw()
                if answered:
                    self.cost = time.process_time() - self.began
                for key in self._wait():
                    if key == "quit":
                        return
                    self.frame.press(key, len(self.lines), self._size()[1])
        finally:
            if self.asking:
                self.asking.leave()

    def _look(self) -> bool:
        """Take the answer that has come, or ask the store where there is a reason to; whether an answer came."""
        if self.asking:
            return self.asking.over and self._take(self.asking)
        self.written = self.alarm.rung() or self.written  # never while the store is asked: see `Alarm.rung`
        later = self._later()
        if self._until(later) <= 0:
            self._begin(later)
        return False

    def _begin(self, later: App) -> None:
        now = time.monotonic()
        if self.written:
            self.written, self.still_since = False, now
        self.asked_at, self.asked, self.began = now, later, time.process_time()
        self.asking = Asking(lambda: self.ask(later))
        self.window.settle = self.asking.settle

    def _take(self, asking: Asking) -> bool:
        self.asking = None
        try:
            self.picture = asking.answer()
        except IncidentError as failure:
            self._stumble(failure, time.monotonic())
        else:
            self.seen, self.trouble, self.width = self.asked, None, 0
        return True

    def _wait(self) -> list[str]:
        """Sleep until there is a reason not to; the keys that were pressed."""
        if self.asking:
            return self.window.wait(EVERY if self.trouble else SLOW, self.asking.fileno)
        until, alarm = max(0.0, self._until(self._later())), self.alarm.fileno
        if alarm is None or self.trouble:
            until = min(EVERY, until)
        return self.window.wait(until, alarm)

    def _until(self, later: App) -> float:
        """Seconds until the store is to be asked as far as we know now; none left: it is to be asked."""
        rest = time.monotonic() - self.asked_at
        if self.written:
            return CROWD * self.cost - rest
        if self.trouble:
            return (EVERY if isinstance(self.trouble, Busy) else AGAIN) - rest
        minute = later.now.replace(second=0, microsecond=0)
        ages = 60.0 - (later.now - minute).total_seconds()
        if minute != self.seen.now.replace(second=0, microsecond=0):  # it is over, or the clock was set
            ages = 0.0
        if self.alarm.fileno is None:
            ages = min(ages, AGES - rest)
        return max(ages, SHARE * self.cost - rest)

    def _later(self) -> App:
        return self.app.later(wait=0, width=self._size()[0])

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
        now = time.monotonic()
        if self.trouble is None:
            return "no answer yet" if self.asking and now - self.asked_at >= SLOW else ""
        if now - self.trouble_since < AGAIN:
            return ""
        if isinstance(self.trouble, Busy):
            return "the database is busy"
        where = shown(self.app.config.db)  # it would take the whole line
        short = "the server" if is_server(where) else os.path.basename(where)
        return self.trouble.message.replace(where, short).partition("; ")[0].removeprefix("the server: ")

    def _size(self) -> tuple[int, int]:
        """Columns and lines of the window; of one that knows none, the usual ones."""
        columns, lines = self.window.size
        return columns or self.app.config.width, lines or USUAL
