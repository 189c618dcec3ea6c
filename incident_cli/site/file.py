"""A file of the published site."""

from __future__ import annotations

from incident_cli.core.record import NamedTuple


class File(NamedTuple):
    """path: below the folder of the site, with forward slashes; content: all of it."""

    path: str
    content: bytes
