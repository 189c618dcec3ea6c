"""The editor: a private draft, the old text in it, the context below a scissors line.

The command is split as a shell would and run without one, so that nothing in it is executed.
"""

import os
import shlex
import shutil
import subprocess
import tempfile

from incident_cli.errors import IncidentError, Refused

SCISSORS = "# ------------------------ >8 ------------------------"
_BELOW = "# Everything below this line is ignored. An empty or unchanged text cancels."
_FALLBACKS = ("sensible-editor", "vi")


def edit(command: str, before: str, below: str = "") -> str:
    """The text after editing. command: of the editor; empty: the usual ones are tried.

    Raises Refused when the text is empty or unchanged, and IncidentError when the editor fails; then
    the draft is kept and named.
    """
    descriptor, path = tempfile.mkstemp(prefix="incident-", suffix=".md")
    with open(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(_draft(before, below))
    try:
        _run([*_command(command), path])
        with open(path, encoding="utf-8", newline="") as file:
            text = _text(file.read())
    except (OSError, UnicodeError, ValueError) as error:
        raise IncidentError(f"the editor failed: {error}; the draft is kept in {path}") from error
    if not text.strip() or text == before.rstrip("\n"):
        os.unlink(path)
        raise Refused("the text is empty or unchanged: cancelled, nothing was saved")
    _kept.append(path)
    return text


_kept: list[str] = []


def saved() -> None:
    """The text has been stored: the drafts are no longer needed."""
    while _kept:
        os.unlink(_kept.pop())


def kept() -> list[str]:
    """The drafts of texts that were edited but not stored, for the error that follows."""
    return list(_kept)


def _draft(before: str, below: str) -> str:
    body = before.rstrip("\n") + "\n"
    if not below:
        return body
    commented = "\n".join(f"# {line}".rstrip() for line in below.splitlines())
    return f"{body}\n{SCISSORS}\n{_BELOW}\n{commented}\n"


def _text(draft: str) -> str:
    """What stands above the last scissors line that we wrote."""
    above, cut, _ = draft.rpartition(f"\n{SCISSORS}\n")
    return (above if cut else draft).rstrip("\n")


def _command(command: str) -> list[str]:
    if command:
        return shlex.split(command)
    for name in _FALLBACKS:
        if shutil.which(name):
            return [name]
    raise IncidentError("there is no editor", "export EDITOR=nano  or use -m TEXT")


def _run(command: list[str]) -> None:
    code = subprocess.run(command, check=False).returncode
    if code:
        raise OSError(f"{command[0]} ended with {code}")
