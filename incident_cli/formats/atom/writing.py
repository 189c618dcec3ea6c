"""Incidents -> an Atom feed (RFC 4287), an entry each, written as they come.

Not by feedgenerator: it holds every entry in memory, wants a link for each of them, which ours may not have, and fails
on the control characters that a text may hold.

An entry's content is HTML as Statuspage writes it (`updates`), newest first, but with whole dates, so that it can be
read back. Public lines only. Characters that nobody sees, or that XML forbids, are shown as escapes (`core/visible`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from incident_cli.core import instant, phrase
from incident_cli.core.model import EntryKind, Kind, Status, Verb
from incident_cli.core.portable import Portable, PortableLine
from incident_cli.core.visible import Escapes, visible
from incident_cli.formats.atom.entries import NAMESPACE
from incident_cli.formats.writing import Writing

TITLE = "Incidents"
_AUTHOR = "incident"
_NOBODY = "incident.invalid"  # a name that nobody can ever own, where a source tells no host
NAME = f"tag:{_NOBODY},2005:incidents"
"""The id of a feed that has no address."""
_NONE = {0xFFFE: r"\ufffe", 0xFFFF: r"\uffff"}  # no characters, and all that XML forbids and `visible` lets pass
_SHOWN = Escapes({ord("\n"): "\n"} | _NONE)


def write(incidents: Iterable[Portable], writing: Writing) -> Iterator[str]:
    """The feed, an incident at a time."""
    yield from head(NAME, TITLE, writing.now)
    for portable in incidents:
        yield entry(portable, writing.zone)
    yield CLOSING


def head(name: str, title: str, updated: datetime, *, page: str = "", itself: str = "") -> Iterator[str]:
    """What stands before the entries. name: the id; page, itself: addresses of the page that it feeds, and of the feed;
    empty for none."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f"<feed xmlns={quoteattr(NAMESPACE)}>\n"
    yield _element("id", name)
    yield _element("title", _line(title))
    yield _element("updated", _rfc3339(updated))
    yield f"<author>{_element('name', _AUTHOR).strip()}</author>\n"
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(itself)}/>\n' if itself else ""
    yield _page(page)


CLOSING = "</feed>\n"


