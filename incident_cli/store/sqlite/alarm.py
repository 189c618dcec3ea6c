"""What tells that somebody has written to the file: a look at it, which costs next to nothing."""

from __future__ import annotations

import os
import stat


class FileAlarm:
    """The file as it was at the last look; nothing is held open. See `Alarm`."""

    fileno: int | None = None

    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: tuple[int, ...] | None = None

    def rung(self) -> bool:
        """See `Alarm.rung`."""
        pulse = _pulse(self._path)
        rung, self._seen = pulse != self._seen, pulse
        return rung

    def close(self) -> None:
        """See `Alarm.close`."""


def _pulse(path: str) -> tuple[int, ...]:
    """What changes with every commit to the file, and when another file takes its place; () without one.

    Two commits within one tick of the system's clock leave the same time and size: SQLite's own count of
    commits, in the header, tells them apart. Only while this process has no connection to the file:
    closing it here would drop the locks of that one.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return () if isinstance(error, FileNotFoundError) else (error.errno or -1,)
    try:
        found = os.fstat(descriptor)
        commits = os.pread(descriptor, 4, _COMMITS) if stat.S_ISREG(found.st_mode) else b""
        return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_mode, *commits)
    except OSError as error:
        return (error.errno or -1,)
    finally:
        os.close(descriptor)


_COMMITS = 24
"""Where SQLite counts the commits: https://www.sqlite.org/fileformat.html#file_change_counter."""
