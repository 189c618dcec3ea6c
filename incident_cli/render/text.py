r"""Making stored text safe for a terminal and for a pipe; every stored string leaves through one of these.

What is unsafe, and how it is shown, is told in `core/visible.py`. `line`, `block` and `quoted` are for
eyes and leave a literal backslash alone; `field` is for machines and can be reversed.
"""

from incident_cli.core.visible import Escapes, visible

_TAB_STOP = 4

_ELLIPSIS = "…"
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
# A pile of combining marks has no width, so a limit in cells alone would let a megabyte through.
# The longest emoji in use has 10 code points in 2 cells.
_PER_CELL = 16


def line(text: str, limit: int = 0) -> str:
    """Return text for a one-line place (title, name, tag, message), with everything unsafe made visible.

    limit: if above 0, cut to that many terminal cells, ending in `…`.
    """
    if limit <= 0:
        return visible(text)
    # No character gets shorter, and `_fitted` reads no further: a huge text costs no more than a long one.
    return _fitted(visible(text[: _PER_CELL * limit + 1]), limit)


def block(text: str) -> str:
    r"""Return text for a body on a terminal: as `line`, but line breaks stay and tabs become spaces.

    `\r\n` is a line break; a lone carriage return would overwrite its line, so it is shown.
    """
    if text.isprintable():
        return text
    # Tabs last: an escape that is five characters wide must move the tab stop by five.
    return text.replace("\r\n", "\n").translate(_BLOCK).expandtabs(_TAB_STOP)


def field(text: str) -> str:
    r"""Return text for one field of tab-separated output; the same text comes back by reading the escapes.

    To reverse it, read from left to right and replace `\\` by a backslash, `\t` `\n` `\r` by tab, newline,
    carriage return, and `\xNN`, `\uNNNN`, `\UNNNNNNNN` (lower-case hex, exactly that many digits) by that
    code point. No other backslash occurs, so two different texts never give the same field.
    """
    if "\\" not in text and text.isprintable():
        return text
    return text.translate(_FIELD)


def quoted(text: str, limit: int = 60) -> str:
    """Return text for an error message: `line` in double quotes, its inside cut to limit cells."""
    return f'"{line(text, limit)}"'


def cells(text: str) -> int:
    """Return how many terminal cells a text that was made safe takes; a control or line break counts 0."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_steps(text))


def _fitted(safe: str, limit: int) -> str:
    if safe.isascii():
        return safe if len(safe) <= limit else safe[: limit - 1] + _ELLIPSIS
    used = keep = 0
    for index, step in enumerate(_steps(safe)):
        used += step
        if used > limit or index >= _PER_CELL * limit:
            # A joiner left at the end would pull the ellipsis into the emoji.
            return safe[:keep].rstrip(_JOINER) + _ELLIPSIS
        if used < limit:  # the ellipsis still has a cell after this character
            keep = index + 1
    return safe


def _steps(text: str) -> list[int]:
    """Return how many cells each character adds to those before it."""
    steps = []
    base = ""
    narrow = joined = False
    for char in text:
        width = _WIDTHS[char]
        if char == _EMOJI_STYLE:
            width, narrow = int(narrow), False  # asks for the wide, coloured form of a narrow character
        elif width:
            if _merges(base, char, joined):
                width = 0
            base, narrow = char, width == 1
        joined = char == _JOINER
        steps.append(width)
    return steps


def _merges(base: str, char: str, joined: bool) -> bool:
    """Tell whether an emoji is drawn inside the one before it: after a joiner, or as its skin colour.

    Only symbols do: letters with joiners between them are all drawn, and must not look short.
    """
    if not base or not (joined or "\U0001f3fb" <= char <= "\U0001f3ff"):
        return False
    from unicodedata import category

    return category(base)[0] == category(char)[0] == "S"


def _width(char: str) -> int:
    from unicodedata import category, east_asian_width

    # unicodedata.combining() knows only marks that are reordered; the category knows them all.
    if category(char) in ("Mn", "Me", "Cc", "Cf", "Cs", "Zl", "Zp") or "\u1160" <= char <= "\u11ff":
        return 0  # the last range: vowels and finals that complete a Korean syllable
    return 2 if east_asian_width(char) in "WF" else 1


class _Widths(dict[str, int]):
    """The width of each character met so far."""

    def __missing__(self, char: str) -> int:
        width = self[char] = _width(char)
        return width


_BLOCK = Escapes({0x09: "\t", 0x0A: "\n"})
_FIELD = Escapes({0x5C: r"\\"})
_WIDTHS = _Widths()
