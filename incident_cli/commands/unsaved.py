"""Lines that were read and could not be stored: kept in a file, so that nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Sequence

from incident_cli.context import App
from incident_cli.core.record import NamedTuple
from incident_cli.errors import IncidentError


class Unsaved(NamedTuple):
    """What to say of lines that are not stored. text: what is, and where the others are; hints: what to type."""

    text: str
    hints: tuple[str, ...]

    def of(self, failure: IncidentError) -> IncidentError:
        """The failure that ended the stream, which says this as well."""
        error = IncidentError(
            f"{failure.message.removesuffix('; nothing was saved')}; {self.text}", *(self.hints or failure.hints)
        )
        error.code = failure.code
        return error


def keep(app: App, so_far: str, texts: Sequence[str], command: str) -> Unsaved:
    """Keep texts in a file of their own, and say where.

    so_far: what is stored, in words; command: would store lines from standard input.
    """
    if not texts:
        return Unsaved(so_far, ())
    more = "1 more was read and is not" if len(texts) == 1 else f"{len(texts)} more were read and are not"
    path = file(app, texts)
    if not path:
        return Unsaved(f"{so_far}; {more}: they stand above", ())
    from shlex import quote

    return Unsaved(f"{so_far}; {more}: kept in {path}", (f"{command} < {quote(path)}",))


def file(app: App, texts: Sequence[str]) -> str:
    """A new private file that holds the texts, a line each; empty where it cannot be made: then they are on
    standard error, which is better than nowhere."""
    import os
    import tempfile

    try:
        descriptor, path = tempfile.mkstemp(prefix="incident-", suffix=".log")
        with open(descriptor, "w", encoding="utf-8", newline="") as kept:
            kept.writelines(f"{text}\n" for text in texts)
            kept.flush()
            os.fsync(kept.fileno())
    except OSError as failure:
        from incident_cli.render import complaint

        app.warn(f"what was read and not saved cannot be kept in a file ({failure}); it is this:")
        complaint.spill(texts)
        return ""
    return path
