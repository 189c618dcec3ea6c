"""Files that others read and write: one module per format, `read` and/or `write`, and the table of them all.

A module is imported when its format is used; `detect` tells a format from the beginning of a file.
"""

from __future__ import annotations

from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Format(NamedTuple):
    """A format. module: in this folder; about: what a person reads of it; endings: of names of files, by which `-o`
    tells the format; reads, writes: what can be done with it."""

    name: str
    module: str
    about: str
    endings: tuple[str, ...] = ()
    reads: bool = False
    writes: bool = False
    alone: bool = False
    """Whether a file of it is imported by itself: of a folder it is not taken unless it was asked for."""

    def load(self) -> Any:
        """The module of the format."""
        return __import__(f"incident_cli.formats.{self.module}", fromlist=["looks"])

    def lasting(self, raw: str) -> object:
        """Of what the format keeps of its source, what is more than of the moment in which the file was made."""
        found = getattr(self.load(), "lasting", None)
        return raw if found is None else found(raw)


FORMATS = (
    Format("jsonl", "jsonl", "the log itself, row by row", (".jsonl",), reads=True, writes=True, alone=True),
    Format("json", "own", "incidents as --json tells them", (".json",), reads=True, writes=True),
    Format("statuspage", "statuspage", "Statuspage's JSON", (), reads=True, writes=True),
    Format("cstate", "cstate", "issues of cState, Markdown with front matter", (), reads=True),
    Format("page", "page", "the plain text of an operation page", (".txt",), reads=True, writes=True),
    Format("atom", "atom", "an Atom feed", (".atom", ".xml"), reads=True, writes=True),
    Format("log", "log", "a pasted log: lines that begin with a time", (), reads=True, alone=True),
    Format("markdown", "markdown", "the document of each incident, and an index", (".md",), writes=True),
    Format("svg", "svg", "a picture of each incident: its servers, phases and lines", (".svg",), writes=True),
    Format("csv", "csv", "a table of incidents", (".csv",), writes=True),
    Format("csv-lines", "csv", "a table of all lines", (), writes=True),
    Format("ics", "ics", "a calendar of maintenance", (".ics",), writes=True),
)
"""Every format; those that are read are tried in this order."""

READ = tuple(each.name for each in FORMATS if each.reads)
WRITTEN = tuple(each.name for each in FORMATS if each.writes)


def named(name: str) -> Format:
    """The format of that name."""
    return next(each for each in FORMATS if each.name == name)


def detect(head: str) -> Format | None:
    """The format of a file that begins like this; None where it is none of ours."""
    for each in FORMATS:
        if each.reads and each.load().looks(head):
            return each
    return None


def by_ending(path: str) -> Format:
    """The format that the name of a file to write asks for. Raises Usage."""
    for each in FORMATS:
        if each.writes and path.lower().endswith(each.endings or ("\0",)):
            return each
    raise Usage(f"the name {path} does not tell a format", f"--format {'|'.join(WRITTEN)}")
