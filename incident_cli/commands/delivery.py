"""Where a document goes: standard output, a new file, or files in a folder; whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable

from incident_cli.errors import IncidentError, Refused


def deliver(pieces: Iterable[str], output: str | None, *, force: bool = False) -> None:
    """Write text to a file, or (None) to standard output, as it comes.

    force: over a file that is there. Raises Refused for one that is, and IncidentError for what cannot be written.
    """
    if output is None:
        from incident_cli.render.speech import pour

        pour(pieces)
        return
    if os.path.lexists(output) and not force:
        raise _taken(output)
    try:
        _write(pieces, output, force=force)
    except FileExistsError:
        raise _taken(output) from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise IncidentError(f"{output} cannot be written: {reason}") from error


def _taken(output: str) -> Refused:
    return Refused(f"{output} exists; it was left as it is", "choose another name, or add --force")


def _write(pieces: Iterable[str], output: str, *, force: bool) -> None:
    """A private file beside it first, so that nobody ever reads half of it, and a failure leaves what was there."""
    folder, name = os.path.split(os.path.abspath(output))
    descriptor, draft = tempfile.mkstemp(prefix=f".{name[:40]}.", dir=folder)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        if not force and os.path.lexists(output):
            raise FileExistsError
        os.replace(draft, output)
    finally:
        if os.path.lexists(draft):
            os.unlink(draft)


def folder(path: str) -> None:
    """Make a folder where there is none. Raises IncidentError."""
    try:
        os.makedirs(path, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise IncidentError(f"{path} cannot be made: {reason}") from error
