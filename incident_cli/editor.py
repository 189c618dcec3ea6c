"""The editor: a private draft, the old text in it, the context below a scissors line.

The command is split as a shell would and run without one, so that nothing in it is executed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from incident_cli.core.record import NamedTuple
from incident_cli.errors import IncidentError, Refused, Usage

SCISSORS = "# ------------------------ >8 ------------------------"
_BELOW = "# Everything below this line is ignored. An empty or unchanged text cancels."
_FALLBACKS = ("sensible-editor", "vi")


class Edited(NamedTuple):
    """A text after editing, and the file of its draft, which is kept until the text is stored."""

    text: str
    draft: str


def edit(command: str, before: str, below: str = "") -> Edited:
    """What a person makes of a text. command: of the editor; empty: the usual ones are tried.

    Raises Refused when the text is empty or unchanged, and IncidentError when the editor fails; then
    the draft is kept and named.
    """
    editor = _command(command)
    path = _file(_draft(before, below))
    try:
        _run([*editor, path])
        with open(path, encoding="utf-8", newline="") as file:
            text = _text(file.read())
    except UnicodeDecodeError:
        raise Usage(f"the text is not valid UTF-8; nothing was saved, the draft is kept in {path}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise IncidentError(f"the editor {editor[0]} failed: {reason}; the draft is kept in {path}") from error
    if not text.strip() or text == before.rstrip("\n"):
        os.unlink(path)
        raise Refused("the text is empty or unchanged: cancelled, nothing was saved")
    return Edited(text, path)


def _file(draft: str) -> str:
    """A new private file that holds the draft."""
    try:
        descriptor, path = tempfile.mkstemp(prefix="incident-", suffix=".md")
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(draft)
    except OSError as error:
        raise IncidentError(f"a draft cannot be made for the editor: {error}; nothing was saved", "-m TEXT") from error
    return path


def _draft(before: str, below: str) -> str:
    body = before.rstrip("\n") + "\n"
    if not below:
        return body
    # Two spaces, so that no line of the record can be taken for the scissors.
    commented = "\n".join(f"#  {line}".rstrip() for line in below.splitlines())
    return f"{body}\n{SCISSORS}\n{_BELOW}\n{commented}\n"


def _text(draft: str) -> str:
    """What stands above the last scissors line, which may have become the first line of the file.

    An editor may have turned its line ends into CRLF.
    """
    lines = draft.split("\n")
    cuts = [number for number, line in enumerate(lines) if line.rstrip() == SCISSORS]
    return "\n".join(lines[: cuts[-1]] if cuts else lines).rstrip("\r\n")


def _command(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Usage(f"the editor {command} is no command: {error}; nothing was saved", "export EDITOR=nano") from None
    if words:
        return words
    for name in _FALLBACKS:
        if shutil.which(name):
            return [name]
    raise IncidentError("there is no editor", "export EDITOR=nano  or use -m TEXT")


def _run(command: list[str]) -> None:
    with _ctrl_c_is_the_editors():
        code = subprocess.run(command, check=False).returncode
    if code:
        raise OSError(f"it ended with {code}")


@contextmanager
def _ctrl_c_is_the_editors() -> Iterator[None]:
    """Ctrl-C reaches us as well, and `subprocess.run` would then kill the editor with the text in it.

    A handler that does nothing, and not SIG_IGN, which the editor would inherit.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
