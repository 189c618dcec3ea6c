"""Incidents as Markdown files in one folder: what each file is called, and the page that lists them. Written only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from incident_cli.core import phrase
from incident_cli.core.portable import Portable
from incident_cli.formats.markdown import one_line
from incident_cli.formats.telling import whole
from incident_cli.formats.writing import Writing

INDEX = "index.md"
_LONGEST = 60
"""Characters of a title in the name of its file."""


def file_name(portable: Portable) -> str:
    """`0168-http6-is-down.md`: the number, and the title in small ASCII letters and digits, 60 characters at most.

    The number keeps names apart and in order, and makes each one safe: no title gives a folder, a hidden file, or a
    name that a system keeps for itself.
    """
    words = _slug(portable.title) or _slug(portable.label) or str(portable.kind)
    return f"{portable.number or 0:04}-{words}.md"


def _slug(text: str) -> str:
    """Letters and digits with hyphens between the words; accents are dropped, as are scripts that ASCII cannot tell."""
    from unicodedata import combining, normalize

    plain = normalize("NFKD", text[: 4 * _LONGEST].casefold())
    letters = "".join(sign for sign in plain if not combining(sign))
    words = re.sub("[^a-z0-9]+", "-", letters).strip("-")
    if len(words) <= _LONGEST:
        return words
    gap = words.rfind("-", 0, _LONGEST + 1)
    return words[: gap if gap > _LONGEST // 2 else _LONGEST].rstrip("-")


def index(incidents: Iterable[Portable], writing: Writing) -> Iterator[str]:
    """The page that lists the files: a line for each incident in the order given, under the month of its beginning."""
    yield "# Incidents\n"
    month = ""
    for portable in incidents:
        line, began = _line(portable, writing)
        this = f"{began:%B} {began.year:04}"
        if this != month:
            yield f"\n## {this}\n\n"
            month = this
        yield line


def _line(portable: Portable, writing: Writing) -> tuple[str, datetime]:
    """`- [#168 http6 is down](0168-http6-is-down.md) · resolved · …`, and when it began, by the clocks of the zone."""
    told = whole(portable)
    incident, now, zone = told.incident, writing.now, writing.zone
    number = "" if portable.number is None else f"#{portable.number} "
    facts = (
        f"[{number}{_link_text(portable.title)}]({file_name(portable)})",
        phrase.status_word(incident, now),
        phrase.stamp(incident.began_at, zone),
        phrase.lasted(incident, now),
        ", ".join(map(one_line, told.servers)),
    )
    return f"- {' · '.join(filter(None, facts))}\n", phrase.local(incident.began_at, zone)


def _link_text(title: str) -> str:
    """A title inside the brackets of a link, which a bracket of its own would end."""
    return one_line(title).replace("]", r"\]")
