"""What a publication did: values for the answer. Pure."""

from __future__ import annotations

from incident_cli.core.record import NamedTuple


class Published(NamedTuple):
    """The files in a folder by what became of them."""

    folder: str
    written: int
    same: int
    removed: int

    @property
    def files(self) -> int:
        """How many there are now."""
        return self.written + self.same
