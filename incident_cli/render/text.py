r"""Making stored text safe for a terminal and for a pipe; every stored string leaves through one of these.

Text is stored byte for byte, so a title may hold an escape sequence that moves the cursor, a bidi
override that reads backwards, or a character nobody sees. Here each of those becomes a backslash
escape (`\x1b`, `\u202e`, `\U000e0041`) that is plain to see and does nothing.

`line`, `block` and `quoted` are for eyes and leave a literal backslash alone; `field` is for machines
and can be reversed. This module is on the hot path: it imports nothing, and its tables fill as they are used.
"""

# Every range here is non-printable to str.isprintable() on every Python, which makes that the fast path.
# Spelled out rather than asked of unicodedata, so that the answer does not change with the Python version.
_UNSAFE = (
    (0x00, 0x1F),  # C0 controls
    (0x7F, 0x9F),  # DEL and the C1 controls: 0x9b alone starts a sequence on some terminals
    (0xAD, 0xAD),  # soft hyphen
    (0x061C, 0x061C),  # Arabic letter mark (bidi)
    (0x180E, 0x180E),  # Mongolian vowel separator
    (0x200B, 0x200B),  # zero width space; U+200C and U+200D stay: Persian and emoji need the joiners
    (0x200E, 0x200F),  # bidi marks
    (0x2028, 0x202E),  # line and paragraph separator, bidi embeddings and overrides
    (0x2060, 0x206F),  # word joiner, invisible operators, bidi isolates, deprecated format characters
    (0xD800, 0xDFFF),  # lone surrogates: no UTF-8 output can carry them
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFF0, 0xFFFB),  # interlinear annotation and its invisible neighbours
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # musical format controls
    (0xE0000, 0xE00FF),  # tag characters, which can smuggle a whole hidden sentence
    (0xE01F0, 0xE0FFF),  # reserved to be invisible; the variation selectors in between stay
)
_NAMED = {0x09: r"\t", 0x0A: r"\n", 0x0D: r"\r"}
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
        return _escaped(text)
    # No character gets shorter, and `_fitted` reads no further: a huge text costs no more than a long one.
    return _fitted(_escaped(text[: _PER_CELL * limit + 1]), limit)


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


def _escaped(text: str) -> str:
    return text if text.isprintable() else text.translate(_LINE)


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


def _escape(code: int) -> str:
    if code in _NAMED:
        return _NAMED[code]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


class _Escapes(dict[int, str]):
    """A table for str.translate that learns each character when it first meets it.

    Written out it would hold thousands of entries, built at every start of the program.
    """

    def __missing__(self, code: int) -> str:
        unsafe = any(first <= code <= last for first, last in _UNSAFE)
        shown = self[code] = _escape(code) if unsafe else chr(code)
        return shown


class _Widths(dict[str, int]):
    """The width of each character met so far."""

    def __missing__(self, char: str) -> int:
        width = self[char] = _width(char)
        return width


_LINE = _Escapes()
_BLOCK = _Escapes({0x09: "\t", 0x0A: "\n"})
_FIELD = _Escapes({0x5C: r"\\"})
_WIDTHS = _Widths()
