"""`incident import`: histories of other programs, a whole log, or a pasted one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from incident_cli import formats
from incident_cli.commands import receipts, target
from incident_cli.commands.inputs import Input, Inputs
from incident_cli.commands.plan import Found, Plan, into
from incident_cli.commands.target import Typed
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.events import Event
from incident_cli.core.imported import Imported, Left
from incident_cli.core.portable import PortableServer
from incident_cli.errors import Usage
from incident_cli.formats.source import Reading, Unreadable
from incident_cli.store import View

_SAID = ("--tz", "INCIDENT_TZ", "config.toml")
"""Sources of the zone that somebody told us."""
_PASTED = "log"
"""The format whose lines go into an incident that is there already."""


def run(
    app: App,
    files: list[str],
    *,
    format_: str | None = None,
    incident: str | None = None,
    infer: bool = False,
    dry_run: bool = False,
    yes: bool = False,
) -> None:
    """Read the files, say what that would do (on a terminal, or with --dry-run), and do it."""
    asked = formats.named(words.one_of(format_, formats.READ, "format")) if format_ is not None else None
    inputs = Inputs(files, asked)
    with inputs as found:
        if any(each.format.name == "jsonl" for each in found):
            from incident_cli.commands import restoring

            if incident is not None:
                raise Usage("--into takes the lines of a pasted log, and this is a whole log", "leave --into away")
            restoring.run(app, found, dry_run=dry_run, yes=yes)
            return
        _import(app, _Job(app, found, incident, infer=infer), inputs.strangers, dry_run=dry_run, yes=yes)


class _Job:
    """What was found in the files, in the order in which its sources made it."""

    def __init__(self, app: App, inputs: Sequence[Input], incident: str | None, *, infer: bool) -> None:
        self.app = app
        self.inputs = inputs
        self.left: list[Left] = []
        said = app.config.sources["tz"] in _SAID
        self.reading = Reading(app.now, app.zone, said, app.config.date_order, infer)
        self.pasted = all(each.format.name == _PASTED for each in inputs)
        if incident is not None and not self.pasted:
            other = next(each.format.name for each in inputs if each.format.name != _PASTED)
            raise Usage(f"--into takes the lines of a pasted log, and this is {other}", "--format log  or no --into")
        if not self.pasted and any(each.format.name == _PASTED for each in inputs):
            raise Usage("a pasted log is imported alone: its lines go into one incident", "run two commands")
        self.typed = Typed(words.incident_id(incident) if incident is not None else None, [])
        self.found = sorted(self._found(), key=lambda each: each.piece.created)
        self.servers = self._servers()

    def _found(self) -> Iterator[Found]:
        """Look at every file. Raises Usage, with the place, for the first that cannot be read."""
        for file in self.inputs:
            try:
                for piece in file.format.load().read(file.source, self.reading):
                    if isinstance(piece, Unreadable):
                        self.left.append(Left(file.place(piece.line), piece.message))
                    else:
                        yield Found(file, piece)
            except Unreadable as error:
                raise file.told(error) from None

    def _servers(self) -> dict[str, list[PortableServer]]:
        """The servers that files name apart from any incident, by their sources. Raises Usage, with the place."""
        said: dict[str, list[PortableServer]] = {}
        for file in self.inputs:
            servers = getattr(file.format.load(), "servers", None)
            if servers is not None:
                try:
                    said.setdefault(file.format.name, []).extend(servers(file.source, self.reading))
                except Unreadable as error:
                    raise file.told(error) from None
        return said

    def decide(self, view: View, plan: Plan) -> Iterator[Sequence[Event]]:
        """The rows to write, in batches of one incident each."""
        if not self.pasted:
            yield from plan.batches(self.found)
            yield from plan.servers(self.servers)
            return
        number = target.resolve(self.app, view, self.typed, "import")
        events = into(view, number, self.found, (self.app.author, self.app.config.host), plan)
        if events:
            yield events

    def told(self, plan: Plan, *, dry: bool, note: str = "") -> Imported:
        """What the plan did, or would do."""
        return Imported(
            formats=tuple(dict.fromkeys(each.format.name for each in self.inputs)),
            files=len(self.inputs),
            taken=plan.taken,
            left=[*self.left, *plan.left],
            odd=plan.odd,
            servers=plan.changed_servers,
            lines=plan.lines if self.pasted or len(self.found) == 1 else (),
            dry=dry,
            note=note,
        )


def _import(app: App, job: _Job, strangers: Sequence[str], *, dry_run: bool, yes: bool) -> None:
    if strangers:
        app.warn(f"left out, since it cannot be told what they are: {', '.join(strangers)}")
    asks = app.interactive and not yes
    if dry_run or asks:
        plan = app.read(lambda view: _planned(app, view, job))
        preview = job.told(plan, dry=True)
        if dry_run or not preview.changes:
            _answer(app, preview._replace(dry=dry_run))
            return
        _answer(app, preview)
        app.agree("Import this?", yes=yes)
    plan = _written(app, job)
    said = job.told(plan, dry=False, note=receipts.note(app))
    _answer(app, said._replace(left=(), odd=(), lines=()) if asks else said)


def _planned(app: App, view: View, job: _Job) -> Plan:
    """Decide without writing."""
    with app.progress("looking", len(job.found)) as step:
        plan = Plan(view, app.now, step)
        for _ in job.decide(view, plan):
            pass
    return plan


def _written(app: App, job: _Job) -> Plan:
    plans: list[Plan] = []

    def batches(view: View) -> Iterator[Sequence[Event]]:
        with app.progress("importing", len(job.found)) as step:
            plans.append(Plan(view, app.now, step))
            yield from job.decide(view, plans[-1])

    app.load(batches)
    return plans[-1]


def _answer(app: App, told: Imported) -> None:
    """Say it, and on standard error what was left out or is odd. Raises Usage where nothing could be read at all."""
    if told.left and not (told.taken or told.servers):
        first = told.left[0]
        more = f" (and {len(told.left) - 1} more)" if len(told.left) > 1 else ""
        raise Usage(f"{first.place}: {first.why}{more}; nothing was imported")
    for left in told.left:
        app.warn(f"{left.place}: {left.why}; left out")
    for odd in told.odd:
        app.warn(f"{odd.place}: {odd.why}")
    app.out.imported(told)
