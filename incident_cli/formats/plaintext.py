"""HTML -> plain text that reads well: what a status page keeps of an update, as a line of a timeline shows it.

`html.parser` is not used: it reads on to the end from each tag that is never closed, so that half a megabyte of them
takes minutes. Here every token ends before the next `<`, and the whole is read once.
"""

import html
import re
from collections.abc import Iterator


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _words(
    "p div h1 h2 h3 h4 h5 h6 ul ol dl pre blockquote table section article header footer main nav aside address figure "
    "figcaption form fieldset details center body html"
)
"""Elements that stand apart, with an empty line around them."""
_LINES = _words("li tr dt dd caption summary option legend")
"""Elements that begin a line of their own."""
_ALONE = _words("p li br hr")
"""Elements that are never closed, or need not be."""
_INLINE = _words(
    "a abbr acronym b big bdi bdo br button cite code col colgroup data del dfn em font hr i iframe img input ins kbd "
    "label mark q s samp script select small span strike strong style sub sup td tbody template textarea tfoot th "
    "thead time tt u var wbr"
)
_KNOWN = _BLOCKS | _LINES | _INLINE
_HIDDEN = _words("script style template")
_DEEPEST = 12  # levels of lists and quotes that are still indented further

# Each alternative ends before the next `<`, and is possessive: together they look at every character twice at most.
_TAG = r"""
    <(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*+)(?![\w:.@-])
    (?P<rest>(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>|[^<>]*+>)
"""
_TOKEN = rf"<!--|<!(?i:doctype)\b[^<>]*+>|{_TAG}"
_ATTRIBUTE = r"""(?<![^\s"'/])([A-Za-z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))"""
_SPACE = r"[ \t\n\r\f]+"


def is_html(text: str) -> bool:
    """Whether there are real HTML tags in a text: known ones that are closed, have attributes, or stand alone.

    `<host>`, `a < b` and a lone `<code>` or `<table>` in a sentence are none.
    """
    opened: set[str] = set()
    closed: set[str] = set()
    for match in re.finditer(_TAG, text, re.VERBOSE):
        name = match["name"].lower()
        if name not in _KNOWN:
            continue
        if name in _ALONE or (not match["end"] and re.search(_ATTRIBUTE, match["rest"])):
            return True
        (closed if match["end"] else opened).add(name)
        if name in opened and name in closed:
            return True
    return False


def plain(html: str) -> str:
    """The text of an HTML fragment: lines and paragraphs as a browser shows them, lists with `- ` or `1. `, links as
    `text (address)`. Tags that HTML does not know (`<host>`) stay as they are written. Never raises.
    """
    page = _Page()
    for text, name, rest in _tokens(html):
        if not name:
            page.write(_decoded(text))
        elif name[0] == "/":
            page.end(name[1:])
        else:
            page.start(name, rest)
    return page.text()


def _tokens(source: str) -> Iterator[tuple[str, str, str]]:
    """(text, "", "") for text and ("", name, rest of the tag) for tags; the name of an end tag begins with `/`."""
    token = re.compile(_TOKEN, re.VERBOSE)
    done = at = 0
    while match := token.search(source, at):
        at = match.end()
        name = (match["name"] or "").lower()
        if match[0] == "<!--":
            close = source.find("-->", at)
            if close < 0:  # nothing more is a comment then, and what it hides would be lost
                token = re.compile(_TAG, re.VERBOSE)
                continue
            at = close + 3
        elif name and name not in _KNOWN:
            continue
        yield source[done : match.start()], "", ""
        done = at
        if name in _HIDDEN and not match["end"]:
            found = re.compile(rf"</{name}\b[^<>]*+>", re.IGNORECASE).search(source, at)
            done = at = found.end() if found else len(source)
        elif name:
            yield "", match["end"] + name, match["rest"]
    yield source[done:], "", ""


def _decoded(text: str) -> str:
    """Text with its entities decoded; a number too long to be a character stays as it is written."""
    if "&" not in text:
        return text
    return html.unescape(re.sub(r"&(?=#[xX]?[0-9a-fA-F]{9})", "&amp;", text))


def _attribute(rest: str, name: str) -> str:
    """The value of an attribute in what follows the name of a tag; empty where it has none."""
    for match in re.finditer(_ATTRIBUTE, rest):
        if match[1].lower() == name:
            return _decoded(match[2] or match[3] or match[4] or "").strip()
    return ""


class _List:
    """A list or a quotation that is open: what its lines begin with, and the number of its last item."""

    def __init__(self, tag: str, outer: str, number: int = 0) -> None:
        self.tag, self.outer, self.number = tag, outer, number
        self.inner = f"{outer}> " if tag == "blockquote" else outer


