"""What a shell may offer at TAB (`store/offered.py`), of a file.

It waits for nobody, reads only, and opens only a file of ours that is there.
"""

from __future__ import annotations

import os
import sqlite3
import stat

from incident_cli.store.offered import KINDS, Source
from incident_cli.store.sqlite.schema import APPLICATION_ID, VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.store.offered import Candidates

WAIT = 0.2
"""Seconds to wait for a program that writes at this moment."""

_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
_TAGS = "json_each(CASE latest.tags WHEN '' THEN '[]' ELSE latest.tags END)"


def candidates(location: str, kind: str, prefix: str) -> Candidates:
    """The words of a kind that begin with the prefix.

    A file that is not there has none. Raises OSError or sqlite3.Error for one that cannot be read.
    """
    ask = KINDS.get(kind)
    path = os.path.abspath(location)
    # Opening anything but a file could wait for ever (a pipe), or do something (a device).
    if ask is None or not os.path.exists(path) or not stat.S_ISREG(os.stat(path).st_mode):
        return []
    connection = sqlite3.connect(_address(path), uri=True, timeout=WAIT, isolation_level=None)
    try:
        ours = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        return ask(Source(connection.execute, _NOW, _TAGS), prefix) if ours == [APPLICATION_ID, VERSION] else []
    finally:
        connection.close()


def _address(path: str) -> str:
    """A URI that opens the file for reading only; `urllib.parse` would cost more than the question."""
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{escaped}?mode=ro"
