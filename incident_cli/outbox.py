"""The outbox: a folder of commands that the server of a team could not take, a file each, until it has taken them.

In the manner of a Maildir (https://cr.yp.to/proto/maildir.html): a file is written beside, synced and renamed, so
that it is there whole or not at all, and many programs may put, read and remove at once without a lock. Its name is
that of the command in the log, which begins with the clock's milliseconds: names sort as the commands came.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator

from incident_cli.core.kept import Kept, fields, understood
from incident_cli.errors import IncidentError

SCHEMA = 1
"""Of the files. A program that does not know a number leaves the file alone."""
PAUSE = 0.05
"""Seconds between two looks at whether another program still sends."""
_SIGNS = frozenset("0123456789abcdef+")


class Unreadable(IncidentError):
    """A file of the outbox that cannot be understood; it was left as it is."""


def put(folder: str, kept: Kept) -> str:
    """Keep a command, in place of what is kept of it already; the path. On the disk when it returns. Raises OSError."""
    _make(folder)
    path = os.path.join(folder, kept.batch)
    new = not os.path.lexists(path)
    beside = os.path.join(folder, f".{kept.batch}.{os.getpid()}")
    content = json.dumps({"schema": SCHEMA, **fields(kept)}, ensure_ascii=False, indent=1) + "\n"
    try:
        _write(beside, content.encode())
        os.rename(beside, path)
        for each in (folder, os.path.dirname(folder)):  # another program may have made the folder in this moment
            _sync(each)
    except OSError:
        for left in (beside, path) if new else (beside,):  # what is not durable was not kept
            with contextlib.suppress(OSError):
                os.unlink(left)
        raise
    return path


def names(folder: str) -> list[str]:
    """The names of what is kept, in the order in which it came. Raises OSError for a folder that cannot be listed."""
    try:
        found = os.listdir(folder)
    except FileNotFoundError:
        return []
    return sorted((name for name in found if _SIGNS.issuperset(name)), key=_order)


def _order(name: str) -> tuple[str, int]:
    """The parts of one command (NAME, NAME+1, …, NAME+10) by their numbers."""
    command, _, part = name.partition("+")
    return command, int(part) if part.isdecimal() else 0


def read(folder: str, name: str) -> Kept | None:
    """What a file holds; None where it has gone: somebody else has sent it. Raises Unreadable."""
    path = os.path.join(folder, name)
    try:
        with open(path, "rb") as file:
            told = json.loads(file.read())
    except FileNotFoundError:
        return None
    except OSError as failure:
        raise Unreadable(f"{path} cannot be read: {(failure.strerror or str(failure)).lower()}") from failure
    except (ValueError, RecursionError) as damage:
        raise Unreadable(f"{path} is damaged: {damage}") from damage
    if isinstance(told, dict) and isinstance(told.get("schema"), int) and told["schema"] > SCHEMA:
        raise Unreadable(f"{path} was written by a newer version of incident")
    try:
        kept = understood({key: value for key, value in told.items() if key != "schema"})
    except (ValueError, AttributeError) as damage:
        raise Unreadable(f"{path} is damaged: {damage}") from damage
    if kept.batch != name:
        raise Unreadable(f"{path} is damaged: it has the name of another")
    return kept


def content(path: str) -> str:
    """All that is in a file, as text; nothing where it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="backslashreplace", newline="") as file:
            return file.read()
    except OSError:
        return ""


def remove(folder: str, name: str) -> bool:
    """Take away what the server has; whether it was still there.

    The folder is not synced: what comes back after a loss of power is found in the log when it is sent again.
    Raises OSError.
    """
    try:
        os.unlink(os.path.join(folder, name))
    except FileNotFoundError:
        return False
    return True


@contextlib.contextmanager
def turn(folder: str, wait: float) -> Iterator[None]:
    """Wait while another program sends, some seconds at most. It spares work, no more: nothing rests on it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield
        return
    try:
        deadline = time.monotonic() + wait
        while not _locked(descriptor) and time.monotonic() < deadline:
            time.sleep(PAUSE)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _make(folder: str) -> None:
    """Make the folder and those above it, private, each of them synced into the one above."""
    if os.path.isdir(folder):
        return
    above = os.path.dirname(folder)
    _make(above)
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder, 0o700)
    _sync(above)


def _write(path: str, content: bytes) -> None:
    with open(path, "wb", opener=_private) as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def _sync(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
