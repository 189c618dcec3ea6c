"""`incident template show`: one template, as it stands in its file."""

from incident_cli import config, templates
from incident_cli.context import App
from incident_cli.core.template import parsed


def run(app: App, name: str) -> None:
    """Print the file."""
    folder = config.templates()
    content = templates.read(folder, name)
    app.out.template(templates.path(folder, name), parsed(name, content), content)
