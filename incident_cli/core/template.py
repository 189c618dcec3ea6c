"""Templates: a text with fields such as `{server}`, filled in for one incident. Pure.

`{{` and `}}` are braces. Whatever else begins with `{` must be a field that is known and has a value here: a text with
`{server}` in it is never published by accident. A first line `# Title` is the title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage

FIELDS = {
    "server": "the first server of -s, else of the incident",
    "servers": "all of them: web1, web2",
    "state": "the state of the first server: down",
    "title": "the incident's title",
    "id": "its number (not in open, where it is not known yet)",
    "severity": "SEV1",
    "impact": "critical",
    "status": "the status from -S, else as it is: identified",
    "time": "the time from -t, else now: 10:26 CET",
    "date": "the day of that time: 2014-02-10",
    "began": "when it began: 10:05 CET",
    "from": "of a maintenance: its planned beginning",
    "until": "of a maintenance: its planned end",
    "user": "who writes",
}
"""The fields, and what each stands for."""

_GIVEN_BY = {
    "server": "-s NAME=STATE",
    "servers": "-s NAME=STATE",
    "state": "-s NAME=STATE",
    "title": 'incident open "what is wrong"',
    "id": "leave {id} to updates: the number is not known before the incident is open",
    "severity": "incident open --severity N  or  incident edit ID --severity N",
    "time": "leave {time} away with --key: a retry would say another time",
    "date": "leave {date} away with --key: a retry would say another day",
    "began": "leave {began} away with --key: a retry would say another time",
    "from": "only a maintenance is planned: incident open --maintenance --from T --for 2h",
    "until": "only a maintenance is planned: incident open --maintenance --from T --for 2h",
}
"""What to type where a field has no value."""

_BRACES = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|\{")


class Template(NamedTuple):
    """A template as it stands in its file. title: of its first line, unfilled; line: where its text begins, from 1."""

    name: str
    title: str
    text: str
    line: int = 1


def parsed(name: str, content: str) -> Template:
    """Tell the title from the text. A heading without words is none."""
    first, _, rest = content.partition("\n")
    title = first[2:].strip() if first.startswith("# ") else ""
    if not title:
        return Template(name, "", content.rstrip("\n"))
    text = rest.lstrip("\n")
    return Template(name, title, text.rstrip("\n"), 2 + len(rest) - len(text))


def fields(text: str) -> list[str]:
    """The names in braces, known or not, each once, in order."""
    return list(dict.fromkeys(match[1] for match in _BRACES.finditer(text) if match[1] is not None))


def filled(template: Template, text: str, values: Mapping[str, str], line: int = 1) -> str:
    """A text of a template with its fields filled in. values: by field; an empty one is none.

    line: where the text begins in its file. Raises Usage, which names the line, for what cannot be filled.
    """

    def fill(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        where = f"template {template.name}, line {line + text.count(chr(10), 0, match.start())}"
        return _value(match[1], values, where)

    return _BRACES.sub(fill, text)


def _value(field: str | None, values: Mapping[str, str], where: str) -> str:
    if field is None:
        raise Usage(f"{where}: a single {{; nothing was saved", "write {{ for a brace, or {server} for a field")
    if field not in FIELDS:
        raise Usage(
            f"{where}: there is no field {{{field}}}; nothing was saved",
            f"the fields: {', '.join(FIELDS)}; {{{{ is a brace",
        )
    if not values.get(field):
        raise Usage(f"{where}: {{{field}}} has no value here; nothing was saved", _GIVEN_BY.get(field, ""))
    return values[field]
