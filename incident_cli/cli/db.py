"""The commands about the database itself."""

from typing import Annotated

import typer

from incident_cli.cli import options as o
from incident_cli.cli.app import app
from incident_cli.cli.declare import declare, group

Backup = Annotated[str, typer.Argument(metavar="FILE", help="A file that does not exist yet.", hidden=True)]


Drop = Annotated[
    str | None,
    typer.Option("--drop", metavar="NAME", help="Take one out of the outbox for good, and print its text."),
]

db = group(app, "db", "The database: info, check, backup, rebuild, sync.")


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
