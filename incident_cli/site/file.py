"""A file of the published site."""

from __future__ import annotations

from incident_cli.core.record import NamedTuple


class File(NamedTuple):
    """path: below the folder of the site, with forward slashes; content: all of it.

    stamp: what it was made from; with the same stamp it need not be made again. Empty: it is made each time.
    """

    path: str
    content: bytes
    stamp: str = ""
