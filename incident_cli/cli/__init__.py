"""DECLARE: the Typer app. Names, flags, help, examples; no logic."""

from typing import Any

import typer

from incident_cli import __version__
from incident_cli.cli import incidents, options, servers
from incident_cli.commands import perform
from incident_cli.errors import Usage

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
) -> None:
    """An incident tracker for the people on call: one line and it is safe.

    Without a command: the board (incident status).
    """
    ctx.obj = {"db": db, "tz": tz, "date_order": date_order, "by": by}
    if version:
        typer.echo(f"incident {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        raise typer.Exit(perform("status", dict(ctx.obj)))


incidents.add_to(app)
servers.add_to(app)


def run(argv: list[str]) -> int:
    """Let Typer read a command line and run it; the exit code. Raises IncidentError."""
    try:
        code: Any = app(argv, prog_name="incident", standalone_mode=False)
    except typer.TyperException as error:
        raise Usage(_sentence(error.format_message()), _hint(error, argv)) from error
    return int(code or 0)


def _sentence(message: str) -> str:
    """A message of Typer's in our form: one line, no capital, no full stop."""
    joined = " ".join(message.split()).rstrip(".")
    return joined[:1].lower() + joined[1:]


def _hint(error: typer.TyperException, argv: list[str]) -> str:
    """What to type instead. A text that begins with `-` looks like an option to every parser."""
    name = getattr(error, "option_name", "") or ""
    if name and not name.startswith("--") and any(" " in word for word in argv if word.startswith(name)):
        return 'put -- before a text that begins with "-", or use -m'
    context = getattr(error, "ctx", None)
    return f"{context.command_path} --help" if context is not None else "incident --help"
