"""`incident template list`: the names and titles of the user's templates."""

from incident_cli import config, templates
from incident_cli.context import App
from incident_cli.core.template import Template, parsed
from incident_cli.errors import IncidentError


def run(app: App) -> None:
    """Show the templates; of one that cannot be read the name, and a warning."""
    folder = config.templates()
    app.out.templates(folder, [_read(app, folder, name) for name in templates.names(folder)])


def _read(app: App, folder: str, name: str) -> Template:
    try:
        return parsed(name, templates.read(folder, name))
    except IncidentError as error:
        app.warn(error.message)
        return Template(name, "", "")
