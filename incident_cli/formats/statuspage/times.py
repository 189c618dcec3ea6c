"""The times in a file of Statuspage, each text read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from incident_cli.core import instant
from incident_cli.core.zones import quoted
from incident_cli.errors import Usage
from incident_cli.formats.jsonscan import kind
from incident_cli.formats.source import Reading, Unreadable


class Times:
    """Reads the times of one incident. stamps: what we write for each of them; warnings: what is odd about them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.stamps: dict[datetime, str] = {}
        self.warnings: dict[str, None] = {}
        self._known: dict[str, datetime | None] = {}

    def of(self, said: Mapping[str, Any], name: str) -> datetime | None:
        """The instant under this name; None where there is none, or words that are no time. Raises Unreadable."""
        words = said.get(name)
        if words is None:
            return None
        if type(words) is not str:
            raise Unreadable(f"{name} is {kind(words)}, not a time")
        found = self._known.get(words)
        if found is None:
            found = self._known[words] = self._read(words, name)
        return found

    def _read(self, words: str, name: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(words)
            if found.tzinfo is not UTC or found.microsecond % 1000:
                found = instant.floor(found if found.tzinfo else self._zoned(found))
        except (ValueError, OverflowError):
            return self._other(words, name)
        self.stamps[found] = words if _ours(words) else instant.text(found)
        return found

    def _zoned(self, found: datetime) -> datetime:
        """A time that names no zone: in the one that somebody said, else in UTC, as Statuspage means it."""
        said = self.reading.zone_said
        self.warnings[f"times without a zone are read in {self.reading.zone if said else 'UTC'}"] = None
        return found.replace(tzinfo=self.reading.zone if said else UTC)

    def _other(self, words: str, name: str) -> datetime | None:
        """Words that are not ISO 8601: `2014-02-10 10:05:00 UTC`."""
        try:
            if re.search("[0-9]{4}", words):  # `now` and `10:26` say nothing in a file
                return instant.floor(self.reading.time(words))
        except (Usage, ValueError, OverflowError):
            pass
        self.warnings[f"{name} {quoted(words)} is no time and was left out"] = None
        return None


def _ours(words: str) -> bool:
    """Whether a time is written as we write it, `2014-02-10T09:05:00.000Z`; newer Pythons read a 24:00 as well."""
    return len(words) == 24 and words[4:20:3] == "--T::." and words[23] == "Z" and words[11:13] != "24"
