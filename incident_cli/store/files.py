"""The file under the store: what may stand at the path, and how it is made.

SQLite's "unable to open database file" gives no reason, so we look first and say it.
"""

import os
import stat

from incident_cli.errors import NotOurs, Refused, Unavailable, Usage

_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def checked(path: str) -> str:
    """The absolute path. Raises Usage for what SQLite would not take as the name of a file."""
    if not path or path == ":memory:" or path.startswith("file:") or "\0" in path:
        raise Usage(f'"{path}" is not the path of a database file', "incident --db FILE")
    return os.path.join(_here(), path)


def _here() -> str:
    """The current directory; it may have been deleted, which matters to relative paths only."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def exists(path: str) -> bool:
    """Whether anything stands at the path, a dangling link included. Raises Unavailable."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unavailable(path, error) from error
    return True


def inspect(path: str) -> None:
    """Look at what is there before SQLite does. Raises Unavailable, with the reason."""
    try:
        found = os.stat(path)
    except FileNotFoundError as error:
        if os.path.islink(path):
            raise Unavailable(f"{path} is a link to a file that does not exist ({os.readlink(path)})") from error
        raise _unavailable(path, error) from error
    except OSError as error:
        raise _unavailable(path, error) from error
    for test, kind in _KINDS:
        if test(found.st_mode):
            raise Unavailable(f"{path} is {kind}, not a database file", "incident --db FILE")
    if not os.access(path, os.R_OK):
        raise Unavailable(f"{path} cannot be read: permission denied")
    _check_magic(path, found.st_size)


def _check_magic(path: str, size: int) -> None:
    """SQLite takes a file shorter than its header for a new one, and would write over it."""
    if size == 0:
        return
    with open(path, "rb") as file:
        header = file.read(16)
    # Killed in its first write: the header may come last, and SQLite rolls back by the journal beside it.
    unfinished = header == bytes(16) and size >= 512 and os.path.exists(os.path.realpath(path) + "-journal")
    if header != b"SQLite format 3\0" and not unfinished:
        raise NotOurs(f"{path} is not a database; it was left untouched", "incident --db ANOTHER-FILE")


def create(path: str, *, new: bool = False) -> None:
    """Make an empty private file where there is none (another process may do so at the same time).

    new: it must not exist yet. Raises Refused for one that does, and Unavailable.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        if new:
            raise Refused(f"{path} exists; it was left as it is", "choose another name") from None
        return
    except FileNotFoundError as error:
        folder = os.path.dirname(path)
        raise Unavailable(f"{path} cannot be made: there is no folder {folder}", f"mkdir -p {folder}") from error
    except OSError as error:
        raise _unavailable(path, error) from error
    try:
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def size(path: str) -> int:
    """Its size in bytes."""
    return os.stat(path).st_size


def writable(path: str) -> bool:
    """Whether we may write to it (and to its folder, where the journal goes)."""
    return os.access(path, os.W_OK) and os.access(os.path.dirname(path), os.W_OK)


def sync(path: str) -> None:
    """Make a file and its name in the folder durable."""
    for name, flags in ((path, os.O_RDONLY), (os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(name, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def create_folder(folder: str) -> None:
    """Make the default folder and its parents, private, and durable: each one's parent is synced."""
    if os.path.isdir(folder):
        return
    parent = os.path.dirname(folder)
    if parent != folder:
        create_folder(parent)
    try:
        os.mkdir(folder, 0o700)
        descriptor = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except FileExistsError:
        return
    except OSError as error:
        raise _unavailable(folder, error) from error


def _unavailable(path: str, error: OSError) -> Unavailable:
    return Unavailable(f"{path}: {(error.strerror or str(error)).lower()}; nothing was saved")
