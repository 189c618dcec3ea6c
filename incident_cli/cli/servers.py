"""The commands about servers."""

import typer

from incident_cli.cli import options as o
from incident_cli.cli.declare import declare


def add_to(app: typer.Typer) -> None:
    """Declare `incident server ...` under an app."""
    servers = typer.Typer(
        help="Servers: list, show, set.",
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.add_typer(servers, name="server")

    @declare(servers, "server_list")
    def list_(all_: o.All = False, header: o.Header = False, json: o.Json = False) -> None:
        """List the servers with their states."""

    @declare(servers, "server_show")
    def show(name: o.ServerName, header: o.Header = False, json: o.Json = False) -> None:
        """Show one server: its states over time and the incidents it was in."""

    @declare(servers, "server_set")
    def set_(
        states: o.Assignments,
        time: o.Time = None,
        message: o.Message = None,
        json: o.Json = False,
    ) -> None:
        """Set server states apart from any incident; an open incident's claim ranks above.

        \b
        incident server set http6=degraded -m "RAID without its second disk"
        incident server set web1,web2=up
        """
