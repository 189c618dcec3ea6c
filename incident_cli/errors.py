"""The error family: every way a command can end badly, with its exit code.

Any layer may raise these; they carry words only. `commands.perform` and the Typer app let them
pass, and `__main__.main` prints them in one place (`incident: message`, then `hint: what to type`).
"""


class IncidentError(Exception):
    """A failure with one line for the person who typed.

    message: what is wrong and what happened to the data, without a final full stop.
    hints: what to type instead, a line each; none where there is nothing to suggest.
    """

    code = 1

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(filter(None, hints))


class Refused(IncidentError):
    """A rule of the tracker says no (exit 1)."""


class Usage(IncidentError):
    """A command line, or a value in it, that cannot be understood (exit 2)."""

    code = 2


class NotFound(IncidentError):
    """No such incident, entry or server, or more than one could be meant (exit 3)."""

    code = 3


class Conflict(IncidentError):
    """The same key with other words, or the record changed meanwhile (exit 4)."""

    code = 4


class Unavailable(IncidentError):
    """The store cannot be opened, read or written: permission, full disk, I/O (exit 5)."""

    code = 5


class Unreachable(Unavailable):
    """The server does not answer, or cannot take anything just now: the same command may succeed later (exit 5)."""


class NotOurs(IncidentError):
    """The file is another program's, newer than this program, or damaged; left untouched (exit 6)."""

    code = 6


class Busy(IncidentError):
    """Another program holds the lock; nothing was saved, and repeating is safe (exit 75)."""

    code = 75


BUG = 70
INTERRUPTED = 130
CLOSED_PIPE = 141
