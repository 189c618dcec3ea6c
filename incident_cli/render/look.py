"""How things are shown: what every output is given."""

from __future__ import annotations

from datetime import datetime, tzinfo

from incident_cli.core.record import NamedTuple


class Look(NamedTuple):
    """How things are shown. width: columns of the terminal, 0 for a pipe; colour: whether to use it.
    header: a header line in tab-separated output; quiet: of a write, only the id."""

    zone: tzinfo
    now: datetime
    width: int = 0
    colour: bool = False
    header: bool = False
    quiet: bool = False
