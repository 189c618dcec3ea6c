"""Plain sentences on standard output, for what is neither a record nor a document."""

import sys
from collections.abc import Iterable
from contextlib import suppress


def sign(words: str) -> None:
    """A line for a shell's prompt; nothing at all where there are no words.

    What the encoding lacks is a `?`: the escapes that are written elsewhere begin with a backslash, which a prompt
    would read.
    """
    if words:
        encoding = sys.stdout.encoding or "utf-8"
        say(words.encode(encoding, "replace").decode(encoding))


def say(line: str = "") -> None:
    """One line."""
    sys.stdout.write(line + "\n")


def pour(pieces: Iterable[str]) -> None:
    """A document, as it comes."""
    sys.stdout.writelines(pieces)


def flush() -> None:
    """Let what was said be read now. Where nobody can, the end of the program tells."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
