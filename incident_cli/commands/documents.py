"""Post-mortems as text, and where they go: a fresh one after a template, or the stored one; with its picture."""

from __future__ import annotations

import os

from incident_cli import config, templates
from incident_cli.commands.delivery import deliver
from incident_cli.context import App
from incident_cli.core.postmortem.builtin import DEFAULT, TEMPLATES
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Sheet
from incident_cli.errors import IncidentError, Refused, Usage

_PICTURE = ".svg"
"""The ending of the file with the picture; so no document is called."""


class Template(NamedTuple):
    """After what a fresh document is made. name: of one that comes with the program, else the path of a file and
    what stands in it."""

    name: str = DEFAULT
    content: str | None = None


def template(typed: str | None = None) -> Template:
    """The template that was typed, else that of `config.toml`, else the default. Raises Usage, IncidentError."""
    named = config.postmortem_template() if typed is None else typed
    if not named and typed is None:
        return Template()
    if named in TEMPLATES:
        return Template(named)
    if not os.path.lexists(named):
        raise Usage(f'there is no template "{named}"', f"{', '.join(TEMPLATES)}, or a file: --template ./mine.md")
    return Template(named, templates.content(named))


def document(app: App, sheet: Sheet, wanted: Template, *, picture: str = "", places: bool = False) -> str:
    """The stored document with its generated parts made anew; where there is none, a fresh one.

    picture: the name of the file with the picture; places: also where a stored account leaves them empty.
    Raises Refused for a public document in which internal lines could stay.
    """
    from incident_cli.formats.markdown import prose

    stored = sheet.incident.document.text if sheet.incident.document else ""
    if stored and not prose(stored):
        return refreshed(app, sheet, stored, picture=picture)
    return fresh(app, sheet, wanted, stored, picture=picture, places=places)


def refreshed(app: App, sheet: Sheet, stored: str, *, picture: str = "") -> str:
    """A stored document with its blocks made anew. Raises Refused (`document`)."""
    from incident_cli.formats.markdown import doubtful, fenced, merge, strange

    broken, unknown = ", ".join(doubtful(stored)), ", ".join(strange(stored))
    about = f"the document of #{sheet.incident.id}"
    if sheet.public and broken:
        raise Refused(f"internal lines could stay in {about}: its block {broken} has broken fences")
    if sheet.public and unknown:
        raise Refused(f"internal lines could stay in {about}: its block {unknown} is none of this program's")
    if broken:
        app.warn(f"the block {broken} of {about} is left as stored: its fences are broken")
    return merge(stored, fenced(sheet, app.now, app.zone, picture))


def fresh(
    app: App, sheet: Sheet, wanted: Template, account: str = "", *, picture: str = "", places: bool = True
) -> str:
    """A new document. account: prose that was stored as the post-mortem, which stands in it as it is."""
    if wanted.content is None:
        from incident_cli.formats.markdown import postmortem

        return postmortem(sheet, app.now, app.zone, account, template=wanted.name, picture=picture, places=places)
    from incident_cli.formats.owntemplate import values, write

    text = write(wanted.content, wanted.name, values(sheet, app.now, app.zone, account, picture))
    lost = account.strip() and account.strip() not in text
    return f"{text.rstrip()}\n\n{account.strip()}\n" if lost else text


def save(app: App, sheet: Sheet, text: str, path: str, *, force: bool = False) -> None:
    """Write a document to a file, and the picture that it shows beside it. Raises Refused, IncidentError."""
    from incident_cli.formats.markdown import shows

    picture = beside(path)
    if not shows(text, os.path.basename(picture)):
        deliver([text], path, force=force)
        return
    from incident_cli.formats.svg import draw

    deliver([text], path, force=force)
    try:
        deliver([draw(sheet, app.now, app.zone)], picture, force=force)
    except IncidentError:
        if not force:  # it was not there before
            os.unlink(path)
        raise


def beside(path: str) -> str:
    """The file of the picture that a document shows: its own name with another ending. Raises Usage."""
    if not os.path.basename(path):
        raise Usage(f'"{path}" is not the name of a file', "-o FILE.md")
    stem, ending = os.path.splitext(path)
    if ending.lower() == _PICTURE:
        raise Usage(f"{path} would be a picture, and a post-mortem is Markdown", f"incident export -o {path}")
    return f"{stem}{_PICTURE}"
