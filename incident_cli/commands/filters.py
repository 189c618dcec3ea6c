"""The words of a question across incidents -> `core.query.Filter`: what list and export have in common."""

from __future__ import annotations

from datetime import datetime

from incident_cli.context import App
from incident_cli.core import servers, words
from incident_cli.core.query import Filter, Scope
from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage
from incident_cli.store import View


class Asked(NamedTuple):
    """What was typed to choose incidents by; None where nothing was."""

    server: list[str] | None = None
    status: str | None = None
    severity: str | None = None
    impact: str | None = None
    tag: str | None = None
    since: str | None = None
    until: str | None = None
    grep: str | None = None
    no_postmortem: bool = False

    @property
    def anything(self) -> bool:
        """Whether anything was asked for."""
        return any(self)


def understood(app: App, asked: Asked, scope: Scope) -> Filter:
    """The question, but for the servers, whose names only the record knows. Raises Usage."""
    wanted = Filter(
        now=app.now,
        scope=scope,
        status=words.any_status(asked.status) if asked.status is not None else None,
        severity=words.severity(asked.severity) if asked.severity is not None else None,
        impact=words.impact(asked.impact) if asked.impact is not None else None,
        tag=words.one_line(asked.tag, "the tag") if asked.tag is not None else "",
        since=_time(app, asked.since) if asked.since is not None else None,
        until=_time(app, asked.until) if asked.until is not None else None,
        text=_sought(app, asked.grep) if asked.grep is not None else "",
        no_postmortem=asked.no_postmortem,
    )
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise Usage("--since is a later time than --until", "type the earlier one after --since")
    return wanted


def with_servers(view: View, wanted: Filter, named: list[str] | None) -> Filter:
    """The question with the servers that were named; `a,b` are two, unless one is called so. Raises NotFound."""
    known = view.servers().values()
    names = {server.name.casefold() for server in known}
    several = [[each] if each.casefold() in names else each.split(",") for each in named or ()]
    return wanted._replace(servers=tuple(servers.named(known, name).id for each in several for name in each))


def _sought(app: App, typed: str) -> str:
    """The text to look for; a word about one in which there is nothing to be found. Raises Usage."""
    text = words.one_line(typed.replace("\0", " "), "the text to look for")
    if not any(char.isalnum() for char in text):
        app.warn("there is no letter and no digit in the text to look for, so nothing can be found by it")
    return text


def _time(app: App, typed: str) -> datetime:
    """An instant to compare with: `10:00` is the last one, but `tomorrow` may be asked about as well."""
    try:
        return app.time(typed)
    except Usage:
        return app.time(typed, ahead=True)
