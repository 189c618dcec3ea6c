"""The commands about servers."""

from incident_cli.cli import options as o
from incident_cli.cli.app import app
from incident_cli.cli.declare import declare, group

servers = group(app, "server", "Servers: list, show, set.")


@declare(servers, "server_list")
def list_(all_: o.All = False, header: o.Header = False, json: o.Json = False) -> None:
    """List the servers with their states."""


@declare(servers, "server_show")
def show(name: o.ServerName, header: o.Header = False, json: o.Json = False) -> None:
    """Show one server: its uptime of the last 90 days, its states and its incidents."""


@declare(servers, "server_set")
def set_(
    states: o.Assignments,
    time: o.Time = None,
    message: o.Message = None,
    json: o.Json = False,
) -> None:
    """Set server states apart from any incident.

    The claim of an open incident ranks above.

    \b
    incident server set http6=degraded -m "RAID without its second disk"
    incident server set web1,web2=up
    """
