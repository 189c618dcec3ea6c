"""DECLARE: the Typer app. Names, flags, help, examples; no logic.

The modules imported here declare their commands under `app` as they are imported; help shows them
in that order.
"""

import typer

from incident_cli.cli import actions, db, figures, files, incidents, servers, shells, templates
from incident_cli.cli.app import app
from incident_cli.cli.declare import Asked
from incident_cli.commands import perform
from incident_cli.errors import Usage

DECLARED = (incidents, actions, figures, servers, templates, files, db, shells)


def run(argv: list[str]) -> int:
    """Let Typer read a command line and run it; the exit code. Raises IncidentError."""
    try:
        # No variable calls Typer's own completion, whose scripts run what stands in a title: ours are in shells/.
        asked: Asked | int | None = app(argv, prog_name="incident", standalone_mode=False, complete_var="")
    except typer.TyperException as error:
        raise Usage(_sentence(error.format_message()), _hint(error, argv)) from error
    return perform(*asked) if isinstance(asked, tuple) else asked or 0


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
