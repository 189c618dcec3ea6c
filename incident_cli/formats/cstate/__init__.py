"""cState's issues: Markdown files with front matter, one incident each. Read only.

Times without a zone are read as Hugo reads them: in UTC, unless the configuration of the site has a `timeZone`; the
zone of the person who imports does not matter. `frontmatter` reads what is at the top, `body` the updates below it,
`site` whose page it is, and `issue` makes an incident of them all. Every issue is an incident: cState has no word for
a maintenance.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from incident_cli.formats.cstate import frontmatter
from incident_cli.formats.cstate.issue import portable
from incident_cli.formats.cstate.site import site_of
from incident_cli.formats.source import Piece, Reading, Source, Unreadable

__all__ = ["looks", "read"]

_KEYS = ("resolved", "resolvedwhen", "affected", "affectedsystems", "informational")
"""Keys that only issues have; without a `section`, `date` comes with at least one of them."""


def looks(head: str) -> bool:
    """Whether a file begins with the front matter of an issue."""
    found = frontmatter.fenced(head)
    if found is None or len(found[1]) > frontmatter.LONGEST:
        return False
    said = re.findall(r"""^["']?(\w+)["']?[ \t]*[:=][ \t]*["']?(\w*)""", found[1], re.MULTILINE)
    keys = {key.lower(): value.lower() for key, value in said}
    if keys.get("section", "issue") != "issue":
        return False
    return "date" in keys and ("section" in keys or not keys.keys().isdisjoint(_KEYS))


def read(source: Source, reading: Reading) -> Iterator[Piece | Unreadable]:
    """The one incident. Raises Unreadable, with the line; IncidentError where PyYAML is needed and not installed."""
    name, whose = _name(source), site_of(source)
    first = portable(frontmatter.read(source.text()), name, whose, reading)
    yield Piece(first.began_at, 1, lambda: portable(frontmatter.read(source.text()), name, whose, reading))


def _name(source: Source) -> str:
    """What the issue is called on its site: the name of its file, or of the folder of an `index.md`."""
    folder, base = os.path.split(source.name)
    stem = "" if base == "-" else os.path.splitext(base)[0]
    return os.path.basename(folder) or stem if stem == "index" else stem
