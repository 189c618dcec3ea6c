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


LONGEST = 504
"""Bytes of a path: SQLite's own limit, less what the name of the journal adds."""


def checked(path: str) -> str:
    """The absolute path. Raises Usage for what SQLite would not take as the name of a file, Unavailable for one
    that is too long."""
    if not path or path == ":memory:" or path.startswith("file:") or "\0" in path:
        raise Usage(f'"{path}" is not the path of a database file', "incident --db FILE")
    whole = os.path.join(_here(), path)
    length = len(os.fsencode(whole))
    if length > LONGEST:
        raise Unavailable(f"a path of {length} bytes is too long for SQLite, which takes {LONGEST}: {whole}")
    return whole


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
    try:
        _check_magic(path, found.st_size)
    except OSError as error:
        raise _unavailable(path, error) from error


_MAGIC = b"SQLite format 3\0"


def _check_magic(path: str, size: int) -> None:
    """SQLite takes a file shorter than its header for a new one, and would write over it."""
    if size == 0 or _header(path) == _MAGIC:
        return
    # Killed in its first write: the header may come last, and SQLite rolls back by the journal beside it.
    journal = os.path.exists(os.path.realpath(path) + "-journal")
    header = _header(path)  # again: another process may have finished its first write in between
    if header != _MAGIC and not (header == bytes(16) and size >= 512 and journal):
        raise NotOurs(f"{path} is not a database; it was left untouched", "incident --db ANOTHER-FILE")


def _header(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(len(_MAGIC))


def unreadable(path: str) -> OSError | None:
    """Why a file cannot be read to its end, if so: SQLite takes a disk that fails for a damaged file."""
    try:
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
    except OSError as error:
        return error
    return None


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


def remove(path: str) -> None:
    """Take a copy that failed half way out of the way, with the journal that SQLite may have left beside it."""
    for name in (path, path + "-journal"):
        try:
            os.unlink(name)
        except OSError:
            continue


def size(path: str) -> int:
    """Its size in bytes."""
    return os.stat(path).st_size


def writable(path: str) -> bool:
    """Whether we may write to it (and to its folder, where the journal goes)."""
    return os.access(path, os.W_OK) and os.access(os.path.dirname(path), os.W_OK)


def sync(path: str) -> None:
    """Make a file and its name in the folder durable. Raises Unavailable."""
    try:
        for name, flags in ((path, os.O_RDONLY), (os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY)):
            _sync(name, flags)
    except OSError as error:
        raise _unavailable(path, error) from error


def _sync(name: str, flags: int) -> None:
    descriptor = os.open(name, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create_folder(folder: str) -> None:
    """Make the default folder and its parents, private, and durable: each one's parent is synced.

    Also where the folder is there: another first command may have made it in this moment, and not synced it yet.
    """
    parent = os.path.dirname(folder)
    try:
        if os.path.isdir(folder):
            if os.access(parent, os.R_OK | os.W_OK):  # elsewhere none of ours can have made it just now
                _sync(parent, os.O_RDONLY | os.O_DIRECTORY)
            return
        if parent != folder:
            create_folder(parent)
        _make(folder)
        _sync(parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise _unavailable(folder, error) from error


def _make(folder: str) -> None:
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:  # another first command was faster
        return


def check_syncable(path: str) -> None:
    """Look whether what is written can be made durable. Raises Unavailable where it cannot.

    SQLite syncs the folder when its journal is gone, and silently does not where it may not list the folder.
    """
    folder = os.path.dirname(os.path.realpath(path))
    try:
        os.close(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
    except OSError as error:
        raise Unavailable(
            f"{folder} cannot be listed, so a line in it could not be made durable; nothing was saved",
            f"chmod u+r {folder}",
        ) from error


def _unavailable(path: str, error: OSError) -> Unavailable:
    return Unavailable(f"{path}: {(error.strerror or str(error)).lower()}; nothing was saved")
