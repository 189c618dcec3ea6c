"""The commands about templates."""

from incident_cli.cli import options as o
from incident_cli.cli.app import app
from incident_cli.cli.declare import declare, group

templates = group(app, "template", "Templates of texts: list, show.")


@declare(templates, "template_list")
def list_(header: o.Header = False, json: o.Json = False) -> None:
    """List the templates with their titles.

    They are plain files in the folder templates beside config.toml; {server} and the like are filled in.
    """


@declare(templates, "template_show")
def show(name: o.TemplateName, json: o.Json = False) -> None:
    """Print a template as it stands in its file.

    \b
    incident template show outage
    """
