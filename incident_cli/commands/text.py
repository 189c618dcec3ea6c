"""Where the text of a line comes from: words, -m, -F, standard input, the editor. One at a time."""

import sys
from collections.abc import Sequence

from incident_cli.context import App
from incident_cli.core import words
from incident_cli.errors import IncidentError, Usage

LIMIT = 4 * 1024 * 1024
"""Bytes that are read of a file or of standard input: an endless one ends with a sentence. One megabyte of
short lines takes a terminal two seconds to show, and a text that nobody can show again is of no use."""


def given(typed: Sequence[str], message: str | None, file: str | None, template: str | None = None) -> str | None:
    """The text that was typed or named, byte for byte; None where there is none (yet).

    Unquoted words are joined with spaces. template: a further source, whose text comes from `filling`.
    Raises Usage for two sources at once, for an empty text,
    for a NUL and for bytes that are not UTF-8; IncidentError for a file that cannot be read.
    """
    options = {"-m": message, "-F": file, "--template": template}
    sources = ["words"] if typed else []
    sources += [name for name, value in options.items() if value is not None]
    if len(sources) > 1:
        raise Usage(f"the text comes from {' and from '.join(sources)}; nothing was saved", "give it once")
    if typed:
        return _said(words.body(" ".join(typed)) if typed != ["-"] else read("-"))
    if message is not None:
        return _said(words.body(message))
    return _said(read(file)) if file is not None else None


def _said(text: str) -> str:
    if not text.strip():
        raise Usage("the text is empty; nothing was saved")
    return text


def read(path: str) -> str:
    """A file, or standard input for `-`, without its last line end. Raises Usage, and IncidentError for what
    cannot be read."""
    if not path:
        raise Usage("-F names no file; nothing was saved", "-F FILE, or -F - for standard input")
    try:
        if path == "-":
            data = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(LIMIT + 1)
    except (OSError, ValueError, AttributeError) as error:
        name = "standard input" if path == "-" else path
        reason = getattr(error, "strerror", None) or "it is closed"
        raise IncidentError(f"{name} cannot be read: {reason.lower()}; nothing was saved") from error
    if len(data) > LIMIT:
        raise Usage(
            f"the text is longer than {LIMIT // 1024 // 1024} MB; nothing was saved",
            "keep the end of it: tail -c 1M FILE | incident update -",
        )
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Usage("the text is not valid UTF-8; nothing was saved", "convert it first: iconv -t UTF-8") from None
    return words.body(text.removesuffix("\n").removesuffix("\r"))


def edited(app: App, before: str, below: str) -> str:
    """What a person makes of a text in the editor; `below` is shown under a scissors line.

    Raises Usage where there is no terminal to edit on, and when the text stays empty or as it was.
    """
    if not app.config.interactive:
        raise Usage("-e needs a terminal; nothing was saved", "-m TEXT, or -F FILE")
    from incident_cli.editor import edit

    text, draft = edit(app.config.editor, before, below)
    app.drafts.append(draft)
    return words.body(text)
