"""Bytes as they arrive -> lines of text. Pure: the lines depend on the bytes alone, not on the pieces they came in."""

from __future__ import annotations


class Splitter:
    r"""Takes bytes piece by piece, and gives the lines in them that are whole.

    A line ends with `\n` or `\r\n`; an empty one (blanks only) is none. What a text cannot hold, a byte that
    is not UTF-8 or a NUL, is kept as the escape `\xNN`. limit: bytes, at least 4; a longer line comes as
    several, cut between characters, so that an endless one takes no more memory than that.

    escaped, cut: whether that happened.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.escaped = self.cut = False
        self._begun = bytearray()

    def feed(self, data: bytes) -> list[str]:
        """The lines that end in this piece, and what of an endless one is too long to wait for its end."""
        first, *others = data.split(b"\n")
        self._begun += first
        lines: list[str] = []
        for begun in others:
            lines += self.rest()
            self._begun += begun
        return [*lines, *self._parts()]

    def rest(self) -> list[str]:
        """The line that has begun, as if it ended here: at the end of the input it does."""
        parts = self._parts()
        last = self._text(bytes(self._begun).removesuffix(b"\r"))
        self._begun.clear()
        return [*parts, *filter(str.strip, [last])]

    def _parts(self) -> list[str]:
        """What stands before the last cut of the line that has begun: nothing, for a line within the limit."""
        parts = []
        while len(self._begun) > self.limit:
            self.cut = True
            at = self._between_characters()
            parts.append(self._text(bytes(self._begun[:at])))
            del self._begun[:at]
        return [part for part in parts if part.strip()]

    def _between_characters(self) -> int:
        """Where to cut: at the limit, or up to three bytes before it, where a character of UTF-8 begins."""
        for at in range(self.limit, self.limit - 4, -1):
            if self._begun[at] & 0xC0 != 0x80:
                return at
        return self.limit

    def _text(self, data: bytes) -> str:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.escaped = True
            text = data.decode(errors="backslashreplace")
        if "\0" in text:
            self.escaped = True
            text = text.replace("\0", r"\x00")
        return text
