"""The command that shows figures, whose definitions are its help."""

from textwrap import wrap
from typing import Annotated

import typer

from incident_cli.cli import options as o
from incident_cli.cli.app import app
from incident_cli.cli.declare import declare
from incident_cli.commands.definitions import COUNTED, FIGURES, OFFENDERS, SPREAD

Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Only those that began then or later; left out, the last 90 days."),
]
Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help="Only those that began before this time.")]
Per = Annotated[
    str | None, typer.Option("--per", metavar="server|severity|month|week|tag", help="Tell them apart by this.")
]
Csv = Annotated[bool, typer.Option("--csv", help="Answer as CSV, a row for each group.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Answer as Markdown.")]

_WIDTH = 78


def stats(
    since: Since = None,
    until: Until = None,
    server: o.ServerFilter = None,
    per: Per = None,
    csv: Csv = False,
    markdown: Markdown = False,
    header: o.Header = False,
    json: o.Json = False,
) -> None:
    """Figures over many incidents: MTTD, MTTA, MTTM, MTTR, silences, repeat offenders.

    {counted}

    \b
    {figures}

    The mean of TTR is MTTR, that of TTD MTTD, and so on. {spread}

    {offenders}

    \b
    incident stats
    incident stats --since 2026-01-01 --per month
    incident stats -s web1 --since 2026-01-01 --markdown
    """


def _figures() -> str:
    lines = (wrap(f"{name}: {definition}.", _WIDTH - 2, subsequent_indent="  ") for name, definition in FIGURES)
    return "\n    ".join(line for several in lines for line in several)


stats.__doc__ = (stats.__doc__ or "").format(counted=COUNTED, figures=_figures(), spread=SPREAD, offenders=OFFENDERS)
declare(app, "stats")(stats)
