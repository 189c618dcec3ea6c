"""What an import did, or would do: values for the answer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incident_cli.core.portable import PortableLine
from incident_cli.core.record import NamedTuple, StrEnum


class Did(StrEnum):
    """What became of one incident of a file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Taken(NamedTuple):
    """One incident of a file. number: the one that it has in the record; lines: how many its file tells."""

    did: Did
    number: int
    external_id: str
    title: str
    began_at: datetime
    lines: int


class Left(NamedTuple):
    """What was left out, or is odd. place: `file:line`."""

    place: str
    why: str


class Imported(NamedTuple):
    """The answer of `import`.

    formats: as what the files were read; taken: in the order of the numbers they got; left: what was left out;
    odd: what was taken and should be looked at. lines: those of a log that was pasted, or of the only incident, for a
    preview; dry: it was only asked what would be done; note: what the reader should also know.
    """

    formats: tuple[str, ...]
    files: int
    taken: Sequence[Taken]
    left: Sequence[Left] = ()
    odd: Sequence[Left] = ()
    lines: Sequence[PortableLine] = ()
    servers: int = 0
    """Servers that were made or changed apart from any incident."""
    dry: bool = False
    note: str = ""
    rows: int | None = None
    """Of a log that was restored: how many of its rows were not here yet. `taken` is empty then."""

    def count(self, did: Did) -> int:
        """How many became that."""
        return sum(each.did is did for each in self.taken)

    @property
    def changes(self) -> bool:
        """Whether anything is, or would be, written."""
        return bool(self.rows or self.servers) or any(each.did is not Did.SAME for each in self.taken)
