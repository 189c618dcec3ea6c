"""The commands about the database itself."""

from typing import Annotated

import typer

from incident_cli.cli import options as o
from incident_cli.cli.app import app
from incident_cli.cli.declare import declare, group

Backup = Annotated[str, typer.Argument(metavar="FILE", help="A file that does not exist yet.", hidden=True)]
From = Annotated[str, typer.Argument(metavar="FROM", help="A database file, or postgresql://…", hidden=True)]
To = Annotated[
    str, typer.Argument(metavar="TO", help="Another one: new, empty, or a copy that is to go on.", hidden=True)
]
Silent = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but what went wrong.")]

Drop = Annotated[
    str | None,
    typer.Option("--drop", metavar="NAME", help="Take one out of the outbox for good, and print its text."),
]

db = group(app, "db", "The database: info, check, backup, copy, rebuild, sync.")


@declare(db, "db_info")
def info(header: o.Header = False, json: o.Json = False) -> None:
    """Tell where the database is, what it holds and which settings are in force."""


@declare(db, "db_check")
def check(header: o.Header = False, json: o.Json = False) -> None:
    """Check the file, the log's own sequence, and that the tables tell what the log tells.

    Exits with 6 when something is wrong.
    """


@declare(db, "db_backup")
def backup(file: Backup, json: o.Json = False) -> None:
    """Copy the database to a new file; safe while others write.

    \b
    incident db backup "incident-$(date +%F).db"
    """


@declare(db, "db_copy")
def copy(
    from_: From,
    to: To,
    dry_run: o.DryRun = False,
    quiet: Silent = False,
    header: o.Header = False,
    json: o.Json = False,
) -> None:
    """Copy a tracker, row by row: from a file to a PostgreSQL server, back, or into another file.

    Both then export to the same bytes. A copy that broke off goes on where it ended when it is started again, and what
    was written since comes over the same way. A target with another log is left as it is. What others write meanwhile
    is not copied: the answer says up to which row it is all there.

    \b
    incident db copy incident.db postgresql://db.example.org/team
    incident db copy postgresql://db.example.org/team laptop.db
    """


@declare(db, "db_rebuild")
def rebuild(json: o.Json = False) -> None:
    """Derive every table again from the log."""


@declare(db, "db_sync")
def sync(dry_run: o.DryRun = False, drop: Drop = None, header: o.Header = False, json: o.Json = False) -> None:
    """Send what was kept while the server was away.

    The next command does so by itself. What the server refuses stays, with the reason, and is tried again by this
    command alone, until it is taken, or dropped.

    \b
    incident db sync --dry-run
    incident db sync
    """
