"""Plain sentences on standard output, for what is neither a record nor a document."""

import sys


def say(line: str = "") -> None:
    """One line."""
    sys.stdout.write(line + "\n")
