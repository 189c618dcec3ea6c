"""What a format that writes is told besides the incidents."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from incident_cli.core.record import NamedTuple


class Writing(NamedTuple):
    """now: the instant of writing; zone: in which times are written where the format names none; date_order: `mdy` or
    `dmy`, for a format that writes dates in figures; public: internal lines and people were left out."""

    now: datetime
    zone: tzinfo = UTC
    date_order: str = ""
    public: bool = False