def tag(portable: Portable) -> str:
    """The id of an entry, the same for ever: the one that its source gave it if that is a URI already, else a tag URI.

    It is made of the source and the id there; of the number where an incident has neither.
    """
    name = portable.external_id
    if re.fullmatch(r"(?:https?|tag|urn):[!-~]+", name) and '"' not in name and "<" not in name:
        return name
    source, _, host = portable.source.partition(":")
    authority = host.lower() if re.fullmatch(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", host) else _NOBODY
    kind = source if authority != _NOBODY else portable.source
    name = name or str(portable.number or instant.text(portable.began_at))
    return f"tag:{authority},2005:{quote(kind or _AUTHOR, safe='')}/{quote(name, safe='')}"


def updated(portable: Portable) -> datetime:
    """When anything of an entry was last written: corrections have no line, but the incident tells of them."""
    lines = [line.recorded_at for line in _public(portable)]
    return max([portable.began_at, portable.recorded_at, portable.updated_at or portable.recorded_at, *lines])


def entry(portable: Portable, zone: tzinfo, *, name: str = "", page: str = "") -> str:
    """An incident. name: its id, if not `tag`; page: the address of the page that shows it, empty for none."""
    lines = _public(portable)
    links = dict.fromkeys((*portable.links, *(link for line in lines for link in line.links)))
    title = " ".join(portable.title.split()) or f"{portable.label or portable.kind.value.capitalize()}"
    parts = [
        "<entry>\n",
        _element("id", name or tag(portable)),
        _element("title", _line(title)),
        _element("published", _rfc3339(portable.began_at)),
        _element("updated", _rfc3339(updated(portable))),
        _page(page),
        *(f'<link rel="related" href={quoteattr(address)}/>\n' for link in links if (address := _address(link))),
        *(f"<category term={quoteattr(_line(name))}/>\n" for name in portable.tags if name.strip()),
        _element("content", _content(portable, lines, zone), type="html"),
        "</entry>\n",
    ]
    return "".join(parts)


def _page(address: str) -> str:
    return f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>\n' if address else ""


def _public(portable: Portable) -> list[PortableLine]:
    """The lines of the timeline that everybody may read, and the end."""
    lines = [line for line in portable.timeline if line.kind.public or line.verb is not Verb.UPDATED]
    return [line if line.kind.public else line._replace(text="", links=()) for line in lines]


def _content(portable: Portable, lines: list[PortableLine], zone: tzinfo) -> str:
    """The updates, newest first, and the opening at its place among them, as HTML."""
    names = {server.key: server.name for server in portable.servers}
    opening = PortableLine(portable.began_at, portable.recorded_at, status=portable.status, states=portable.states)
    told = sorted([opening, *lines], key=lambda line: line.at)  # stable: of one instant the opening is the first
    blocks = [_block(line, portable, names, zone) for line in reversed(told)]
    return "".join([*_planned(portable, zone), *blocks])


def _planned(portable: Portable, zone: tzinfo) -> Iterator[str]:
    """What Statuspage puts above the updates of a maintenance."""
    start, end = portable.planned_from, portable.planned_until
    if portable.kind is Kind.MAINTENANCE and start is not None and end is not None:
        yield f"<p><strong>THIS IS A SCHEDULED EVENT {_stamp(start, zone)} - {_stamp(end, zone)}</strong></p>\n"


def _block(line: PortableLine, portable: Portable, names: dict[str, str], zone: tzinfo) -> str:
    """One update: its time, the facts behind it, its status, its text."""
    facts = [_stamp(line.at, zone), *(f"{names.get(key, key)} {state.short}" for key, state in line.states)]
    facts += ["guess"] * line.guess + ["retracted"] * bool(line.retracted)
    if line.states == portable.states and line.at == portable.began_at:
        facts += [names.get(key, key) for key in portable.affected]
    small = " · ".join(_line(" ".join(fact.split())) for fact in facts)
    text = _html(line.text)
    if line.retracted and text:
        text = f"<s>{text}</s>"
    said = f"<p><small>{escape(small)}</small><br><strong>{_word(line, portable.kind)}</strong>"
    return f"{said} - {text}</p>\n" if text else f"{said}</p>\n"


def _word(line: PortableLine, kind: Kind) -> str:
    """What stands in the place of the status."""
    status = line.status
    if line.verb is Verb.CLOSED:
        status = status or (Status.RESOLVED if kind is Kind.INCIDENT else Status.COMPLETED)
    elif line.verb is Verb.REOPENED:
        status = status or Status.INVESTIGATING
    if status is None:
        return "Post-mortem" if line.kind is EntryKind.POSTMORTEM else "Update"
    return status.value.replace("_", " ").capitalize()


def _html(text: str) -> str:
    """Text as HTML that shows every space and every line of it."""
    rows = re.sub(r"\r\n?", "\n", text).expandtabs(4).strip("\n").translate(_SHOWN).split("\n")
    return "<br>\n".join(re.sub(r"^ | (?= )", "&nbsp;", escape(row.rstrip())) for row in rows)


def _line(text: str) -> str:
    """Text for a place of one line."""
    return visible(text).translate(_NONE)


def _stamp(at: datetime, zone: tzinfo) -> str:
    """A whole time: `2014-02-10 10:13:00+01:00`, in UTC `2014-02-10 09:13:00 UTC`; with milliseconds if there are."""
    shown = phrase.local(at, zone)
    words = shown.isoformat(" ", "milliseconds" if at.microsecond else "seconds")
    return words.replace("+00:00", " UTC") if not shown.utcoffset() else words


def _rfc3339(at: datetime) -> str:
    return instant.text(at.astimezone(UTC))


def _address(link: str) -> str:
    """An address as a feed may carry it; empty for what is none."""
    return quote(link, safe="!#$%&'()*+,/:;=?@[]~-._") if re.match("(?i)https?://.", link) else ""


def _element(name: str, text: str, **attributes: str) -> str:
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{said}>{escape(text)}</{name}>\n"
