"""`incident __complete KIND PREFIX`: words for the completion scripts, which ask at every TAB.

It gets the settings as typed, and no `App`: that costs more than the answer. It reads only, and says nothing
when something is wrong: nobody wants an error in the middle of a line.
"""

from __future__ import annotations

from incident_cli import config
from incident_cli.render.candidates import write
from incident_cli.store.location import is_server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def run(options: Mapping[str, str | None], kind: str, prefix: str | None = None) -> None:
    """Print the words of a kind that begin with the prefix, each with a description. Never raises."""
    try:
        own = {"zones": _zones, "templates": _templates}.get(kind)
        found = own(prefix or "") if own else _stored(options, kind, prefix or "")
    except Exception:
        return
    write(found)


def _stored(options: Mapping[str, str | None], kind: str, prefix: str) -> list[tuple[str, str]]:
    place = config.location(options)
    if is_server(place):
        from incident_cli.store.postgres.candidates import candidates
    else:
        from incident_cli.store.sqlite.candidates import candidates
    return candidates(place, kind, prefix)


def _zones(prefix: str) -> list[tuple[str, str]]:
    from zoneinfo import available_timezones

    typed = prefix.casefold()
    return [(name, "") for name in sorted(available_timezones()) if name.casefold().startswith(typed)]


def _templates(prefix: str) -> list[tuple[str, str]]:
    """Names alone: reading the files for their titles would cost more than a person waits for at TAB."""
    from incident_cli import templates

    return [(name, "") for name in templates.names(config.templates()) if name.startswith(prefix)]
