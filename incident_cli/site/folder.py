"""The folder that is published into: locked, and written to by names that cannot leave it.

Every file is opened below a descriptor of its folder and never through a symbolic link, so that nothing outside is read
or written, whatever stands in it and whoever changes it meanwhile.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from incident_cli.errors import Busy, IncidentError, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

DRAFT = ".incident-site.draft"
"""What is being written, until it takes its name: one at a time, since one of us writes at a time."""
_NAME = r"[A-Za-z0-9_.-]+"
_SLICE = 0.1
"""Seconds between two looks at the lock, so that Ctrl-C answers at once."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


def parts(path: str) -> tuple[list[str], str]:
    """The folders and the name of a file below ours. Raises Refused for a path that could be anywhere else."""
    names = path.split("/")
    if len(path) > 200 or not all(re.fullmatch(_NAME, name) and name not in (".", "..") for name in names):
        raise Refused(f"{path!r} is no name of a file in the folder; nothing of that name was written")
    return names[:-1], names[-1]


class Folder:
    """A folder, held by one of us at a time: `with Folder(path, wait) as folder`.

    path: made where it is not. wait: seconds to wait for another one that writes. Raises Busy, IncidentError.
    """

    def __init__(self, path: str, wait: float) -> None:
        self.path = path
        self._wait = wait
        self._known: dict[tuple[str, ...], int] = {}

    def __enter__(self) -> Self:
        with self._complaining("", "opened"):
            os.makedirs(self.path, exist_ok=True)
            self._known[()] = os.open(self.path, _FOLDER)
        try:
            self._lock()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        """The lock goes with the last descriptor."""
        while self._known:
            os.close(self._known.popitem()[1])

    def _lock(self) -> None:
        import fcntl

        until = time.monotonic() + self._wait
        while True:
            try:
                fcntl.flock(self._known[()], fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError as error:
                if error.errno in (errno.ENOTSUP, errno.ENOLCK, errno.ENOSYS):
                    return  # a file system without locks: each file is whole all the same
                if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                    raise IncidentError(f"{self.path} cannot be locked: {_reason(error)}") from error
            left = until - time.monotonic()
            if left <= 0:
                raise Busy(f"another program is publishing into {self.path}; nothing was written", "try again")
            time.sleep(min(_SLICE, left))

    def read(self, path: str) -> bytes | None:
        """What stands in a file; None where there is none, or something that is no plain file."""
        with self._place(path, make=False) as (folder, name):
            if folder is None:
                return None
            try:
                found = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            except FileNotFoundError:
                return None
            except OSError as error:
                if error.errno in (errno.ELOOP, errno.ENXIO):
                    return None
                raise
            with open(found, "rb") as file:
                return file.read() if stat.S_ISREG(os.fstat(found).st_mode) else None

    def size(self, path: str) -> int | None:
        """The bytes of a plain file; None where there is none."""
        with self._place(path, make=False) as (folder, name):
            found = None if folder is None else _status(name, folder)
            return found.st_size if found is not None and stat.S_ISREG(found.st_mode) else None

    def taken(self, path: str) -> bool:
        """Whether anything has this name."""
        with self._place(path, make=False) as (folder, name):
            return folder is not None and _status(name, folder) is not None

    def replace(self, path: str, content: bytes, before: Callable[[], None] = lambda: None) -> None:
        """Write a file whole, or leave what was there. before: done when it is written and has not its name yet."""
        with self._place(path, make=True) as (folder, name):
            assert folder is not None
            _gone(DRAFT, folder)
            try:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
                with open(os.open(DRAFT, flags, 0o666, dir_fd=folder), "wb") as file:
                    file.write(content)
                before()
                os.replace(DRAFT, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                _gone(DRAFT, folder)
                raise

    def append(self, path: str, text: str) -> None:
        """Add to the end of a file."""
        with self._place(path, make=True) as (folder, name):
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
            with open(os.open(name, flags, 0o666, dir_fd=folder), "ab", buffering=0) as file:
                if file.write(text.encode()) != len(text.encode()):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def remove(self, path: str) -> None:
        """Remove a file, and a folder below ours that is empty then."""
        with self._place(path, make=False) as (folder, name):
            if folder is None:
                return
            _gone(name, folder)
        folders = parts(path)[0]
        while folders:
            above, last = self._open(folders[:-1], make=False), folders[-1]
            try:
                os.rmdir(last, dir_fd=above)
            except OSError:
                return
            os.close(self._known.pop(tuple(folders)))
            folders.pop()

    @contextmanager
    def _place(self, path: str, *, make: bool) -> Iterator[tuple[int | None, str]]:
        """The descriptor of the folder of a file (None: there is none) and its name there."""
        folders, name = parts(path)
        with self._complaining(path, "written" if make else "read"):
            yield self._open(folders, make=make), name

    def _open(self, folders: Sequence[str], *, make: bool) -> int | None:
        key = tuple(folders)
        if key in self._known:
            return self._known[key]
        above = self._open(folders[:-1], make=make)
        if above is None:
            return None
        if make:
            with suppress(FileExistsError):
                os.mkdir(folders[-1], dir_fd=above)
        try:
            self._known[key] = os.open(folders[-1], _FOLDER | os.O_NOFOLLOW, dir_fd=above)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno not in (errno.ELOOP, errno.ENOTDIR):
                raise
            if not make:
                return None
            where = os.path.join(self.path, *folders)
            raise Refused(f"{where} is no folder of this site; it was left as it is", "move it away") from error
        return self._known[key]

    @contextmanager
    def _complaining(self, path: str, done: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            where = os.path.join(self.path, path) if path else self.path
            raise IncidentError(f"{where} cannot be {done}: {_reason(error)}") from error


def _status(name: str, folder: int) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def _gone(name: str, folder: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return


def _reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
