"""`incident run`: a command, run as if typed alone, and one internal line that tells what it did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_cli.commands import receipts, target
from incident_cli.commands.notify import notify
from incident_cli.context import App
from incident_cli.core import phrase, words
from incident_cli.core.decide.lines import Line, updated
from incident_cli.core.events import Event
from incident_cli.core.model import EntryKind, Incident, Ran
from incident_cli.core.tail import Tail
from incident_cli.errors import IncidentError, NotFound, Usage
from incident_cli.store import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.child import Ended


def run(app: App, command: list[str], *, incident: str | None = None) -> int:
    """Run a command and record it; its exit code, whatever becomes of the record.

    The incident is found first: without one, nothing is run.
    """
    number = _target(app, command, incident)
    from incident_cli import child

    tail, began = Tail(), app.tick()  # a question may have been asked before
    ended = child.run([word.encode(errors="surrogateescape") for word in command], tail.add)
    if ended.problem:
        from incident_cli.render.complaint import error

        error(IncidentError(f"{command[0]}: {ended.problem}"))
    _record(app, number, _line(command, began, ended, tail))
    return ended.code


def _target(app: App, command: Sequence[str], incident: str | None) -> int:
    try:
        _check(command)
        typed = target.Typed(words.incident_id(incident) if incident is not None else None, [])
        return app.read(lambda view: target.resolve(app, view, typed, "run -i"))
    except IncidentError as refusal:
        refusal.message = f"{refusal.message.removesuffix('; nothing was saved')}; the command was not run"
        raise


def _check(command: Sequence[str]) -> None:
    """In every other command an id comes first, so here it does too, at times."""
    address = words.address(command[0])
    if address is not None:
        from shutil import which

        if which(command[0]) is None:
            raise Usage(f'"{command[0]}" is no command', f"incident run -i {address.incident} -- COMMAND")


def _line(command: Sequence[str], began: datetime, ended: Ended, tail: Tail) -> Line:
    text, left_out = tail.text()
    argv = tuple(word.encode(errors="surrogateescape").decode(errors="backslashreplace") for word in command)
    code = None if ended.signal else ended.code
    ran = Ran(argv, code, ended.signal, round(ended.seconds, 3), left_out)
    return Line(began, text, kind=EntryKind.COMMAND, ran=ran)


def _record(app: App, number: int, line: Line) -> None:
    """Store the line. A failure is one warning: the command is done, and its exit code is all that counts."""
    app.tick()
    try:
        _write(app, number, line)
        notify(app)
    except KeyboardInterrupt:
        _unrecorded(app, line, "interrupted")
    except IncidentError as failure:
        _unrecorded(app, line, failure.message.removesuffix("; nothing was saved"))
    except OSError as failure:
        _unrecorded(app, line, (failure.strerror or str(failure)).lower())


def _write(app: App, number: int, line: Line) -> None:
    seen: list[tuple[Incident, int]] = []

    def decision(view: View) -> Sequence[Event]:
        head, entry = view.head(number), view.next_entry(number)
        if head is None:
            raise NotFound(f"there is no incident #{number} any more")
        seen.append((head, entry))
        return updated(head, entry, line)

    written = app.write(decision)
    before, entry = seen[-1]
    app.aside(receipts.written(app, written, number, entry, before=before))


def _unrecorded(app: App, line: Line, why: str) -> None:
    if not app.saved and line.ran is not None:
        app.warn(f"what ran is not recorded: {why}: {' · '.join(phrase.command(line.ran))}")
