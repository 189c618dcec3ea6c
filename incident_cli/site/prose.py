"""Text of people -> HTML that is safe: plain text with its addresses as links, and Markdown. Pure."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from incident_cli.errors import IncidentError
from incident_cli.formats.telling import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ADDRESS = r"https?://[^\s<>\"'`\\]+"
_LINK = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@[^\s@])[^\s]*|#[\w.-]+", re.IGNORECASE)
_AFTER = ".,;:!?)]}*_'"
"""Signs that rather end a sentence than an address."""
REL = 'rel="nofollow noopener noreferrer"'


def address(link: str) -> str:
    """An address that may be followed; empty for any other, whatever it calls itself."""
    link = link.strip()
    return link if re.fullmatch(_ADDRESS, link, re.IGNORECASE) else ""


def plain(text: str) -> str:
    """Plain text as HTML: as it stands, its paragraphs apart, with web addresses as links."""
    paragraphs = re.split(r"\n\s*\n", rows(text.replace("\r\n", "\n")).strip("\n"))
    return "".join(f"<p>{_linked(part)}</p>" for part in paragraphs if part.strip())


def _linked(text: str) -> str:
    parts, done = [], 0
    for match in re.finditer(_ADDRESS, text):
        link = match[0].rstrip(_AFTER)
        parts += [escape(text[done : match.start()]), f'<a href="{escape(link)}" {REL}>{escape(link)}</a>']
        done = match.start() + len(link)
    return "".join([*parts, escape(text[done:])]).replace("\n", "<br>\n")


def markdown(text: str) -> str:
    """Markdown as HTML: no HTML of its own, no images, no addresses but web and mail; headings below the page's own."""
    found: str = _reader().render(rows(text))
    return found


_BELOW = 2
"""Headings of a document are so many levels deeper on a page."""


@cache
def _reader() -> MarkdownIt:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise IncidentError(
            "a post-mortem on a page needs the library markdown-it-py, which is not installed",
            "pip install 'incident-cli[site]'",
        ) from None
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.validateLink = lambda url: bool(_LINK.fullmatch(url))  # type: ignore[method-assign]
    for name, rule in _RULES.items():
        reader.add_render_rule(name, rule)
    return reader


def _heading(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].tag = f"h{min(6, int(tokens[index].tag[1:]) + _BELOW)}"
    return str(self.renderToken(tokens, index, options, env))


def _image(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """What the picture shows, in words."""
    return escape(self.renderInlineAsText(tokens[index].children or [], options, env))


def _open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("rel", "nofollow noopener noreferrer")
    return str(self.renderToken(tokens, index, options, env))


def _cell(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A class in place of a style, which the page's policy forbids."""
    style = tokens[index].attrs.pop("style", None)
    if style:
        tokens[index].attrSet("class", str(style).replace("text-align:", "to-"))
    return str(self.renderToken(tokens, index, options, env))


def _code(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    """What is wider than a page is scrolled to with the keyboard as well."""
    return f'<pre tabindex="0"><code>{escape(tokens[index].content)}</code></pre>\n'


def _table(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    if tokens[index].nesting < 0:
        return "</table></div>\n"
    opened = self.renderToken(tokens, index, options, env)
    return f'<div class="wide" tabindex="0" role="group" aria-label="Table">{opened}'


_RULES: dict[str, Any] = {
    "heading_open": _heading,
    "heading_close": _heading,
    "image": _image,
    "link_open": _open,
    "th_open": _cell,
    "td_open": _cell,
    "fence": _code,
    "code_block": _code,
    "table_open": _table,
    "table_close": _table,
}
