"""The tail of what a command wrote: how much of it is kept, and how it becomes a text. Pure."""

from __future__ import annotations

LINES, BYTES = 40, 8192
"""What is kept of an output, counted from its end: so many lines of so many bytes altogether."""

_SEQUENCES = r"""
      (?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]                      # colours, cursor
    | (?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)    # titles, links
    | (?:\x1b[PX^_])[^\x1b]*\x1b\\                          # device controls
    | \x1b[ -/]*[0-~]                                       # the others
"""
_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"}


class Tail:
    """The end of an output that comes in parts; the beginning is forgotten on the way."""

    def __init__(self) -> None:
        self._kept = b""
        self._count = 0

    def add(self, part: bytes) -> None:
        """Take the next part."""
        self._count += len(part)
        self._kept = (self._kept + part[-BYTES - 1 :])[-BYTES - 1 :]  # one more, to see whether a line begins there

    def text(self) -> tuple[str, int]:
        """The tail as a text, and how many bytes of the output came before it."""
        end = _cut(self._kept, whole=self._count == len(self._kept))
        return cleaned(end.decode(errors="replace")), self._count - len(end)


def _cut(kept: bytes, *, whole: bool) -> bytes:
    """The last lines of what was kept; of a line that is too long itself, its end.

    whole: nothing came before it.
    """
    body = kept.rstrip(b"\r\n")
    lines = body.split(b"\n")
    if not whole or len(body) > BYTES:
        # The first of them is not whole: it goes, unless there is no other.
        lines = lines[1:] if len(lines) > 1 else [_from_a_character(lines[0][-BYTES:])]
    return b"\n".join(lines[-LINES:]) + kept[len(body) :]


def _from_a_character(cut: bytes) -> bytes:
    """Without the rest of a UTF-8 character of which the beginning is missing: up to three bytes."""
    for index in range(min(3, len(cut))):
        if cut[index] & 0xC0 != 0x80:
            return cut[index:]
    return cut[3:]


def cleaned(text: str) -> str:
    """What a terminal would have left to read, as plain text: no colours, no overwritten progress, no controls."""
    import re

    text = re.sub(_SEQUENCES, "", text, flags=re.VERBOSE)
    text = re.sub(r"\r+\n", "\n", text).rstrip()
    rows = (row.rstrip("\r").rpartition("\r")[2] for row in text.split("\n"))
    return "\n".join(_rubbed_out(row).translate(_CONTROLS) for row in rows)


def _rubbed_out(row: str) -> str:
    r"""A row after its backspaces: `|\b/\b-` is how a wheel turns."""
    if "\b" not in row:
        return row
    left: list[str] = []
    for char in row:
        if char == "\b":
            del left[-1:]
        else:
            left.append(char)
    return "".join(left)
