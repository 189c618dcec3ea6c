"""`incident publish`: the status page as a folder of files; of one that is there, only what changed is made again."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from incident_cli import __version__, config
from incident_cli.commands import publishing, uptimes
from incident_cli.config import Site as Settings
from incident_cli.context import App
from incident_cli.core import phrase
from incident_cli.core.uptime import USUAL
from incident_cli.errors import Usage
from incident_cli.site import api, templating
from incident_cli.site.folder import Folder
from incident_cli.site.manifest import digest
from incident_cli.site.pages import OWN_STYLE, Look, Pages
from incident_cli.site.templating import Templates
from incident_cli.site.writing import Writer

TITLE = "Service status"


def run(
    app: App,
    directory: str,
    *,
    url: str | None = None,
    title: str | None = None,
    days: str | None = None,
    public: bool = False,  # noqa: ARG001 (all of it is public; whoever says so is right)
    force: bool = False,
) -> None:
    """Publish into a folder, which is made where it is not."""
    settings = config.site()
    count = uptimes.length(days) if days is not None else USUAL
    there = _in_zone(app, settings.zone)
    templates = Templates(settings.templates)
    stylesheet = templating.content(settings.stylesheet) if settings.stylesheet else None
    look = _look(there, settings, title, _address(url if url is not None else settings.url), stylesheet)
    made_from = digest("\n".join([__version__, *look, *_sources(settings.templates)]).encode())
    with Folder(directory, app.config.wait) as folder:
        writer = Writer(folder, made_from, force=force)
        record = publishing.Record(there)
        site = publishing.site(record, look.title, look.url, count)
        pages = Pages(site, look, templates, record.source, writer.has)
        index = pages.index()
        # What is pointed at comes before what points at it.
        writer.put(pages.dress(stylesheet))
        writer.put(pages.incidents(record.past))
        writer.put(pages.history(record.months))
        writer.put(api.files(site))
        writer.put([index])
        told = writer.finish()
    for warning in record.warnings:
        app.warn(warning)
    app.out.published(told)


def _in_zone(app: App, zone: str) -> App:
    """The same surroundings with the clocks of the site's own zone, unless one was typed. Raises Usage."""
    if not zone or app.config.sources["tz"] == "--tz":
        return app
    now = app.now
    sources = {**app.config.sources, "tz": "[site] zone"}
    return App(app.config._replace(tz=zone, sources=sources, now=""), clock=lambda: now)


def _address(url: str) -> str:
    """The address of the folder, without a slash at its end. Raises Usage for what is none."""
    if not url:
        return ""
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~%/-]*)?", url):
        raise Usage(f'"{url}" is no address of a site', "--url https://status.example.com")
    return url.rstrip("/")


def _look(there: App, settings: Settings, title: str | None, url: str, stylesheet: bytes | None) -> Look:
    zone = str(getattr(there.zone, "key", "")) or phrase.zone_name(there.now, there.zone)
    style = templating.content(os.path.join(templating.OURS, templating.STYLE)) + (stylesheet or b"")
    said = " ".join((title if title is not None else settings.title or TITLE).split())
    if not said:
        raise Usage("the title is empty", '--title "Service status"')
    return Look(said, url, zone, digest(style)[:8], OWN_STYLE if stylesheet is not None else "")


def _sources(own: str) -> Iterator[str]:
    return (digest(source) for source in templating.sources(own))
