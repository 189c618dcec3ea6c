"""What every command receives: settings, the clock, the store, the output, and how to ask a person.

The only place that reads the clock. The store and the output are made when first used.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cached_property

from incident_cli.config import Config, import_zoneinfo
from incident_cli.core import instant, words, zones
from incident_cli.errors import IncidentError, Refused, Unreachable, Usage
from incident_cli.render import choose
from incident_cli.render.look import Look
from incident_cli.store import Stamp, open_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Any, TypeVar

    from incident_cli.store.values import Loaded

    Answer = TypeVar("Answer")

    from incident_cli.core.events import Event
    from incident_cli.core.redact import Redaction
    from incident_cli.core.views import Receipt
    from incident_cli.render.output import Output
    from incident_cli.store import View, Written
    from incident_cli.store.protocol import Store


_SYSTEM = ("TZ", "/etc/localtime", "/etc/timezone")
"""Sources of the zone that nobody told us."""


class Doubt(IncidentError):
    """A command cannot go on without an answer: on a terminal a question, else this error.

    about: what the answer is kept under; choices: (value, label) pairs to pick from; error: its words
    and its exit code; hints: in place of those of the error.
    """

    def __init__(
        self,
        about: str,
        question: str,
        choices: Sequence[tuple[str, str]],
        error: IncidentError,
        hints: Sequence[str] = (),
    ) -> None:
        super().__init__(error.message, *(hints or error.hints))
        self.code = error.code
        self.about = about
        self.question = question
        self.choices = choices


class Stored(Exception):
    """What was to be written is in the log already: these rows."""

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__()
        self.events = events


class App:
    """One command's surroundings.

    config: the settings; json, quiet, header: how it was asked to answer; clock: what time it is.
    """

    def __init__(
        self,
        config: Config,
        *,
        json: bool = False,
        quiet: bool = False,
        header: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.config = config
        self.clock = clock
        self.saved = False
        """Whether something was committed: from then on the exit code is 0, whatever the output does."""
        self.written: Written | None = None
        """What was committed last, until its hook has run."""
        self.answers: dict[str, str] = {}
        self.drafts: list[str] = []
        """Files of texts that were written in the editor; they go when the text is saved."""
        self.errand: Callable[[App], None] | None = None
        """What sends the outbox of a server (`commands/sending.py`), before the store is first used."""
        self.away: Unreachable | None = None
        """Why the server cannot be reached: as long as this stands here, it is not waited for again."""
        self.behind: IncidentError | None = None
        """Why something is still in the outbox, and nothing may be written before it."""
        self._json, self._quiet, self._header = json, quiet, header
        self._commits = 0
        """How often something was committed."""
        self._delivered = False
        """Whether the errand was run."""
        self._arrived: datetime | None = None
        """When what it writes reaches the store, if it waited in an outbox; then it may be in the log already."""

    @cached_property
    def now(self) -> datetime:
        """The instant of this command, read once: the clock's, or `INCIDENT_NOW`."""
        clock = instant.floor(self.clock())
        if not self.config.now:
            return clock
        from incident_cli.core import when

        return when.instant(self.config.now, now=clock, zone=self.zone, ahead=True)

    def tick(self) -> datetime:
        """The clock read again, for a command that goes on; what is shown is then as of that instant."""
        for of_the_moment in ("now", "out"):
            self.__dict__.pop(of_the_moment, None)
        return self.now

    @cached_property
    def zone(self) -> tzinfo:
        """The zone in which times are read and shown."""
        if self.config.sources["tz"] in _SYSTEM:
            from incident_cli import localzone

            return localzone.zone(self.config.tz, self.config.sources["tz"])
        import_zoneinfo()
        return zones.zone(self.config.tz)

    @cached_property
    def _name(self) -> str:
        """The name of this command in the log."""
        return _batch()

    @property
    def store(self) -> Store:
        """The store at the location said, or in the default folder, which is made for a write.

        Raises Unreachable where something is in the outbox, and cannot be sent.
        """
        if self.away:
            raise self.away
        self.deliver()
        return self._store

    @cached_property
    def _store(self) -> Store:
        return open_store(self.config.db, self.config.wait, make_folder=self.config.db_is_default)

    def deliver(self, *, again: bool = False) -> None:
        """Run the errand, once unless it is to be `again`. Raises Unreachable."""
        if self.errand is None or (self._delivered and not again):
            return
        self._delivered = True
        try:
            self.errand(self)
        except BaseException:
            self._delivered = False
            raise

    @property
    def look(self) -> Look:
        """How the answer is to look."""
        return Look(self.zone, self.now, self.config.width, self.config.colour, header=self._header, quiet=self._quiet)

    @cached_property
    def out(self) -> Output:
        """Where the answer goes."""
        return choose(self.look, json=self._json)

    @property
    def form(self) -> str:
        """The option that says in which form to answer, as it is typed; empty where none was."""
        asked = {"--json": self._json, "-q": self._quiet, "--header": self._header}
        return next((option for option, typed in asked.items() if typed), "")

    def later(self, *, wait: float, width: int = 0) -> App:
        """The same surroundings a moment later: the clock is read again, nothing is kept.

        wait: seconds to wait for another program's lock, at the most; width: columns of the terminal.
        """
        config = self.config._replace(wait=min(wait, self.config.wait), width=width)
        return App(config, clock=self.clock)

    def at(self, then: datetime) -> App:
        """The same surroundings with the clock at an instant of the past: for what is told as of then."""
        config = self.config._replace(now="")
        return App(config, json=self._json, quiet=self._quiet, header=self._header, clock=lambda: then)

    def then(self, stamp: Stamp, tz: str, tz_source: str, date_order: str) -> App:
        """The surroundings of a command of another time, over the same store: whatever it writes gets that stamp.

        tz, tz_source, date_order: its settings. Its write raises Stored where the log has it already.
        """
        source = tz_source if tz_source in _SYSTEM and zones.named(tz) is None else "outbox"
        config = self.config._replace(
            tz=tz,
            date_order=date_order,
            by=stamp.author,
            host=stamp.host,
            now="",
            interactive=False,
            sources={**self.config.sources, "tz": source},
        )
        app = App(config, clock=lambda: stamp.recorded_at)
        app._name, app._store, app._arrived = stamp.batch, self._store, self.now
        return app

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked: never under `--json` or `-q`, which scripts use."""
        return self.config.interactive and not (self._json or self._quiet)

    def time(self, words: str, *, ahead: bool = False) -> datetime:
        """The instant that words mean. ahead: a planned time. Raises Usage."""
        from incident_cli.core import when

        return when.instant(words, now=self.now, zone=self.zone, date_order=self.config.date_order, ahead=ahead)

    def warn(self, text: str) -> None:
        """Say on standard error what the person should know; it changes no exit code."""
        from incident_cli.render.complaint import warn

        warn(text)

    def aside(self, receipt: Receipt) -> None:
        """What a write did, on standard error, where standard output belongs to somebody else; nothing with -q."""
        if not self._quiet:
            from incident_cli.render.complaint import remark
            from incident_cli.render.receipt import receipt_line

            remark(receipt_line(receipt, Look(self.zone, self.now)))

    def read(self, ask: Callable[[View], Answer]) -> Answer:
        """Ask the store; a doubt is settled with the person and the question asked again."""
        return self._settled(lambda: self.store.read(ask))

    def write(self, decide: Callable[[View], Sequence[Event]]) -> Written:
        """Append what `decide` returns. Questions come before the transaction that writes, never inside."""
        self.zone  # noqa: B018 (an unknown one is refused before anything is saved, not by the echo)
        stamp = self.stamp()
        if self._arrived:
            decide = _arriving(stamp, self._arrived, decide)
        return self._saving(stamp, lambda: self._settled(lambda: self.store.write(stamp, decide)))

    def load(self, batches: Callable[[View], Iterable[Sequence[Event]]]) -> Loaded:
        """Append many events (`Store.load`). No hook is run: they are told of what happens, not of histories."""
        self.zone  # noqa: B018 (as in `write`)
        stamp = self.stamp()
        return self._kept(stamp, lambda: self._settled(lambda: self.store.load(stamp, batches)), _some_rows)

    def restore(self, rows: Callable[[], Iterable[tuple[Any, ...]]], after: int) -> Loaded:
        """Append rows of a log as they are (`Store.restore`)."""
        return self._kept(self.stamp(), lambda: self.store.restore(rows, after), _some_rows)

    def _saving(self, stamp: Stamp, save: Callable[[], Written]) -> Written:
        written = self._kept(stamp, save, lambda written: bool(written.events))
        self.written = written if self.saved else None
        return written

    def _kept(self, stamp: Stamp, save: Callable[[], Answer], some: Callable[[Answer], bool]) -> Answer:
        """Save. Ctrl-C may strike between the commit and the word of it: look whether it is in the log."""
        try:
            self.store  # noqa: B018 (what is in the outbox comes first)
            if self.behind:
                raise self.behind
            answer = save()
            self.saved = some(answer)
        except KeyboardInterrupt:
            self.saved = self._is_saved(stamp)
            self._commits += self.saved
            raise
        self._commits += self.saved
        return answer

    def kept(self) -> None:
        """What was to be committed is in the outbox, under its name: the next commit gets another one."""
        self._commits += 1

    def progress(self, what: str, total: int) -> AbstractContextManager[Callable[[], None]]:
        """`with app.progress("importing", 211) as step`: a bar on standard error for what takes long."""
        from incident_cli.render.progress import progress

        return progress(what, total, quiet=self._quiet)

    def _is_saved(self, stamp: Stamp) -> bool:
        try:
            return open_store(self.config.db, 0).read(lambda view: bool(view.batch(stamp.batch)))
        except (IncidentError, ImportError, AttributeError):  # interrupted in an import, a module is only half there
            return False

    def confirm(self, question: str, *, yes: bool) -> None:
        """Go on only if a person agrees, or `--yes` was typed. Raises Refused."""
        if yes:
            return
        if not self.interactive:
            raise Refused("this cannot be undone, and nobody can be asked here; nothing was changed", "add --yes")
        self.agree(question, yes=False)

    def agree(self, question: str, *, yes: bool) -> bool:
        """Whether a person was asked, and agreed: where nobody can be, or `--yes` was typed, it just goes on.

        Raises Refused for a no.
        """
        if yes or not self.interactive:
            return False
        from incident_cli.render.prompt import agreed

        if not agreed(question):
            raise Refused("cancelled; nothing was changed")
        return True

    def redact(self, decide: Callable[[View], Redaction]) -> Written:
        """Take a secret out of the store for good (`Store.redact`)."""
        stamp = self.stamp()
        return self._saving(stamp, lambda: self.store.redact(stamp, decide))

    @property
    def author(self) -> str:
        """Who writes. Raises Usage for a name of several lines."""
        return words.one_line(self.config.by, "the name of the author (--by, INCIDENT_USER)")

    def stamp(self) -> Stamp:
        """What a commit is stamped with. The second one and those after it have the name of the first in theirs:
        whatever one command writes is undone at once."""
        name = f"{self._name}+{self._commits}" if self._commits else self._name
        return Stamp(name, self.now, self.author, self.config.host)

    def _settled(self, attempt: Callable[[], Answer]) -> Answer:
        while True:
            try:
                return attempt()
            except Doubt as doubt:
                if not self.interactive or doubt.about in self.answers:
                    raise
                from incident_cli.render.prompt import pick

                self.answers[doubt.about] = pick(doubt.question, doubt.choices)


def _arriving(
    stamp: Stamp, arrived: datetime, decide: Callable[[View], Sequence[Event]]
) -> Callable[[View], Sequence[Event]]:
    """Rows that waited: look for them in the log first, inside the same transaction, and say when its lines arrived.

    Raises Stored.
    """

    def once(view: View) -> Sequence[Event]:
        events = view.batch(stamp.batch)
        if events:
            raise Stored(events)
        return [event.arriving(arrived) for event in decide(view)]

    return once


def _some_rows(loaded: Loaded) -> bool:
    return loaded.rows > 0


def _batch() -> str:
    """A new name for the rows of one command: the clock's milliseconds, so that names sort, and chance."""
    return f"{time.time_ns() // 1_000_000:012x}{os.urandom(10).hex()}"


def whole_number(text: str, what: str) -> int:
    """A number above zero from what was typed. Raises Usage."""
    if text.isascii() and text.isdigit() and 0 < len(text) < 16 and int(text) > 0:
        return int(text)
    raise Usage(f'"{text}" is not {what}', "a whole number above 0")
