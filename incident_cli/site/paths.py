"""Where the pages of a site lie, for links from one to another and from the files that programs read."""

from __future__ import annotations

from incident_cli.core.portable import Portable

FEED = "feed.atom"
CALENDAR = "maintenance.ics"


def incident(portable: Portable) -> str:
    """The page of an incident, below the folder of the site: `incidents/168.html`, the same for ever."""
    return f"incidents/{portable.number}.html"


def address(url: str, path: str) -> str:
    """The address of a file of the site; empty where nobody said where the site is."""
    return f"{url}/{path}" if url else ""
