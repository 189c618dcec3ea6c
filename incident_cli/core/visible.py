r"""Characters that must never reach a reader raw, and the escapes that stand for them.

Text is stored byte for byte, so a title may hold an escape sequence that moves the cursor, a bidi
override that reads backwards, or a character nobody sees. Each way out of the program (terminal,
pipe, Markdown) shows them as the backslash escapes made here: `\x1b`, `\u202e`, `\U000e0041`.
On the hot path: it imports nothing, and its tables fill as they are used.
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


def visible(text: str) -> str:
    """Text with everything unsafe shown as an escape, line breaks and tabs included."""
    return text if text.isprintable() else text.translate(_ESCAPES)


def _escape(code: int) -> str:
    if code in _NAMED:
        return _NAMED[code]
    if code <= 0x7F:  # above, `printf %b` of a shell would take it for a byte
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


class Escapes(dict[int, str]):
    """A table for str.translate that learns each character when it first meets it; seed it with exceptions.

    Written out it would hold thousands of entries, built at every start of the program.
    """

    def __missing__(self, code: int) -> str:
        unsafe = any(first <= code <= last for first, last in _UNSAFE)
        shown = self[code] = _escape(code) if unsafe else chr(code)
        return shown


_ESCAPES = Escapes()
