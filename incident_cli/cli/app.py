"""The Typer app itself, and what stands before a command: the global options."""

import typer

from incident_cli import __version__
from incident_cli.cli import options
from incident_cli.cli.declare import Asked

app = typer.Typer(
    name="incident",
    help="An incident tracker for the people on call: one line and it is safe.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def before(
    ctx: typer.Context,
    db: options.Db = None,
    tz: options.Tz = None,
    date_order: options.DateOrder = None,
    by: options.By = None,
    version: options.Version = False,
) -> Asked | None:
    """An incident tracker for the people on call: one line and it is safe.

    Without a command: the board (incident status).
    """
    ctx.obj = {"db": db, "tz": tz, "date_order": date_order, "by": by}
    if version:
        typer.echo(f"incident {__version__}")
        raise typer.Exit
    return ("status", dict(ctx.obj)) if ctx.invoked_subcommand is None else None