class _Page:
    """Plain text as it is written, with what is still to come before the next word."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.gap = 0  # line breaks before the next word: 2 make an empty line
        self.space = False
        self.marker = ""  # of an item whose first word is still to come
        self.cells = 0  # cells of a table since the last word
        self.lists: list[_List] = []
        self.indent = ""
        self.address = ""
        self.linked: list[str] = []  # the words of the link so far
        self.pre = 0

    def text(self) -> str:
        """All of it, with no spaces at the ends of lines and no two empty lines in a row."""
        self.unlink()
        lines = "".join(self.parts).replace("\xa0", " ").split("\n")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")

    def apart(self, breaks: int) -> None:
        """At least so many line breaks before the next word; the first word of an item stays beside its marker."""
        self.space = False
        if not self.marker:
            self.gap = max(self.gap, breaks)
            self.cells = 0

    def write(self, text: str) -> None:
        """Words, their white space folded unless they are preformatted."""
        if self.pre:
            self._kept(text)
            return
        folded = re.sub(_SPACE, " ", text)
        words = folded.strip(" ")
        if not words:
            self.space = self.space or bool(folded)
            return
        self.space = self.space or folded[0] == " "
        self._word(words)
        self.space = folded[-1] == " "

    def _kept(self, text: str) -> None:
        for number, row in enumerate(text.replace("\r\n", "\n").split("\n")):
            if number:
                self.line_break()
            if row:
                self._word(row)

    def _word(self, words: str) -> None:
        """Put words down, with everything that waits to come before them."""
        begins = not self.parts or self.gap > 0 or bool(self.marker)
        if self.parts:
            self.parts.append("\n" * max(self.gap, 1 if self.marker else 0))
        if begins:
            self.parts.append(self.marker or self.indent)
        elif self.cells:
            self.parts.append(" | " * self.cells)
        elif self.space:
            self.parts.append(" ")
        self.parts.append(words)
        if self.address:
            self.linked.append(words)
        self.gap, self.space, self.marker, self.cells = 0, False, "", 0

    def line_break(self) -> None:
        """`<br>`: two of them leave a line empty."""
        self.gap = min(self.gap + 1, 2)
        self.space = False

    def start(self, name: str, rest: str) -> None:
        """A tag that opens."""
        if name == "br":
            self.line_break()
        elif name == "hr":
            self.apart(2)
            self._word("---")
            self.apart(2)
        elif name == "a":
            self.unlink()
            self.address = _attribute(rest, "href")
        elif name == "img":
            self.write(_attribute(rest, "alt"))
        elif name in ("td", "th"):
            self.cells += 1
        else:
            self._block(name, rest)

    def _block(self, name: str, rest: str) -> None:
        if name in ("ul", "ol", "blockquote"):
            self.apart(1 if self.lists and self.lists[-1].tag != "blockquote" else 2)
            self._enter(name, rest)
        elif name in _BLOCKS:
            self.apart(2)
            self.pre += name == "pre"
        elif name in _LINES:
            self.marker = ""
            self.apart(1)
            self.cells = -1 if name == "tr" else 0
            if name == "li":
                self._item()

    def _enter(self, tag: str, rest: str) -> None:
        """A list or quotation begins; below the deepest level nothing is indented further."""
        start = _attribute(rest, "start")
        first = int(start) - 1 if re.fullmatch("[0-9]{1,9}", start) else 0
        self.lists.append(_List(tag, self.indent, first))
        if len(self.lists) <= _DEEPEST:
            self.indent = self.lists[-1].inner

    def _item(self) -> None:
        """A new item: its marker waits for its first word, and its further lines stand below that."""
        top = self.lists[-1] if self.lists else _List("ul", "")
        top.number += 1
        marker = f"{top.number}. " if top.tag == "ol" else "- "
        self.marker = top.outer + marker
        self.indent = top.outer + " " * len(marker) if len(self.lists) <= _DEEPEST else top.outer

    def end(self, name: str) -> None:
        """A tag that closes; one that was never open changes nothing but the line."""
        if name == "a":
            self.unlink()
        elif name == "br":
            self.line_break()
        elif name in ("ul", "ol", "blockquote"):
            self.marker = ""
            self._leave(name)
            self.apart(1 if self.lists and self.lists[-1].tag != "blockquote" else 2)
        elif name in _BLOCKS:
            self.apart(2)
            self.pre -= name == "pre" and self.pre > 0
        elif name in _LINES:
            self.marker = self.marker if name != "li" else ""
            self.apart(1)

    def _leave(self, tag: str) -> None:
        if self.lists and self.lists[-1].tag == tag:
            self.indent = self.lists.pop().outer

    def unlink(self) -> None:
        """The end of a link: its address behind its words, unless they say the same."""
        address, words = self.address, "".join(self.linked)
        self.address, self.linked = "", []
        if not address or re.match("(?i)#|javascript:|data:", address) or _bare(address) == _bare(words):
            return
        gap, space, self.gap, self.space = self.gap, self.space, 0, True
        self._word(f"({address})" if words else address)
        self.gap, self.space = gap, space


def _bare(address: str) -> str:
    """An address without what people leave out when they write it."""
    return re.sub(r"(?i)^(?:https?://|mailto:|tel:)", "", address.strip()).rstrip("/").lower()
