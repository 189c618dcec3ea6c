"""The commands that take histories in and give them out."""

from typing import Annotated

import typer

from incident_cli.cli import options as o
from incident_cli.cli.app import app
from incident_cli.cli.declare import declare
from incident_cli.formats import READ, WRITTEN

Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Files or folders; - is standard input.", hidden=True)]
Read = Annotated[
    str | None,
    typer.Option("--format", metavar="|".join(READ), help="How to read it; left out, it is told from the file."),
]
Written = Annotated[
    str | None, typer.Option("--format", metavar="|".join(WRITTEN), help="How to write it; left out, -o FILE tells it.")
]
Into = Annotated[
    str | None,
    typer.Option("--into", metavar="ID", help="The incident that a pasted log belongs to, where it is not obvious."),
]
Infer = Annotated[
    bool, typer.Option("--infer", help='Take server states from phrases that leave no doubt, such as "it is up again".')
]
Ids = Annotated[
    o.Words, typer.Argument(metavar="ID", help="The incidents; left out, the one that is obvious.", hidden=True)
]
Everything = Annotated[bool, typer.Option("--all", help="Every incident.")]
Target = Annotated[
    str | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Write it to a file; Markdown and pictures also into a folder."
    ),
]


@declare(app, "importing", name="import")
def import_(
    files: Files,
    format_: Read = None,
    incident: Into = None,
    infer: Infer = False,
    dry_run: o.DryRun = False,
    yes: o.Yes = False,
    quiet: o.Quiet = False,
    header: o.Header = False,
    json: o.Json = False,
) -> None:
    """Take in histories: a status page's JSON, cState, Atom, an operation page, a pasted log, a whole log of ours.

    On a terminal it shows what it would do, and asks. What was imported before is known again by its source and its id
    there: the same changes nothing, and what its source says otherwise by now becomes edits. Bad rows are left out and
    told; a file that is damaged changes nothing. `incident undo` takes it back.

    A beginning is the earliest of what its source calls started and of its updates (and, where that would be after the
    end, created). A component has its first update's old state until then, and an update's new state from then on,
    whatever later ones call the old state; the end closes whatever state is left.

    \b
    incident import incidents.json
    incident import content/issues/ --format cstate
    incident import page.txt --tz Europe/Paris --date-order mdy
    incident import --into 168 chat.txt
    incident import log.jsonl
    """


@declare(app, "export")
def export(
    ids: Ids = None,
    everything: Everything = False,
    server: o.ServerFilter = None,
    status: o.Status = None,
    severity: o.Severity = None,
    impact: o.Impact = None,
    tag: o.TagFilter = None,
    since: o.Since = None,
    until: o.UntilTime = None,
    grep: o.Grep = None,
    no_postmortem: o.NoPostmortem = False,
    format_: Written = None,
    output: Target = None,
    public: o.Public = False,
    force: o.Force = False,
) -> None:
    """Give histories out: all of them, those asked for, or the one that is obvious.

    statuspage, page, atom and ics have public lines only; the others with --public. ics has the maintenances alone.
    jsonl is the log itself and takes no choice.

    \b
    incident export 168 --format page
    incident export --all -o incidents.csv
    incident export --all --since 2026-01-01 --format markdown -o postmortems/
    incident export --all --format jsonl -o log.jsonl
    """
